"""The ledger: what the rules give is posted, and re-based by reversing entries when the history changes."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from retention_portal.core import audit
from retention_portal.core.dates import Month, date_text, today
from retention_portal.core.jobs.actions import enqueue
from retention_portal.core.models import Job
from retention_portal.core.refusals import BadInput, Refused
from retention_portal.core.rounding import rounded
from retention_portal.organisations.models import Organisation
from schemes.awards import permissions, rules
from schemes.awards.balance_of import balances_from, open_balances, total_open
from schemes.awards.history_of import history_of, posted_of
from schemes.awards.models import Award, LedgerEntry
from schemes.awards.queries import with_history
from schemes.awards.rules.reviews import next_review
from schemes.awards.statuses import AwardStatus, EntryKind

POST = "awards.post_month"


def silent(**stage: Any) -> None:
    """Progress that nobody watches."""


def locked(award: Award) -> Award:
    """The award as it is now, held until the transaction ends: two who change it come one after the other."""
    return (
        Award.objects.select_for_update(of=("self",))
        .select_related("system", "host", "person")
        .get(pk=award.pk)
    )


def rebase_ledger(*, award: Award, source: str, by: Any) -> int:
    """Bring the ledger of a locked award to what the rules say up to the day it is posted to; how many entries.

    Also keeps the day of the next review, and what is to be settled, in step.
    """
    row = Award.objects.prefetch_related("patterns", "pauses", "claims", "entries").get(pk=award.pk)
    history = history_of(row)
    made = _post(award, history, list(row.entries.all()), source, by) if award.posted_to else []
    _keep_in_step(award, history, total_open(balances_from([*row.entries.all(), *made], row.claims.all())))
    if made:
        audit.record(by=by, verb="awards.ledger_posted", obj=award, organisation=award.system, note=source)
    return len(made)


def _post(
    award: Award, history: rules.History, held: list[LedgerEntry], source: str, by: Any
) -> list[LedgerEntry]:
    assert award.posted_to is not None  # the caller asked
    step = rules.rebase(posted_of(held), rules.lines_for(history, award.posted_to))
    rows = {row.pk: row for row in held}
    back = [_reversing(rows[entry.id], source, by) for entry in step.reverse]
    given = [_entry(award, line, version, source, by) for version, line in step.new]
    return LedgerEntry.objects.bulk_create(back + given)


def keep_to_settle(award: Award) -> None:
    """Write down what is to be settled now, after a claim of a locked award moved. Four statements."""
    found = total_open(open_balances(Award.objects.get(pk=award.pk)))
    Award.objects.filter(pk=award.pk).exclude(to_settle=found).update(to_settle=found)


def _reversing(row: LedgerEntry, source: str, by: Any) -> LedgerEntry:
    names = ("award_id", "kind", "slot", "version", "code", "starts_on", "ends_on", "unit", "rate", "payee")
    return LedgerEntry(
        **{name: getattr(row, name) for name in names},
        units=-row.units,
        amount=-row.amount,
        text=f"Taken back: {row.text}",
        source=source,
        reverses=row,
        posted_by=by,
    )


def _entry(award: Award, wanted: rules.LedgerLine, version: int, source: str, by: Any) -> LedgerEntry:
    line = wanted.line
    return LedgerEntry(
        award=award,
        kind=EntryKind.DUE,
        slot=wanted.slot,
        version=version,
        code=line.code,
        starts_on=line.starts,
        ends_on=line.ends,
        units=rounded(line.units, 8),
        unit=line.unit,
        rate=line.rate,
        amount=line.amount,
        payee=line.payee,
        text=line.text,
        source=source,
        posted_by=by,
    )


def _keep_in_step(award: Award, history: rules.History, to_settle: Decimal) -> None:
    held = award.reviews.values_list("year", flat=True)
    coming = next_review(history, held, today()) if award.left_on is None else None
    award.to_settle = to_settle
    Award.objects.filter(pk=award.pk).update(
        next_review_on=coming[1] if coming else None, to_settle=to_settle
    )


@transaction.atomic
def post_to(*, award: Award, day: date, source: str, by: Any) -> int:
    """Post everything due up to `day`, once: a second time adds nothing. How many entries.

    Raises BadInput with a sentence where no rate is known; nothing of it is posted then.
    """
    award = locked(award)
    if award.status in (AwardStatus.PLANNED, AwardStatus.CANCELLED):
        return 0
    award.posted_to = max(day, award.posted_to or day)
    Award.objects.filter(pk=award.pk).update(posted_to=award.posted_to)
    return rebase_ledger(award=award, source=source, by=by)


@transaction.atomic
def ask_to_post(*, system: Organisation, month: str, by: Any) -> Job:
    """Ask for a month of all of a system's awards to be posted, in the background. Refused for a month to come."""
    permissions.check_can_post(by, system)
    wanted = Month.parse(month)
    if wanted.start > today():
        raise Refused(f"{wanted.label} has not begun. It begins on {date_text(wanted.start)}.")
    key = f"{POST}:{system.code}:{wanted.code}:{today()}"
    audit.record(by=by, verb="awards.month_asked", obj=system, organisation=system, note=wanted.code)
    return enqueue(kind=POST, object_id=f"{system.code}:{wanted.code}", key=key, by=by)


def post_month(*, system: Organisation, month: Month, by: Any, progress: Any = silent) -> list[str]:
    """Post a month of every award of a system that had begun, each in its own transaction; what could not be, in words.

    It may run twice, or stop half way: what was posted stays, and is not posted again.
    """
    awards = Award.objects.filter(system=system, starts_on__lte=month.end).exclude(
        status__in=[AwardStatus.PLANNED, AwardStatus.CANCELLED]
    )
    problems: list[str] = []
    rows = list(awards.order_by("pk"))
    for number, award in enumerate(rows, start=1):
        try:
            post_to(award=award, day=month.end, source=f"post:{month.code}", by=by)
        except (BadInput, Refused) as no:
            problems.append(f"{award.title} ({award.pk}): {no}")
        progress(stage=f"Posting {month.label}", done=number, total=len(rows))
    return problems


@transaction.atomic
def pay_entry(
    *, award: Award, slot: str, day: date, amount: Decimal, payee: str, text: str, by: Any
) -> LedgerEntry:
    """Write down that money was paid (or, below nothing, came back). Once for each slot."""
    entry = LedgerEntry.objects.create(
        award=award,
        kind=EntryKind.PAID,
        slot=slot,
        code="PAID",
        starts_on=day,
        ends_on=day,
        units=1 if amount >= 0 else -1,
        unit="payments",
        rate=abs(amount),
        amount=amount,
        payee=payee,
        text=text,
        source=slot.replace("/", ":"),
        posted_by=by,
    )
    audit.record(by=by, verb="awards.paid", obj=entry, organisation=award.system, note=slot)
    return entry


def agrees_with_rules(award: Award) -> bool:
    """True when the ledger is exactly what the rules say up to the day it is posted to."""
    row = with_history(Award.objects.filter(pk=award.pk)).get()
    if row.posted_to is None:
        return not row.entries.filter(kind=EntryKind.DUE).exists()
    return rules.rebase(posted_of(row.entries.all()), rules.lines_for(history_of(row), row.posted_to)).nothing
