"""What is said about an application: the thread, flags, and the parts of host and supervisor."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from retention_portal.core import dates
from schemes.applications.statuses import PartKind

PERSON = settings.AUTH_USER_MODEL


class Message(models.Model):
    """One message of the thread. An `internal` note is for staff alone and never shown to the applicant."""

    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="messages")
    text = models.TextField()
    internal = models.BooleanField(default=False)
    asks = models.BooleanField(default=False, help_text="It asks the applicant for something more")
    written_at = models.DateTimeField(default=dates.now)
    written_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"message {self.pk} of {self.application_id}"


class Flag(models.Model):
    """A question of fitness, funding or probity. While it is open nothing is decided (CASE-A-16)."""

    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="flags")
    reason = models.CharField(max_length=600)
    team = models.CharField(max_length=120)
    stops = models.BooleanField(default=False, help_text="Assessment stops too, not only the decision")
    raised_at = models.DateTimeField(default=dates.now)
    raised_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    resolution = models.CharField(max_length=600, blank=True)

    class Meta:
        ordering = ["raised_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True, resolution="")
                | (Q(resolved_at__isnull=False, resolved_by__isnull=False) & ~Q(resolution="")),
                name="flag_resolved_at_by_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"flag {self.pk} of {self.application_id}"


class Part(models.Model):
    """What a host practice or supervisor confirms by a link, and exactly what the applicant let them see.

    `shown` is [[question, answer], …] as the applicant approved it; only a hash of the link's token is kept.
    """

    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="parts")
    kind = models.CharField(max_length=12, choices=PartKind)
    name = models.CharField(max_length=200)
    email = models.EmailField()
    place = models.CharField(max_length=200, blank=True)
    shown = models.JSONField(default=list)
    token_hash = models.CharField(max_length=64, unique=True)
    approved_at = models.DateTimeField(default=dates.now)
    approved_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    expires_on = models.DateField()
    answered_at = models.DateTimeField(null=True, blank=True)
    confirmed = models.BooleanField(null=True, blank=True)
    answers = models.JSONField(default=dict)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "-approved_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "kind"],
                condition=Q(taken_back_at__isnull=True),
                name="part_one_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, confirmed__isnull=True)
                | Q(answered_at__isnull=False, confirmed__isnull=False),
                name="part_answered_says_yes_or_no",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} part of {self.application_id}"
