"""The reserve list of a full session: wait, leave, take the place that is kept, or say no; offers that ran out."""

from django.db import IntegrityError, transaction

from retention_portal.accounts.actions import system_account
from retention_portal.accounts.models import Person
from retention_portal.core import audit
from retention_portal.core.dates import now
from retention_portal.core.refusals import Refused
from retention_portal.core.workflow import move
from schemes.pools import emails_gp, permissions_gp, queries_gp
from schemes.pools.actions_seats import lock_person, lock_session, settle, take
from schemes.pools.models_sessions import Booking, Reserve, Session
from schemes.pools.rules_booking import standing_on_reserve
from schemes.pools.statuses import RESERVE_TRANSITIONS, BookingStatus, ReserveStatus, SessionStatus

RAN_OUT = "The offer ran out, and the next in line was asked."


@transaction.atomic
def join_reserve(*, session: Session, by: Person) -> Reserve:
    """Wait for a place of a full session; only for somebody who could take it. Once a person (W-02)."""
    lock_person(by)
    session = lock_session(session.pk)
    who = queries_gp.about(by, pools=[session.pool_id])
    standing = standing_on_reserve(who.facts(session))
    if not standing.may_book:
        raise Refused(standing.sentence)
    if session.status != SessionStatus.FILLED:
        raise Refused("A place is free. Take it.")
    try:
        with transaction.atomic():
            row = Reserve.objects.create(session=session, member=who.members[session.pool_id], person=by)
    except IntegrityError:
        raise Refused("You are on the reserve list already.", code="W-02") from None
    audit.record(by=by, verb="pools.reserve_joined", obj=row, organisation=session.practice)
    return row


@transaction.atomic
def leave_reserve(*, row: Reserve, by: Person) -> Reserve:
    """No longer wait; a place that was kept goes to the next at once (W-05)."""
    return _end(row, ReserveStatus.LEFT, by)


@transaction.atomic
def decline_offer(*, row: Reserve, by: Person) -> Reserve:
    """Say no to the place; the next is asked at once (W-05). Nobody asks why."""
    return _end(row, ReserveStatus.DECLINED, by)


@transaction.atomic
def accept_offer(*, row: Reserve, by: Person) -> Booking:
    """Take the place that is kept, while it is kept: of this and the offer's end at once, one holds."""
    permissions_gp.check_own(by, row)
    lock_person(by)
    session = lock_session(row.session_id)
    row = Reserve.objects.select_related("seat", "member").get(pk=row.pk)
    if (
        row.status != ReserveStatus.OFFERED
        or row.seat is None
        or not row.offer_ends_at
        or row.offer_ends_at <= now()
    ):
        raise Refused(
            RAN_OUT if row.status in (ReserveStatus.OFFERED, ReserveStatus.EXPIRED) else "There is no offer."
        )
    who = queries_gp.about(by, pools=[session.pool_id])
    standing = standing_on_reserve(who.facts(session))
    if not standing.may_book:
        raise Refused(standing.sentence)
    seat = row.seat
    move(
        row, ReserveStatus.TAKEN, by=by, transitions=RESERVE_TRANSITIONS, organisation=session.practice,
        also={"answered_at": now(), "seat": None},
    )  # fmt: skip
    grace = queries_gp.grace_of(who, session)
    booking = take(session, seat, row.member, BookingStatus.ACCEPTED, grace, by)
    emails_gp.tell_booked(booking)
    emails_gp.tell_practice(emails_gp.TAKEN, booking, queries_gp.leads_of(session.practice))
    return booking


def expire_offers() -> int:
    """End the offers whose time is over, each in its own transaction, and ask the next; how many."""
    over = Reserve.objects.filter(status=ReserveStatus.OFFERED, offer_ends_at__lte=now())
    return sum(_expire(pk) for pk in over.order_by("offer_ends_at").values_list("pk", flat=True))


@transaction.atomic
def _expire(pk: int) -> bool:
    session = lock_session(Reserve.objects.values_list("session", flat=True).get(pk=pk))
    row = Reserve.objects.get(pk=pk)
    if row.status != ReserveStatus.OFFERED or not row.offer_ends_at or row.offer_ends_at > now():
        return False
    by = system_account(name="pools")
    _move_end(row, ReserveStatus.EXPIRED, session, by)
    return True


def _end(row: Reserve, to: ReserveStatus, by: Person) -> Reserve:
    permissions_gp.check_own(by, row)
    session = lock_session(row.session_id)
    row = Reserve.objects.get(pk=row.pk)
    _move_end(row, to, session, by)
    return row


def _move_end(row: Reserve, to: ReserveStatus, session: Session, by: Person) -> None:
    move(
        row, to, by=by, transitions=RESERVE_TRANSITIONS, organisation=session.practice,
        also={"answered_at": now(), "seat": None},
    )  # fmt: skip
    settle(session, by)
