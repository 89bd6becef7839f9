"""After a session: the hours that both confirm, who did not come, who was sent home, private ratings."""

from datetime import datetime

from django.db import IntegrityError, transaction

from retention_portal.accounts.models import Person
from retention_portal.core import audit
from retention_portal.core.dates import LONDON, now
from retention_portal.core.refusals import BadInput, Refused
from retention_portal.core.workflow import move
from schemes.pools import emails_gp, permissions_gp, queries_gp
from schemes.pools.models_sessions import Booking, Mark, Rating, Timesheet
from schemes.pools.queries import policy_on
from schemes.pools.rules_hours import check_hours
from schemes.pools.statuses import BOOKING_TRANSITIONS, WORKED, BookingStatus, MarkKind, Side

MAY_STATE = (BookingStatus.ACCEPTED, BookingStatus.WORKED, BookingStatus.CONFIRMED)


@transaction.atomic
def state_hours(
    *,
    booking: Booking,
    worked_from: datetime,
    worked_to: datetime,
    break_minutes: int,
    revision: int,
    because: str = "",
    by: Person,
) -> Timesheet:
    """Say what hours were worked; the other side then confirms. Other hours than before ask both again (S-13).

    `revision` is that of the timesheet which was read, 0 for none; a correction says why.
    """
    side = permissions_gp.side_of(by, booking)
    booking = _locked(booking)
    if booking.status not in MAY_STATE:
        raise Refused(_closed(booking))
    check_hours(
        worked_from, worked_to, break_minutes, session=(booking.starts_at, booking.ends_at), now=now()
    )
    sheet = Timesheet.objects.select_for_update().filter(booking=booking).first()
    if (sheet.revision if sheet else 0) != revision:
        raise Refused("Somebody else changed these hours a moment ago. Look at them again.")
    if sheet and (sheet.gp_at or sheet.practice_at) and not because.strip():
        raise BadInput("Say in a few words why the hours change.")
    sheet = sheet or Timesheet(booking=booking, revision=0)
    sheet.worked_from, sheet.worked_to, sheet.break_minutes = worked_from, worked_to, break_minutes
    sheet.gp_at = sheet.gp_by = sheet.practice_at = sheet.practice_by = None
    sheet.changed_because, sheet.revision = because.strip()[:300], revision + 1
    _sign(sheet, side, by)
    _become(booking, BookingStatus.WORKED, by)
    audit.record(
        by=by, verb="pools.hours_stated", obj=sheet, fields=["worked_from", "worked_to", "break_minutes"],
        organisation=booking.session.practice,
    )  # fmt: skip
    emails_gp.tell_timesheet(booking, sheet.revision, _others(booking, side))
    return sheet


@transaction.atomic
def confirm_hours(*, booking: Booking, revision: int, by: Person) -> Timesheet:
    """The other side says that the hours are right; with both the session is confirmed."""
    side = permissions_gp.side_of(by, booking)
    booking = _locked(booking)
    sheet = Timesheet.objects.select_for_update().filter(booking=booking).first()
    if sheet is None or booking.status not in MAY_STATE:
        raise Refused("There are no hours to confirm." if sheet is None else _closed(booking))
    if sheet.revision != revision:
        raise Refused("Somebody else changed these hours a moment ago. Look at them again.")
    if (sheet.gp_at if side == Side.GP else sheet.practice_at) is not None:
        raise Refused("You have confirmed these hours already.")
    _sign(sheet, side, by)
    audit.record(by=by, verb="pools.hours_confirmed", obj=sheet, organisation=booking.session.practice)
    if sheet.gp_at and sheet.practice_at:
        _become(booking, BookingStatus.CONFIRMED, by)
    return sheet


@transaction.atomic
def note_no_show(*, booking: Booking, by: Person) -> Mark:
    """The practice or a coordinator notes that the person did not come: a warning that they see and may contest."""
    if booking.person_id == by.pk or not permissions_gp.runs(by, booking):
        permissions_gp.check_can_speak_for_practice(by, booking)
    booking = _locked(booking)
    _check_begun(booking)
    _become(booking, BookingStatus.NO_SHOW, by)
    return _mark(booking, Side.GP, MarkKind.NO_SHOW, by)


