"""A report of one system and quarter, its frozen versions, who signed, and what the region answered."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import Q, Value

from action_plans.assurance.rules_levels import label_of
from action_plans.assurance.statuses import STEPS, WHO_SIGNS, DueDecision, ReportStatus
from action_plans.plans.statuses import Rag
from retention_portal.core import dates
from retention_portal.organisations.models import DateRange


class SigningRule(models.Model):
    """The signing steps that a system requires between two dates. No row: none is required."""

    system = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    steps = ArrayField(
        models.CharField(max_length=20, choices=[(s.value, s.label) for s in STEPS]), default=list
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=dates.now)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="signing_rule_one_at_a_time",
                expressions=[
                    ("system", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system_id} from {self.valid_from}"

    @property
    def who(self) -> list[str]:
        """Who signs, in order, in words."""
        return [WHO_SIGNS[ReportStatus(step)] for step in self.steps]


class Report(models.Model):
    """The report of a system for a quarter (a code such as 2026-27-Q2), with the words of its next version.

    `words` holds the narrative boxes by key. `edit_version` goes up at every save of the words.
    """

    system = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    quarter = models.CharField(max_length=10)
    status = models.CharField(max_length=20, choices=ReportStatus, default=ReportStatus.DRAFT)
    rag = models.CharField(max_length=5, choices=Rag, blank=True)
    rag_reason = models.TextField(blank=True)
    narrative = models.TextField(blank=True)
    words = models.JSONField(default=dict)
    asks = models.TextField(blank=True, help_text="One a line")
    correction_reason = models.TextField(blank=True)
    edit_version = models.PositiveIntegerField(default=1)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(default=dates.now)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(default=dates.now)

    class Meta:
        ordering = ["-quarter", "system__code"]
        constraints = [
            models.UniqueConstraint(fields=["system", "quarter"], name="report_one_per_system_and_quarter")
        ]

    def __str__(self) -> str:
        return f"{self.system_id} {self.quarter}"


class ReportVersion(models.Model):
    """A report as it was frozen. The database refuses to change what is frozen; the PDF is written once.

    A working copy (`is_draft`) is a draft as it was printed one day: it can be verified and is never submitted.
    `token` names the PDF in its address and store; `code` is printed in it, for verifying.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    is_draft = models.BooleanField(default=False)
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    code = models.CharField(max_length=19, unique=True)
    token = models.CharField(max_length=43, unique=True)
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    pdf_name = models.CharField(max_length=200, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    pdf_bytes = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["report", "is_draft", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "is_draft", "number"], name="report_version_number_once"
            ),
            models.CheckConstraint(
                condition=Q(is_draft=False) | Q(submitted_at=None),
                name="report_version_draft_is_not_submitted",
            ),
            models.CheckConstraint(
                condition=Q(pdf_name="", pdf_sha256="") | (~Q(pdf_name="") & ~Q(pdf_sha256="")),
                name="report_version_pdf_and_its_hash",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of report {self.report_id}"


class Signature(models.Model):
    """One step signed on one version, with name, role, moment and comment."""

    version = models.ForeignKey(ReportVersion, models.PROTECT, related_name="signatures")
    step = models.CharField(max_length=20, choices=[(s.value, s.label) for s in STEPS])
    comment = models.TextField(blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(default=dates.now)

    class Meta:
        ordering = ["signed_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["version", "step"], name="signature_one_per_step")]

    def __str__(self) -> str:
        return f"{self.step} of {self.version_id}"


class RegionResponse(models.Model):
    """What the region answered to a version."""

    version = models.ForeignKey(ReportVersion, models.PROTECT, related_name="responses")
    response = models.CharField(max_length=20, choices=ReportStatus)
    assurance = models.CharField(max_length=20, blank=True, help_text="A level of the list in reference/")
    comment = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(default=dates.now)

    class Meta:
        ordering = ["-answered_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.response} to {self.version_id}"

    @property
    def assurance_label(self) -> str:
        """The level of assurance in words; empty when none was recorded."""
        return label_of(self.assurance)


class ReportMessage(models.Model):
    """One message of the thread between a system and its region about a submitted report. Never changed."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="messages")
    text = models.TextField()
    from_region = models.BooleanField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=dates.now)

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"message {self.pk} on report {self.report_id}"


class DueRule(models.Model):
    """How many days after a quarter its report is due in a region, between two dates. No row: nothing is due.

    After `closes_after_days` no first version is submitted any more (CASE-P-18); empty means that it never closes.
    """

    region = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    due_after_days = models.PositiveSmallIntegerField()
    closes_after_days = models.PositiveSmallIntegerField(null=True, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=dates.now)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="due_rule_one_at_a_time",
                expressions=[
                    ("region", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(closes_after_days=None) | Q(closes_after_days__gte=models.F("due_after_days")),
                name="due_rule_closes_after_it_is_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due_after_days} days in {self.region_id} from {self.valid_from}"


class DueException(models.Model):
    """What the region decided for one system and quarter: a later day, or no report at all. The last one counts.

    "As the rule says" undoes what was decided before. Rows are never changed, so every decision can be read.
    """

    system = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    quarter = models.CharField(max_length=10)
    decision = models.CharField(max_length=10, choices=DueDecision)
    due_on = models.DateField(null=True, blank=True)
    reason = models.TextField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=dates.now)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["system", "quarter", "-id"], name="due_exception_latest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="later", due_on__isnull=False) | (~Q(decision="later") & Q(due_on=None)),
                name="due_exception_later_has_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.decision} for {self.system_id} {self.quarter}"
