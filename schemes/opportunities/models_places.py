"""Places: who may book when, one row a place, bookings, the waiting list, attendance, certificates, check-in."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from retention_portal.core import dates
from retention_portal.core.vocabulary import CareerStage, Profession
from schemes.opportunities.statuses import (
    OPEN_ENTRY,
    Attended,
    BookingStatus,
    EntryStatus,
)

PERSON = settings.AUTH_USER_MODEL
OPPORTUNITY = "opportunities.Opportunity"


class BookingWindow(models.Model):
    """How an opportunity is booked. Without a row it is not booked here.

    `places` empty is without limit: then there are no seats and nobody waits. Empty `professions` or
    `career_stages` are open to all. No place is offered after `offers_until`, nor after the start (W-06).
    """

    opportunity = models.OneToOneField(OPPORTUNITY, models.CASCADE, related_name="window")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    places = models.PositiveSmallIntegerField(null=True, blank=True)
    professions = ArrayField(
        models.CharField(max_length=30, choices=Profession.choices), default=list, blank=True
    )
    career_stages = ArrayField(
        models.CharField(max_length=30, choices=CareerStage.choices), default=list, blank=True
    )
    checked_only = models.BooleanField(default=True)
    offer_hours = models.PositiveSmallIntegerField(default=48)
    offers_until = models.DateTimeField(null=True, blank=True)
    cpd_minutes = models.PositiveIntegerField(null=True, blank=True)
    dates_needed = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="booking_closes_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(places=None) | Q(places__range=(1, 1000)), name="booking_places_from_one"
            ),
            models.CheckConstraint(
                condition=Q(offer_hours__range=(1, 336)), name="booking_offer_lasts_an_hour_to_two_weeks"
            ),
            models.CheckConstraint(
                condition=Q(dates_needed=None) | Q(dates_needed__gte=1), name="booking_dates_needed_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"Booking of {self.opportunity_id}"


class Booking(models.Model):
    """One person's booking of the whole opportunity, all its dates."""

    opportunity = models.ForeignKey(OPPORTUNITY, models.PROTECT, related_name="bookings")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="bookings")
    status = models.CharField(max_length=10, choices=BookingStatus, default=BookingStatus.BOOKED)
    entry = models.OneToOneField(
        "opportunities.WaitingEntry", models.PROTECT, null=True, blank=True, related_name="booking"
    )
    booked_at = models.DateTimeField(default=dates.now)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["booked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "person"],
                condition=Q(status=BookingStatus.BOOKED),
                name="booking_once_a_person",
            )
        ]

    def __str__(self) -> str:
        return f"Booking {self.pk}"


class WaitingEntry(models.Model):
    """One entry of a waiting list: higher `priority` first, then earlier entry (W-01).

    One that was offered a place once, or whose person is erased, cannot be offered one again (W-04).
    """

    opportunity = models.ForeignKey(OPPORTUNITY, models.PROTECT, related_name="entries")
    person = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="waiting_entries")
    address = models.EmailField(blank=True)
    priority = models.SmallIntegerField(default=0)
    entered_at = models.DateTimeField(default=dates.now)
    status = models.CharField(max_length=10, choices=EntryStatus, default=EntryStatus.WAITING)
    offered_at = models.DateTimeField(null=True)
    offer_expires_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-priority", "entered_at", "pk"]
        indexes = [
            models.Index(fields=["status", "offer_expires_at"], name="waiting_offers_by_end"),
        ]
        constraints = [
            models.UniqueConstraint(  # W-02
                "opportunity",
                Lower("address"),
                condition=Q(status__in=OPEN_ENTRY) & ~Q(address=""),
                name="waiting_one_open_entry_an_address",
            ),
            models.UniqueConstraint(
                fields=["opportunity", "person"],
                condition=Q(status__in=OPEN_ENTRY),
                name="waiting_one_open_entry_a_person",
            ),
            models.CheckConstraint(
                condition=Q(offered_at=None, offer_expires_at=None)
                | Q(offered_at__isnull=False, offer_expires_at__gt=F("offered_at")),
                name="waiting_offer_has_an_end",
            ),
            models.CheckConstraint(
                condition=~Q(status=EntryStatus.WAITING) | Q(offered_at=None),
                name="waiting_offer_is_made_once",
            ),
        ]

    def __str__(self) -> str:
        return f"Entry {self.pk}"


