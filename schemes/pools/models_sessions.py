"""Sessions that practices need, the places in each, who took them, and what came of it.

A person's times never overlap: the exclusion constraint on `Booking.held` refuses it also for two requests at
once. `held` is the time after the pool's grace is taken from both ends (S-01 to S-04), so a booking that only
touches another within the grace is allowed, with a warning by the rule.
"""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from retention_portal.core import dates
from schemes.pools.models import Member, Pool
from schemes.pools.statuses import (
    HOLDS_A_SEAT,
    OPEN_RESERVE,
    BookingStatus,
    CoverType,
    MarkKind,
    Relation,
    ReserveStatus,
    SessionStatus,
    Side,
    Why,
)

PERSON = settings.AUTH_USER_MODEL


class Series(models.Model):
    """A session that comes again: how it was asked for. Its sessions stand by themselves."""

    practice = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    pool = models.ForeignKey(Pool, models.PROTECT, related_name="series")
    first_on = models.DateField()
    last_on = models.DateField()
    every_weeks = models.PositiveSmallIntegerField(default=1)
    weekdays = models.JSONField(help_text="Days of the week, 0 is Monday")
    skipped = models.JSONField(default=list, help_text="Bank holidays left out, as ISO dates")
    made_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=dates.now)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="pool_series_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(every_weeks__range=(1, 12)), name="pool_series_weeks"),
        ]

    def __str__(self) -> str:
        return f"series {self.pk}"


class Session(models.Model):
    """One session of one practice. `minutes` in all follow from its two moments, so a clock change counts right.

    `cover_for` is the GP who asked for cover: the practice sees the name because the GP sent it. `revision` goes
    up at every change; `free` is kept with the seats, so that a list needs no count.
    """

    pool = models.ForeignKey(Pool, models.PROTECT, related_name="sessions")
    practice = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    series = models.ForeignKey(Series, models.PROTECT, null=True, blank=True, related_name="sessions")
    cover_type = models.CharField(max_length=20, choices=CoverType)
    why = models.CharField(max_length=12, choices=Why)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    site = models.CharField(max_length=160)
    postcode = models.CharField(max_length=10, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    places = models.PositiveSmallIntegerField(default=1)
    free = models.PositiveSmallIntegerField()
    rate = models.DecimalField(max_digits=7, decimal_places=2, help_text="Pounds an hour")
    appointment_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    indemnity_paid = models.BooleanField(default=False)
    training_budget = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    cover_for = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    status = models.CharField(max_length=12, choices=SessionStatus, default=SessionStatus.DRAFT)
    made_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=dates.now)
    posted_at = models.DateTimeField(null=True, blank=True)
    posted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    approved_rate = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    moved_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="Cancelled or withdrawn")
    ended_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    ended_because = models.CharField(max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=1)
    made_up = models.BooleanField(default=False)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="pool_session_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(rate__gte=0), name="pool_session_rate_not_negative"),
            models.CheckConstraint(condition=Q(places__range=(1, 20)), name="pool_session_has_places"),
            models.CheckConstraint(
                condition=Q(free__lte=F("places")), name="pool_session_free_within_places"
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="pool_session_approved_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("made_by")),
                name="pool_session_approved_by_another",
            ),
        ]
        indexes = [
            models.Index(
                fields=["pool", "starts_at", "id"],
                condition=Q(status=SessionStatus.POSTED),
                name="pool_session_open",
            ),
            models.Index(fields=["practice", "starts_at", "id"], name="pool_session_of_practice"),
            models.Index(fields=["pool", "starts_at", "id"], name="pool_session_of_pool"),
            models.Index(
                fields=["ends_at"],
                condition=Q(status__in=[SessionStatus.POSTED, SessionStatus.FILLED]),
                name="pool_session_to_close",
            ),
        ]

    def __str__(self) -> str:
        return f"session {self.pk}"


class Booking(models.Model):
    """One person's place in a session, at the times, rate and relation that were agreed.

    `reconfirm_by` is set when the session's time moved: until then the person says whether it still suits.
    """

    session = models.ForeignKey(Session, models.PROTECT, related_name="bookings")
    member = models.ForeignKey(Member, models.PROTECT, related_name="bookings")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="pool_bookings")
    status = models.CharField(max_length=24, choices=BookingStatus)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    held = DateTimeRangeField()
    relation = models.CharField(max_length=10, choices=Relation)
    rate = models.DecimalField(max_digits=7, decimal_places=2)
    booked_at = models.DateTimeField(default=dates.now)
    booked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    override_because = models.CharField(
        max_length=300, blank=True, help_text="Why a coordinator booked anyway"
    )
    reconfirm_by = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    ended_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=Q(status__in=HOLDS_A_SEAT),
                name="pool_booking_once_a_person",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="pool_booking_ends_after_it_starts"
            ),
            ExclusionConstraint(
                name="pool_booking_no_two_at_a_time",
                condition=Q(status__in=HOLDS_A_SEAT),
                expressions=[("person", RangeOperators.EQUAL), ("held", RangeOperators.OVERLAPS)],
            ),
        ]
        indexes = [models.Index(fields=["person", "starts_at"], name="pool_booking_of_person")]

    def __str__(self) -> str:
        return f"booking {self.pk}"


