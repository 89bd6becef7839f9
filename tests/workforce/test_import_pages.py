"""Asking for the month, limits, what is not scanned, who else is at it, and when the next month is due."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from retention_portal.accounts.models import Person
from retention_portal.core.dates import Month, date_text, today
from retention_portal.core.refusals import Refused
from retention_portal.organisations.models import Organisation
from tests.factories.people import signed_in
from tests.workforce.files import SAMPLE, SAMPLE_NAME, as_csv, imported, name_of, published, sample_rows
from workforce.extracts import actions, releases, rules
from workforce.extracts.models import DataVersion, WorkforceImport

DATA = SAMPLE.read_bytes()
NEW = "/workforce/imports/new/"


@pytest.fixture
def as_lead(client: Client, lead: Person) -> Client:
    return signed_in(client, lead)


def text_of(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def send(client: Client, name: str = SAMPLE_NAME) -> Any:
    return client.post(NEW, {"file": SimpleUploadedFile(name, DATA)})


# --- the month ----------------------------------------------------------------------------------------------------


def test_the_month_is_asked_for_and_then_the_file_is_checked(
    lead: Person, system: Organisation, as_lead: Client
) -> None:
    one = imported(DATA, "practice level.csv", lead, system)
    address = f"/workforce/imports/{one.pk}/"
    assert "Which month is practice level.csv of?" in text_of(as_lead, address)

    wrong = as_lead.post(f"{address}month/", {"period": "Sept"}, follow=True).content.decode()
    as_lead.post(f"{address}month/", {"period": "2024-09"})

    assert "“Sept” is not a month." in wrong
    assert actions.check_import(import_id=one.pk).status == "previewed"
    assert "September 2024, 5 practices: ready to publish" in text_of(as_lead, address)


def test_the_month_is_not_asked_of_a_file_with_another_fault(
    lead: Person, system: Organisation, as_lead: Client
) -> None:
    one = imported(b"PRAC_CODE\nA81001\n", SAMPLE_NAME, lead, system)

    assert "Which month" not in text_of(as_lead, f"/workforce/imports/{one.pk}/")
    with pytest.raises(Refused, match="not in question"):
        actions.state_month(workforce_import=one, period="2024-09", by=lead)


# --- limits -------------------------------------------------------------------------------------------------------


def test_too_many_files_in_an_hour_are_refused_with_a_time(as_lead: Client, settings: Any) -> None:
    settings.IMPORT_UPLOADS_AN_HOUR = 2
    answers = [send(as_lead) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert 3500 < int(answers[2].headers["Retry-After"]) <= 3601
    page = answers[2].content.decode()
    assert "That is too many files in one hour: the most is 2. Try again after " in page
    assert WorkforceImport.objects.count() == 2


def test_another_person_may_still_send(as_lead: Client, administrator: Person, settings: Any) -> None:
    settings.IMPORT_UPLOADS_AN_HOUR = 1
    send(as_lead)
    assert send(as_lead).status_code == 429
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_fallback_cache WHERE key LIKE 'limit:workforce-file:%%'")
        assert cursor.fetchone() == (1,)

    assert send(signed_in(Client(), administrator)).status_code == 302


# --- the file itself ----------------------------------------------------------------------------------------------


def test_a_file_that_nobody_scanned_says_so_and_is_for_downloading_only(as_lead: Client) -> None:
    send(as_lead)
    one = WorkforceImport.objects.get()
    actions.check_import(import_id=one.pk)
    answer = as_lead.get(f"/workforce/imports/{one.pk}/as-sent/")

    assert one.scan_state == "not_scanned"
    assert "Not scanned for viruses; for downloading only" in text_of(
        as_lead, f"/workforce/imports/{one.pk}/"
    )
    assert b"".join(answer.streaming_content) == DATA
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


# --- publishing ---------------------------------------------------------------------------------------------------


def test_practices_that_would_lose_their_figures_stop_whoever_does_not_say_so(
    lead: Person, system: Organisation
) -> None:
    """CASE-I-21"""
    published(DATA, SAMPLE_NAME, lead, system)
    fewer = imported(as_csv(sample_rows()[1:]), SAMPLE_NAME, lead, system)

    with pytest.raises(Refused, match="1 practice has figures now and would have none") as caught:
        actions.publish_import(workforce_import=fewer, by=lead)
    assert (caught.value.code, DataVersion.objects.get(is_current=True).practices) == ("implies_removal", 5)
    assert actions.publish_import(workforce_import=fewer, by=lead, removals_understood=True).practices == 4


def test_the_page_says_who_else_is_at_the_same_month(
    lead: Person, administrator: Person, system: Organisation, as_lead: Client
) -> None:
    """CASE-I-23"""
    mine = imported(DATA, SAMPLE_NAME, lead, system)
    address = f"/workforce/imports/{mine.pk}/"
    assert "In use:" not in text_of(as_lead, address)

    imported(as_csv(sample_rows()[:3]), SAMPLE_NAME, administrator, system)

    assert f"<strong>In use:</strong> {administrator} sent {SAMPLE_NAME} of the same month" in text_of(
        as_lead, address
    )


def test_the_preview_shows_the_totals_of_the_file_before_its_systems(
    sample: DataVersion, lead: Person, system: Organisation, as_lead: Client
) -> None:
    one = imported(as_csv(sample_rows()[1:]), SAMPLE_NAME, lead, system)
    page = text_of(as_lead, f"/workforce/imports/{one.pk}/")

    assert page.index("Total of the file") < page.index("Totals by system") < page.index("Totals by network")
    assert "<strong>10 practices</strong> of GPW-2024-09-QHM-E1 are not in this file." in page


# --- the next month -----------------------------------------------------------------------------------------------


def test_the_next_month_is_expected_three_to_four_weeks_after_its_end() -> None:
    due = releases.next_release(Month(2024, 9))

    assert (due.month, due.first, due.last, due.announced) == (
        Month(2024, 10),
        date(2024, 11, 21),
        date(2024, 11, 28),
        False,
    )


def test_the_pace_is_that_of_the_time() -> None:
    """CASE-I-31"""
    assert releases.next_release(Month(2020, 12)).month == Month(2021, 3)
    assert releases.next_release(Month(2021, 7)).month == Month(2021, 8)


def test_a_day_that_was_announced_counts() -> None:
    due = releases.next_release(Month(2024, 9), announced={Month(2024, 10): date(2024, 11, 26)})

    assert (due.first, due.last, due.announced) == (date(2024, 11, 26), date(2024, 11, 26), True)


@pytest.mark.parametrize("late", [False, True], ids=["before it is due", "when it is late"])
def test_the_list_says_when_the_next_month_comes_and_names_the_publication(
    late: bool, lead: Person, system: Organisation, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setattr(rules, "NATIONAL_SHARE", 0.001)
    latest = Month.of(today()).previous()
    due = releases.next_release(latest)
    published(DATA, name_of(latest.label), lead, system)
    settings.PORTAL_TODAY = due.last + timedelta(days=late)
    page = text_of(signed_in(Client(), lead), "/workforce/imports/")

    first, last = date_text(due.first), date_text(due.last)
    assert (
        f"{due.month.label} is expected between {first} and {last}, going by the usual" in page
    ) is not late
    assert (f"{due.month.label} was expected by {last} and is not here yet." in page) is late
    assert (
        f'<a href="{releases.ADDRESS}" rel="external noreferrer">General Practice Workforce, NHS England'
        in page
    )
    assert f"GPW-{latest.code}-E1</a>, loaded on" in page


def test_no_day_is_invented_without_a_month(as_lead: Client) -> None:
    page = text_of(as_lead, "/workforce/imports/")

    assert "expected" not in page
