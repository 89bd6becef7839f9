"""The only door for changes to a session that is open: its time, its places, cancelling it, and its end."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from retention_portal.accounts.actions import system_account
from retention_portal.accounts.models import Person
from retention_portal.core import audit
from retention_portal.core.dates import now, today
from retention_portal.core.money import pro_rata
from retention_portal.core.refusals import BadInput, Refused
from retention_portal.core.workflow import move
from schemes.pools import emails, permissions
from schemes.pools.actions_post import locked, policy_for
from schemes.pools.actions_seats import settle
from schemes.pools.models_sessions import Booking, Mark, Reserve, Seat, Session
from schemes.pools.rules_booking import held
from schemes.pools.rules_policy import (
    check_places,
    check_times,
    is_late,
    minutes_between,
    needs_reconfirming,
    pay_for,
)
from schemes.pools.statuses import (
    BOOKING_TRANSITIONS,
    HOLDS_A_SEAT,
    OPEN_RESERVE,
    RESERVE_TRANSITIONS,
    SEEN_BY_MEMBERS,
    SESSION_TRANSITIONS,
    BookingStatus,
    MarkKind,
    ReserveStatus,
    SessionStatus,
    Side,
)

AHEAD = (BookingStatus.APPLIED, BookingStatus.ACCEPTED)
AT_ONCE = 200


@dataclass(frozen=True)
class CancelEffect:
    """What cancelling does: how many people are told, whether it counts as late, and the pay that was booked.

    `pay_percent` of `booked_pay` pounds is due by the policy; None where people agree on it themselves.
    """

    people: int
    late: bool
    late_days: int
    booked_pay: Decimal
    pay_percent: int | None

    @property
    def due(self) -> Decimal | None:
        """Pounds that the practice pays nevertheless; None where the policy says nothing."""
        if not self.late or not self.people:
            return Decimal("0.00")
        return None if self.pay_percent is None else pro_rata(self.booked_pay, self.pay_percent, 100)


def cancel_effect(session: Session) -> CancelEffect:
    """What would follow if the practice cancelled now (S-10, S-19)."""
    policy = policy_for(session.pool, session.starts_at)
    booked = list(session.bookings.filter(status=BookingStatus.ACCEPTED))
    minutes = minutes_between(session.starts_at, session.ends_at)
    return CancelEffect(
        people=session.bookings.filter(status__in=AHEAD).count(),
        late=bool(booked) and is_late(session.starts_at, now(), policy.late_cancel_days),
        late_days=policy.late_cancel_days,
        booked_pay=sum((pay_for(row.rate, minutes) for row in booked), Decimal("0.00")),
        pay_percent=policy.late_cancel_pay_percent,
    )


@transaction.atomic
def cancel(*, session: Session, because: str, by: Person) -> Session:
    """Cancel a session: everybody booked is told, a late one counts as a warning, and it never opens again (S-10)."""
    permissions.check_can_change(by, session)
    if not because.strip():
        raise BadInput("Say why it is cancelled. The people who are booked read it.")
    session = locked(session)
    if session.starts_at <= now():
        raise Refused("It has begun. What came of it stands in its timesheets.")
    late = cancel_effect(session).late
    move(
        session, SessionStatus.CANCELLED, by=by, transitions=SESSION_TRANSITIONS,
        organisation=session.practice,
        also={"ended_at": now(), "ended_by": by, "ended_because": because.strip()[:300], "free": 0},
    )  # fmt: skip
    told = [_end(booking, by, because) for booking in _ahead(session)]
    emails.tell_cancelled(session, told)
    emails.tell_reserve_over(session, [_leave(row, by) for row in _reserve(session)])
    if late:
        _mark(session, by)
    return session


@transaction.atomic
def move_time(
    *, session: Session, starts_at: datetime, ends_at: datetime, revision: int, by: Person
) -> Session:
    """Move a session; when it moves by more than the policy allows, everybody booked is asked again (S-11).

    Refused when somebody who is booked has another session then: nobody is moved into a clash (S-02).
    """
    permissions.check_can_change(by, session)
    session = locked(session)
    _check_open(session, revision)
    policy = policy_for(session.pool, starts_at)
    check_times(
        starts_at,
        ends_at,
        now=now(),
        longest_minutes=policy.longest_minutes,
        ahead_days=policy.post_ahead_days,
    )
    asks = any(
        needs_reconfirming(was, becomes, policy.reconfirm_from_minutes)
        for was, becomes in ((session.starts_at, starts_at), (session.ends_at, ends_at))
    )
    values = {"starts_at": starts_at, "ends_at": ends_at, "revision": revision + 1}
    values |= {"moved_at": now()} if asks else {}
    Session.objects.filter(pk=session.pk).update(**values)
    session.refresh_from_db()
    by_then = min(now() + timedelta(hours=policy.reconfirm_hours), starts_at) if asks else None
    booked = _ahead(session)
    _move_bookings(booked, starts_at, ends_at, policy.grace_minutes, by_then)
    audit.record(
        by=by, verb="pools.session_moved", obj=session, fields=["starts_at", "ends_at"],
        organisation=session.practice,
    )  # fmt: skip
    if asks:
        emails.tell_moved(session, booked)
    return session


@transaction.atomic
def set_places(*, session: Session, places: int, by: Person) -> Session:
    """Have more or fewer places; never fewer than are taken or offered to somebody (S-12)."""
    permissions.check_can_change(by, session)
    session = locked(session)
    _check_open(session, session.revision)
    seats = Seat.objects.filter(session=session)
    free = list(
        seats.filter(booking__isnull=True, offer__isnull=True)
        .order_by("-number")
        .values_list("pk", flat=True)
    )
    count = seats.count()
    check_places(places, count - len(free))
    seats.filter(pk__in=free[: max(count - places, 0)]).delete()
    last = seats.order_by("-number").values_list("number", flat=True).first() or 0
    Seat.objects.bulk_create(
        Seat(session=session, number=last + extra + 1) for extra in range(max(places - count, 0))
    )
    session.places, session.free, session.revision = places, len(free) + places - count, session.revision + 1
    session.save(update_fields=["places", "free", "revision"])
    settle(session, by)
    audit.record(
        by=by, verb="pools.places_set", obj=session, fields=["places"], organisation=session.practice
    )
    session.refresh_from_db()
    return session


def close_over(*, progress: Callable[..., object] | None = None) -> int:
    """Close every session whose time is over: those who were booked have worked, as far as is known. How many.

    May run twice: each session is locked, and left alone when it is closed already.
    """
    closed = 0
    by = system_account(name="pools")
    while True:
        found = Session.objects.filter(status__in=SEEN_BY_MEMBERS, ends_at__lte=now()).order_by(
            "ends_at", "pk"
        )
        batch = list(found.values_list("pk", flat=True)[:AT_ONCE])
        if not batch:
            return closed
        for pk in batch:
            _close(pk, by)
        closed += len(batch)
        if progress:
            progress(stage=f"{closed} sessions closed", done=closed)


@transaction.atomic
def _close(pk: int, by: Person) -> None:
    rows = Session.objects.select_for_update(of=("self",)).select_related("practice", "pool__owner")
    session = rows.filter(pk=pk, status__in=SEEN_BY_MEMBERS).first()
    if session is None:
        return
    worked = 0
    for booking in _ahead(session):
        worked += _close_booking(booking, session, by)
    worked += session.bookings.filter(status__in=(BookingStatus.CONFIRMED, BookingStatus.PAID)).count()
    came = worked or session.bookings.filter(status__in=("no_show", "sent_home")).exists()
    nobody = not came and session.status == SessionStatus.POSTED
    for row in _reserve(session):
        _leave(row, by)
    move(
        session, SessionStatus.UNFILLED if nobody else SessionStatus.OVER, by=by,
        transitions=SESSION_TRANSITIONS, organisation=session.practice,
    )  # fmt: skip


def _close_booking(booking: Booking, session: Session, by: Person) -> int:
    """1 when the person has worked."""
    if booking.status == BookingStatus.ACCEPTED:
        move(
            booking, BookingStatus.WORKED, by=by, transitions=BOOKING_TRANSITIONS,
            organisation=session.practice,
        )  # fmt: skip
        return 1
    also = {"ended_at": now(), "ended_by": by, "ended_because": "The practice did not answer."}
    move(
        booking, BookingStatus.DECLINED, by=by, transitions=BOOKING_TRANSITIONS, also=also,
        organisation=session.practice,
    )  # fmt: skip
    return 0


def _check_open(session: Session, revision: int) -> None:
    if session.status not in SEEN_BY_MEMBERS:
        raise Refused(f"This session is “{session.get_status_display()}”, so it cannot be changed.")
    if session.starts_at <= now():
        raise Refused("It has begun. Past sessions are corrected in their timesheets.", code="S-13")
    if session.revision != revision:
        raise Refused("Somebody else changed this session a moment ago. Look at it again.")


def _ahead(session: Session) -> list[Booking]:
    return list(
        session.bookings.select_for_update(of=("self",)).filter(status__in=AHEAD).select_related("person")
    )


def _reserve(session: Session) -> list[Reserve]:
    rows = session.reserve.select_for_update(of=("self",)).filter(status__in=OPEN_RESERVE)
    return list(rows.select_related("person"))


def _end(booking: Booking, by: Person, because: str) -> Booking:
    also = {"ended_at": now(), "ended_by": by, "ended_because": because.strip()[:300], "reconfirm_by": None}
    move(booking, BookingStatus.CANCELLED_BY_PRACTICE, by=by, transitions=BOOKING_TRANSITIONS, also=also)
    return booking


def _leave(row: Reserve, by: Person) -> str:
    move(
        row, ReserveStatus.LEFT, by=by, transitions=RESERVE_TRANSITIONS,
        also={"answered_at": now(), "seat": None},
    )  # fmt: skip
    return row.person.email


def _mark(session: Session, by: Person) -> None:
    mark = Mark.objects.create(
        pool=session.pool, side=Side.PRACTICE, practice=session.practice, session=session,
        kind=MarkKind.LATE_CANCEL, on=today(), given_by=by,
    )  # fmt: skip
    audit.record(by=by, verb="pools.mark_given", obj=mark, organisation=session.practice)


def _move_bookings(
    booked: list[Booking], starts_at: datetime, ends_at: datetime, grace: int, reconfirm_by: datetime | None
) -> None:
    first, last = held(starts_at, ends_at, grace)
    values = {"starts_at": starts_at, "ends_at": ends_at, "held": DateTimeTZRange(first, last, "[]")}
    if reconfirm_by is not None:
        values["reconfirm_by"] = reconfirm_by
    try:
        with transaction.atomic():
            rows = Booking.objects.filter(pk__in=[row.pk for row in booked], status__in=HOLDS_A_SEAT)
            rows.update(**values)
    except IntegrityError:
        raise Refused(
            "Somebody who is booked has another session at the new time. "
            "Keep the time, or cancel this session and post a new one."
        ) from None
