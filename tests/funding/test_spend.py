"""Spend, corrections, forecasts, and how a line stands on a day."""

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.db import Error, connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from action_plans.funding import actions, queries, rules
from action_plans.funding.models import AllocationLine, Commitment, Programme, SpendEntry
from action_plans.funding.rules import Position
from action_plans.plans.actions import commit_money
from retention_portal.accounts.roles import Role
from retention_portal.core.refusals import BadInput, Refused
from tests.factories.people import person_with, signed_in
from tests.factories.plans import Team, initiative_at, organisation, plan_for, team

DAY = date(2026, 10, 12)
THING = {"source": "initiative", "source_key": "1"}


@pytest.fixture(autouse=True)
def october(settings):
    settings.PORTAL_TODAY = DAY.isoformat()


def line_of(people: Team, amount: str = "120000", programme: str = "FUND-POOL-A") -> AllocationLine:
    return actions.enter_allocation(
        system=people.system,
        programme=Programme.objects.get(code=programme),
        financial_year="2026-27",
        amount=Decimal(amount),
        by=people.commissioner,
        on=date(2026, 4, 1),
    )


def spend(line: AllocationLine, amount: str, by: object, on: date = DAY, **more: str) -> SpendEntry:
    return actions.spend(line=line, **(THING | more), amount=Decimal(amount), on=on, by=by)


def commit(line: AllocationLine, amount: str, by: object, **more: object) -> Commitment:
    return actions.commit(line=line, **(THING | more), amount=Decimal(amount), by=by)


@pytest.mark.django_db
def test_spend_above_what_is_committed_is_refused_with_both_figures_case_p_20():
    people = team()
    line = line_of(people)
    commit(line, "10000", people.lead)
    spend(line, "9000", people.lead)
    with pytest.raises(Refused) as refused:
        spend(line, "1000.01", people.lead)
    assert refused.value.sentence == (
        "£1,000.01 is more than the £1,000 left to spend on it: £10,000 of this line is committed and £9,000 is "
        "spent. Commit more first."
    )
    spend(line, "1000", people.lead)
    line.refresh_from_db()
    assert (line.amount, line.committed, line.spent) == (Decimal(120000), Decimal(10000), Decimal(10000))


@pytest.mark.django_db
def test_money_of_one_thing_is_not_spent_on_another():
    people = team()
    line = line_of(people)
    commit(line, "10000", people.lead)
    with pytest.raises(Refused, match="£0 of this line is committed"):
        spend(line, "1", people.lead, source_key="2")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("on", "why"),
    [
        (date(2026, 3, 31), "belongs to another year"),
        (date(2027, 4, 1), "belongs to another year"),
        (date(2026, 10, 13), "has not come yet"),
    ],
)
def test_spend_is_dated_within_the_year_and_not_in_the_future(on: date, why: str):
    people = team()
    line = line_of(people)
    commit(line, "10", people.lead)
    with pytest.raises(Refused, match=why):
        spend(line, "1", people.lead, on)
    assert spend(line, "1", people.lead, date(2026, 4, 1)).counts_on == date(2026, 4, 1)


@pytest.mark.django_db
def test_a_wrong_entry_is_taken_back_once_by_a_reversing_entry():
    people = team()
    line = line_of(people)
    commit(line, "500", people.lead)
    entry = spend(line, "400", people.lead, date(2026, 6, 30))
    with pytest.raises(Refused, match="Say why it is taken back"):
        actions.correct(entry=entry, reason=" ", by=people.lead)
    back = actions.correct(entry=entry, reason="Entered twice", by=people.lead)
    assert (back.amount, back.counts_on, back.corrects_id) == (Decimal(-400), date(2026, 6, 30), entry.pk)
    for again in (entry, back):
        with pytest.raises(Refused):
            actions.correct(entry=again, reason="Again", by=people.lead)
    line.refresh_from_db()
    assert line.spent == 0
    assert sum(row.amount for row in queries.spend_for("initiative:1")) == 0


