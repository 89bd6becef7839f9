"""Opening, changing, posting, claiming: in the real database, by the people who may, and by two at once."""

import threading
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, IntegrityError, connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from action_plans.funding.queries import committed_by_code, spent_by_code
from retention_portal.accounts.actions import system_account
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import Month
from retention_portal.core.models import AuditEvent, Email, Job
from retention_portal.core.refusals import BadInput, Refused
from schemes.awards import actions, actions_claims, actions_ledger, actions_still, permissions, queries
from schemes.awards.actions_claims import Cost, Papers
from schemes.awards.models import Award, Claim, LedgerEntry, StillInPost
from schemes.awards.rules.history import CostKind
from schemes.awards.rules.opening import Approval
from schemes.awards.statuses import (
    CLAIM_TRANSITIONS,
    TRANSITIONS,
    AwardStatus,
    ClaimKind,
    ClaimStatus,
    EntryKind,
)
from tests.awards.given import Place, award, money_line, opening, place
from tests.factories.people import give, person_with

pytestmark = pytest.mark.django_db
TODAY = "2026-10-12"


@pytest.fixture(autouse=True)
def october(settings: Any) -> None:
    settings.PORTAL_TODAY = TODAY


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def paper(name: str = "invoice.pdf", content: bytes = b"%PDF-1.4 an invoice") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def due(row: Award) -> Decimal:
    return queries.ledger_total(row, EntryKind.DUE)


def posted(row: Award, day: date = date(2026, 9, 30)) -> Award:
    actions_ledger.post_to(award=row, day=day, source="post:test", by=system_account(name="tests"))
    row.refresh_from_db()
    return row


# Opening


def test_an_award_runs_from_its_first_day_and_knows_its_next_review():
    at = place()
    row = award(at)
    assert (row.status, row.title) == ("active", "National GP Retention Scheme")
    row.refresh_from_db()
    assert row.next_review_on == date(2025, 4, 1)
    assert award(at, starts=date(2027, 1, 1), person=person_with(Role.GP)).status == "planned"


def test_of_one_scheme_a_person_has_one_at_a_time():
    at = place()
    award(at)
    with pytest.raises(Refused, match="already"):
        award(at, starts=date(2026, 1, 1))
    award(at, "SCH-MEN", date(2024, 3, 1), per_week=Decimal(1))


@pytest.mark.parametrize("role", [Role.SCHEME_LEAD, Role.FINANCE_LEAD, Role.SYSTEM_LEAD, Role.GP])
def test_only_a_coordinator_opens(role):
    at = place()
    by = person_with(role, None if role is Role.GP else at.system)
    with pytest.raises(Refused, match="Only a coordinator"):
        actions.open_award(person=at.gp, system=at.system, host=at.host, opening=opening(), by=by)


