"""Settling what re-basing left open for months that were paid: by the next claim, a claim of its own, a repayment."""

import threading
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from action_plans.funding.models import AllocationLine
from action_plans.funding.queries import committed_by_code, spent_by_code
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import FinancialYear, Month
from retention_portal.core.refusals import Refused
from schemes.awards import actions, actions_claims, actions_ledger, queries, waiting
from schemes.awards.actions_claims import Papers
from schemes.awards.actions_settle import settle_balance
from schemes.awards.balance_of import open_balances
from schemes.awards.models import Award, Claim, LedgerEntry
from schemes.awards.rules.balance import Asked, DuePart, adjusting, balances, granted
from schemes.awards.statuses import EntryKind
from tests.awards.given import Place, award, money_line, place
from tests.factories.people import person_with, signed_in

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 12)
PENCE = st.integers(-50_000, 50_000).map(lambda pence: Decimal(pence).scaleb(-2))
POUNDS = PENCE.map(abs)


@pytest.fixture(autouse=True)
def october(settings: Any) -> None:
    settings.PORTAL_TODAY = TODAY.isoformat()


def lines(at: Place) -> dict[str, AllocationLine]:
    """A money line for every year that the tests pay in."""
    return {
        year: money_line(at, year=year) for year in ("2022-23", "2023-24", "2024-25", "2025-26", "2026-27")
    }


def paid(claim: Claim, at: Place, money: dict[str, AllocationLine]) -> Claim:
    """Approved and paid by finance."""
    row = Claim.objects.select_related("award__system").get(pk=claim.pk)
    line = queries.lines_for_claim(row).first() if row.kind == "repayment" else None
    line = line or money[FinancialYear.of(row.counts_on).code]
    row = actions_claims.approve_claim(claim=row, line=line, by=at.finance)
    return actions_claims.pay_claim(claim=row, paid_on=TODAY, by=at.finance)


def claimed(row: Award, month: date, payee: str, at: Place) -> Claim:
    return actions_claims.claim_month(award=row, month=month, payee=payee, papers=Papers(), by=at.coordinator)


def sums(row: Award) -> tuple[Decimal, Decimal]:
    return queries.ledger_total(row, EntryKind.DUE), queries.ledger_total(row, EntryKind.PAID)


def posted(row: Award, day: date = date(2026, 9, 30)) -> Award:
    actions_ledger.post_to(award=row, day=day, source="post:test", by=row.opened_by)
    return row


def to_settle(row: Award) -> Decimal:
    return Award.objects.get(pk=row.pk).to_settle


# Rules


def test_what_is_still_to_be_claimed_or_under_way_is_no_difference_and_what_was_paid_is():
    months = [DuePart("practice", f"month/{n}", Decimal(100)) for n in range(4)]
    claims = [
        Asked("practice", "month/0", paid=True),
        Asked("practice", "month/1", paid=True),
        Asked("practice", "month/2", paid=False),
    ]
    assert balances(months, claims, [("practice", Decimal(200))]) == {}
    assert balances(months, claims, [("practice", Decimal(150))]) == {"practice": Decimal(50)}
    under_way = Asked("practice", "", paid=False, settles=Decimal(50))
    assert balances(months, [*claims, under_way], [("practice", Decimal(150))]) == {}
    repaid = [DuePart("doctor", "month/9", Decimal(-40))]
    assert balances(repaid, [], []) == {}
    assert balances(repaid, [], [("doctor", Decimal(40))]) == {"doctor": Decimal(-40)}


@given(balance=PENCE, later=PENCE, month=POUNDS)
def test_an_adjusting_line_never_pays_below_nothing_nor_more_than_is_open(balance, later, month):
    asked = adjusting(balance, month)
    assert month + asked >= 0
    given_then = granted(asked, month, later)
    assert month + given_then >= 0
    assert abs(given_then) <= abs(later) or given_then == 0
    assert granted(asked, month, balance) == asked


