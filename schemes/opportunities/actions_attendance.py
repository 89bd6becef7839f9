"""Who came: noted by those who run it, or by checking in at the door; then the certificate; cover for a date."""

import secrets
from collections.abc import Mapping
from datetime import timedelta

from django.db import IntegrityError, transaction

from retention_portal.accounts.models import Person
from retention_portal.core import audit, limits
from retention_portal.core.dates import LONDON, now
from retention_portal.core.refusals import BadInput, Refused
from retention_portal.organisations.models import Organisation
from schemes.opportunities import emails_places, permissions_places, queries_places
from schemes.opportunities.models import Opportunity, OpportunityDate
from schemes.opportunities.models_places import Attendance, Booking, Certificate, CheckIn, CoverAsked
from schemes.opportunities.rules_places import may_check_in, minutes_earned
from schemes.opportunities.statuses import Attended, BookingStatus

CONSENT = "Those who run this may write to me about it and about what they run next."
NUMBER_BYTES = 8
MOST_CHECK_INS = 300


@transaction.atomic
def note_attendance(*, date: OpportunityDate, came: Mapping[int, str], by: Person) -> int:
    """Keep who came on one date: {booking: attended, late or missed}; how many were noted.

    Not before the date begins. A later note replaces an earlier one, and both are in the trail.
    """
    permissions_places.check_can_manage(by, date.opportunity)
    if now() < date.starts_at:
        raise Refused("It has not begun yet. Who came is noted from then on.")
    rows = {row.pk: row for row in queries_places.booked(date.opportunity).filter(pk__in=came)}
    unknown = sorted(set(came) - set(rows))
    if unknown:
        raise BadInput("One of these people has no place any more. Look at the list again.")
    for pk, attended in came.items():
        permissions_places.check_can_note(by, rows[pk])
        _note(rows[pk], date, attended, by)
    audit.record(
        by=by, verb="opportunities.attendance_noted", obj=date, fields=["attended"],
        organisation=date.opportunity.owner,
    )  # fmt: skip
    return len(came)


def _note(booking: Booking, date: OpportunityDate, attended: str, by: Person) -> None:
    if attended not in Attended.values:
        raise BadInput("Say “was there”, “came late” or “was not there”.")
    Attendance.objects.update_or_create(
        booking=booking, date=date, defaults={"attended": attended, "noted_by": by, "noted_at": now()}
    )


@transaction.atomic
def check_in(
    *, date: OpportunityDate, person: Person | None, name: str = "", email: str = "", may_write: bool = False
) -> CheckIn:
    """Somebody at the door. A person who booked and is signed in counts as there.

    Name and address are kept only where the person agreed to be written to; without that nothing but the fact.
    """
    if not may_check_in(date.starts_at, date.ends_at, now()):
        raise Refused("Check-in is open from two hours before it begins to two hours after it ends.")
    limits.take(
        f"check-in:{date.pk}", most=MOST_CHECK_INS, within=timedelta(hours=1), what="check-ins in one hour"
    )
    booking = _booking_at(date, person)
    if booking is not None and person is not None:
        _note_there(booking, date, person)
    kept = (
        {"name": name.strip()[:120], "email": email.strip().lower(), "consent": CONSENT} if may_write else {}
    )
    if may_write and not kept["email"]:
        raise BadInput("Give the address to which they may write.")
    try:
        with transaction.atomic():
            return CheckIn.objects.create(
                date=date, booking=booking, person=person, may_write=may_write, **kept
            )
    except IntegrityError:
        raise Refused("You have checked in already. Come in.", code="again") from None


def _booking_at(date: OpportunityDate, person: Person | None) -> Booking | None:
    if person is None:
        return None
    mine = Booking.objects.filter(opportunity=date.opportunity_id, person=person)
    return mine.filter(status=BookingStatus.BOOKED).first()


def _note_there(booking: Booking, date: OpportunityDate, person: Person) -> None:
    """At the door after it began is late; what those who run it have noted stays."""
    attended = Attended.LATE if now() > date.starts_at else Attended.ATTENDED
    Attendance.objects.get_or_create(
        booking=booking, date=date, defaults={"attended": attended, "noted_by": person}
    )


@transaction.atomic
def issue_certificate(*, booking: Booking, by: Person) -> Certificate:
    """The certificate of somebody who came to enough dates, once all are over; what it says is frozen."""
    permissions_places.check_own_booking(by, booking)
    booking = (
        Booking.objects.select_for_update(of=("self",))
        .select_related("opportunity", "person")
        .get(pk=booking.pk)
    )
    if known := queries_places.certificate_of(booking):
        return known
    minutes = check_earned(booking)
    certificate = Certificate.objects.create(
        booking=booking, number=_number(), content=_content(booking, minutes), issued_by=by
    )
    audit.record(
        by=by,
        verb="opportunities.certificate_issued",
        obj=certificate,
        organisation=booking.opportunity.owner,
    )
    emails_places.tell_certificate(certificate)
    return certificate


def check_earned(booking: Booking) -> int:
    """Minutes of learning of a booking whose dates are over. Raises Refused with why there is no certificate."""
    row, dates = queries_places.window_of(booking.opportunity), list(booking.opportunity.dates.all())
    if row is None or not dates or max(day.ends_at for day in dates) > now():
        raise Refused("There is a certificate once the last date is over.")
    minutes = minutes_earned(queries_places.days_there(booking), queries_places.as_rule(row))
    if minutes is None:
        raise Refused(
            "There is no certificate, because too few of the dates are noted as attended. "
            f"If that is wrong, write to {booking.opportunity.contact_email}."
        )
    return minutes


def _number() -> str:
    return secrets.token_hex(NUMBER_BYTES).upper()


def _content(booking: Booking, minutes: int) -> dict[str, object]:
    starts = booking.opportunity.dates.values_list("starts_at", flat=True)
    days = sorted({start.astimezone(LONDON).date().isoformat() for start in starts})
    return {
        "name": booking.person.full_name,
        "gmc_number": booking.person.gmc_number or "",
        "title": booking.opportunity.title,
        "provider": booking.opportunity.provider,
        "days": days,
        "attended": sum(day.was_there for day in queries_places.days_there(booking)),
        "minutes": minutes,
    }


@transaction.atomic
def cover_was_asked(
    *, booking: Booking, date: OpportunityDate, practice: Organisation, session_id: int, by: Person
) -> CoverAsked:
    """Remember that cover was asked for a date, so that its person sees it. The practice has no part in this row."""
    permissions_places.check_own_booking(by, booking)
    kept, _ = CoverAsked.objects.update_or_create(
        booking=booking, date=date, defaults={"practice": practice, "session": session_id}
    )
    return kept


def contacts_of(opportunity: Opportunity) -> list[CheckIn]:
    """Who may be written to, by the consent they gave; by time."""
    return list(CheckIn.objects.filter(date__opportunity=opportunity, may_write=True).order_by("at"))
