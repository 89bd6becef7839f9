"""The only door for changes to money lines. Balances change by conditional UPDATE, so two at once cannot overdraw."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F

from action_plans.funding import permissions, rules
from action_plans.funding.models import AllocationEntry, AllocationLine, Commitment, Programme
from retention_portal.core import audit
from retention_portal.core.dates import FinancialYear
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
    line = AllocationLine.objects.select_for_update().get(pk=line.pk)
    rules.check_not_below_committed(amount, line.committed)
    difference = amount - line.amount
    if made or difference:
        AllocationEntry.objects.create(line=line, amount=difference, reason=reason, entered_by=by)
        line.amount, line.entered_by = amount, by
        line.save(update_fields=["amount", "entered_by"])
        audit.record(
            by=by, verb="funding.allocation_entered", obj=line, fields=["amount"], organisation=system
        )
    return line


@transaction.atomic
def commit(*, line: AllocationLine, code: str, amount: Decimal, by: Any, reason: str = "") -> Commitment:
    """Promise `amount` pounds of a line to the caller's `code`; refused above the line with both figures.

    The check and the write are one UPDATE: of two at once for the last pounds, one is refused (CASE-P-20).
    """
    permissions.check_can_commit(by, line)
    rules.positive(amount)
    taken = AllocationLine.objects.filter(pk=line.pk, amount__gte=F("committed") + amount).update(
        committed=F("committed") + amount
    )
    line.refresh_from_db(fields=["amount", "committed"])
    if not taken:
        rules.check_within(amount, line.amount, line.committed)
        raise Refused("The line changed at this moment. Look at it again and try once more.")
    return _entered(line, code, amount, by, reason)


@transaction.atomic
def release(*, line: AllocationLine, code: str, amount: Decimal, by: Any, reason: str) -> Commitment:
    """Give back `amount` pounds that were promised to `code`: a reversing entry. Refused above what is held."""
    permissions.check_can_commit(by, line)
    rules.positive(amount)
    AllocationLine.objects.select_for_update().get(pk=line.pk)
    held = sum(Commitment.objects.filter(line=line, code=code).values_list("amount", flat=True), Decimal(0))
    if amount > held:
        raise Refused(f"No more than £{held:,.2f} of this line is committed here.", code="CASE-P-20")
    AllocationLine.objects.filter(pk=line.pk).update(committed=F("committed") - amount)
    line.refresh_from_db(fields=["amount", "committed"])
    return _entered(line, code, -amount, by, reason)


def _entered(line: AllocationLine, code: str, amount: Decimal, by: Any, reason: str) -> Commitment:
    entry = Commitment.objects.create(line=line, code=code, amount=amount, reason=reason, committed_by=by)
    verb = "funding.committed" if amount > 0 else "funding.released"
    audit.record(by=by, verb=verb, obj=entry, fields=["amount"], organisation=line.system, note=code)
    return entry
