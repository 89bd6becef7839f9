"""Reads of money lines. Each says how many statements it makes; none grows with the rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model, Q, QuerySet, Sum

from action_plans.funding import rules
from action_plans.funding.models import (
    AllocationEntry,
    AllocationLine,
    Commitment,
    ForecastEntry,
    Programme,
    SpendEntry,
)
from retention_portal.accounts.access import reach_of
from retention_portal.accounts.roles import Role
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisations_of_kind
from retention_portal.organisations.statuses import OrganisationKind

SEES_LINES = (
    Role.SYSTEM_LEAD,
    Role.FINANCE_LEAD,
    Role.CLINICAL_LEAD,
    Role.SRO,
    Role.COMMISSIONER,
    Role.ADMINISTRATOR,
)
ALLOCATES = (Role.COMMISSIONER, Role.ADMINISTRATOR)


def programmes(on: date) -> QuerySet[Programme]:
    """The programmes in force on a day, in printed order. One statement."""
    return Programme.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gte=on)
    )


def lines_visible_to(user: Any) -> QuerySet[AllocationLine]:
    """The lines of the systems that the user's planning or allocating roles reach, with their programmes."""
    reached = reach_of(user, SEES_LINES).values("pk")
    return AllocationLine.objects.filter(system__in=reached).select_related("programme", "system")


def lines_of(system: Organisation, financial_year: str) -> QuerySet[AllocationLine]:
    """The lines of one system in one financial year ("2026-27"), in printed order. One statement."""
    return AllocationLine.objects.filter(system=system, financial_year=financial_year).select_related(
        "programme"
    )


def systems_to_allocate_to(user: Any, on: date) -> QuerySet[Organisation]:
    """The systems to which the user may allocate money. One statement."""
    reached = reach_of(user, ALLOCATES, on).values("pk")
    return organisations_of_kind(OrganisationKind.SYSTEM, on).filter(pk__in=reached)


def committed_by_code(codes: Iterable[str], on: date | None = None) -> dict[str, Decimal]:
    """Pounds committed to each of the callers' codes, over all lines; codes with nothing are left out.

    With `on`, as it stood on that day. One statement.
    """
    return _by_code(Commitment, codes, on)


def spent_by_code(codes: Iterable[str], on: date | None = None) -> dict[str, Decimal]:
    """Pounds paid for each of the callers' codes, over all lines; codes with nothing are left out. One statement."""
    return _by_code(SpendEntry, codes, on)


def _by_code(
    ledger: type[Commitment] | type[SpendEntry], codes: Iterable[str], on: date | None
) -> dict[str, Decimal]:
    rows = ledger._default_manager.filter(code__in=list(codes))
    if on is not None:
        rows = rows.filter(counts_on__lte=on)
    totals = rows.values("code").annotate(total=Sum("amount")).order_by("code")
    return {row["code"]: row["total"] for row in totals if row["total"]}


def drawn(line: AllocationLine, code: str) -> tuple[Decimal, Decimal]:
    """Pounds of a line committed to a code, and paid for it. Lock the line first to decide on it. Two statements."""
    return _total(Commitment, line, code), _total(SpendEntry, line, code)


def _total(ledger: type[Commitment] | type[SpendEntry], line: AllocationLine, code: str) -> Decimal:
    rows = ledger._default_manager.filter(line=line, code=code)
    return Decimal(rows.aggregate(total=Sum("amount"))["total"] or 0)


def positions(lines: Iterable[AllocationLine], on: date) -> dict[int, rules.Position]:
    """How each of the lines stood at the end of a day, by the line's id. Five statements for any number of lines."""
    held = list(lines)
    pks = [line.pk for line in held]
    allocated, committed, spent = (
        _sums(ledger, pks, on) for ledger in (AllocationEntry, Commitment, SpendEntry)
    )
    stated = _latest_forecasts(pks, on)
    months = {line.financial_year: rules.whole_months(line.financial_year, on) for line in held}
    by_then = _sums(SpendEntry, pks, max((end for over, end in months.values() if over), default=date.min))
    found = {}
    for line in held:
        forecast = stated.get(line.pk)
        found[line.pk] = rules.Position(
            allocated.get(line.pk, Decimal(0)),
            committed.get(line.pk, Decimal(0)),
            spent.get(line.pk, Decimal(0)),
            forecast.amount if forecast else None,
            forecast.reason if forecast else "",
            forecast.counts_on if forecast else None,
            months[line.financial_year][0],
            by_then.get(line.pk, Decimal(0)),
        )
    return found


