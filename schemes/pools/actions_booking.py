"""Take a session, give it back, say that a moved time still suits; the practice's yes or no where it answers."""

from django.db import transaction

from retention_portal.accounts.models import Person
from retention_portal.core import audit
from retention_portal.core.dates import moment_text, now
from retention_portal.core.refusals import BadInput, Refused
from retention_portal.core.workflow import move
from schemes.pools import emails_gp, permissions_gp, queries_gp
from schemes.pools.actions_seats import JUST_TAKEN, free_seat, lock_person, lock_session, release, take
from schemes.pools.models import Member, Pool
from schemes.pools.models_sessions import Booking, Session
from schemes.pools.permissions import check_can_run_pool
from schemes.pools.rules_booking import Outcome, give_back_until, may_give_back
from schemes.pools.statuses import BOOKING_TRANSITIONS, HOLDS_A_SEAT, BookingStatus, MemberStatus

MAY_BE_OVERRIDDEN = frozenset({Outcome.NO_SHOWS, Outcome.MARKS, Outcome.EARLY, Outcome.LATE})
"""What a coordinator may book in spite of. Never missing checks, another's place, or an overlap."""


GIVE_BACK = {
    "commitment": "Another commitment",
    "personal": "Something personal",
    "changed": "The session has changed",
    "mistake": "Booked by mistake",
}
"""Why somebody gives a session back: a few neutral words, never a story. Coordinators read it, practices do not."""


@transaction.atomic
def book(*, session: Session, person: Person, by: Person, override_because: str = "") -> Booking:
    """Take a place: of several who try for the last one at once, one gets it and the others are told (S-17).

    By the person, or by a coordinator of the pool for a member, who may book in spite of warnings with a reason
    that is kept. Raises Refused with the sentence of the rule.
    """
    if by.pk != person.pk:
        check_can_run_pool(by, session.pool)
    lock_person(person)
    session = lock_session(session.pk)
    who = queries_gp.about(person, pools=[session.pool_id])
    standing = who.standing(session)
    overridden = by.pk != person.pk and standing.outcome in MAY_BE_OVERRIDDEN
    if overridden and not override_because.strip():
        raise BadInput("Say why you book in spite of this. It is kept.")
    if not standing.may_book and not overridden:
        told = JUST_TAKEN if standing.outcome == Outcome.FULL else standing.sentence
        raise Refused(told, code=f"S-06 {standing.outcome}")
    seat = free_seat(session)
    if seat is None:
        raise Refused(JUST_TAKEN, code="S-17")
    asks = standing.outcome == Outcome.APPLY and by.pk == person.pk
    booking = take(
        session, seat, who.members[session.pool_id], BookingStatus.APPLIED if asks else BookingStatus.ACCEPTED,
        queries_gp.grace_of(who, session), by,
        override_because=override_because.strip()[:300] if overridden else "",
    )  # fmt: skip
    _tell_booked(booking)
    return booking


def _tell_booked(booking: Booking) -> None:
    leads = queries_gp.leads_of(booking.session.practice)
    if booking.status == BookingStatus.APPLIED:
        emails_gp.tell_practice(emails_gp.APPLIED, booking, leads)
        return
    emails_gp.tell_booked(booking)
    emails_gp.tell_practice(emails_gp.TAKEN, booking, leads)


@transaction.atomic
def answer_application(*, booking: Booking, accept: bool, by: Person) -> Booking:
    """The practice's yes or no to somebody who asked; a no frees the place at once."""
    permissions_gp.check_can_answer(by, booking)
    session, booking = _locked(booking)
    if booking.status != BookingStatus.APPLIED:
        raise Refused("This was answered already.")
    if accept:
        move(
            booking, BookingStatus.ACCEPTED, by=by, transitions=BOOKING_TRANSITIONS,
            organisation=session.practice,
        )  # fmt: skip
    else:
        release(session, booking, BookingStatus.DECLINED, by)
    emails_gp.tell_answered(booking)
    return booking


@transaction.atomic
def give_back(*, booking: Booking, because: str, by: Person) -> Booking:
    """Give a session back until the pool's deadline (S-07); after it a coordinator can. The next in line is asked."""
    own = booking.person_id == by.pk
    if not own:
        permissions_gp.check_can_run(by, booking)
    if because not in GIVE_BACK:
        raise BadInput("Choose why you give it back.")
    session, booking = _locked(booking)
    if booking.status not in (BookingStatus.APPLIED, BookingStatus.ACCEPTED):
        raise Refused(f"This session is “{booking.get_status_display().lower()}” and cannot be given back.")
    if own:
        check_still_time(booking)
    release(session, booking, BookingStatus.CANCELLED_BY_GP, by, GIVE_BACK[because])
    emails_gp.tell_practice(emails_gp.GIVEN_BACK, booking, queries_gp.leads_of(session.practice))
    return booking


def check_still_time(booking: Booking) -> None:
    """Refuse after the deadline of the pool, naming whom to ring."""
    if booking.reconfirm_by is not None:
        return  # the practice moved it: until they have answered they may always say no
    hours = queries_gp.release_hours_of(booking)
    if not may_give_back(booking.starts_at, now(), hours):
        pool = booking.session.pool
        raise Refused(
            f"It could be given back until {moment_text(give_back_until(booking.starts_at, hours))}. "
            f"Now ring the practice, or {pool.contact_name} of the pool.",
            code="S-07",
        )


@transaction.atomic
def reconfirm(*, booking: Booking, by: Person) -> Booking:
    """Say that the new time suits (S-11); whoever it does not suit gives it back."""
    permissions_gp.check_own(by, booking)
    done = Booking.objects.filter(pk=booking.pk, reconfirm_by__isnull=False, status__in=HOLDS_A_SEAT)
    if not done.update(reconfirm_by=None):
        raise Refused("There is nothing to confirm.")
    booking.reconfirm_by = None
    audit.record(
        by=by,
        verb="pools.reconfirmed",
        obj=booking,
        fields=["reconfirm_by"],
        organisation=booking.session.practice,
    )
    return booking


@transaction.atomic
def ask_to_join(*, pool: Pool, relation: str, postcode: str = "", by: Person) -> Member:
    """Ask to join a pool: a request that a coordinator answers, never a booking (S-09)."""
    if not queries_gp.takes_bookings(pool):
        raise Refused(f"{pool.name} takes nobody here at the moment.")
    if relation not in pool.relations:
        raise BadInput("Choose how you would like to work for the pool.")
    lock_person(by)
    if queries_gp.members_of(by).filter(pool=pool).exists():
        raise Refused("You have asked already, or belong to this pool.")
    if pool.professions and by.profession not in pool.professions:
        raise Refused(
            f"{pool.name} is open to other professions than the one in your profile. Check your profile."
        )
    member = Member.objects.create(
        pool=pool, person=by, relation=relation, postcode=postcode, status=MemberStatus.ASKED
    )
    audit.record(by=by, verb="pools.asked_to_join", obj=member, organisation=pool.owner)
    return member


def _locked(booking: Booking) -> tuple[Session, Booking]:
    session = lock_session(booking.session_id)
    fresh = Booking.objects.select_related("person", "member").get(pk=booking.pk)
    fresh.session = session
    return session, fresh
