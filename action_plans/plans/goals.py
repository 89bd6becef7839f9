"""What happens to a plan's goals when its initiatives change. The caller holds the transaction."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Max

from action_plans.plans import rules_goals
from action_plans.plans.models import Plan
from action_plans.plans.models_cycle import GoalChange, PlanGoal
from action_plans.plans.queries import READS_DRAFTS
from action_plans.plans.statuses_cycle import GOAL_TRANSITIONS, GoalStatus
from action_plans.toolkit.models import Goal
from retention_portal.accounts.access import acting_as
from retention_portal.core import audit
from retention_portal.core.dates import now
from retention_portal.core.workflow import move


def locked_plan(plan: Plan) -> Plan:
    """The plan, locked: whoever takes goals up, closes them or serves them waits here for the other."""
    return Plan.objects.select_related("organisation").select_for_update(of=("self",)).get(pk=plan.pk)


def take_up(
    plan: Plan, goals: Iterable[Goal], by: Any, status: str = GoalStatus.NOT_STARTED
) -> list[PlanGoal]:
    """Take those goals up that the plan does not have yet; the new rows. Refused when one is closed (CASE-P-02)."""
    wanted = {goal.pk: goal for goal in goals}
    if not wanted:
        return []
    locked_plan(plan)
    check_open(plan, wanted.values())
    held = set(PlanGoal.objects.filter(plan=plan, goal__in=wanted).values_list("goal_id", flat=True))
    last = PlanGoal.objects.filter(plan=plan).aggregate(last=Max("number"))["last"] or 0
    made = []
    for goal in sorted(wanted.values(), key=lambda each: each.code):
        if goal.pk not in held:
            last += 1
            row = PlanGoal.objects.create(plan=plan, goal=goal, number=last, status=status, updated_by=by)
            _note(row, "", status, "", by)
            audit.record(
                by=by, verb="plans.goal_taken_up", obj=row, organisation=plan.organisation, note=goal.code
            )
            made.append(row)
    return made


def check_open(plan: Plan, goals: Iterable[Goal]) -> None:
    """Refuse when one of the goals is closed in the plan (CASE-P-02)."""
    closed = PlanGoal.objects.filter(plan=plan, goal__in=list(goals), status=GoalStatus.CLOSED)
    rules_goals.check_goals_open(row.goal.name for row in closed.select_related("goal"))


def begin(plan: Plan, goals: Iterable[Goal], by: Any) -> None:
    """What serves these goals went live: those that had not started are in progress."""
    rows = PlanGoal.objects.filter(plan=plan, goal__in=list(goals), status=GoalStatus.NOT_STARTED)
    for row in rows.select_related("plan__organisation", "goal"):
        change(row, GoalStatus.IN_PROGRESS, "An initiative for it went live.", by)


def change(row: PlanGoal, to: str, reason: str, by: Any) -> None:
    """Move a goal, and keep who did it, in which role, and why (CASE-P-03)."""
    was, organisation = row.status, row.plan.organisation
    also = {"status_reason": reason, "updated_by": by, "updated_at": now(), "version": row.version + 1}
    move(row, GoalStatus(to), by=by, transitions=GOAL_TRANSITIONS, also=also, organisation=organisation)
    _note(row, was, to, reason, by)


def _note(row: PlanGoal, was: str, became: str, reason: str, by: Any) -> None:
    GoalChange.objects.create(
        plan_goal=row,
        was=was,
        became=became,
        reason=reason,
        acting_as=acting_as(by, READS_DRAFTS, row.plan.organisation),
        made_by=by,
    )
