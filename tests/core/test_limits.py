"""How often somebody may do something: exact, apart by key, over at a stated time, and with Redis away."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.http import HttpResponse

from retention_portal.core import limits

HOUR = timedelta(hours=1)


def use(key: str, most: int = 3) -> str:
    try:
        limits.take(key, most=most, within=HOUR, what="files in one hour")
    except limits.TooOften as refused:
        return refused.sentence if 3500 < refused.seconds <= 3601 else f"{refused.seconds} seconds"
    else:
        return "allowed"


@pytest.mark.django_db
def test_the_fourth_of_three_is_refused_with_a_time(settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "none"}}  # no cache is asked
    answers = [use("upload:1") for _ in range(4)]

    assert answers[:3] == ["allowed"] * 3
    assert answers[3].startswith("That is too many files in one hour: the most is 3. Try again after ")
    assert use("upload:2") == "allowed"


@pytest.mark.django_db
def test_the_count_begins_anew_when_its_time_is_over() -> None:
    for _ in range(4):
        use("upload:1")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_fallback_cache SET expires_at = now() - interval '1 second'")

    assert [use("upload:1") for _ in range(4)][:3] == ["allowed"] * 3


@pytest.mark.django_db
def test_old_counts_are_forgotten_and_others_stay() -> None:
    use("upload:1")
    use("upload:2")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE core_fallback_cache SET expires_at = now() - interval '2 days' WHERE key = 'limit:upload:1'"
        )

    assert limits.forget_old_counts() == 1
    assert [use("upload:2") for _ in range(3)][-1].startswith("That is too many")


@pytest.mark.django_db(transaction=True)
def test_of_ten_at_once_three_are_let_in() -> None:
    answers: list[str] = []

    def once() -> None:
        answers.append(use("upload:1"))
        connections.close_all()

    threads = [threading.Thread(target=once) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers.count("allowed") == 3


def test_the_answer_says_429_and_how_long() -> None:
    told = limits.told(HttpResponse("no"), limits.TooOften("no", 30))

    assert (told.status_code, told.headers["Retry-After"]) == (429, "30")
