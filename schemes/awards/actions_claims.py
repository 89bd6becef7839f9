"""Claims: sent with evidence, confirmed, approved on a money line or returned, paid. Every penny ends in two ledgers."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from action_plans.funding import actions as funding
from action_plans.funding.models import AllocationLine
from retention_portal.core import audit
from retention_portal.core.dates import FinancialYear, Month, now, today
from retention_portal.core.money import NOTHING, display, to_pence
from retention_portal.core.refusals import Refused
from retention_portal.core.workflow import move
from schemes.awards import emails, permissions, queries
from schemes.awards.actions_back import day_in_year, give_back
from schemes.awards.actions_ledger import keep_to_settle, locked, pay_entry, rebase_ledger
from schemes.awards.balance_of import open_balances
from schemes.awards.evidence import Kept, keep
from schemes.awards.history_of import claimed_history, cost_of, is_cost
from schemes.awards.models import Award, Claim, LedgerEntry
from schemes.awards.rules.balance import adjusting, granted
from schemes.awards.rules.caps import check_rate
from schemes.awards.rules.opening import check_cost
from schemes.awards.statuses import CLAIM_TRANSITIONS, SETTLING, ClaimKind, ClaimStatus, EntryKind
from schemes.catalogue.rules.rates import rate

TIMED = (ClaimKind.MENTORING, ClaimKind.MENTOR_TRAINING, ClaimKind.MENTOR_TIME)


@dataclass(frozen=True, slots=True)
class Cost:
    """What somebody spent or gave: pounds, or mentoring sessions; `item` tells children apart."""

    kind: str
    on: date
    amount: Decimal = NOTHING
    units: Decimal = Decimal(0)
    item: str = ""


@dataclass(frozen=True, slots=True)
class Papers:
    """The evidence file (None for none), whether it shows something of health, and words for the coordinator."""

    file: Any = None
    private: bool = False
    words: str = ""


@transaction.atomic
def claim_month(*, award: Award, month: date, payee: str, papers: Papers, by: Any) -> Claim:
    """Claim what the ledger has for one payee and month, with an adjusting line for what earlier months lack.

    Refused twice, and for a month with nothing due.
    """
    permissions.check_can_claim_payee(by, award, payee)
    award = locked(award)
    first = month.replace(day=1)
    amount = queries.due_in_month(award, first, payee)
    if amount <= 0:
        raise Refused(f"Nothing is due to the {payee} for {Month.of(first).label}, or it is not posted yet.")
    adjustment = adjusting(open_balances(award).get(payee, NOTHING), amount)
    row = Claim(
        award=award,
        kind=ClaimKind.MONTH,
        month=first,
        payee=payee,
        amount=amount + adjustment,
        adjustment=adjustment,
    )
    return send(row, papers, by)


@transaction.atomic
def claim_cost(*, award: Award, cost: Cost, papers: Papers, by: Any) -> Claim:
    """Claim a cost with evidence. Refused outside its window and above an allowance (CASE-M-13, IR-M06)."""
    permissions.check_can_claim(by, award, cost.kind)
    if papers.file is None and cost.kind != ClaimKind.MENTOR_TIME:
        raise Refused("Add the invoice, receipt or record: a cost is paid against evidence.")
    return send_cost(award=locked(award), cost=cost, papers=papers, by=by)


def send_cost(*, award: Award, cost: Cost, papers: Papers, by: Any) -> Claim:
    """Send the claim of a cost of a locked award, for whoever checked that `by` may."""
    row = Claim(
        award=award,
        kind=cost.kind,
        cost_on=cost.on,
        amount=cost.amount,
        units=cost.units,
        item=cost.item.strip(),
    )
    _check_cost(award, row)
    row.amount = _asked(row)
    return send(row, papers, by)


def _check_cost(award: Award, row: Claim) -> None:
    """The rules over the history with every claim that is sent and not decided, so that no two overlap."""
    check_cost(claimed_history(award), cost_of(row), today(), award.allowance)
    check_rate(cost_of(row))
    if row.kind not in TIMED and row.amount <= 0:
        raise Refused("Enter what it cost: more than £0.")


def _asked(row: Claim) -> Decimal:
    """What is asked for: the cost, or the mentor's time and training at their rate (MEN-M01, M02, CASE-M-08)."""
    if row.kind == ClaimKind.MENTOR_TIME:
        hours = row.units * (60 + row.award.admin_minutes) / 60
        return to_pence(hours * (row.award.hourly_rate or NOTHING))
    if row.kind == ClaimKind.MENTOR_TRAINING:
        return rate("men.training", row.counts_on).value
    if row.kind == ClaimKind.MENTORING:
        return to_pence(row.units * rate("men.session", row.counts_on).value)
    return row.amount


