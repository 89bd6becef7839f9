"""Reads of money lines. Each says how many statements it makes; none grows with the rows."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum

from action_plans.funding.models import AllocationLine, Commitment, Programme
from retention_portal.accounts.access import organisations_where, reach_of
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


def systems_to_show(user: Any, on: date) -> QuerySet[Organisation]:
    """The systems whose money the user may see. One statement."""
    reached = reach_of(user, SEES_LINES, on).values("pk")
    return organisations_of_kind(OrganisationKind.SYSTEM, on).filter(pk__in=reached)


def systems_to_allocate_to(user: Any, on: date) -> QuerySet[Organisation]:
    """The systems to which the user may allocate money. One statement."""
    reached = reach_of(user, ALLOCATES, on).values("pk")
    return organisations_of_kind(OrganisationKind.SYSTEM, on).filter(pk__in=reached)


def committed_by_code(codes: Iterable[str]) -> dict[str, Decimal]:
    """Pounds committed to each of the callers' codes, over all lines; codes with nothing are left out."""
    rows = Commitment.objects.filter(code__in=list(codes)).values("code").annotate(total=Sum("amount"))
    return {row["code"]: row["total"] for row in rows.order_by("code") if row["total"]}


def commitments_for(code: str) -> QuerySet[Commitment]:
    """The ledger of one of the callers' codes, oldest first, with lines and programmes. One statement."""
    return Commitment.objects.filter(code=code).select_related("line__programme", "committed_by")


def holds_a_system(user: Any) -> bool:
    """True when the user plans for a system of their own. One statement."""
    return organisations_where(user, SEES_LINES).filter(kind=OrganisationKind.SYSTEM).exists()
