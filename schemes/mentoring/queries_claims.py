"""What a mentor may claim for: sessions that took place, by day and length. Nothing here names who was mentored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from retention_portal.core.rounding import rounded
from schemes.awards.queries_mentor import MentorAllowance, allowance_left
from schemes.awards.statuses import ClaimStatus
from schemes.mentoring.models import Mentor, Session
from schemes.mentoring.statuses import TOOK_PLACE


def sessions_to_claim(mentor: Mentor) -> QuerySet[Session]:
    """A mentor's sessions that took place and are in no claim; those of a withdrawn claim are free again."""
    free = Q(claim=None) | Q(claim__status=ClaimStatus.WITHDRAWN)
    return Session.objects.filter(free, pairing__mentor=mentor, attendance__in=TOOK_PLACE).order_by(
        "on", "pk"
    )


@dataclass(frozen=True, slots=True)
class Claimable:
    """Sessions that may be claimed now, their hours, and what the agreement leaves; None where none is agreed."""

    sessions: tuple[Session, ...]
    hours: Decimal
    allowance: MentorAllowance | None


def claimable(mentor: Mentor, on: date) -> Claimable:
    """What stands on the mentor's page before they claim (M-13, M-08). Six statements."""
    found = tuple(sessions_to_claim(mentor))
    day = found[-1].on if found else on
    return Claimable(
        found, hours_of(found), allowance_left(mentor=mentor.person, owner=mentor.service.owner, on=day)
    )


def hours_of(rows: Sequence[Session]) -> Decimal:
    """Minutes of sessions as hours, to two places."""
    return rounded(Decimal(sum(row.minutes for row in rows)) / 60, 2)


def hours_text(hours: Decimal) -> str:
    """`1 hour`, `2.5 hours`: as many places as there are."""
    return f"{hours.normalize():f} {'hour' if hours == 1 else 'hours'}"
