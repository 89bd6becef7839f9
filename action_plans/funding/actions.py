"""The only door for changes to money lines, for every slice above.

A caller names its thing by `source` and `source_key`: ("initiative", "12"), ("awards.award", "7"). `label` is what
people call it. The line is locked before anything is summed, so two at once cannot overdraw. `on` is the day the
money counts for, today when left out. A slice that has checked its own right to draw says `vouched=True`; else the
person must be the system or finance lead of the line's system.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F

from action_plans.funding import permissions, queries, rules
from action_plans.funding.models import (
    AllocationEntry,
    AllocationLine,
    Commitment,
    ForecastEntry,
    Programme,
    SpendEntry,
)
from retention_portal.core import audit
from retention_portal.core.dates import FinancialYear, today
from retention_portal.core.refusals import Refused
from retention_portal.organisations.models import Organisation


@transaction.atomic
def enter_allocation(
    *,
    system: Organisation,
    programme: Programme,
    financial_year: str,
    amount: Decimal,
    by: Any,
    reason: str = "",
    on: date | None = None,
) -> AllocationLine:
    """Set what a system holds of a programme in a financial year; the difference is written to the ledger.

    `amount` in pounds, 0 or more. Refused below what is committed, and to people without the right.
    """
    permissions.check_can_allocate(by, system)
    year = FinancialYear.parse(financial_year).code
    if amount < 0:
        raise Refused("An allocation cannot be less than £0.")
    line, made = AllocationLine.objects.get_or_create(
        system=system,
        programme=programme,
        financial_year=year,
        defaults={"amount": 0, "ring_fenced": programme.ring_fenced, "entered_by": by},
    )
    line = _locked(line)
    rules.check_not_below_committed(amount, line.committed)
    difference = amount - line.amount
    if made or difference:
        AllocationEntry.objects.create(
            line=line, amount=difference, reason=reason, counts_on=on or today(), entered_by=by
        )
        line.amount, line.entered_by = amount, by
        line.save(update_fields=["amount", "entered_by"])
        audit.record(
            by=by, verb="funding.allocation_entered", obj=line, fields=["amount"], organisation=system
        )
    return line


@transaction.atomic
def commit(
    *,
    line: AllocationLine,
    source: str,
    source_key: object,
    amount: Decimal,
    by: Any,
    on: date | None = None,
    label: str = "",
    reason: str = "",
    match_funded: bool = False,
    other_funder: str = "",
    vouched: bool = False,
) -> Commitment:
    """Promise `amount` pounds of a line; refused above the line with both figures.

    The check and the write are one UPDATE: of two at once for the last pounds, one is refused (CASE-P-20).
    Match funding must name the other funder (CASE-P-22).
    """
    _check(by, line, vouched)
    code = rules.code_of(source, source_key)
    rules.positive(amount)
    rules.check_match(match_funded, other_funder)
    _take(line, amount)
    entry = Commitment.objects.create(
        line=line,
        code=code,
        label=label[:160],
        amount=amount,
        reason=reason,
        counts_on=on or today(),
        match_funded=match_funded,
        other_funder=other_funder.strip() if match_funded else "",
        committed_by=by,
    )
    _record(entry, "funding.committed", by)
    return entry


@transaction.atomic
def release(
    *,
    line: AllocationLine,
    source: str,
    source_key: object,
    amount: Decimal,
    by: Any,
    reason: str,
    on: date | None = None,
    label: str = "",
    vouched: bool = False,
) -> Commitment:
    """Give back `amount` pounds that were promised: a reversing entry. Refused above what is held and not spent."""
    _check(by, line, vouched)
    code = rules.code_of(source, source_key)
    rules.positive(amount)
    _locked(line)
    held, spent = queries.drawn(line, code)
    rules.check_release(amount, held, spent)
    _move_balance(line, "committed", -amount)
    entry = Commitment.objects.create(
        line=line,
        code=code,
        label=label[:160],
        amount=-amount,
        reason=reason,
        counts_on=on or today(),
        committed_by=by,
    )
    _record(entry, "funding.released", by)
    return entry


@transaction.atomic
def spend(
    *,
    line: AllocationLine,
    source: str,
    source_key: object,
    amount: Decimal,
    on: date,
    by: Any,
    label: str = "",
    reason: str = "",
    vouched: bool = False,
) -> SpendEntry:
    """Record `amount` pounds as paid on a day of the line's year, not in the future.

    Refused above what is committed to the very thing, with both figures (CASE-P-20).
    """
    _check(by, line, vouched)
    code = rules.code_of(source, source_key)
    rules.positive(amount)
    rules.check_spend_day(on, line.financial_year, today())
    _locked(line)
    rules.check_spend_within(amount, *queries.drawn(line, code))
    entry = SpendEntry(line=line, code=code, label=label[:160], amount=amount, reason=reason, counts_on=on)
    return _spent(entry, by)


@transaction.atomic
def reverse(
    *,
    line: AllocationLine,
    source: str,
    source_key: object,
    amount: Decimal,
    on: date,
    by: Any,
    reason: str,
    label: str = "",
    corrects: SpendEntry | None = None,
    vouched: bool = False,
) -> SpendEntry:
    """Take back `amount` pounds that were recorded as paid: a reversing entry with its reason.

    `corrects` names the entry that was wrong; an entry is corrected once. Refused above what is recorded.
    """
    _check(by, line, vouched)
    code = rules.code_of(source, source_key)
    rules.positive(amount)
    rules.check_reason(reason, "it is taken back")
    rules.check_spend_day(on, line.financial_year, today())
    _locked(line)
    _, spent = queries.drawn(line, code)
    rules.check_reverse(amount, spent)
    if corrects is not None and SpendEntry.objects.filter(corrects=corrects).exists():
        raise Refused("This entry was corrected already.")
    entry = SpendEntry(
        line=line,
        code=code,
        label=label[:160],
        amount=-amount,
        reason=reason,
        counts_on=on,
        corrects=corrects,
    )
    return _spent(entry, by)


@transaction.atomic
def correct(*, entry: SpendEntry, reason: str, by: Any) -> SpendEntry:
    """Take a wrong entry back whole, for the day it counted for. Refused for a correction, and a second time."""
    if entry.amount < 0:
        raise Refused("This is a correction itself. Record the right amount as new spend.")
    source, _, key = entry.code.partition(":")
    return reverse(
        line=entry.line,
        source=source,
        source_key=key,
        amount=entry.amount,
        on=entry.counts_on,
        by=by,
        reason=reason,
        label=entry.label,
        corrects=entry,
    )


@transaction.atomic
def state_forecast(
    *, line: AllocationLine, amount: Decimal, reason: str, by: Any, on: date | None = None
) -> ForecastEntry:
    """Say what a line is expected to cost in its whole year, and why. Refused below what is spent already.

    More than the allocation may be stated: it is a warning, and nothing is committed by it.
    """
    permissions.check_can_commit(by, line)
    rules.check_reason(reason, "you expect this")
    line = _locked(line)
    if amount < line.spent:
        raise Refused(f"£{line.spent:,.2f} is spent already: the year cannot cost less.")
    entry = ForecastEntry.objects.create(
        line=line, amount=amount, reason=reason, counts_on=on or today(), entered_by=by
    )
    audit.record(
        by=by, verb="funding.forecast_stated", obj=entry, fields=["amount"], organisation=line.system
    )
    return entry


def _spent(entry: SpendEntry, by: Any) -> SpendEntry:
    """Move the balance of the entry's line and keep the entry."""
    _move_balance(entry.line, "spent", entry.amount)
    entry.entered_by = by
    entry.save(force_insert=True)
    _record(entry, "funding.spent" if entry.amount > 0 else "funding.spend_reversed", by)
    return entry