@pytest.mark.django_db
def test_no_more_is_taken_back_than_was_spent_and_none_given_back_that_is_spent():
    people = team()
    line = line_of(people)
    commit(line, "500", people.lead)
    spend(line, "400", people.lead)
    with pytest.raises(Refused, match="£401 is more than the £400 recorded as spent"):
        actions.reverse(line=line, **THING, amount=Decimal(401), on=DAY, by=people.lead, reason="x")
    with pytest.raises(Refused, match=r"No more than £100.00 .* £500 is committed, of which £400 is spent"):
        actions.release(line=line, **THING, amount=Decimal(101), by=people.lead, reason="x")
    actions.release(line=line, **THING, amount=Decimal(100), by=people.lead, reason="x")
    line.refresh_from_db()
    assert (line.committed, line.spent) == (Decimal(400), Decimal(400))


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["funding_spendentry", "funding_forecastentry", "funding_commitment"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET amount = 1", "DELETE FROM {}"])
def test_the_database_keeps_every_ledger_as_it_is(table: str, statement: str):
    people = team()
    line = line_of(people)
    commit(line, "500", people.lead)
    spend(line, "400", people.lead)
    actions.state_forecast(line=line, amount=Decimal(450), reason="As planned", by=people.lead)
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


@pytest.mark.django_db
def test_match_funding_names_another_funder_case_p_22():
    people = team()
    line = line_of(people)
    with pytest.raises(Refused, match="at least one other funder") as refused:
        commit(line, "10", people.lead, match_funded=True, other_funder=" ")
    assert refused.value.code == "CASE-P-22"
    entry = commit(line, "10", people.lead, match_funded=True, other_funder="The training hub")
    assert (entry.match_funded, entry.other_funder) == (True, "The training hub")


@pytest.mark.django_db
def test_only_leads_of_the_system_draw_unless_another_slice_vouches_for_them():
    people = team()
    line, other = line_of(people), people.member(Role.CLINICAL_LEAD)
    finance = people.member(Role.FINANCE_LEAD)
    with pytest.raises(Refused, match="Only the system lead or finance lead"):
        commit(line, "10", other)
    commit(line, "10", other, vouched=True, source="awards.award", source_key=7)
    with pytest.raises(Refused, match="Only the system lead or finance lead"):
        spend(line, "10", other, source="awards.award", source_key="7")
    assert spend(line, "10", finance, source="awards.award", source_key="7").code == "awards.award:7"
    assert queries.spent_by_code(["awards.award:7"]) == {"awards.award:7": Decimal(10)}


@pytest.mark.parametrize(("source", "key"), [("", "1"), ("initiative", ""), ("x" * 40, "y" * 20)])
def test_a_code_needs_its_source_and_key(source: str, key: str):
    with pytest.raises(BadInput):
        rules.code_of(source, key)


@pytest.mark.django_db
def test_a_line_is_read_as_it_stood_on_any_day():
    people = team()
    line = line_of(people)
    actions.commit(line=line, **THING, amount=Decimal(6000), by=people.lead, on=date(2026, 5, 1))
    for month in (5, 6, 7):
        spend(line, "1000", people.lead, date(2026, month, 28))
    actions.state_forecast(
        line=line, amount=Decimal(5000), reason="Late start", by=people.lead, on=date(2026, 9, 1)
    )
    stood = {day: queries.line_position(line, day) for day in (date(2026, 4, 30), date(2026, 6, 30), DAY)}
    april, june, now = stood.values()
    assert (april.allocated, april.committed, april.spent) == (Decimal(120000), 0, 0)
    assert (june.committed, june.spent, june.stated, june.outturn) == (6000, 2000, None, 6000)
    assert (now.spent, now.stated, now.underspend, now.rag) == (3000, 5000, 115000, "red")
    assert (april.pace, june.pace) == (None, None)
    assert (now.months, now.pace) == (6, Decimal("6000.00"))


@pytest.mark.parametrize(
    ("on", "months"),
    [
        (date(2026, 4, 1), 0),
        (date(2026, 4, 30), 0),
        (date(2026, 5, 1), 1),
        (date(2027, 3, 30), 11),
        (date(2027, 3, 31), 12),
        (date(2028, 1, 1), 12),
    ],
)
def test_whole_months_of_a_financial_year(on: date, months: int):
    assert rules.whole_months("2026-27", on)[0] == months


@pytest.mark.parametrize(
    ("stated", "rag"),
    [
        (100, "green"),
        (95, "green"),
        (105, "green"),
        (94, "amber"),
        (90, "amber"),
        (110, "amber"),
        (89, "red"),
        (111, "red"),
    ],
    ids=lambda value: f"4.3-{value}",
)
def test_finance_rating_by_the_handbook(stated: int, rag: str):
    assert Position(Decimal(100), Decimal(50), Decimal(10), Decimal(stated)).rag == rag
    assert Position(Decimal(0), Decimal(0), Decimal(0)).rag == "grey"


def test_the_forecast_says_where_it_comes_from():
    at = Position(Decimal(100), Decimal(80), Decimal(10))
    assert at.finding == "If all that is committed is spent, £20 will be left at the end of the year."
    assert Position(Decimal(100), Decimal(80), Decimal(10), Decimal(120)).finding == (
        "As stated, the line will be £20 short."
    )
    assert (at + Position(Decimal(50), Decimal(50), Decimal(0), Decimal(40))).outturn == 120


@pytest.mark.django_db
def test_a_forecast_has_its_reason_and_is_not_below_what_is_spent():
    people = team()
    line = line_of(people)
    commit(line, "500", people.lead)
    spend(line, "400", people.lead)
    with pytest.raises(Refused, match="Say why you expect this"):
        actions.state_forecast(line=line, amount=Decimal(450), reason="", by=people.lead)
    with pytest.raises(Refused, match=r"£400.00 is spent already"):
        actions.state_forecast(line=line, amount=Decimal(399), reason="Less", by=people.lead)
    with pytest.raises(Refused, match="Only the system lead"):
        actions.state_forecast(line=line, amount=Decimal(450), reason="x", by=people.commissioner)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_spend_the_last_money_at_once_one_is_refused():
    people = team()
    line = line_of(people, "1000")
    commit(line, "1000", people.lead)
    start, results = threading.Barrier(2), []

    def press() -> None:
        try:
            start.wait(timeout=10)
            spend(line, "700", people.lead)
            results.append("spent")
        except Refused as refused:
            results.append(refused.sentence)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(results, key=len) == [
        "spent",
        (
            "£700 is more than the £300 left to spend on it: £1,000 of this line is committed and £700 is spent. "
            "Commit more first."
        ),
    ]
    line.refresh_from_db()
    assert line.spent == Decimal(700)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_correct_the_same_entry_at_once_one_is_refused():
    people = team()
    line = line_of(people, "1000")
    commit(line, "1000", people.lead)
    entry = spend(line, "300", people.lead)
    start, results = threading.Barrier(2), []

    def press() -> None:
        try:
            start.wait(timeout=10)
            actions.correct(entry=entry, reason="Twice", by=people.lead)
            results.append("corrected")
        except Refused:
            results.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(results) == ["corrected", "refused"]
    line.refresh_from_db()
    assert line.spent == 0


MOVES = st.lists(
    st.tuples(st.sampled_from(["commit", "release", "spend", "reverse"]), st.integers(1, 900)), max_size=12
)


@pytest.mark.django_db
def test_balances_are_the_sums_of_their_ledgers_whatever_is_tried():
    people = team()
    line = line_of(people, "2000")

    @settings(deadline=None, max_examples=40)
    @given(MOVES)
    def tried(moves: list[tuple[str, int]]) -> None:
        for what, pounds in moves:
            facts = {"line": line, **THING, "amount": Decimal(pounds), "by": people.lead}
            more = {} if what == "commit" else {"reason": "x"}
            day = {"on": DAY} if what in ("spend", "reverse") else {}
            try:
                getattr(actions, what)(**facts, **more, **day)
            except Refused:
                continue
        line.refresh_from_db()
        held, spent = queries.drawn(line, "initiative:1")
        assert (line.committed, line.spent) == (held, spent)
        assert 0 <= spent <= held <= line.amount

    tried()


@pytest.mark.django_db
def test_the_finance_lead_records_spend_forecast_and_a_correction_on_the_pages(client):
    people = team()
    row = initiative_at(plan_for(people), people.lead)
    line = line_of(people)
    commit_money(initiative=row, line=line, amount=Decimal(10000), by=people.lead)
    browser = signed_in(client, people.member(Role.FINANCE_LEAD))
    address = f"/funding/lines/{line.pk}/"
    page = browser.get(f"{address}spend/").content.decode()
    assert "QHM-2026-27-01 Peer groups: £10,000 not spent yet" in page
    sent = {"code": f"initiative:{row.pk}", "month": "2026-09", "amount": "10,000.01"}
    assert (
        "£10,000.01 is more than the £10,000 left" in browser.post(f"{address}spend/", sent).content.decode()
    )
    assert browser.post(f"{address}spend/", sent | {"amount": "2500"}).status_code == 302
    entry = SpendEntry.objects.get()
    assert (entry.counts_on, entry.amount, entry.label) == (
        date(2026, 9, 30),
        Decimal(2500),
        "QHM-2026-27-01 Peer groups",
    )
    forecast = {"amount": "9000", "reason": "One group less"}
    assert browser.post(f"{address}forecast/", forecast).status_code == 302
    assert browser.post(f"/funding/spend/{entry.pk}/correct/", {"reason": "Wrong line"}).status_code == 302
    page = browser.get(address).content.decode()
    for words in ("As stated, £111,000 will be left", "taken back", "a correction", "One group less"):
        assert words in page
    ledger = browser.get(f"{address}ledger.csv").content.decode("utf-8-sig").splitlines()
    assert [row.split(",")[0] for row in ledger] == [
        "Ledger",
        "Allocation",
        "Spend",
        "Spend",
        "Commitment",
        "Forecast",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 30])