# Actions


def test_the_next_claim_carries_an_adjusting_line_and_both_ledgers_agree():
    at, money = place(), None
    money = lines(at)
    row = posted(award(at, starts=date(2026, 4, 1)))
    paid(claimed(row, date(2026, 7, 1), "practice", at), at, money)
    actions.change_pattern(
        award=row, starts=date(2026, 7, 1), per_week=Decimal(4), per_year=None, by=at.coordinator
    )
    assert open_balances(row) == {"practice": Decimal("333.32")}
    assert to_settle(row) == Decimal("333.32")
    claim = claimed(row, date(2026, 8, 1), "practice", at)
    assert (claim.amount, claim.adjustment) == (Decimal("1666.60"), Decimal("333.32"))
    assert to_settle(row) == 0
    paid(claim, at, money)
    entries = LedgerEntry.objects.filter(award=row, kind="paid", slot__startswith=f"claim/{claim.pk}")
    assert [(one.slot, one.amount) for one in entries] == [
        (f"claim/{claim.pk}", Decimal("1333.28")),
        (f"claim/{claim.pk}/adjusting", Decimal("333.32")),
    ]
    assert open_balances(Award.objects.get(pk=row.pk)) == {}
    assert spent_by_code([f"awards.award:{row.pk}"]) == {f"awards.award:{row.pk}": sums(row)[1]}


def test_fewer_sessions_are_taken_off_the_next_claim_or_repaid_to_the_line_that_paid():
    at = place()
    money = lines(at)
    row = posted(award(at, starts=date(2026, 4, 1), per_week=Decimal(4)), date(2026, 8, 31))
    for month in (7, 8):
        paid(claimed(row, date(2026, month, 1), "practice", at), at, money)
    actions.change_pattern(
        award=row, starts=date(2026, 7, 1), per_week=Decimal(3), per_year=None, by=at.coordinator
    )
    claim = settle_balance(award=row, payee="practice", by=at.coordinator)
    assert (claim.kind, claim.amount) == ("repayment", Decimal("666.64"))
    with pytest.raises(Refused, match="Nothing is to be settled"):
        settle_balance(award=row, payee="practice", by=at.coordinator)
    with pytest.raises(Refused, match="choose one that paid"):
        actions_claims.approve_claim(
            claim=Claim.objects.get(pk=claim.pk), line=money["2025-26"], by=at.finance
        )
    paid(claim, at, money)
    line = AllocationLine.objects.get(pk=money["2026-27"].pk)
    assert (line.spent, line.committed) == (Decimal("1999.92"), Decimal("1999.92"))
    assert sums(row)[1] == Decimal("1999.92")


def test_a_partner_who_leaves_repays_through_the_queue_over_more_than_one_line():
    at = place()
    money = lines(at)
    row = posted(award(at, "SCH-N2PP", date(2022, 10, 3), per_week=Decimal(9)))
    paid(claimed(row, date(2022, 10, 1), "contract holder", at), at, money)
    actions.end_award(award=row, left_on=date(2026, 9, 1), reason="Moved away.", by=at.coordinator)
    assert open_balances(row) == {"contract holder": Decimal("-8000.00")}
    assert [one.title for one in waiting.waiting_for(at.coordinator, TODAY)] == [
        "Settle the balance of 1 person whose support is over"
    ]
    paid(settle_balance(award=row, payee="contract holder", by=at.coordinator), at, money)
    assert sums(row) == (Decimal("16000.00"), Decimal("16000.00"))
    assert waiting.waiting_for(at.coordinator, TODAY) == []
    money["2022-23"].refresh_from_db()
    assert money["2022-23"].spent == money["2022-23"].committed == Decimal("16000.00")