def test_nobody_opens_their_own_and_none_starts_before_approval():
    at = place()
    give(at.gp, Role.COORDINATOR, at.system)
    with pytest.raises(Refused, match="Somebody else"):
        actions.open_award(person=at.gp, system=at.system, host=at.host, opening=opening(), by=at.gp)
    with pytest.raises(Refused) as refused:
        award(at, approval=Approval("NHS England", date(2024, 4, 2), date(2024, 4, 1)))
    assert refused.value.code == "NGPRS-P06"
    row = award(at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Award.objects.filter(pk=row.pk).update(approved_on=date(2024, 4, 2))


# The ledger


def test_a_month_is_posted_once_however_often_it_is_posted():
    at = place()
    row = award(at)
    by = system_account(name="tests")
    for _ in range(2):
        assert actions_ledger.post_month(system=at.system, month=Month(2024, 4), by=by) == []
    entries = list(LedgerEntry.objects.filter(award=row).values_list("code", "amount", "payee"))
    assert entries == [
        ("NGPRS-M01", Decimal("999.96"), "practice"),
        ("NGPRS-M03", Decimal("250.00"), "doctor"),
    ]
    assert actions_ledger.post_to(award=row, day=date(2025, 3, 31), source="post:x", by=by) == 22
    assert due(row) == Decimal("14999.52")


def test_a_change_takes_back_and_posts_anew_and_touches_nothing_else():
    at = place()
    row = posted(award(at))
    before = LedgerEntry.objects.filter(award=row).count()
    actions.change_pattern(
        award=row, starts=date(2026, 7, 1), per_week=Decimal(4), per_year=None, by=at.coordinator
    )
    new = LedgerEntry.objects.filter(award=row).order_by("pk")[before:]
    assert [entry.amount for entry in new if entry.reverses_id] == [Decimal("-999.96")] * 3 + [
        Decimal("-250.00")
    ] * 3
    given_anew = [entry.amount for entry in new if not entry.reverses_id]
    assert given_anew == [Decimal("1333.28")] * 3 + [Decimal("333.33"), Decimal("333.34"), Decimal("333.33")]
    assert sum(entry.amount for entry in new) == Decimal("1249.96")
    assert all(entry.starts_on >= date(2026, 7, 1) for entry in new)
    assert actions_ledger.agrees_with_rules(row)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.integers(0, 29), st.integers(2, 10), st.sampled_from(["pattern", "pause", "post"])),
        min_size=1,
        max_size=6,
    )
)
def test_the_ledger_in_the_database_is_the_rules_after_any_history(steps):
    with transaction.atomic():
        at = place()
        row = award(at)
        for months, sessions, what in steps:
            day = Month(2024, 4).shifted(months).start
            try:
                _do(what, row, day, Decimal(sessions) / 2, at)
            except Refused:
                continue
            assert actions_ledger.agrees_with_rules(row)
        transaction.set_rollback(True)


def _do(what: str, row: Award, day: date, sessions: Decimal, at: Place) -> None:
    if what == "post":
        actions_ledger.post_to(award=row, day=Month.of(day).end, source="post:x", by=at.coordinator)
    elif what == "pattern":
        actions.change_pattern(award=row, starts=day, per_week=sessions, per_year=None, by=at.coordinator)
    else:
        actions.pause_award(award=row, starts=day, ends=Month.of(day).end, by=at.coordinator)