def send(row: Claim, papers: Papers, by: Any) -> Claim:
    """Keep a claim of a locked award with its papers, for whoever checked that `by` may send it."""
    kept = keep(papers.file) if papers.file is not None else None
    row.words, row.private, row.submitted_by = papers.words.strip(), papers.private, by
    _put_evidence(row, kept)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if kept:
            default_storage.delete(kept.stored)
        raise Refused("This month has been claimed already.", code="twice") from error
    audit.record(by=by, verb="awards.claim_sent", obj=row, organisation=row.award.system)
    keep_to_settle(row.award)
    return row


def _put_evidence(row: Claim, kept: Kept | None) -> None:
    if kept:
        row.evidence.name, row.evidence_name = kept.stored, kept.name
        row.evidence_type, row.scanned = kept.content_type, kept.scanned
        row.seen_by = None


@transaction.atomic
def send_again(*, claim: Claim, papers: Papers, by: Any) -> Claim:
    """Send a returned claim again, with new evidence or words."""
    permissions.check_can_change_claim(by, claim)
    kept = keep(papers.file) if papers.file is not None else None
    also = {"words": papers.words.strip(), "private": papers.private, "submitted_by": by, "decided_by": None}
    if kept:
        _put_evidence(claim, kept)
        also |= {
            "evidence": kept.stored,
            "evidence_name": kept.name,
            "evidence_type": kept.content_type,
            "scanned": kept.scanned,
        }
    also |= {"submitted_at": now(), "seen_by": None}
    move(
        claim,
        ClaimStatus.SUBMITTED,
        by=by,
        transitions=CLAIM_TRANSITIONS,
        also=also,
        organisation=claim.award.system,
    )
    return claim


@transaction.atomic
def withdraw_claim(*, claim: Claim, by: Any) -> Claim:
    """Take a claim back before it is approved."""
    permissions.check_can_change_claim(by, claim)
    award = locked(claim.award)
    move(claim, ClaimStatus.WITHDRAWN, by=by, transitions=CLAIM_TRANSITIONS, organisation=award.system)
    keep_to_settle(award)
    return claim


@transaction.atomic
def confirm_evidence(*, claim: Claim, by: Any) -> Claim:
    """A coordinator has seen the private evidence of a claim: finance may approve without opening it."""
    permissions.check_can_confirm(by, claim)
    changed = Claim.objects.filter(pk=claim.pk, status=ClaimStatus.SUBMITTED, seen_by=None).update(seen_by=by)
    if not changed:
        raise Refused("This claim waits for no confirmation.", code="wrong_status")
    audit.record(by=by, verb="awards.evidence_confirmed", obj=claim, organisation=claim.award.system)
    claim.refresh_from_db()
    return claim


@transaction.atomic
def approve_claim(*, claim: Claim, line: AllocationLine, by: Any) -> Claim:
    """Approve a claim: its amount is committed on a money line of its year, a cost enters the ledger up to its cap.

    A repayment commits nothing: the line is the one that the money comes back to. Refused to the claimant, the
    holder and the opener, above the line (CASE-P-20), and of two at once to the second.
    """
    permissions.check_can_approve(by, claim)
    award = locked(claim.award)
    _check_line(claim, line)
    also = {
        "decided_by": by,
        "decided_at": now(),
        "line": line,
        "allowed": claim.amount,
        "returned_reason": "",
    }
    move(
        claim,
        ClaimStatus.APPROVED,
        by=by,
        transitions=CLAIM_TRANSITIONS,
        also=also,
        organisation=award.system,
    )
    claim.allowed = allowed = _allowed(award, claim, by)
    claim.save(update_fields=["allowed", "adjustment", "payee"])
    keep_to_settle(award)
    if allowed and claim.kind != ClaimKind.REPAYMENT:
        funding.commit(
            line=line, source=queries.SOURCE, source_key=award.pk, amount=allowed, by=by, label=award.title,
            reason=f"Claim {claim.pk}", vouched=True,
        )  # fmt: skip
    return claim


def _check_line(claim: Claim, line: AllocationLine) -> None:
    if line.system_id != claim.award.system_id:
        raise Refused("This money line belongs to another system.")
    if claim.kind == ClaimKind.REPAYMENT:
        if not queries.lines_for_claim(claim).filter(pk=line.pk).exists():
            raise Refused("Nothing of this support was paid from that line: choose one that paid for it.")
        return
    year = FinancialYear.of(claim.counts_on)
    if line.financial_year != year.code:
        raise Refused(f"This claim counts in {year.label}: choose a line of that year.")


