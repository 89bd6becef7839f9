"""Places of a session, under its lock: taken by one, freed, kept for an offer. Called by the actions above it.

The order of locks is always person, session, then its places: so nobody waits in a circle.
"""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from retention_portal.accounts.models import Person
from retention_portal.core import audit
from retention_portal.core.dates import now
from retention_portal.core.refusals import Refused
from retention_portal.core.workflow import move
from schemes.pools import emails_gp, queries_gp
from schemes.pools.models import Member
from schemes.pools.models_sessions import Booking, Reserve, Seat, Session
from schemes.pools.rules_booking import held, offer_ends, standing_on_reserve
from schemes.pools.statuses import (
    BOOKING_TRANSITIONS,
    RESERVE_TRANSITIONS,
    SEEN_BY_MEMBERS,
    SESSION_TRANSITIONS,
    BookingStatus,
    ReserveStatus,
    SessionStatus,
)

JUST_TAKEN = "Somebody has just taken the last place."
CLASHES = "You have just booked something else at that time."
MOST_ASKED = 50  # how many of a reserve list are looked at for one place


def lock_person(person: Person) -> Person:
    """One at a time for one person, so that the rule sees all they have; others may still point at the row."""
    return Person.objects.select_for_update(no_key=True).get(pk=person.pk)


def lock_session(session_id: int) -> Session:
    """The session as it is now, kept until the transaction ends."""
    rows = Session.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("practice", "pool__owner").get(pk=session_id)


def take(
    session: Session,
    seat: Seat,
    member: Member,
    status: BookingStatus,
    grace_minutes: int,
    by: Person,
    **more: Any,
) -> Booking:
    """Write the booking onto the place. The database refuses a second one and times that overlap (S-02, S-05)."""
    start, end = held(session.starts_at, session.ends_at, grace_minutes)
    try:
        with transaction.atomic():
            booking = Booking.objects.create(
                session=session, member=member, person_id=member.person_id, status=status,
                starts_at=session.starts_at, ends_at=session.ends_at, held=DateTimeTZRange(start, end, "[]"),
                relation=member.relation, rate=session.rate, booked_by=by, **more,
            )  # fmt: skip
    except IntegrityError:
        raise Refused(CLASHES, code="S-02") from None
    seat.booking = booking
    seat.save(update_fields=["booking"])
    audit.record(by=by, verb="pools.booked", obj=booking, organisation=session.practice)
    settle(session, by)
    return booking


def free_seat(session: Session) -> Seat | None:
    """A place that nobody has and no offer keeps; None when the last is gone (S-17)."""
    return _free(session).select_for_update(skip_locked=True, of=("self",)).first()


def release(session: Session, booking: Booking, to: BookingStatus, by: Person, because: str = "") -> None:
    """End a booking and free exactly its one place (W-07); the next on the reserve list is offered it."""
    move(
        booking, to, by=by, transitions=BOOKING_TRANSITIONS, organisation=session.practice,
        also={"ended_at": now(), "ended_by": by, "ended_because": because, "reconfirm_by": None},
    )  # fmt: skip
    Seat.objects.filter(booking=booking).update(booking=None)
    settle(session, by)


def settle(session: Session, by: Person) -> None:
    """Offer free places to those who wait, then say how many are left and whether the session is full.

    The caller holds the session's lock. Nothing happens to a session that is not open.
    """
    if session.status not in SEEN_BY_MEMBERS:
        return
    for seat in _free(session):
        if not _offer(session, seat, by):
            break
    free = _free(session).count()
    if free != session.free:
        Session.objects.filter(pk=session.pk).update(free=free)
        session.free = free
    wanted = SessionStatus.POSTED if free else SessionStatus.FILLED
    if session.status != wanted:
        move(session, wanted, by=by, transitions=SESSION_TRANSITIONS, organisation=session.practice)


def _free(session: Session) -> Any:
    return Seat.objects.filter(session=session, booking__isnull=True, offer__isnull=True).order_by("number")


def _offer(session: Session, seat: Seat, by: Person) -> bool:
    """Keep the place for the first who waits and could take it (W-01, W-03); never after the start (W-06)."""
    waiting = Reserve.objects.filter(session=session, status=ReserveStatus.WAITING).select_related("person")
    for row in waiting.order_by("entered_at", "pk")[:MOST_ASKED]:
        who = queries_gp.about(row.person, pools=[session.pool_id])
        policy = queries_gp.policy_of(who, session)
        ends_at = offer_ends(now(), session.starts_at, policy.offer_minutes) if policy else None
        if ends_at is None:
            return False
        if not standing_on_reserve(who.facts(session)).may_book:
            continue
        move(
            row, ReserveStatus.OFFERED, by=by, transitions=RESERVE_TRANSITIONS, organisation=session.practice,
            also={"offered_at": now(), "offer_ends_at": ends_at, "seat": seat},
        )  # fmt: skip
        emails_gp.tell_offer(row, ends_at)
        return True
    return False
