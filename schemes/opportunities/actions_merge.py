"""Two postings of one thing become one: those who booked either keep their place, old links lead on."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Q

from retention_portal.accounts.models import Person
from retention_portal.core import audit
from retention_portal.core.dates import now
from retention_portal.core.workflow import move
from schemes.opportunities import permissions
from schemes.opportunities.models import NotTheSame, Opportunity
from schemes.opportunities.models_places import Booking, BookingWindow, Seat, WaitingEntry
from schemes.opportunities.statuses import OPEN_ENTRY, TRANSITIONS, BookingStatus, EntryStatus, Status


@transaction.atomic
def merge(*, keep: Opportunity, away: Opportunity, by: Person) -> Opportunity:
    """Merge `away` into `keep`. Bookings and waiting entries of `away` go over; somebody in both keeps the one of
    `keep`. Where places run out, places are added: nobody loses what they booked. Its address leads to `keep`."""
    locked = Opportunity.objects.select_for_update().filter(pk__in=(keep.pk, away.pk)).order_by("pk")
    rows = {row.pk: row for row in locked.select_related("owner")}
    keep, away = rows[keep.pk], rows[away.pk]
    permissions.check_can_merge(by, keep, away)
    _move_bookings(keep, away, by)
    _move_entries(keep, away)
    also = {"merged_into": keep, "closed_at": away.closed_at or now()}
    move(away, Status.MERGED, by=by, transitions=TRANSITIONS, also=also, organisation=away.owner)
    Opportunity.objects.filter(merged_into=away).update(merged_into=keep)
    audit.record(by=by, verb="opportunities.merged_here", obj=keep, organisation=keep.owner)
    return keep


def _move_bookings(keep: Opportunity, away: Opportunity, by: Person) -> None:
    held = Booking.objects.filter(opportunity=keep, status=BookingStatus.BOOKED).values("person")
    live = Booking.objects.select_for_update().filter(opportunity=away, status=BookingStatus.BOOKED)
    Seat.objects.filter(opportunity=away).update(booking=None, kept_for=None)
    twice = live.filter(person__in=held)
    twice.update(status=BookingStatus.CANCELLED, cancelled_at=now(), cancelled_by=by)
    for booking in live.order_by("booked_at", "pk"):
        booking.opportunity = keep
        booking.save(update_fields=["opportunity"])
        _seat(keep, booking=booking)


def _seat(keep: Opportunity, **taker: Any) -> None:
    """A place for one who comes over, added where none is free; nothing where places are not counted."""
    window = BookingWindow.objects.select_for_update().filter(opportunity=keep, places__isnull=False).first()
    if window is None:
        return
    seats = Seat.objects.select_for_update().filter(opportunity=keep)
    free = seats.filter(booking=None, kept_for=None).order_by("number").first()
    if free:
        Seat.objects.filter(pk=free.pk).update(**taker)
        return
    number = (Seat.objects.filter(opportunity=keep).aggregate(last=Max("number"))["last"] or 0) + 1
    Seat.objects.create(opportunity=keep, number=number, **taker)
    BookingWindow.objects.filter(pk=window.pk).update(places=Seat.objects.filter(opportunity=keep).count())


def _move_entries(keep: Opportunity, away: Opportunity) -> None:
    """Those who wait go over with their place in the order; those who were offered a place keep the offer."""
    booked = Booking.objects.filter(opportunity=keep, status=BookingStatus.BOOKED).values("person")
    there = WaitingEntry.objects.filter(opportunity=keep, status__in=OPEN_ENTRY)
    mine = WaitingEntry.objects.select_for_update().filter(opportunity=away, status__in=OPEN_ENTRY)
    for entry in mine.order_by("pk"):
        same = Q(person=entry.person_id) | Q(address__iexact=entry.address)
        if there.filter(same).exists() or booked.filter(person=entry.person_id).exists():
            entry.status, entry.ended_at = EntryStatus.LEFT, now()
        else:
            entry.opportunity = keep
        entry.save(update_fields=["opportunity", "status", "ended_at"])
        if entry.status == EntryStatus.OFFERED:
            _seat(keep, kept_for=entry)


@transaction.atomic
def say_not_the_same(*, one: Opportunity, other: Opportunity, by: Person) -> None:
    """Two that seemed one are two; it is not asked again."""
    permissions.check_can_look_after(by, one)
    permissions.check_can_look_after(by, other)
    first, second = sorted((one, other), key=lambda row: row.pk)
    try:
        with transaction.atomic():
            said = NotTheSame.objects.create(one=first, other=second, said_by=by)
    except IntegrityError:
        return
    audit.record(by=by, verb="opportunities.not_the_same", obj=said, organisation=one.owner)