def _take(line: AllocationLine, amount: Decimal) -> None:
    """Raise what is committed of a line in one UPDATE that also checks; refused above the line with both figures."""
    taken = AllocationLine.objects.filter(pk=line.pk, amount__gte=F("committed") + amount).update(
        committed=F("committed") + amount
    )
    line.refresh_from_db(fields=["amount", "committed"])
    if not taken:
        rules.check_within(amount, line.amount, line.committed)
        raise Refused("The line changed at this moment. Look at it again and try once more.")


def _check(by: Any, line: AllocationLine, vouched: bool) -> None:
    if not vouched:
        permissions.check_can_commit(by, line)


def _locked(line: AllocationLine) -> AllocationLine:
    rows = AllocationLine.objects.select_related("system").select_for_update(of=("self",))
    return rows.get(pk=line.pk)


def _move_balance(line: AllocationLine, balance: str, amount: Decimal) -> None:
    AllocationLine.objects.filter(pk=line.pk).update(**{balance: F(balance) + amount})
    line.refresh_from_db(fields=["amount", "committed", "spent"])


def _record(entry: Commitment | SpendEntry, verb: str, by: Any) -> None:
    audit.record(
        by=by, verb=verb, obj=entry, fields=["amount"], organisation=entry.line.system, note=entry.code
    )
