"""Two at once on two real connections: the last two reviews, the same review twice, giving out twice (CASE-R-11)."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from retention_portal.core.refusals import Refused
from schemes.applications import actions_assign
from schemes.applications.models import Application
from schemes.applications.models_review import Assignment, Review
from schemes.applications.statuses import Status
from tests.applications.panels import panel, send
from tests.factories import applications as factory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Run each on a connection of its own at the same moment: what each ended in."""
    start, ended = threading.Barrier(len(acts)), []

    def press(act: Callable[[], Any]) -> None:
        try:
            start.wait(timeout=20)
            act()
            ended.append("done")
        except Refused as no:
            ended.append(no.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(ended)


def test_two_at_once_move_on_once_and_give_out_once(transactional_db: Any) -> None:
    home = factory.house()
    reading = panel(home)
    application = reading.waiting()

    def give_out() -> None:
        actions_assign.assign_waiting(offer=reading.offer, by=home.coordinator)

    assert at_once(give_out, give_out) == ["done", "done"]
    one, other = Assignment.objects.select_related("reviewer", "application").order_by("pk")
    assert at_once(lambda: send(one), lambda: send(other)) == ["done", "done"]
    application.refresh_from_db()
    assert (application.status, application.changes.filter(after=Status.READY).count()) == (Status.READY, 1)

    reading.waiting()
    give_out()
    mine = Assignment.objects.select_related("reviewer", "application").order_by("-pk").first()
    ends = at_once(lambda: send(mine), lambda: send(mine))
    assert ends in (["changed", "done"], ["done", "sent"])
    assert Review.objects.filter(assignment=mine).count() == 1
    assert Application.objects.filter(status=Status.IN_REVIEW).count() == 1