@pytest.mark.parametrize(
    "statement", ["UPDATE awards_ledgerentry SET amount = 0", "DELETE FROM awards_ledgerentry"]
)
def test_the_database_refuses_to_change_the_ledger(statement):
    posted(award(place()))
    with (
        pytest.raises(Error, match="never changed or removed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_database_refuses_a_second_line_in_a_slot_and_a_second_reversal():
    row = posted(award(place()))
    entry = LedgerEntry.objects.filter(award=row).first()
    entry.pk = None
    with pytest.raises(IntegrityError, match="ledger_line_posted_once"), transaction.atomic():
        entry.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_two_who_post_the_same_month_at_once_post_it_once():
    at = place()
    row = award(at)
    by = system_account(name="tests")
    together(lambda: actions_ledger.post_to(award=row, day=date(2024, 4, 30), source="post:x", by=by), 2)
    assert LedgerEntry.objects.filter(award=row).count() == 2


def together(act: Any, number: int) -> list[str]:
    """`act` by so many at once, each with a connection of its own; "done" or the refusal of each."""
    start, results = threading.Barrier(number), []

    def press() -> None:
        try:
            start.wait(timeout=10)
            act()
            results.append("done")
        except Refused as refused:
            results.append(refused.sentence)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def test_a_missing_rate_is_a_sentence_and_the_others_are_posted(settings):
    settings.PORTAL_TODAY = "2027-06-01"
    at = place()
    award(at)
    grant = award(at, "LOC-PORTFOLIO", person=person_with(Role.GP))
    problems = actions_ledger.post_month(system=at.system, month=Month(2027, 5), by=at.coordinator)
    assert len(problems) == 1
    assert "No rate is known for the practice payment" in problems[0]
    grant.refresh_from_db()
    assert grant.posted_to == date(2027, 5, 31)


def test_a_month_is_asked_for_as_a_job_once_a_day():
    at = place()
    first = actions_ledger.ask_to_post(system=at.system, month="2026-09", by=at.coordinator)
    assert actions_ledger.ask_to_post(system=at.system, month="2026-09", by=at.finance) == first
    assert (first.kind, first.object_id) == ("awards.post_month", "QHM:2026-09")
    with pytest.raises(Refused, match="has not begun"):
        actions_ledger.ask_to_post(system=at.system, month="2026-11", by=at.coordinator)
    with pytest.raises(BadInput):
        actions_ledger.ask_to_post(system=at.system, month="soon", by=at.coordinator)
    with pytest.raises(Refused, match="Only a coordinator or finance lead"):
        actions_ledger.ask_to_post(system=at.system, month="2026-09", by=at.scheme_lead)


# Pauses, reviews, ends


def test_a_pause_stops_payments_until_the_return():
    at = place()
    row = award(at)
    actions.pause_award(award=row, starts=date(2026, 8, 1), ends=None, by=at.coordinator)
    row = posted(row)
    assert row.status == "paused"
    assert not LedgerEntry.objects.filter(award=row, starts_on__gte=date(2026, 8, 1)).exists()
    actions.resume_award(award=row, last_day=date(2026, 8, 31), by=at.coordinator)
    row.refresh_from_db()
    assert row.status == "active"
    assert LedgerEntry.objects.filter(award=row, starts_on__gte=date(2026, 9, 1)).count() == 2
    with pytest.raises(Refused, match="Another pause"):
        actions.pause_award(award=row, starts=date(2026, 8, 10), ends=date(2026, 8, 12), by=at.coordinator)


def test_five_reviews_and_then_none():
    at = place()
    row = award(at, starts=date(2021, 10, 1))
    for year in range(1, 6):
        review = actions.hold_review(
            award=row, held_on=date(2026, 10, 1), need_continues=True, practice_meets=True, outcome="continue",
            reason="", by=at.scheme_lead,
        )  # fmt: skip
        assert (review.year, review.due_on) == (year, date(2021 + year, 10, 1))
    row.refresh_from_db()
    assert row.next_review_on is None
    with pytest.raises(Refused) as refused:
        actions.hold_review(
            award=row, held_on=date(2026, 10, 1), need_continues=True, practice_meets=True, outcome="continue",
            reason="", by=at.scheme_lead,
        )  # fmt: skip
    assert refused.value.code == "X-12"
    actions.finish_award(award=row, by=at.coordinator)
    row.refresh_from_db()
    assert (row.status, row.posted_to, due(row)) == ("ended", date(2026, 9, 30), Decimal("74997.60"))


def test_a_review_that_ends_it_ends_it_on_the_day_it_was_due_for():
    at = place()
    row = posted(award(at, starts=date(2025, 10, 1)))
    actions.hold_review(
        award=row, held_on=date(2026, 10, 2), need_continues=False, practice_meets=True, outcome="end",
        reason="The need is over.", by=at.scheme_lead,
    )  # fmt: skip
    row.refresh_from_db()
    assert (row.status, row.left_on, row.end_reason) == ("left", date(2026, 10, 1), "The need is over.")
    with pytest.raises(Refused, match="This is over"):
        actions.change_pattern(
            award=row, starts=date(2026, 9, 1), per_week=Decimal(2), per_year=None, by=at.coordinator
        )


def test_the_scheme_lead_reviews_the_retention_scheme_and_a_coordinator_the_others():
    at = place()
    retained, partner = award(at), award(at, "SCH-N2PP", date(2021, 7, 1), per_week=Decimal(6))
    permissions.check_can_review(at.scheme_lead, retained)
    permissions.check_can_review(at.coordinator, partner)
    for user, row in (
        (at.coordinator, retained),
        (at.scheme_lead, partner),
        (at.finance, retained),
        (at.gp, retained),
    ):
        with pytest.raises(Refused):
            permissions.check_can_review(user, row)


def test_a_partner_who_leaves_in_the_fourth_year_repays_two_fifths():
    at = place()
    row = posted(award(at, "SCH-N2PP", date(2023, 6, 1), per_week=Decimal(6)))
    assert due(row) == Decimal("16000.00")
    actions.end_award(award=row, left_on=date(2026, 10, 1), reason="Moved abroad.", by=at.coordinator)
    assert due(row) == Decimal("10666.67")
    assert actions_ledger.agrees_with_rules(row)


@pytest.mark.parametrize("left", [date(2023, 6, 1), date(2026, 10, 13), date(2028, 6, 1)], ids=str)
def test_an_end_lies_inside_and_not_in_the_future(left):
    at = place()
    row = award(at, "SCH-N2PP", date(2023, 6, 1), per_week=Decimal(6))
    with pytest.raises(Refused):
        actions.end_award(award=row, left_on=left, reason="Moved.", by=at.coordinator)


def test_a_planned_award_is_cancelled_or_begins():
    at = place()
    one = award(at, starts=date(2026, 11, 1))
    other = award(at, "SCH-IR", date(2026, 11, 1), per_week=Decimal("5.4"))
    with pytest.raises(Refused, match="first day has not come"):
        actions.begin_award(award=one, by=at.coordinator)
    actions.cancel_award(award=other, reason="Took another post.", by=at.coordinator)
    other.refresh_from_db()
    assert other.status == "cancelled"


# The grid


def _act(row: Award, to: AwardStatus, at: Place) -> None:
    """The action that moves to a status, by whoever may."""
    by = at.coordinator
    acts = {
        AwardStatus.ACTIVE: lambda: (
            actions.begin_award(award=row, by=by)
            if row.status == "planned"
            else actions.resume_award(award=row, last_day=date(2026, 10, 11), by=by)
        ),
        AwardStatus.PAUSED: lambda: actions.pause_award(
            award=row, starts=date(2026, 10, 1), ends=None, by=by
        ),
        AwardStatus.ENDED: lambda: actions.finish_award(award=row, by=by),
        AwardStatus.LEFT: lambda: actions.end_award(
            award=row, left_on=date(2026, 10, 5), reason="Moved.", by=by
        ),
        AwardStatus.CANCELLED: lambda: actions.cancel_award(award=row, reason="Never began.", by=by),
    }
    acts[to]()


@pytest.mark.parametrize("to", [status for status in AwardStatus if status is not AwardStatus.PLANNED])
@pytest.mark.parametrize("start", list(AwardStatus))
def test_every_move_of_an_award(start, to, settings):
    settings.PORTAL_TODAY = "2026-09-30" if start is AwardStatus.PLANNED else TODAY
    at = place()
    ends = date(2026, 10, 9) if to is AwardStatus.ENDED else date(2029, 3, 31)
    row = award(at, starts=date(2026, 10, 1) if start is AwardStatus.PLANNED else date(2024, 4, 1), ends=ends)
    settings.PORTAL_TODAY = TODAY
    if start not in (AwardStatus.PLANNED, AwardStatus.ACTIVE):
        if start is AwardStatus.PAUSED and to is not AwardStatus.ENDED:
            _act(row, AwardStatus.PAUSED, at)
        else:
            Award.objects.filter(pk=row.pk).update(status=start)
    row.refresh_from_db()
    if to in TRANSITIONS[start]:
        _act(row, to, at)
        row.refresh_from_db()
        assert row.status == to
    else:
        with pytest.raises(Refused):
            _act(row, to, at)
        row.refresh_from_db()
        assert row.status == start


# Claims


def claim_for_month(at: Place, row: Award, by: Any = None, **papers: Any) -> Claim:
    return actions_claims.claim_month(
        award=row, month=date(2026, 9, 1), payee="practice", papers=Papers(**papers), by=by or at.coordinator
    )


def test_a_claim_goes_from_sent_to_paid_and_both_ledgers_agree():
    at = place()
    row, line = posted(award(at)), money_line(at)
    claim = claim_for_month(at, row)
    assert claim.amount == Decimal("999.96")
    actions_claims.approve_claim(claim=claim, line=line, by=at.finance)
    code = f"awards.award:{row.pk}"
    assert committed_by_code([code]) == {code: Decimal("999.96")}
    actions_claims.pay_claim(claim=claim, paid_on=date(2026, 10, 12), by=at.finance)
    assert spent_by_code([code]) == {code: Decimal("999.96")}
    assert queries.ledger_total(row, EntryKind.PAID) == Decimal("999.96")
    line.refresh_from_db()
    assert (line.committed, line.spent) == (Decimal("999.96"), Decimal("999.96"))


def test_a_month_is_claimed_once_and_only_when_it_is_due():
    at = place()
    row = posted(award(at))
    claim = claim_for_month(at, row)
    with pytest.raises(Refused, match="claimed already"):
        claim_for_month(at, row)
    actions_claims.withdraw_claim(claim=claim, by=at.coordinator)
    claim_for_month(at, row)
    with pytest.raises(Refused, match="Nothing is due"):
        actions_claims.claim_month(
            award=row, month=date(2026, 10, 1), payee="practice", papers=Papers(), by=at.coordinator
        )


def test_approver_is_neither_claimant_nor_opener_nor_the_person():
    at = place()
    row, line = posted(award(at)), money_line(at)
    give(at.coordinator, Role.FINANCE_LEAD, at.system)
    sent = claim_for_month(at, row, by=person_with(Role.PRACTICE_LEAD, at.host))
    with pytest.raises(Refused, match="You opened this support"):
        actions_claims.approve_claim(claim=sent, line=line, by=at.coordinator)
    for role in (Role.COORDINATOR, Role.SYSTEM_LEAD, Role.SRO, Role.SCHEME_LEAD):
        with pytest.raises(Refused, match="Only a finance lead"):
            actions_claims.approve_claim(claim=sent, line=line, by=at.member(role))
    give(at.gp, Role.FINANCE_LEAD, at.system)
    with pytest.raises(Refused, match="your own support"):
        actions_claims.approve_claim(claim=sent, line=line, by=at.gp)
    other = person_with(Role.COORDINATOR, at.system)
    give(other, Role.FINANCE_LEAD, at.system)
    theirs = actions_claims.claim_month(
        award=row, month=date(2026, 8, 1), payee="practice", papers=Papers(), by=other
    )
    with pytest.raises(Refused, match="You sent this claim"):
        actions_claims.approve_claim(claim=theirs, line=line, by=other)
    assert Claim.objects.filter(status="submitted").count() == 2


def test_evidence_about_health_is_confirmed_by_a_coordinator_before_finance_approves():
    at = place()
    row, line = award(at, "SCH-IR", date(2026, 8, 1), per_week=Decimal(9)), money_line(at)
    claim = actions_claims.claim_cost(
        award=row, cost=Cost(CostKind.CHILDCARE, date(2026, 9, 1), Decimal("400.00"), item="1"),
        papers=Papers(paper(), private=True, words="Because of a long illness."), by=at.gp,
    )  # fmt: skip
    with pytest.raises(Refused, match="A coordinator has to confirm"):
        actions_claims.approve_claim(claim=claim, line=line, by=at.finance)
    with pytest.raises(Refused, match="for the coordinator only"):
        permissions.check_can_see_evidence(at.finance, claim)
    permissions.check_can_see_evidence(at.coordinator, claim)
    actions_claims.confirm_evidence(claim=claim, by=at.coordinator)
    actions_claims.approve_claim(claim=claim, line=line, by=at.finance)
    assert (claim.amount, claim.allowed) == (Decimal("400.00"), Decimal("333.00"))
    row.refresh_from_db()
    assert actions_ledger.agrees_with_rules(row)


def test_a_returned_claim_gives_its_money_back_and_tells_its_sender():
    at = place()
    row, line = award(at, "LOC-PORTFOLIO"), money_line(at)
    cost = Cost(CostKind.GRANT, date(2026, 9, 1), Decimal("400.00"))
    claim = actions_claims.claim_cost(award=row, cost=cost, papers=Papers(paper()), by=at.gp)
    actions_claims.approve_claim(claim=claim, line=line, by=at.finance)
    assert due(row) == Decimal("400.00")
    actions_claims.return_claim(claim=claim, reason="Which course was it?", by=at.finance)
    line.refresh_from_db()
    assert (due(row), line.committed) == (Decimal("0.00"), Decimal("0.00"))
    mail = Email.objects.get(template="awards/claim_returned")
    assert mail.to == at.gp.email
    assert "course" not in mail.text
    actions_claims.send_again(claim=claim, papers=Papers(words="Ultrasound."), by=at.gp)
    actions_claims.approve_claim(claim=claim, line=line, by=at.finance)
    row.refresh_from_db()
    assert due(row) == Decimal("400.00")
    assert actions_ledger.agrees_with_rules(row)


def test_a_claim_above_the_money_line_is_refused_with_both_figures():
    at = place()
    row, line = posted(award(at)), money_line(at, 900)
    claim = claim_for_month(at, row)
    with pytest.raises(Refused) as refused:
        actions_claims.approve_claim(claim=claim, line=line, by=at.finance)
    assert refused.value.code == "CASE-P-20"
    claim.refresh_from_db()
    assert claim.status == "submitted"


def test_a_line_of_another_year_or_system_cannot_pay():
    at, elsewhere = place(), place("QJK")
    row = posted(award(at))
    claim = claim_for_month(at, row)
    for line in (money_line(at, year="2025-26"), money_line(elsewhere)):
        with pytest.raises(Refused):
            actions_claims.approve_claim(claim=claim, line=line, by=at.finance)


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        pytest.param(paper(content=b""), "empty", id="empty"),
        pytest.param(paper("x.pdf", b"MZ\x90\x00 a programme"), "not one we can keep", id="executable"),
        pytest.param(
            paper(content=b"%PDF-" + b"0" * (10 * 1024 * 1024 + 1)), "larger than 10 MB", id="large"
        ),
    ],
)
def test_evidence_that_cannot_be_kept(file, sentence):
    at = place()
    row = award(at, "LOC-PORTFOLIO")
    cost = Cost(CostKind.GRANT, date(2026, 9, 1), Decimal("400.00"))
    with pytest.raises(BadInput, match=sentence):
        actions_claims.claim_cost(award=row, cost=cost, papers=Papers(file), by=at.gp)
    with pytest.raises(Refused, match="against evidence"):
        actions_claims.claim_cost(award=row, cost=cost, papers=Papers(), by=at.gp)
    assert not Claim.objects.exists()


