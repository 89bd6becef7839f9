"""A local mentor's paid hours (CASE-M-13, M-08): what is left, what is refused, and what finance pays."""

import threading
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from action_plans.funding.queries import spent_by_code
from retention_portal.accounts.roles import Role
from retention_portal.core.refusals import Refused
from schemes.awards import actions_claims, queries
from schemes.awards.actions_mentor import claim_mentor_time
from schemes.awards.models import Award, Claim
from schemes.awards.queries_mentor import allowance_left
from schemes.awards.statuses import EntryKind
from tests.awards.given import Place, mentor_agreement, money_line, place
from tests.awards.test_pages import day
from tests.factories.people import person_with, signed_in

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 12)


@pytest.fixture(autouse=True)
def october(settings: Any) -> None:
    settings.PORTAL_TODAY = TODAY.isoformat()


def claim(at: Place, mentor: Any, hours: str, on: date = date(2026, 9, 1), by: Any = None) -> Claim:
    return claim_mentor_time(
        mentor=mentor, service_owner=at.system, hours=Decimal(hours), on=on, by=by or mentor
    )


def text(page: Any) -> str:
    return " ".join(page.content.decode().split())


def test_hours_are_claimed_from_a_log_approved_on_a_line_and_paid():
    at = place()
    mentor = person_with(Role.MENTOR)
    row, line = mentor_agreement(at, mentor, admin_minutes=30), money_line(at)
    made = claim(at, mentor, "2")
    assert (made.kind, made.amount, made.evidence.name) == ("mentor_time", Decimal("216.75"), "")
    left = allowance_left(mentor=mentor, owner=at.system, on=TODAY)
    assert left is not None
    assert (left.allowed, left.used, left.left) == (Decimal(12), Decimal(2), Decimal(10))
    assert (left.first, left.last, left.rate) == (date(2026, 4, 1), date(2027, 3, 31), Decimal("72.25"))
    made = actions_claims.approve_claim(claim=made, line=line, by=at.finance)
    actions_claims.pay_claim(claim=made, paid_on=TODAY, by=at.finance)
    assert queries.ledger_total(row, EntryKind.DUE) == queries.ledger_total(row, EntryKind.PAID)
    assert set(row.entries.values_list("payee", flat=True)) == {"mentor"}
    assert spent_by_code([f"awards.award:{row.pk}"]) == {f"awards.award:{row.pk}": Decimal("216.75")}


@pytest.mark.parametrize(
    ("hours", "on", "words"),
    [
        pytest.param("3", date(2026, 9, 1), "2 hours of this year's allowance of 12 are left: 3 is more.", id="above"),
        pytest.param("1", date(2026, 3, 31), "2 hours of this year's allowance of 12 are left.", id="before"),
        pytest.param("1", date(2026, 10, 13), "The day of a cost cannot lie in the future.", id="future"),
        pytest.param("0", date(2026, 9, 1), "Enter how many hours of mentoring were given.", id="none"),
        pytest.param("-1", date(2026, 9, 1), "Enter how many hours of mentoring were given.", id="below-none"),
    ],
)  # fmt: skip
def test_case_m_13_outside_the_window_or_above_what_is_left_is_refused_with_what_is_left(hours, on, words):
    at = place()
    mentor = person_with(Role.MENTOR)
    mentor_agreement(at, mentor)
    claim(at, mentor, "10")
    with pytest.raises(Refused) as refused:
        claim(at, mentor, hours, on)
    assert words in refused.value.sentence
    assert refused.value.code == "CASE-M-13"


def test_each_year_of_the_agreement_has_its_own_hours_and_a_withdrawn_claim_gives_them_back():
    at = place()
    mentor = person_with(Role.MENTOR)
    mentor_agreement(at, mentor, starts=date(2025, 4, 1), ends=date(2027, 3, 31))
    claim(at, mentor, "12", date(2026, 3, 31))
    made = claim(at, mentor, "12", date(2026, 4, 1))
    with pytest.raises(Refused, match="0 hours"):
        claim(at, mentor, "0.25")
    actions_claims.withdraw_claim(claim=made, by=mentor)
    claim(at, mentor, "0.25")


