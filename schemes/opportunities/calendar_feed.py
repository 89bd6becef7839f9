"""Dates of work and learning as calendar entries, and the private address of one's own.

An entry names the course or event, which its page does too; never why somebody goes.
"""

import secrets
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from retention_portal.accounts.models import Person
from retention_portal.accounts.queries import token_hash
from retention_portal.core import audit
from retention_portal.core.calendars import Entry, Status, calendar
from retention_portal.core.dates import now
from schemes.opportunities import queries_places
from schemes.opportunities.models import Opportunity, OpportunityDate
from schemes.opportunities.models_places import CalendarFeed
from schemes.opportunities.statuses import BookingStatus

TOKEN_BYTES = 32


def of_opportunity(opportunity: Opportunity, dates: Iterable[OpportunityDate]) -> str:
    """All dates of one course or event. The link to join is not in it."""
    entries = (_entry(opportunity, day, series=0) for day in dates)
    return calendar(settings.GP_SERVICE_NAME, entries, now())


def of_person(person: Person) -> str:
    """The dates of everything that the person has booked; what was given back shows as cancelled."""
    entries = []
    for booking in queries_places.bookings_of(person)[:200]:
        over = booking.status == BookingStatus.CANCELLED
        entries += [
            _entry(booking.opportunity, day, series=booking.pk, cancelled=over)
            for day in booking.opportunity.dates.all()
        ]
    return calendar(settings.GP_SERVICE_NAME, entries, now())


def _entry(opportunity: Opportunity, day: OpportunityDate, *, series: int, cancelled: bool = False) -> Entry:
    page = f"{settings.PUBLIC_URL}{reverse('opportunities:detail', args=[opportunity.pk])}"
    return Entry(
        uid=f"date-{day.pk}-{series}@work-and-learning",
        starts_at=day.starts_at,
        ends_at=day.ends_at,
        title=opportunity.title,
        place=day.place or opportunity.place,
        address=page,
        status=Status.CANCELLED if cancelled else Status.CONFIRMED,
        revision=opportunity.revision,
    )


@transaction.atomic
def make_feed(*, by: Person) -> str:
    """A new private address; an earlier one ends at once. The token is told this once and never kept."""
    end_feed(by=by)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    feed = CalendarFeed.objects.create(person=by, token_hash=token_hash(token))
    audit.record(by=by, verb="opportunities.calendar_made", obj=feed)
    return token


@transaction.atomic
def end_feed(*, by: Person) -> int:
    """Take the private address back; how many ended."""
    return CalendarFeed.objects.filter(person=by, ended_at=None).update(ended_at=now())


def person_behind(token: str) -> Person | None:
    """Whose calendar this is; None for a token we never made or took back."""
    rows = CalendarFeed.objects.filter(token_hash=token_hash(token), ended_at=None, person__is_active=True)
    feed = rows.select_related("person").first()
    return feed.person if feed else None


def has_feed(person: Person) -> bool:
    """Whether a private address stands."""
    return CalendarFeed.objects.filter(person=person, ended_at=None).exists()
