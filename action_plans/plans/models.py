"""A plan for one body and one financial year; its initiatives, their milestones and updates."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from action_plans.plans.statuses import InitiativeStatus, PlanStatus, Rag
from retention_portal.core import dates
from retention_portal.core.vocabulary import CareerStage, Level


class Plan(models.Model):
    """The plan of a system, network or practice for one financial year (a code such as 2026-27)."""

    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    financial_year = models.CharField(max_length=7)
    status = models.CharField(max_length=10, choices=PlanStatus, default=PlanStatus.DRAFT)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=dates.now)
    made_up = models.BooleanField(default=False, help_text="Part of the demonstration")

    class Meta:
        ordering = ["-financial_year", "organisation__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "financial_year"], name="plan_one_per_organisation_and_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.financial_year}"

    @property
    def year_label(self) -> str:
        """As on pages: "2026/27"."""
        return self.financial_year.replace("-", "/")


class Initiative(models.Model):
    """Something a plan does. `version` goes up at every save, so that two people cannot overwrite each other.

    `people_reached` is not here: it is the latest figure stated in an update.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="initiatives")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    level = models.CharField(max_length=2, choices=Level)
    essentials = models.ManyToManyField("toolkit.Essential", related_name="+")
    goals = models.ManyToManyField("toolkit.Goal", related_name="+", blank=True)
    career_stages = ArrayField(models.CharField(max_length=6, choices=CareerStage), default=list, blank=True)
    national = models.ManyToManyField("toolkit.NationalItem", related_name="+", blank=True)
    based_on = models.ForeignKey(
        "toolkit.CaseStudy", models.PROTECT, related_name="+", null=True, blank=True, editable=False
    )
    area = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    lead_name = models.CharField(max_length=120)
    summary = models.TextField()
    outcome_measure = models.TextField(blank=True)
    budget = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=InitiativeStatus, default=InitiativeStatus.PLANNED)
    status_reason = models.TextField(blank=True)
    live_since = models.DateField(null=True, blank=True)
    rag = models.CharField(max_length=5, choices=Rag, default=Rag.GREY, blank=True)
    rag_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(default=dates.now)

    class Meta:
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="initiative_number_once_in_a_plan"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="initiative_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(budget=None) | Q(budget__gte=0), name="initiative_budget_not_negative"
            ),
            models.CheckConstraint(
                condition=~Q(status="live") | Q(live_since__isnull=False), name="initiative_live_has_a_date"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Milestone(models.Model):
    """A step with the date planned, the date now expected, and the date it was reached."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="milestones")
    title = models.CharField(max_length=120)
    planned_on = models.DateField()
    forecast_on = models.DateField(null=True, blank=True)
    actual_on = models.DateField(null=True, blank=True)
    moved_reason = models.TextField(blank=True)
    added_at = models.DateTimeField(default=dates.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["planned_on", "pk"]

    def __str__(self) -> str:
        return self.title


class MilestoneMove(models.Model):
    """One move of the date on which a milestone was due, with its reason (CASE-P-06, P-25). Never changed."""

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="moves")
    was_on = models.DateField()
    now_on = models.DateField()
    reason = models.TextField()
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    moved_at = models.DateTimeField(default=dates.now)

    class Meta:
        ordering = ["-moved_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.was_on} to {self.now_on}"


class InitiativeUpdate(models.Model):
    """What happened, in words, with the number of people reached to date and the rating then. Never changed."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="updates")
    text = models.TextField()
    people_reached = models.PositiveIntegerField(null=True, blank=True)
    rag = models.CharField(max_length=5, choices=Rag)
    rag_reason = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=dates.now)

    class Meta:
        ordering = ["-written_at", "-pk"]

    def __str__(self) -> str:
        return f"update {self.pk}"


from action_plans.plans import models_cycle, models_registers  # noqa: E402, F401 - what hangs on Plan, above
from action_plans.plans.workbook import models as models_workbook  # noqa: E402, F401 - so do workbooks