class Seat(models.Model):
    """One place. Taken by one booking or kept for one offer, in one conditional UPDATE (W-03, W-09)."""

    opportunity = models.ForeignKey(OPPORTUNITY, models.CASCADE, related_name="seats")
    number = models.PositiveSmallIntegerField()
    booking = models.OneToOneField(Booking, models.PROTECT, null=True, blank=True, related_name="seat")
    kept_for = models.OneToOneField(WaitingEntry, models.PROTECT, null=True, blank=True, related_name="seat")

    class Meta:
        ordering = ["opportunity", "number"]
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "number"], name="opportunity_seat_once"),
            models.CheckConstraint(
                condition=Q(booking=None) | Q(kept_for=None), name="opportunity_seat_taken_or_kept"
            ),
        ]

    def __str__(self) -> str:
        return f"Seat {self.pk}"


class Attendance(models.Model):
    """What became of one date for one booking."""

    booking = models.ForeignKey(Booking, models.PROTECT, related_name="attendances")
    date = models.ForeignKey("opportunities.OpportunityDate", models.PROTECT, related_name="attendances")
    attended = models.CharField(max_length=10, choices=Attended)
    noted_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=dates.now)

    class Meta:
        ordering = ["date", "pk"]
        constraints = [models.UniqueConstraint(fields=["booking", "date"], name="attendance_once_a_date")]

    def __str__(self) -> str:
        return f"Attendance {self.pk}"


class CoverAsked(models.Model):
    """That cover was asked for one date; `session` is the number of the draft at the practice's pool."""

    booking = models.ForeignKey(Booking, models.PROTECT, related_name="covers")
    date = models.ForeignKey("opportunities.OpportunityDate", models.PROTECT, related_name="covers")
    practice = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    session = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField(default=dates.now)

    class Meta:
        ordering = ["date", "pk"]
        constraints = [models.UniqueConstraint(fields=["booking", "date"], name="cover_once_a_date")]

    def __str__(self) -> str:
        return f"Cover {self.pk}"


class CheckIn(models.Model):
    """Somebody at the door. Name and address are kept only with consent to be written to, in `consent`'s words."""

    date = models.ForeignKey("opportunities.OpportunityDate", models.PROTECT, related_name="check_ins")
    booking = models.ForeignKey(Booking, models.PROTECT, null=True, blank=True, related_name="check_ins")
    person = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    may_write = models.BooleanField(default=False)
    consent = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=dates.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["date", "person"], condition=Q(person__isnull=False), name="check_in_once_a_date"
            ),
            models.UniqueConstraint(
                "date", Lower("email"), condition=~Q(email=""), name="check_in_once_an_address"
            ),
            models.CheckConstraint(
                condition=Q(may_write=False, name="", email="") | (Q(may_write=True) & ~Q(consent="")),
                name="check_in_keeps_contacts_with_consent",
            ),
        ]

    def __str__(self) -> str:
        return f"Check-in {self.pk}"


class Certificate(models.Model):
    """One certificate, with what it says frozen; its number is guessed by nobody."""

    booking = models.OneToOneField(Booking, models.PROTECT, related_name="certificate")
    number = models.CharField(max_length=20, unique=True)
    content = models.JSONField()
    issued_at = models.DateTimeField(default=dates.now)
    issued_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-issued_at", "-pk"]

    def __str__(self) -> str:
        return f"Certificate {self.number}"


class CalendarFeed(models.Model):
    """A person's private calendar address; only the hash of its token is kept."""

    person = models.ForeignKey(PERSON, models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=dates.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at=None), name="opportunities_one_calendar_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"Calendar {self.pk}"
