"""The improvement cycle of a plan: its goals, the checklist answered, the support gap assessed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from action_plans.plans.models_registers import RegisterRow
from action_plans.plans.statuses_cycle import Answer, Check, GoalStatus
from retention_portal.core import dates


class PlanGoal(RegisterRow):
    """A goal that a plan takes up: one of the toolkit, or an organisation's own (`LOC-`)."""

    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="goals")
    goal = models.ForeignKey("toolkit.Goal", models.PROTECT, related_name="+")
    measure = models.TextField(blank=True)
    lead_name = models.CharField(max_length=120, blank=True)
    due_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=12, choices=GoalStatus, default=GoalStatus.NOT_STARTED)
    status_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "goal"], name="plan_takes_a_goal_up_once"),
            models.UniqueConstraint(fields=["plan", "number"], name="plan_goal_number_once_in_a_plan"),
        ]

    def __str__(self) -> str:
        return f"{self.goal_id} in plan {self.plan_id}"


class GoalChange(models.Model):
    """One move of a goal: from where, to where, why, by whom and in which role (CASE-P-03). Never changed."""

    plan_goal = models.ForeignKey(PlanGoal, models.PROTECT, related_name="changes")
    was = models.CharField(max_length=12, choices=GoalStatus, blank=True)
    became = models.CharField(max_length=12, choices=GoalStatus)
    reason = models.TextField(blank=True)
    acting_as = models.TextField(blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=dates.now)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.was} to {self.became}"


class ChecklistAnswer(models.Model):
    """A question of the checklist as a plan answers it, with the day of the answer; a second person may check it."""

    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="answers")
    question = models.ForeignKey("toolkit.ChecklistQuestion", models.PROTECT, related_name="+")
    answer = models.CharField(max_length=8, choices=Answer)
    note = models.TextField(blank=True)
    evidence = models.URLField(max_length=500, blank=True)
    owner_name = models.CharField(max_length=120, blank=True)
    answered_on = models.DateField()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    check_result = models.CharField(max_length=10, choices=Check, default=Check.NONE, blank=True)
    check_note = models.TextField(blank=True)
    checked_on = models.DateField(null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["plan", "question__stage__checklist_order", "question__position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "question"], name="checklist_answered_once_in_a_plan"),
            models.CheckConstraint(
                condition=Q(check_result="", checked_by=None)
                | (~Q(check_result="") & Q(checked_by__isnull=False)),
                name="checklist_check_has_its_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.answer}"


class GapAssessment(models.Model):
    """What a plan found at one of the four sources of the support gap (handbook 1.14)."""

    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="assessments")
    source = models.ForeignKey("toolkit.ToolkitEntry", models.PROTECT, related_name="+")
    finding = models.TextField()
    assessed_on = models.DateField()
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["plan", "source__position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "source"], name="gap_source_assessed_once_in_a_plan")
        ]

    def __str__(self) -> str:
        return f"{self.source_id} of plan {self.plan_id}"