class Seat(models.Model):
    """One place in a session. Its row is locked while it is taken, so that the last place is taken once (S-17)."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="seats")
    number = models.PositiveSmallIntegerField()
    booking = models.OneToOneField(Booking, models.PROTECT, null=True, blank=True, related_name="seat")

    class Meta:
        ordering = ["session", "number"]
        constraints = [models.UniqueConstraint(fields=["session", "number"], name="pool_seat_once")]
        indexes = [
            models.Index(fields=["session"], condition=Q(booking__isnull=True), name="pool_seat_free"),
        ]

    def __str__(self) -> str:
        return f"seat {self.pk}"


class Reserve(models.Model):
    """Somebody who would take a full session when a place comes free: a timed offer, one after another."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="reserve")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="pool_reserve")
    status = models.CharField(max_length=10, choices=ReserveStatus, default=ReserveStatus.WAITING)
    entered_at = models.DateTimeField(default=dates.now)
    offered_at = models.DateTimeField(null=True, blank=True)
    offer_ends_at = models.DateTimeField(null=True, blank=True)
    seat = models.OneToOneField(
        Seat, models.SET_NULL, null=True, blank=True, related_name="offer", help_text="Kept for the offer"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["entered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=Q(status__in=OPEN_RESERVE),
                name="pool_reserve_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(status=ReserveStatus.OFFERED)
                | Q(offered_at__isnull=False, offer_ends_at__isnull=False),
                name="pool_reserve_offer_has_an_end",
            ),
        ]
        indexes = [
            models.Index(
                fields=["offer_ends_at"],
                condition=Q(status=ReserveStatus.OFFERED),
                name="pool_reserve_offers",
            ),
        ]

    def __str__(self) -> str:
        return f"reserve {self.pk}"


class Mark(models.Model):
    """A warning to a GP or to a practice, which its side sees, with what it leads to, and may contest."""

    pool = models.ForeignKey(Pool, models.PROTECT, related_name="marks")
    side = models.CharField(max_length=10, choices=Side)
    person = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="pool_marks")
    practice = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    session = models.ForeignKey(Session, models.PROTECT, related_name="marks")
    kind = models.CharField(max_length=12, choices=MarkKind)
    on = models.DateField()
    given_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=dates.now)
    contested = models.CharField(max_length=300, blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    cleared_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(side=Side.GP, person__isnull=False, practice__isnull=True)
                | Q(side=Side.PRACTICE, person__isnull=True, practice__isnull=False),
                name="pool_mark_is_of_one_side",
            ),
        ]

    def __str__(self) -> str:
        return f"mark {self.pk}"


class Timesheet(models.Model):
    """The hours of one booking as both say they were; a change asks both again (S-13)."""

    booking = models.OneToOneField(Booking, models.PROTECT, related_name="timesheet")
    worked_from = models.DateTimeField()
    worked_to = models.DateTimeField()
    break_minutes = models.PositiveSmallIntegerField(default=0)
    gp_at = models.DateTimeField(null=True, blank=True)
    gp_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    practice_at = models.DateTimeField(null=True, blank=True)
    practice_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    changed_because = models.CharField(max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=1)
    sent_at = models.DateTimeField(null=True, blank=True, help_text="In an export for payment")
    sent_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(worked_to__gt=F("worked_from")), name="pool_timesheet_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(gp_by__isnull=True) | Q(practice_by__isnull=True) | ~Q(gp_by=F("practice_by")),
                name="pool_timesheet_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"timesheet {self.pk}"


class Rating(models.Model):
    """One side's private word on the other after a session, where the pool has switched ratings on."""

    booking = models.ForeignKey(Booking, models.PROTECT, related_name="ratings")
    side = models.CharField(max_length=10, choices=Side, help_text="Who says it")
    score = models.PositiveSmallIntegerField()
    given_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=dates.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["booking", "side"], name="pool_rating_once_a_side"),
            models.CheckConstraint(condition=Q(score__range=(1, 5)), name="pool_rating_one_to_five"),
        ]

    def __str__(self) -> str:
        return f"rating {self.pk}"
