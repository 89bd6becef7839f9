"""Services, those who offer, those who ask, rounds, and two people who meet.

Nothing here holds what two people talk about. Where a service allows notes, they are in `models_meeting`, encrypted.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from retention_portal.core import dates
from schemes.mentoring.matching import Bar
from schemes.mentoring.statuses import (
    TAKES_A_PLACE,
    Attendance,
    Kind,
    MentorStatus,
    PairingStatus,
    RequestStatus,
    RoundStatus,
)

PERSON = settings.AUTH_USER_MODEL


def _words() -> ArrayField:
    return ArrayField(models.CharField(max_length=80), default=list, blank=True)


class Service(models.Model):
    """Mentoring or coaching of one area, run by its coordinators."""

    owner = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    name = models.CharField(max_length=120)
    summary = models.CharField(max_length=600)
    professions = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    areas = _words()
    sessions = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    contact_name = models.CharField(max_length=120)
    contact_email = models.EmailField()
    points = models.JSONField(default=dict)
    codes = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    shortest_weeks = models.PositiveSmallIntegerField(default=4)
    longest_weeks = models.PositiveSmallIntegerField(default=52)
    notes_on = models.BooleanField(default=False)
    notes_kept_weeks = models.PositiveSmallIntegerField(default=12)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    opened_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    made_up = models.BooleanField(default=False)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sessions__range=(1, 24), minutes__range=(15, 240)),
                name="mentoring_service_has_sessions_and_minutes",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="mentoring_service_closes_after_it_opens",
            ),
            models.UniqueConstraint(fields=["owner", "name"], name="mentoring_service_name_once_an_owner"),
            models.CheckConstraint(
                condition=Q(shortest_weeks__gte=1, longest_weeks__gte=F("shortest_weeks")),
                name="mentoring_service_weeks_in_order",
            ),
            models.CheckConstraint(
                condition=Q(notes_kept_weeks__range=(0, 104)), name="mentoring_notes_are_not_kept_for_ever"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Mentor(models.Model):
    """One person's offer to a service."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="mentors")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="mentor_offers")
    about = models.CharField(max_length=300, blank=True)
    topics = _words()
    areas = _words()
    ways = _words()
    stages = _words()
    practice = models.CharField(max_length=12, blank=True)
    places = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=20, choices=MentorStatus.choices, default=MentorStatus.OFFERED)
    offered_at = models.DateTimeField(default=dates.now)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "person"],
                condition=~Q(status=MentorStatus.LEFT),
                name="mentor_once_a_service",
            ),
            models.CheckConstraint(condition=Q(places__range=(1, 20)), name="mentor_has_places"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="mentor_confirmed_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("person")),
                name="mentor_confirmed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)


class Request(models.Model):
    """One person looks for a mentor."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="requests")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="mentor_requests")
    topics = _words()
    areas = _words()
    ways = _words()
    stage = models.CharField(max_length=10, blank=True)
    practice = models.CharField(max_length=12, blank=True)
    preferences = ArrayField(models.BigIntegerField(), default=list, blank=True)
    rounds_left_out = models.PositiveSmallIntegerField(default=0)
    status = models.CharField(max_length=20, choices=RequestStatus.choices, default=RequestStatus.WAITING)
    asked_at = models.DateTimeField(default=dates.now)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "person"],
                condition=Q(status__in=[RequestStatus.WAITING, RequestStatus.PAIRED]),
                name="mentor_request_one_open_a_service",
            )
        ]

    def __str__(self) -> str:
        return str(self.person)


class Barred(models.Model):
    """Two people who must never be matched. Why is for coordinators alone."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="barred")
    one = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    other = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    why = models.CharField(max_length=80, choices=[(bar.value, bar.value) for bar in Bar])
    declared_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    declared_at = models.DateTimeField(default=dates.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["service", "one", "other", "why"], name="mentoring_bar_once"),
            models.CheckConstraint(condition=~Q(one=F("other")), name="mentoring_bar_is_of_two"),
        ]

    def __str__(self) -> str:
        return f"Bar {self.pk}"


