"""What two people agree: how many sessions by when, the next one, and, where the service allows it, their notes."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from retention_portal.core import dates
from schemes.mentoring.models import Pairing

PERSON = settings.AUTH_USER_MODEL


class Plan(models.Model):
    """A changed number of sessions, or a changed end, that one proposes and the other agrees to (M-11)."""

    pairing = models.ForeignKey(Pairing, models.CASCADE, related_name="plans")
    sessions = models.PositiveSmallIntegerField()
    ends_on = models.DateField()
    proposed_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=dates.now)
    agreed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(sessions__range=(1, 24)), name="mentoring_plan_has_sessions"),
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True, agreed_by__isnull=True)
                | Q(agreed_at__isnull=False, agreed_by__isnull=False),
                name="mentoring_plan_agreed_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=models.F("proposed_by")),
                name="mentoring_plan_agreed_by_the_other",
            ),
        ]

    def __str__(self) -> str:
        return f"Plan {self.pk}"


class Appointment(models.Model):
    """When the two mean to meet next. What became of it is a `Session`."""

    pairing = models.ForeignKey(Pairing, models.CASCADE, related_name="appointments")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    set_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=dates.now)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pairing", "starts_at"],
                condition=Q(cancelled_at__isnull=True),
                name="mentoring_appointment_once",
            ),
            models.CheckConstraint(condition=Q(minutes__range=(1, 240)), name="mentoring_appointment_length"),
        ]

    def __str__(self) -> str:
        return f"Appointment {self.pk}"


class Note(models.Model):
    """A note of the two, encrypted with FIELD_KEYS; never read but by `queries_notes.notes_of`."""

    pairing = models.ForeignKey(Pairing, models.CASCADE, related_name="notes")
    author = models.ForeignKey(PERSON, models.CASCADE, related_name="+")
    sealed = models.BinaryField()
    written_at = models.DateTimeField(default=dates.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Note {self.pk}"
