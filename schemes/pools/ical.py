"""One's sessions as a calendar file: times and places, and nothing about health or patients."""

from collections.abc import Iterable
from datetime import datetime

from retention_portal.core.calendars import Entry, Status, calendar
from schemes.pools.models_sessions import Booking
from schemes.pools.statuses import BookingStatus


def calendar_of(bookings: Iterable[Booking], *, name: str, moment: datetime) -> bytes:
    """The calendar of these bookings. `name` is the neutral name of the service, `moment` when it is asked for."""
    return calendar(name, map(_entry, bookings), moment).encode()


def _entry(booking: Booking) -> Entry:
    session = booking.session
    asked = booking.status == BookingStatus.APPLIED
    return Entry(
        uid=f"session-{booking.pk}@careers.portal",
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        title="Session (asked for)" if asked else "Session",
        place=", ".join(filter(None, [session.practice.name, session.site, session.postcode])),
        status=Status.TENTATIVE if asked else Status.CONFIRMED,
        revision=session.revision,
    )
