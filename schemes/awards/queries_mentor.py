"""Reads of a local mentor's time: what was agreed, what of it is claimed, what is left."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import ancestors
from retention_portal.organisations.statuses import OrganisationKind
from schemes.awards.history_of import claimed_history
from schemes.awards.models import Award
from schemes.awards.rules.history import MENTOR_TIME
from schemes.awards.rules.opening import allowance_on
from schemes.awards.statuses import AwardStatus

NOT_AGREED = (AwardStatus.PLANNED, AwardStatus.CANCELLED)


@dataclass(frozen=True, slots=True)
class MentorAllowance:
    """Hours of one mentor in the year of the agreement in which a day lies; `first` and `last` are both included.

    `rate` is pounds an hour. `used` counts every claim that is not withdrawn, decided or not.
    """

    award: Award
    first: date
    last: date
    allowed: Decimal
    used: Decimal
    left: Decimal
    rate: Decimal


def mentor_scheme(system: Organisation) -> str:
    """The code of mentor time paid in a system."""
    return f"{MENTOR_TIME}-{system.code}"


def system_over(owner: Organisation, on: date) -> Organisation | None:
    """The system that pays for a service's owner (itself, or the one over a hub) on a day. At most one statement."""
    return owner if owner.kind == OrganisationKind.SYSTEM else ancestors(owner, on).get("system")


def agreement_of(mentor: Any, owner: Organisation, on: date) -> Award | None:
    """The agreement under which a mentor's time is paid: that of the day, else the latest before, else the next.

    Two statements.
    """
    system = system_over(owner, on)
    if system is None:
        return None
    rows = Award.objects.filter(person=mentor.pk, scheme_code=mentor_scheme(system))
    rows = rows.exclude(status__in=NOT_AGREED).select_related("system", "host", "person")
    held = list(rows.order_by("starts_on", "pk"))
    begun = [row for row in held if row.starts_on <= on]
    return begun[-1] if begun else next(iter(held), None)


def allowance_left(*, mentor: Any, owner: Organisation, on: date) -> MentorAllowance | None:
    """What a mentor may still claim in the year in which `on` lies; None when no time is agreed. Five statements."""
    award = agreement_of(mentor, owner, on)
    if award is None or award.allowance is None or award.hourly_rate is None:
        return None
    year = allowance_on(claimed_history(award), on, award.allowance)
    return MentorAllowance(
        award, year.first, year.last, year.allowed, year.used, year.left, award.hourly_rate
    )