def test_a_settlement_is_returned_withdrawn_and_open_again():
    at = place()
    money = lines(at)
    row = posted(award(at, starts=date(2026, 4, 1)))
    paid(claimed(row, date(2026, 7, 1), "practice", at), at, money)
    actions.change_pattern(
        award=row, starts=date(2026, 7, 1), per_week=Decimal(4), per_year=None, by=at.coordinator
    )
    claim = settle_balance(award=row, payee="practice", by=at.coordinator)
    assert claim.kind == "balance"
    claim = actions_claims.return_claim(claim=claim, reason="Why?", by=at.finance)
    assert to_settle(row) == 0
    actions_claims.withdraw_claim(claim=claim, by=at.coordinator)
    assert to_settle(row) == Decimal("333.32")


@pytest.mark.parametrize("role", [Role.GP, Role.PRACTICE_LEAD, Role.FINANCE_LEAD, Role.SCHEME_LEAD])
def test_only_a_coordinator_asks_to_settle(role):
    at = place()
    row = award(at)
    by = at.gp if role is Role.GP else person_with(role, at.host if role is Role.PRACTICE_LEAD else at.system)
    with pytest.raises(Refused):
        settle_balance(award=row, payee="practice", by=by)


STEPS = st.lists(
    st.tuples(
        st.integers(0, 29),
        st.integers(4, 10),
        st.sampled_from(["pattern", "pause", "post", "claim", "claim", "settle", "end"]),
    ),
    min_size=2,
    max_size=7,
)


@pytest.mark.parametrize("scheme", ["SCH-NGPRS", "SCH-N2PP"])
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_after_settling_due_is_paid_for_any_history(scheme, steps):
    with transaction.atomic():
        at = place()
        money = lines(at)
        starts = date(2024, 4, 1) if scheme == "SCH-NGPRS" else date(2023, 3, 1)
        row = award(at, scheme, starts)
        for months, sessions, what in steps:
            day = Month.of(starts).shifted(months).start
            try:
                _do(what, row, day, Decimal(sessions) / 2, at, money)
            except Refused:
                continue
        posted(Award.objects.get(pk=row.pk))
        _settle_all(row, at, money)
        due, held = sums(row)
        assert due == held
        assert to_settle(row) == 0
        code = f"awards.award:{row.pk}"
        assert spent_by_code([code]).get(code, Decimal(0)) == held
        assert committed_by_code([code]).get(code, Decimal(0)) == held
        transaction.set_rollback(True)


def _do(
    what: str, row: Award, day: date, sessions: Decimal, at: Place, money: dict[str, AllocationLine]
) -> None:
    if what == "post":
        posted(row, Month.of(day).end)
    elif what == "pattern":
        actions.change_pattern(award=row, starts=day, per_week=sessions, per_year=None, by=at.coordinator)
    elif what == "pause":
        actions.pause_award(award=row, starts=day, ends=Month.of(day).end, by=at.coordinator)
    elif what == "end":
        actions.end_award(award=row, left_on=day, reason="Moved.", by=at.coordinator)
    elif what == "settle":
        for payee in open_balances(row):
            settle_balance(award=row, payee=payee, by=at.coordinator)
    else:
        for month, payee, _ in queries.months_to_claim(row)[:2]:
            paid(claimed(row, month, payee, at), at, money)


def _settle_all(row: Award, at: Place, money: dict[str, AllocationLine]) -> None:
    """Everything under way is decided, every month is claimed, and what is left is settled."""
    while True:
        waits = Claim.objects.filter(award=row, status="submitted").first()
        months = queries.months_to_claim(row)
        left = open_balances(Award.objects.get(pk=row.pk))
        if waits:
            paid(waits, at, money)
        elif months:
            claimed(row, *months[0][:2], at)
        elif left:
            settle_balance(award=row, payee=next(iter(left)), by=at.coordinator)
        else:
            return


