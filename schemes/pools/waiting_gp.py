"""What of one's own sessions waits on a GP, and what of booked sessions waits on a practice."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from retention_portal.accounts import access
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import LONDON, now
from retention_portal.core.waiting import Waiting
from schemes.pools import queries_gp
from schemes.pools.models_sessions import Booking, Timesheet
from schemes.pools.statuses import BookingStatus, ReserveStatus


def waiting_for_gp(person: Any) -> list[Waiting]:
    """A place that is kept, a time that moved, hours to state or confirm. Two statements, none for others."""
    if not access.has_role(person, Role.GP):
        return []
    return [*_offers(person), *_own(person)]


def _offers(person: Any) -> list[Waiting]:
    return [
        Waiting(
            "A place that you waited for is kept for you",
            reverse("pools:session", args=[row.session_id]),
            row.offered_at.astimezone(LONDON).date(),
            row.offer_ends_at.astimezone(LONDON).date(),
        )
        for row in queries_gp.reserve_of(person).filter(status=ReserveStatus.OFFERED)
        if row.offered_at and row.offer_ends_at
    ]


def _own(person: Any) -> list[Waiting]:
    rows = queries_gp.bookings_of(person).filter(status__in=(BookingStatus.ACCEPTED, BookingStatus.WORKED))
    found = []
    for row in rows.order_by("starts_at"):
        sheet: Timesheet | None = getattr(row, "timesheet", None)
        day = row.ends_at.astimezone(LONDON).date()
        if row.reconfirm_by and row.starts_at > now():
            due = row.reconfirm_by.astimezone(LONDON).date()
            moved = row.session.moved_at or row.booked_at
            found.append(
                Waiting(
                    "One of your sessions has moved: does it still suit you?",
                    reverse("pools:session", args=[row.session_id]),
                    moved.astimezone(LONDON).date(),
                    due,
                )
            )
        elif row.ends_at <= now() and (sheet is None or sheet.gp_at is None):
            words = "Say how many hours a session was" if sheet is None else "Look at the hours of a session"
            found.append(Waiting(words, reverse("pools:timesheet", args=[row.pk]), day))
    return found


def waiting_for_practices(practices: Iterable[int]) -> list[Waiting]:
    """Who asks for a session, and hours that GPs have stated. One statement."""
    asks = Booking.objects.filter(session__practice__in=list(practices)).filter(
        status__in=(BookingStatus.APPLIED, BookingStatus.WORKED)
    )
    found = []
    for row in asks.select_related("session__practice", "timesheet").order_by("booked_at"):
        sheet: Timesheet | None = getattr(row, "timesheet", None)
        name = row.session.practice.name
        if row.status == BookingStatus.APPLIED and row.starts_at > now():
            since = row.booked_at.astimezone(LONDON).date()
            address = reverse("pools:post_session", args=[row.session_id])
            found.append(
                Waiting(f"{name}: somebody asks for a session", address, since, owner="the practice")
            )
        elif sheet is not None and sheet.gp_at and not sheet.practice_at:
            since = sheet.gp_at.astimezone(LONDON).date()
            address = reverse("pools:timesheet", args=[row.pk])
            found.append(
                Waiting(f"{name}: hours of a session to confirm", address, since, owner="the practice")
            )
    return found