def test_mentor_time_counts_what_is_claimed_and_not_decided_yet():
    at = place()
    row = award(at, "SCH-MEN", date(2023, 6, 1), per_week=Decimal(1))

    def claim(units: int) -> Claim:
        cost = Cost(CostKind.MENTORING, date(2024, 3, 1), units=Decimal(units))
        return actions_claims.claim_cost(award=row, cost=cost, papers=Papers(paper()), by=at.gp)

    claim(10)
    with pytest.raises(Refused) as refused:
        claim(3)
    assert "2 sessions (8 h 20 min)" in refused.value.sentence
    claim(2)


def test_a_practice_claims_its_months_and_not_the_person_s_costs():
    at = place()
    row = posted(award(at))
    lead = person_with(Role.PRACTICE_LEAD, at.host)
    claim_for_month(at, row, by=lead)
    for payee, by in (("doctor", lead), ("practice", at.gp)):
        with pytest.raises(Refused, match=r"claims? (its own|the) months"):
            actions_claims.claim_month(award=row, month=date(2026, 9, 1), payee=payee, papers=Papers(), by=by)
    with pytest.raises(Refused, match="their own costs"):
        actions_claims.claim_cost(
            award=row,
            cost=Cost(CostKind.GRANT, date(2026, 9, 1), Decimal(1)),
            papers=Papers(paper()),
            by=lead,
        )
    with pytest.raises(Refused, match="Only the person"):
        claim_for_month(at, row, by=person_with(Role.GP))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_approve_at_once_one_approves():
    at = place()
    row, line = posted(award(at)), money_line(at)
    claim = claim_for_month(at, row)
    other = at.member(Role.FINANCE_LEAD)
    approvers = iter((at.finance, other))

    def approve() -> None:
        actions_claims.approve_claim(
            claim=Claim.objects.select_related("award__system").get(pk=claim.pk),
            line=line,
            by=next(approvers),
        )

    results = together(approve, 2)
    assert results.count("done") == 1
    line.refresh_from_db()
    assert line.committed == Decimal("999.96")