@pytest.mark.django_db(transaction=True)
def test_of_two_who_settle_at_once_one_does():
    at = place()
    row = posted(award(at, starts=date(2026, 4, 1)))
    paid(claimed(row, date(2026, 7, 1), "practice", at), at, lines(at))
    actions.change_pattern(
        award=row, starts=date(2026, 7, 1), per_week=Decimal(4), per_year=None, by=at.coordinator
    )
    gate, results = threading.Barrier(2), []

    def run() -> None:
        try:
            gate.wait()
            settle_balance(award=row, payee="practice", by=at.coordinator)
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
    assert sorted(results) == ["done", "nothing"]


# Pages


def text(page: Any) -> str:
    return " ".join(page.content.decode().split())


def test_a_coordinator_settles_finance_approves_and_it_comes_back(client):
    at = place()
    money = lines(at)
    row = posted(award(at, starts=date(2026, 4, 1), per_week=Decimal(4)), date(2026, 8, 31))
    paid(claimed(row, date(2026, 8, 1), "practice", at), at, money)
    actions.change_pattern(
        award=row, starts=date(2026, 8, 1), per_week=Decimal(3), per_year=None, by=at.coordinator
    )
    browser = signed_in(client, at.coordinator)
    assert "£333.32 was paid too much to the practice" in text(browser.get(f"/awards/{row.pk}/")).replace(
        "</strong>", ""
    )
    assert "£333.32 to settle" in text(browser.get("/awards/?settle=yes"))
    assert "Take back £333.32 from the practice" in text(browser.get(f"/awards/{row.pk}/settle/"))
    assert browser.post(f"/awards/{row.pk}/settle/", {"payee": "doctor"}).status_code == 200
    answer = browser.post(f"/awards/{row.pk}/settle/", {"payee": "practice", "words": ""})
    claim = Claim.objects.get(kind="repayment")
    assert answer["Location"] == f"/awards/claims/{claim.pk}/"
    assert "Nothing is to be settled" in text(browser.get(f"/awards/{row.pk}/settle/"))
    finance = signed_in(client, at.finance)
    assert "Choose the line that the money comes back to" in text(
        finance.get(f"/awards/claims/{claim.pk}/approve/")
    )
    form = {"line": money["2026-27"].pk}
    assert finance.post(f"/awards/claims/{claim.pk}/approve/", form).status_code == 302
    assert "Record that it came back" in text(finance.get(f"/awards/claims/{claim.pk}/"))
    pay = {"paid_on-day": "12", "paid_on-month": "10", "paid_on-year": "2026"}
    assert finance.post(f"/awards/claims/{claim.pk}/pay/", pay).status_code == 302
    rows = b"".join(finance.get("/awards/claims/csv/?status=paid")).decode("utf-8-sig").splitlines()
    assert any("-333.32" in one for one in rows)
    assert sums(row)[1] == Decimal("999.96")
    assert "-£333.32" in text(finance.get("/awards/claims/"))


def test_my_support_says_what_the_next_claim_settles(client):
    at = place()
    row = posted(award(at, starts=date(2026, 4, 1)))
    paid(claimed(row, date(2026, 7, 1), "doctor", at), at, lines(at))
    actions.change_pattern(
        award=row, starts=date(2026, 7, 1), per_week=Decimal(4), per_year=None, by=at.coordinator
    )
    assert "£83.33 more is due to you" in text(signed_in(client, at.gp).get("/awards/mine/"))


def test_nobody_repays_what_they_were_not_paid():
    at = place()
    money = lines(at)
    row = posted(award(at, "SCH-N2PP", date(2022, 10, 3), per_week=Decimal(9)))
    actions.end_award(award=row, left_on=date(2026, 9, 1), reason="Moved away.", by=at.coordinator)
    with pytest.raises(Refused, match="Nothing is to be settled"):
        settle_balance(award=row, payee="contract holder", by=at.coordinator)

    paid(claimed(row, date(2022, 10, 1), "contract holder", at), at, money)
    paid(settle_balance(award=row, payee="contract holder", by=at.coordinator), at, money)

    assert sums(row) == (Decimal("16000.00"), Decimal("16000.00"))
