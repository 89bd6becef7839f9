"""What is decided: approvals of the retention scheme's steps, decisions, their conditions, and their release."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from retention_portal.core import dates
from schemes.applications.statuses import ConditionState, Outcome

PERSON = settings.AUTH_USER_MODEL


class Approval(models.Model):
    """One step of approval by its approver (NGPRS-P04 to P06). A no goes back for a decision, with its reason."""

    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="approvals")
    step = models.CharField(max_length=20)
    approved = models.BooleanField()
    comment = models.TextField(blank=True)
    at = models.DateTimeField(default=dates.now)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "step"], name="approval_one_per_step"),
            models.UniqueConstraint(fields=["application", "by"], name="approval_one_step_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.step} of {self.application_id}"


class Release(models.Model):
    """Letters of one offer that go out together, by a job that may run twice and sends each letter once.

    `skipped` names the applications whose state no longer permitted what was decided (CASE-A-13).
    """

    offer = models.ForeignKey("catalogue.Offer", models.PROTECT, related_name="releases")
    asked_at = models.DateTimeField(default=dates.now)
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    skipped = models.JSONField(default=list)

    class Meta:
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"release {self.pk}"


class Decision(models.Model):
    """What is decided of one application. Until it is released it may change and the applicant sees nothing.

    `letter` is the text that will be sent, as its author left it. Released once (CASE-A-12).
    """

    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=20, choices=Outcome)
    reason = models.CharField(max_length=40, blank=True, help_text="Code of a structured reason")
    advice = models.TextField(blank=True)
    suggests = models.ForeignKey(
        "catalogue.Offer", models.PROTECT, null=True, blank=True, related_name="+", help_text="Fits better"
    )
    answer_by = models.DateField(null=True, blank=True)
    subject = models.CharField(max_length=200)
    letter = models.TextField()
    set_at = models.DateTimeField(default=dates.now)
    set_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    release = models.ForeignKey(Release, models.PROTECT, null=True, blank=True, related_name="decisions")
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-set_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(released_at__isnull=True),
                name="decision_one_pending",
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True, released_by__isnull=True)
                | Q(released_at__isnull=False, released_by__isnull=False),
                name="decision_released_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("set_by")),
                name="decision_released_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="offer") | Q(answer_by__isnull=False),
                name="decision_offer_has_a_date",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="not_this_time") | ~Q(reason=""),
                name="decision_no_has_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["answer_by"],
                condition=Q(outcome="offer", released_at__isnull=False, answered_at__isnull=True),
                name="decision_offers_to_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} for {self.application_id}"


class Condition(models.Model):
    """One condition of an offer, met or not met by itself, with who said so."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="conditions")
    text = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=ConditionState, default=ConditionState.PENDING)
    judged_at = models.DateTimeField(null=True, blank=True)
    judged_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="pending", judged_at__isnull=True, judged_by__isnull=True)
                | (~Q(state="pending") & Q(judged_at__isnull=False, judged_by__isnull=False)),
                name="condition_judged_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Appeal(models.Model):
    """Somebody asks that a "not this time" be looked at again; another person than its author answers.

    The application that is over stays over: what is looked at again is a new one that continues it.
    """

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="appeal")
    text = models.TextField()
    asked_at = models.DateTimeField(default=dates.now)
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    upheld = models.BooleanField(null=True, blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(upheld__isnull=True, answered_at__isnull=True, answered_by__isnull=True)
                | Q(upheld__isnull=False, answered_at__isnull=False, answered_by__isnull=False),
                name="appeal_answered_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return f"appeal {self.pk}"