PAY_DAY = date(2026, 10, 12)
CLAIM_ACTS: dict[ClaimStatus, Any] = {
    ClaimStatus.SUBMITTED: lambda c, line, at: actions_claims.send_again(
        claim=c, papers=Papers(), by=at.coordinator
    ),
    ClaimStatus.RETURNED: lambda c, line, at: actions_claims.return_claim(
        claim=c, reason="Why?", by=at.finance
    ),
    ClaimStatus.APPROVED: lambda c, line, at: actions_claims.approve_claim(claim=c, line=line, by=at.finance),
    ClaimStatus.PAID: lambda c, line, at: actions_claims.pay_claim(claim=c, paid_on=PAY_DAY, by=at.finance),
    ClaimStatus.WITHDRAWN: lambda c, line, at: actions_claims.withdraw_claim(claim=c, by=at.coordinator),
}
WAY = {
    ClaimStatus.SUBMITTED: (),
    ClaimStatus.RETURNED: (ClaimStatus.RETURNED,),
    ClaimStatus.APPROVED: (ClaimStatus.APPROVED,),
    ClaimStatus.PAID: (ClaimStatus.APPROVED, ClaimStatus.PAID),
    ClaimStatus.WITHDRAWN: (ClaimStatus.WITHDRAWN,),
}