def _allowed(award: Award, claim: Claim, by: Any) -> Decimal:
    """What the rules pay of it: of a month what is due now, of a difference what is open now, of a cost its line in
    the ledger, posted for the purpose."""
    if not is_cost(claim):
        return _still_open(award, claim)
    award.posted_to = max(claim.counts_on, award.posted_to or claim.counts_on)
    Award.objects.filter(pk=award.pk).update(posted_to=award.posted_to)
    rebase_ledger(award=award, source=f"claim:{claim.pk}", by=by)
    entry = LedgerEntry.objects.filter(
        award=award, kind=EntryKind.DUE, slot=f"cost/{claim.pk}", reverses=None, reversed_by=None
    ).first()
    if entry is None:
        return NOTHING
    claim.payee = entry.payee
    return entry.amount


def _still_open(award: Award, claim: Claim) -> Decimal:
    balance = open_balances(Award.objects.get(pk=award.pk), leaving_out=claim).get(claim.payee, NOTHING)
    if claim.kind in SETTLING:
        return min(claim.amount, max(NOTHING, balance if claim.kind == ClaimKind.BALANCE else -balance))
    assert claim.month is not None  # the database holds it
    due = queries.due_in_month(award, claim.month, claim.payee)
    month = max(NOTHING, min(claim.amount - claim.adjustment, due))
    claim.adjustment = granted(claim.adjustment, month, balance)
    return month + claim.adjustment


@transaction.atomic
def return_claim(*, claim: Claim, reason: str, by: Any) -> Claim:
    """Return a claim with a question; what was committed for it is given back, and its cost leaves the ledger."""
    permissions.check_can_decide(by, claim)
    if not reason.strip():
        raise Refused("Say what is missing or wrong: whoever sent it reads this.")
    award = locked(claim.award)
    approved, allowed, line = claim.status == ClaimStatus.APPROVED, claim.allowed, claim.line
    also = {
        "returned_reason": reason.strip(),
        "allowed": None,
        "line": None,
        "decided_by": by,
        "decided_at": now(),
    }
    move(
        claim,
        ClaimStatus.RETURNED,
        by=by,
        transitions=CLAIM_TRANSITIONS,
        also=also,
        organisation=award.system,
    )
    if approved and allowed and line and claim.kind != ClaimKind.REPAYMENT:
        funding.release(
            line=line, source=queries.SOURCE, source_key=award.pk, amount=allowed, by=by, label=award.title,
            reason=f"Claim {claim.pk} returned", vouched=True,
        )  # fmt: skip
    if is_cost(claim):
        rebase_ledger(award=award, source=f"returned:{claim.pk}", by=by)
    keep_to_settle(award)
    emails.tell_returned(claim)
    return claim


@transaction.atomic
def pay_claim(*, claim: Claim, paid_on: date, by: Any) -> Claim:
    """Record that an approved claim was paid: in the award's ledger, and as spend on its money line.

    Of a repayment: that the money came back, as a payment below nothing and as less spend.
    """
    permissions.check_can_decide(by, claim)
    award = locked(claim.award)
    if paid_on > today():
        raise Refused("A payment is recorded on its day or later.")
    also = {"paid_on": paid_on, "paid_by": by}
    move(claim, ClaimStatus.PAID, by=by, transitions=CLAIM_TRANSITIONS, also=also, organisation=award.system)
    line, allowed = claim.line, claim.allowed or NOTHING
    assert line is not None  # approved claims have one: the database holds it
    _write_payment(award, claim, paid_on, by)
    if allowed and claim.kind == ClaimKind.REPAYMENT:
        give_back(award=award, claim=claim, line=line, amount=allowed, on=paid_on, by=by)
    elif allowed:
        funding.spend(
            line=line, source=queries.SOURCE, source_key=award.pk, amount=allowed, on=day_in_year(line, paid_on), by=by,
            label=award.title, reason=f"Claim {claim.pk}", vouched=True,
        )  # fmt: skip
    keep_to_settle(award)
    return claim


def _write_payment(award: Award, claim: Claim, day: date, by: Any) -> None:
    """The payment in the award's ledger; what of a month settles earlier ones is a line of its own."""
    payee, allowed = claim.payee or "doctor", claim.allowed or NOTHING
    sign = -1 if claim.kind == ClaimKind.REPAYMENT else 1
    lines = [
        (f"claim/{claim.pk}", sign * (allowed - claim.adjustment), claim.get_kind_display()),
        (f"claim/{claim.pk}/adjusting", claim.adjustment, "Settles earlier months with a later one"),
    ]
    for slot, amount, words in lines:
        if amount:
            text = f"{words}, claim {claim.pk}: {display(amount)}."
            pay_entry(award=award, slot=slot, day=day, amount=amount, payee=payee, text=text, by=by)
