"""Reading by a panel: who reads what, who should not, what each sent, what was agreed, and who was moved."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from retention_portal.core import dates
from schemes.applications.statuses import Outcome
from schemes.applications.statuses_review import Ended, Opinion

PERSON = settings.AUTH_USER_MODEL
APPLICATION = "applications.Application"


class Assignment(models.Model):
    """One reviewer reads one application by a day. An ended one keeps its row; another person reads instead."""

    application = models.ForeignKey(APPLICATION, models.PROTECT, related_name="assignments")
    reviewer = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    due_on = models.DateField()
    assigned_at = models.DateTimeField(default=dates.now)
    assigned_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    ended = models.CharField(max_length=20, choices=Ended, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "reviewer"],
                condition=Q(ended_at__isnull=True),
                name="assignment_one_per_reviewer",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, ended="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ended="")),
                name="assignment_ended_at_by_and_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["reviewer", "due_on"],
                condition=Q(ended_at__isnull=True),
                name="assignments_of_reviewer",
            ),
        ]

    def __str__(self) -> str:
        return f"assignment {self.pk} of {self.application_id}"


class DeclaredConflict(models.Model):
    """Somebody said that they should not read an application. It holds for good; the reason is for coordinators."""

    application = models.ForeignKey(APPLICATION, models.PROTECT, related_name="conflicts")
    reviewer = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    declared_at = models.DateTimeField(default=dates.now)
    declared_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["declared_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "reviewer"], name="conflict_declared_once"),
        ]

    def __str__(self) -> str:
        return f"conflict about {self.application_id}"


class Review(models.Model):
    """What one reviewer says. A draft is its writer's alone (CASE-R-03); sent, it does not change.

    `scores`: {criterion: 0 to 5}. `comment` is for the panel and coordinators; `feedback` is what its writer marked
    for the applicant. One that was set aside, because the application changed (CASE-R-08), counts no more.
    """

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="reviews")
    scores = models.JSONField(default=dict)
    opinion = models.CharField(max_length=6, choices=Opinion, blank=True)
    comment = models.TextField(blank=True)
    feedback = models.TextField(blank=True)
    abstained = models.BooleanField(default=False)
    edit_version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=dates.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    set_aside_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(set_aside_at__isnull=True),
                name="review_one_per_assignment",
            ),
            models.CheckConstraint(
                condition=Q(abstained=False)
                | Q(abstained=True, submitted_at__isnull=False, opinion="", scores={}),
                name="review_abstained_says_nothing",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True) | Q(abstained=True) | ~Q(opinion=""),
                name="review_sent_says_what_to_do",
            ),
            models.CheckConstraint(
                condition=~Q(opinion="more", submitted_at__isnull=False) | ~Q(comment=""),
                name="review_asking_for_more_says_what",
            ),
        ]

    def __str__(self) -> str:
        return f"review {self.pk}"


class Consolidation(models.Model):
    """What the talk came to: scores agreed on, and what is recommended to whoever decides. Set aside like reviews."""

    application = models.ForeignKey(APPLICATION, models.PROTECT, related_name="consolidations")
    recommends = models.CharField(max_length=20, choices=Outcome)
    scores = models.JSONField(default=dict)
    note = models.TextField()
    agreed_at = models.DateTimeField(default=dates.now)
    agreed_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    set_aside_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-agreed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(set_aside_at__isnull=True),
                name="consolidation_one_that_counts",
            ),
        ]

    def __str__(self) -> str:
        return f"consolidation of {self.application_id}"


class Placing(models.Model):
    """Whoever decides put an application at another place than its total gives, and said why."""

    application = models.OneToOneField(APPLICATION, models.PROTECT, related_name="placing")
    place = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300)
    placed_at = models.DateTimeField(default=dates.now)
    placed_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(place__gte=1) & ~Q(reason=""), name="placing_says_where_and_why"
            ),
        ]

    def __str__(self) -> str:
        return f"place {self.place} of {self.application_id}"