@pytest.mark.parametrize("to", list(ClaimStatus))
@pytest.mark.parametrize("start", list(ClaimStatus))
def test_every_move_of_a_claim(start, to):
    at = place()
    row, line = posted(award(at)), money_line(at)
    claim = claim_for_month(at, row)
    for step in WAY[start]:
        CLAIM_ACTS[step](claim, line, at)
    if to in CLAIM_TRANSITIONS[start]:
        CLAIM_ACTS[to](claim, line, at)
        claim.refresh_from_db()
        assert claim.status == to
    else:
        with pytest.raises(Refused):
            CLAIM_ACTS[to](claim, line, at)
        claim.refresh_from_db()
        assert claim.status == start


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.FINANCE_LEAD])
def test_no_other_role_decides_on_claims(role):
    at = place()
    claim = claim_for_month(at, posted(award(at)))
    at_body = {Role.PRACTICE_LEAD: at.host, Role.COMMISSIONER: at.region}
    bare = (Role.GP, Role.MENTOR, Role.ADMINISTRATOR, Role.NETWORK_LEAD)
    user = person_with(Role.GP) if role in bare else person_with(role, at_body.get(role, at.system))
    for check in (permissions.check_can_approve, permissions.check_can_decide):
        with pytest.raises(Refused, match="Only a finance lead"):
            check(user, claim)