def test_without_an_agreement_or_the_right_nothing_is_claimed():
    at, elsewhere = place(), place("QJK")
    mentor = person_with(Role.MENTOR)
    with pytest.raises(Refused) as refused:
        claim(at, mentor, "1")
    assert refused.value.code == "no_agreement"
    assert allowance_left(mentor=mentor, owner=at.system, on=TODAY) is None
    mentor_agreement(at, mentor)
    mentor_agreement(elsewhere, mentor)
    for by in (person_with(Role.MENTOR), elsewhere.coordinator, at.finance):
        with pytest.raises(Refused, match="Only the person"):
            claim(at, mentor, "1", by=by)
    claim(at, mentor, "1", by=at.coordinator)
    left = allowance_left(mentor=mentor, owner=elsewhere.system, on=TODAY)
    assert left is not None
    assert left.used == 0


def test_what_is_left_asks_as_much_for_one_claim_as_for_thirty():
    at = place()
    mentor = person_with(Role.MENTOR)
    mentor_agreement(at, mentor, hours=40)
    for number in (1, 30):
        for _ in range(number):
            claim(at, mentor, "1")
        with CaptureQueriesContext(connection) as found:
            allowance_left(mentor=mentor, owner=at.system, on=TODAY)
        assert len(found) == 5


@pytest.mark.django_db(transaction=True)
def test_of_two_who_claim_the_last_hours_at_once_one_does():
    at = place()
    mentor = person_with(Role.MENTOR)
    mentor_agreement(at, mentor, hours=2)
    gate, results = threading.Barrier(2), []

    def run() -> None:
        try:
            gate.wait()
            claim(at, mentor, "2")
            results.append("done")
        except Refused as refused:
            results.append(refused.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["CASE-M-13", "done"]


def test_a_coordinator_opens_it_from_a_mentor_s_address_and_the_mentor_claims_on_a_page(client):
    at = place()
    mentor = person_with(Role.MENTOR)
    browser = signed_in(client, at.coordinator)
    address = f"/awards/new/?mentor={mentor.email}"
    assert mentor.email in text(browser.get(address))
    form = {
        "system": at.system.pk, "email": mentor.email, "scheme": "MENTOR-TIME", "host": at.host.code,
        "per_week": "1", "approved_by": "Training hub", **day("starts", "1/4/2026"), **day("ends", "31/3/2027"),
        **day("approved_on", "1/4/2026"), "programme_code": "",
    }  # fmt: skip
    page = text(browser.post(address, form))
    assert "Enter the hours a year that are paid at most" in page
    assert "Enter what is paid for an hour" in page
    assert "£0 or more" in text(browser.post(address, form | {"hourly_rate": "-1", "allowance": "12"}))
    assert browser.post(address, form | {"hourly_rate": "72.25", "allowance": "12"}).status_code == 302
    row = Award.objects.get()
    assert (row.scheme_code, row.title) == (f"MENTOR-TIME-{at.system.code}", "Paid time as a mentor")
    browser = signed_in(client, mentor)
    mine = text(browser.get("/awards/mine/"))
    assert "12 hours of 12, until 31 March 2027" in mine
    assert "Claim your mentoring time" in mine
    assert "How many hours of mentoring?" in text(browser.get(f"/awards/{row.pk}/claim/cost/"))
    said = {"kind": "mentor_time", "units": "1.5", **day("on", "1/9/2026")}
    assert browser.post(f"/awards/{row.pk}/claim/cost/", said).status_code == 302
    made = Claim.objects.get()
    assert (made.units, made.amount) == (Decimal("1.50"), Decimal("108.38"))
    assert "Hours of mentoring" in text(browser.get(f"/awards/claims/{made.pk}/"))