def line_position(line: AllocationLine, on: date) -> rules.Position:
    """How one line stood at the end of a day: allocated, committed, spent, forecast, underspend. Five statements."""
    return positions([line], on)[line.pk]


def _sums(ledger: Any, pks: list[int], on: date) -> dict[int, Decimal]:
    rows = ledger.objects.filter(line__in=pks, counts_on__lte=on).values("line_id")
    return {row["line_id"]: row["total"] for row in rows.annotate(total=Sum("amount")).order_by("line_id")}


def _latest_forecasts(pks: list[int], on: date) -> dict[int, ForecastEntry]:
    rows = ForecastEntry.objects.filter(line__in=pks, counts_on__lte=on)
    return {row.line_id: row for row in rows.order_by("line_id", "counts_on", "pk")}


@dataclass(frozen=True, slots=True)
class DrawOn:
    """What one thing holds of a line, in pounds. `label` is what people call it, else its code."""

    code: str
    label: str
    committed: Decimal
    spent: Decimal

    @property
    def unspent(self) -> Decimal:
        """Promised and not paid yet."""
        return self.committed - self.spent


def draws_of(line: AllocationLine) -> list[DrawOn]:
    """What each thing holds of a line, in the order in which they first drew on it. Two statements."""
    labels: dict[str, str] = {}
    sums: dict[str, dict[type[Model], Decimal]] = {}
    for ledger in (Commitment, SpendEntry):
        for code, label, amount in ledger._default_manager.filter(line=line).values_list(
            "code", "label", "amount"
        ):
            labels[code] = label or labels.get(code, "")
            held = sums.setdefault(code, {})
            held[ledger] = held.get(ledger, Decimal(0)) + amount
    return [
        DrawOn(code, labels[code] or code, held.get(Commitment, Decimal(0)), held.get(SpendEntry, Decimal(0)))
        for code, held in sums.items()
    ]


def spend_on(line: AllocationLine) -> QuerySet[SpendEntry]:
    """What was paid out of a line, newest first, with who entered it. One statement."""
    rows = SpendEntry.objects.filter(line=line).select_related("entered_by")
    return rows.order_by("-counts_on", "-pk")


def ledger_of(line: AllocationLine) -> list[tuple[object, ...]]:
    """Every entry of a line by the day it counts for: ledger, day, written on, what for, pounds, why, by whom.

    Four statements.
    """
    rows: list[tuple[object, ...]] = []
    ledgers: tuple[tuple[str, Any, str], ...] = (
        ("Allocation", AllocationEntry, "entered"),
        ("Commitment", Commitment, "committed"),
        ("Spend", SpendEntry, "entered"),
        ("Forecast", ForecastEntry, "entered"),
    )
    for name, ledger, word in ledgers:
        for entry in ledger.objects.filter(line=line).select_related(f"{word}_by"):
            label = getattr(entry, "label", "") or getattr(entry, "code", "")
            written, by = getattr(entry, f"{word}_at"), getattr(entry, f"{word}_by")
            rows.append((name, entry.counts_on, written, label, entry.amount, entry.reason, by.full_name))
    return sorted(rows, key=lambda row: (row[1], row[2]))


def spend_visible_to(user: Any) -> QuerySet[SpendEntry]:
    """The spend on the lines that the user may see."""
    return SpendEntry.objects.filter(line__in=lines_visible_to(user).values("pk")).select_related(
        "line__system", "line__programme", "entered_by"
    )


def spend_for(code: str) -> QuerySet[SpendEntry]:
    """What was paid for one of the callers' codes, oldest first, with lines and programmes. One statement."""
    rows = SpendEntry.objects.filter(code=code).select_related(
        "line__programme", "entered_by", "corrected_by"
    )
    return rows.order_by("counts_on", "pk")


def commitments_for(code: str) -> QuerySet[Commitment]:
    """The ledger of one of the callers' codes, oldest first, with lines and programmes. One statement."""
    return Commitment.objects.filter(code=code).select_related("line__programme", "committed_by")
