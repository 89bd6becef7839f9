"""What of places waits on a person: a place that is kept for them, and attendance that nobody has noted."""

from datetime import date
from typing import Any

from django.urls import reverse

from retention_portal.accounts import access
from retention_portal.core.dates import LONDON, now
from retention_portal.core.waiting import Waiting
from schemes.opportunities import queries, queries_places
from schemes.opportunities.models import OpportunityDate
from schemes.opportunities.statuses import BookingStatus, EntryStatus

MOST = 20


def waiting_for(person: Any, on: date) -> list[Waiting]:
    """A place kept for the person; for those who run something, dates whose attendance nobody has noted."""
    found = [
        Waiting(
            f"A place is kept for you: {entry.opportunity.title}",
            reverse("opportunities:bookings"),
            entry.offered_at.astimezone(LONDON).date() if entry.offered_at else on,
            due=entry.offer_expires_at.astimezone(LONDON).date() if entry.offer_expires_at else None,
        )
        for entry in queries_places.entries_of(person).filter(status=EntryStatus.OFFERED)
    ]
    if access.has_role(person, *queries.POSTERS):
        found += [_not_noted(day) for day in _unnoted(person)]
    return found


def _unnoted(person: Any) -> list[OpportunityDate]:
    rows = OpportunityDate.objects.filter(
        opportunity__in=queries.managed_by(person).values("pk"), ends_at__lte=now(), attendances=None,
        opportunity__bookings__status=BookingStatus.BOOKED,
    )  # fmt: skip
    return list(rows.select_related("opportunity__owner").distinct().order_by("ends_at")[:MOST])


def _not_noted(day: OpportunityDate) -> Waiting:
    return Waiting(
        f"Note who came to “{day.opportunity.title}”",
        reverse("opportunities:attendance", args=[day.pk]),
        day.ends_at.astimezone(LONDON).date(),
        owner=day.opportunity.owner.name,
    )