def test_a_cost_is_of_this_scheme_s_kinds():
    assert {kind.value for kind in CostKind} == set(ClaimKind.values) - {"month", "balance", "repayment"}


# Still in post, and the clock


def test_the_question_is_sent_once_and_its_answer_changes_until_it_is_counted(settings):
    at = place()
    row = award(at, starts=date(2026, 4, 10))
    for _ in range(2):
        actions_still.daily()
    question = StillInPost.objects.get(award=row)
    assert question.milestone == 6
    mail = Email.objects.get(template="awards/still_in_post")
    assert (mail.to, mail.subject) == (at.gp.email, "One short question, if you like")
    assert "retention" not in (mail.subject + mail.text).lower()
    actions_still.answer(question=question, said="fewer")
    actions_still.answer(question=question, said="moved")
    question.refresh_from_db()
    assert question.answer == "moved"
    with pytest.raises(BadInput):
        actions_still.answer(question=question, said="never")
    settings.PORTAL_TODAY = "2026-11-09"
    with pytest.raises(Refused, match="have been counted"):
        actions_still.answer(question=question, said="left")
    event = AuditEvent.objects.filter(verb="awards.still_in_post_answered").last()
    assert (event.actor_id, event.note) == (None, "")


def test_the_clock_begins_ends_and_posts(settings):
    at = place()
    planned = award(at, starts=date(2026, 11, 1))
    over = award(at, "SCH-IR", date(2026, 6, 1), ends=date(2026, 10, 31), per_week=Decimal(9))
    settings.PORTAL_TODAY = "2026-12-02"
    actions_still.daily()
    actions_still.daily()
    for row in (planned, over):
        row.refresh_from_db()
    assert (planned.status, planned.posted_to, due(planned)) == (
        "active",
        date(2026, 11, 30),
        Decimal("1249.96"),
    )
    assert (over.status, due(over)) == ("ended", Decimal("20000.00"))
    assert Job.objects.filter(kind="awards.post_month").count() == 0