def test_the_pages_ask_the_same_number_of_questions(client, count: int):
    people = team()
    line = line_of(people)
    for number in range(count):
        commit(line, "100", people.lead, source_key=str(number))
        spend(line, "50", people.lead, source_key=str(number))
    browser = signed_in(client, people.lead)
    pages = {"/funding/": 10, f"/funding/lines/{line.pk}/": 13}
    assert {page: questions(browser, page) for page in pages} == pages


def questions(browser: Client, page: str) -> int:
    browser.get(page)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(page).status_code == 200
    return len(asked)


@pytest.mark.django_db
def test_the_api_gives_the_figures_of_the_page_to_the_same_people(client):
    people = team()
    line = line_of(people)
    commit(line, "100", people.lead)
    answer = signed_in(client, people.lead).get("/api/v1/funding/lines/").json()
    assert answer == {
        "on": "2026-10-12",
        "lines": [
            {
                "id": line.pk,
                "system": "QHM",
                "programme": "FUND-POOL-A",
                "name": "Flexible staff pools, funding A",
                "financial_year": "2026-27",
                "ring_fenced": True,
                "allocated": "120000.00",
                "committed": "100.00",
                "left": "119900.00",
                "spent": "0.00",
                "forecast": "100.00",
                "forecast_basis": "committed",
                "underspend": "119900.00",
                "rag_by_figures": "red",
            }
        ],
    }
    elsewhere = person_with(Role.SYSTEM_LEAD, organisation("QF7"))
    assert signed_in(client, elsewhere).get("/api/v1/funding/lines/").json()["lines"] == []
    assert signed_in(client, people.member(Role.COORDINATOR)).get("/api/v1/funding/lines/").status_code == 403