class KeepApart(models.Model):
    """Somebody whom a person would rather not be matched with, as they typed it; nobody else reads it.

    Told by a name, an address or a GMC number, so that nobody learns from it who has an account.
    """

    person = models.ForeignKey(PERSON, models.CASCADE, related_name="kept_apart")
    who = models.CharField(max_length=120)
    why = models.CharField(max_length=80, choices=[(bar.value, bar.value) for bar in Bar])
    said_at = models.DateTimeField(default=dates.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "who"], name="mentoring_kept_apart_once"),
            models.CheckConstraint(condition=~Q(who=""), name="mentoring_kept_apart_is_somebody"),
        ]

    def __str__(self) -> str:
        return f"Kept apart {self.pk}"


class Round(models.Model):
    """One run of the matching, with the points it was made with."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="rounds")
    status = models.CharField(max_length=20, choices=RoundStatus.choices, default=RoundStatus.PROPOSED)
    points = models.JSONField()
    waiting = models.JSONField(default=list)  # [{"request": id, "why": sentence}]
    drawn_at = models.DateTimeField(default=dates.now)
    drawn_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-drawn_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["service"],
                condition=Q(status=RoundStatus.PROPOSED),
                name="mentoring_one_round_to_look_at",
            )
        ]

    def __str__(self) -> str:
        return f"Round {self.pk}"


class Proposal(models.Model):
    """One pair of a round."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="proposals")
    request = models.ForeignKey(Request, models.PROTECT, related_name="+")
    mentor = models.ForeignKey(Mentor, models.PROTECT, related_name="+")
    points = models.PositiveIntegerField()
    reasons = models.JSONField()  # [{"key", "points", "text"}]
    dropped = models.BooleanField(default=False)
    by_hand = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["round", "request"], name="mentoring_proposal_once")]

    def __str__(self) -> str:
        return f"Proposal {self.pk}"


class Pairing(models.Model):
    """A mentor and somebody who asked for one."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="pairings")
    mentor = models.ForeignKey(Mentor, models.PROTECT, related_name="pairings")
    status = models.CharField(max_length=20, choices=PairingStatus.choices, default=PairingStatus.PENDING)
    sessions = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    ends_on = models.DateField(null=True)
    asked_at = models.DateTimeField(default=dates.now)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(status__in=TAKES_A_PLACE),
                name="mentoring_one_pairing_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"Pairing {self.pk}"


class Seat(models.Model):
    """One place with a mentor. Its row is locked while it is taken, so that the last is taken once (M-04)."""

    mentor = models.ForeignKey(Mentor, models.CASCADE, related_name="seats")
    number = models.PositiveSmallIntegerField()
    pairing = models.OneToOneField(Pairing, models.PROTECT, null=True, related_name="seat")

    class Meta:
        ordering = ["mentor", "number"]
        constraints = [models.UniqueConstraint(fields=["mentor", "number"], name="mentoring_seat_once")]

    def __str__(self) -> str:
        return f"Seat {self.pk}"


class Session(models.Model):
    """That two people met, and how long: never what they said."""

    pairing = models.ForeignKey(Pairing, models.PROTECT, related_name="meetings")
    on = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    attendance = models.CharField(max_length=20, choices=Attendance.choices)
    logged_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    logged_at = models.DateTimeField(default=dates.now)
    claim = models.ForeignKey("awards.Claim", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["on", "pk"]
        constraints = [models.UniqueConstraint(fields=["pairing", "on"], name="mentoring_session_once_a_day")]

    def __str__(self) -> str:
        return f"Session {self.pk}"


# Django finds the rest of the slice's rows through this module.
from schemes.mentoring import models_counts, models_group, models_meeting  # noqa: E402, F401
