"""Applications: who asked, what they answered and sent in, where each stands and since when."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from retention_portal.core import dates
from schemes.applications.statuses import EDITABLE, FINAL, BestTime, ScanMark, Status
from schemes.catalogue.form_layout import Form, form_from_json

PERSON = settings.AUTH_USER_MODEL


class Application(models.Model):
    """One person and one offer, from the first word to the last.

    `version` is the offer's form as it was when this began: no later change of the offer touches it. `applicant` is
    empty until somebody who registered interest opens the form. `waiting_since` is the day from which the wait on
    whoever has the turn counts; `days_with_us` keeps what was waited on us while the applicant has it.
    """

    offer = models.ForeignKey("catalogue.Offer", models.PROTECT, related_name="applications")
    version = models.ForeignKey("catalogue.OfferVersion", models.PROTECT, related_name="applications")
    owner = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    applicant = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="applications")
    name = models.CharField(max_length=200)
    email = models.EmailField()
    phone = models.CharField(max_length=30, blank=True)
    best_time = models.CharField(max_length=12, choices=BestTime, blank=True)
    line = models.CharField(max_length=300, blank=True, help_text="The one line of somebody's interest")
    status = models.CharField(max_length=20, choices=Status)
    status_at = models.DateTimeField(default=dates.now)
    status_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    began_at = models.DateTimeField(default=dates.now)
    registered_at = models.DateTimeField(null=True, blank=True)
    arrived_on = models.DateField(null=True, blank=True, help_text="Day of the interest or of the sending")
    with_us = models.BooleanField()
    waiting_since = models.DateField()
    days_with_us = models.PositiveSmallIntegerField(default=0)
    first_word_at = models.DateTimeField(null=True, blank=True)
    first_word_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    answers = models.JSONField(default=dict)
    sent_answers = models.JSONField(default=dict, help_text="As last sent: what staff read")
    edit_version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(
        max_length=40, blank=True, help_text="What the rule book said when it was sent"
    )
    findings = models.JSONField(default=list)
    continues = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", help_text="Looked at again"
    )
    left_because = models.CharField(max_length=300, blank=True)
    equality_asked = models.BooleanField(
        default=False, help_text="Answered or passed over, apart from this row"
    )
    emptied_on = models.DateField(null=True, blank=True, help_text="Day on which its content was erased")

    class Meta:
        ordering = ["waiting_since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "applicant"],
                condition=~Q(status__in=FINAL),
                name="application_one_live_per_person_and_offer",
            ),
            models.UniqueConstraint(
                "offer",
                Lower("email"),
                condition=Q(status=Status.INTEREST),
                name="application_one_interest_per_address",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.INTEREST) | Q(status=Status.WITHDRAWN) | Q(applicant__isnull=False),
                name="application_begun_has_an_applicant",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True, submitted_by__isnull=True)
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="application_submitted_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(first_word_at__isnull=True, first_word_by__isnull=True)
                | Q(first_word_at__isnull=False, first_word_by__isnull=False),
                name="application_first_word_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(first_word_by__isnull=True) | ~Q(first_word_by=models.F("applicant")),
                name="application_first_word_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "waiting_since", "id"], name="application_queue"),
            models.Index(
                fields=["owner", "waiting_since", "id"],
                condition=Q(with_us=True),
                name="application_waits_on_us",
            ),
            models.Index(fields=["offer", "status"], name="application_of_offer"),
        ]

    def __str__(self) -> str:
        return f"application {self.pk}"

    @property
    def form(self) -> Form:
        """The frozen form that is answered."""
        return form_from_json(self.version.form)

    @property
    def was_sent(self) -> bool:
        """Whether staff may read the answers: not before the applicant sent them."""
        return self.submitted_at is not None


class EqualityCount(models.Model):
    """How many people gave one answer about themselves, for a place and a financial year: nothing more is kept.

    Not even one row stands for one person, so no answer can be led back to an application (CASE-A-17).
    """

    owner = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    financial_year = models.CharField(max_length=7)
    question = models.CharField(max_length=40)
    answer = models.CharField(max_length=40)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "financial_year", "question", "answer"], name="equality_count_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question} in {self.financial_year}"


class StatusChange(models.Model):
    """One move, with its moment and who made it; neither is ever missing (CASE-A-05)."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="changes")
    before = models.CharField(max_length=20, choices=Status, blank=True)
    after = models.CharField(max_length=20, choices=Status)
    at = models.DateTimeField(default=dates.now)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.before or 'new'} to {self.after}"


class EntryCode(models.Model):
    """A way into the form by mail. Only a hash is kept; it works once, until a day."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="codes")
    token_hash = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField(default=dates.now)
    expires_on = models.DateField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"code for {self.application_id}"


class Evidence(models.Model):
    """A paper that was sent in, known by its content. `health` papers open only to those who must see them.

    `part` is that of the host or supervisor who sent it by their link; the applicant does not see such a paper.
    A removed paper keeps its row without file and name, so that the trail holds.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="papers")
    question = models.CharField(max_length=80, help_text="Key of the file question that it answers")
    name = models.CharField(max_length=100, blank=True)
    file = models.FileField(upload_to="evidence/", blank=True, max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=100)
    health = models.BooleanField()
    scan = models.CharField(max_length=12, choices=ScanMark)
    uploaded_at = models.DateTimeField(default=dates.now)
    uploaded_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    part = models.ForeignKey(
        "applications.Part", models.PROTECT, null=True, blank=True, related_name="papers"
    )

    class Meta:
        ordering = ["uploaded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "question", "sha256"],
                condition=Q(removed_at__isnull=True),
                name="evidence_same_paper_once",
            ),
        ]

    def __str__(self) -> str:
        return f"paper {self.pk} of {self.application_id}"

    def was_sent(self, application: Application) -> bool:
        """Whether staff may know of it: not while the applicant is still writing, or adding what was asked for."""
        if application.submitted_at is None or self.part_id is not None:
            return application.submitted_at is not None
        return application.status not in EDITABLE or self.uploaded_at <= application.submitted_at


# Django finds the rest of the slice's rows through this module.
from schemes.applications import models_decision, models_review, models_talk  # noqa: E402, F401