@transaction.atomic
def note_sent_home(*, booking: Booking, by: Person) -> Mark:
    """Either side or a coordinator notes that the person came and was sent home: a warning of the practice (S-19)."""
    if booking.person_id != by.pk and not permissions_gp.runs(by, booking):
        permissions_gp.check_can_speak_for_practice(by, booking)
    booking = _locked(booking)
    _check_begun(booking)
    _become(booking, BookingStatus.SENT_HOME, by)
    return _mark(booking, Side.PRACTICE, MarkKind.SENT_HOME, by)


@transaction.atomic
def correct_attendance(*, booking: Booking, because: str, by: Person) -> Booking:
    """A coordinator puts right that somebody came after all (S-13): the warning is cleared, hours can be stated."""
    permissions_gp.check_can_run(by, booking)
    if not because.strip():
        raise BadInput("Say why this is put right. It is kept.")
    booking = _locked(booking)
    _become(booking, BookingStatus.WORKED, by)
    cleared = {"cleared_at": now(), "cleared_by": by, "cleared_because": because.strip()[:300]}
    kinds = (MarkKind.NO_SHOW, MarkKind.SENT_HOME)
    rows = Mark.objects.filter(session=booking.session_id, kind__in=kinds, cleared_at__isnull=True)
    rows.filter(person=booking.person_id).update(**cleared)
    rows.filter(practice=booking.session.practice_id).update(**cleared)
    return booking


@transaction.atomic
def contest_mark(*, mark: Mark, words: str, by: Person) -> Mark:
    """Say why a warning is wrong; the pool's coordinators read it."""
    permissions_gp.check_own(by, mark)
    if not words.strip():
        raise BadInput("Say in a few words what happened.")
    changed = Mark.objects.filter(pk=mark.pk, cleared_at__isnull=True).update(contested=words.strip()[:300])
    if not changed:
        raise Refused("This warning is cleared already.")
    audit.record(by=by, verb="pools.mark_contested", obj=mark, organisation=mark.pool.owner)
    return mark


@transaction.atomic
def rate_session(*, booking: Booking, score: int, by: Person) -> Rating:
    """One side's private word, from 1 to 5, where the pool has switched ratings on; once, never shown alone."""
    side = permissions_gp.side_of(by, booking)
    policy = policy_on(booking.session.pool, booking.starts_at.astimezone(LONDON).date())
    if policy is None or not policy.ratings:
        raise Refused("This pool asks for no ratings.")
    if booking.status not in WORKED:
        raise Refused("A session is rated once its hours are stated.")
    if not 1 <= score <= 5:
        raise BadInput("Choose between 1 and 5.")
    try:
        with transaction.atomic():
            rating = Rating.objects.create(booking=booking, side=side, score=score, given_by=by)
    except IntegrityError:
        raise Refused("You have rated this session already.") from None
    audit.record(by=by, verb="pools.rated", obj=rating, organisation=booking.session.practice)
    return rating


def _locked(booking: Booking) -> Booking:
    rows = Booking.objects.select_for_update(of=("self",))
    return rows.select_related("session__practice", "session__pool__owner", "person").get(pk=booking.pk)


def _become(booking: Booking, to: BookingStatus, by: Person) -> None:
    if booking.status != to:
        move(booking, to, by=by, transitions=BOOKING_TRANSITIONS, organisation=booking.session.practice)


def _sign(sheet: Timesheet, side: Side, by: Person) -> None:
    if side == Side.GP:
        sheet.gp_at, sheet.gp_by = now(), by
    else:
        sheet.practice_at, sheet.practice_by = now(), by
    sheet.save()


def _others(booking: Booking, side: Side) -> list[Person]:
    return queries_gp.leads_of(booking.session.practice) if side == Side.GP else [booking.person]


def _mark(booking: Booking, side: Side, kind: MarkKind, by: Person) -> Mark:
    session = booking.session
    mark = Mark.objects.create(
        pool=session.pool, side=side, session=session, kind=kind, given_by=by,
        on=booking.starts_at.astimezone(LONDON).date(),
        person=booking.person if side == Side.GP else None,
        practice=session.practice if side == Side.PRACTICE else None,
    )  # fmt: skip
    audit.record(by=by, verb="pools.mark_given", obj=mark, organisation=session.practice)
    emails_gp.tell_marked(booking, mark)
    return mark


def _check_begun(booking: Booking) -> None:
    if booking.starts_at > now():
        raise Refused("The session has not begun.")


def _closed(booking: Booking) -> str:
    if booking.status == BookingStatus.PAID:
        return "These hours were sent for payment. Ask the pool’s coordinator."
    return f"This session is “{booking.get_status_display().lower()}”: there are no hours to state."
