"""The only door for changes to a plan's goals, and to the goals and essentials that an organisation adds."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from action_plans.plans import goals, permissions, queries_cycle, rules_goals
from action_plans.plans.conflicts import ChangedMeanwhile
from action_plans.plans.models import Plan
from action_plans.plans.models_cycle import PlanGoal
from action_plans.plans.queries import level_of
from action_plans.plans.rules_goals import GoalContent
from action_plans.plans.statuses_cycle import GoalStatus
from action_plans.toolkit import actions as toolkit
from action_plans.toolkit.models import Essential
from retention_portal.core import audit
from retention_portal.core.dates import now, today
from retention_portal.core.refusals import BadInput, Refused
from retention_portal.core.vocabulary import Level


@transaction.atomic
def take_up_goal(*, plan: Plan, code: str, by: Any) -> PlanGoal:
    """Take a goal of the toolkit, or an own one, up in a plan. BadInput for an unknown code; refused when it has it."""
    permissions.check_can_edit_plan(by, plan)
    goal = next((each for each in queries_cycle.goals_offered(plan, today()) if each.code == code), None)
    if goal is None:
        raise BadInput(f"There is no goal with the code {code} for this plan.")
    made = goals.take_up(plan, [goal], by)
    if not made:
        raise Refused(f"The plan has the goal “{goal.name}” already.")
    return made[0]


@transaction.atomic
def add_own_goal(*, plan: Plan, level: str, content: GoalContent, by: Any) -> PlanGoal:
    """Write an own goal and take it up, as a draft (CASE-P-01)."""
    permissions.check_can_edit_plan(by, plan)
    rules_goals.check_own_goal(level, level_of(plan), content.name, content.text)
    goal = toolkit.add_local_goal(
        organisation=plan.organisation, level=level, name=content.name, text=content.text, on=today(), by=by
    )
    (row,) = goals.take_up(plan, [goal], by, GoalStatus.DRAFT)
    row.measure, row.lead_name, row.due_on = content.measure, content.lead_name, content.due_on
    row.save(update_fields=["measure", "lead_name", "due_on"])
    return row


@transaction.atomic
def update_goal(*, row: PlanGoal, content: GoalContent, version: int, by: Any) -> PlanGoal:
    """Save what is written of a goal; the words only of an own one.

    `version` is the one that the writer began from. Raises ChangedMeanwhile when somebody else saved since.
    """
    permissions.check_can_edit_plan(by, row.plan)
    current = _locked(row)
    before = queries_cycle.goal_content(current)
    if current.version != version:
        raise ChangedMeanwhile(current, rules_goals.goal_differences(before, content))
    old, new = before.as_texts(), content.as_texts()
    changed = [name for name in rules_goals.GOAL_LABELS if old[name] != new[name]]
    if changed and {"name", "text"} & set(changed):
        rules_goals.check_own_goal(current.goal.level, Level.L3, content.name, content.text)
        toolkit.reword_local_goal(goal=current.goal, name=content.name, text=content.text, by=by)
    if changed:
        current.measure, current.lead_name, current.due_on = (
            content.measure,
            content.lead_name,
            content.due_on,
        )
        current.version, current.updated_by, current.updated_at = version + 1, by, now()
        current.save()
        audit.record(
            by=by,
            verb="plans.goal_changed",
            obj=current,
            fields=changed,
            organisation=current.plan.organisation,
        )
    return current


@transaction.atomic
def move_goal(*, row: PlanGoal, to: str, reason: str, by: Any) -> PlanGoal:
    """Move a goal. Refused to close it over open initiatives (CASE-P-02), and without a reason (CASE-P-03)."""
    permissions.check_can_edit_plan(by, row.plan)
    goals.locked_plan(row.plan)
    current = _locked(row)
    still = queries_cycle.open_initiatives_for(current)
    rules_goals.check_goal_move(current.status, to, reason, (each.title for each in still))
    goals.change(current, to, reason.strip(), by)
    return current


@transaction.atomic
def add_own_essential(*, plan: Plan, level: str, name: str, goal_codes: Iterable[str], by: Any) -> Essential:
    """Add an essential of the plan's own organisation; plans below it inherit it by its level (handbook 1.3)."""
    permissions.check_can_edit_plan(by, plan)
    if Level(level) not in level_of(plan).inclusive:
        raise Refused("An essential of the level of systems belongs into a system’s plan.")
    wanted = set(goal_codes)
    helps = [goal for goal in queries_cycle.goals_offered(plan, today()) if goal.code in wanted]
    return toolkit.add_local_essential(
        organisation=plan.organisation, level=level, name=name, helps=helps, on=today(), by=by
    )


def _locked(row: PlanGoal) -> PlanGoal:
    rows = PlanGoal.objects.select_related("plan__organisation", "goal__organisation", "updated_by")
    return rows.select_for_update(of=("self",)).get(pk=row.pk)
