"""Reads of a plan's goals, checklist and support gap. Each says how many statements it makes; none grows with rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from action_plans.plans import rules_checklist
from action_plans.plans.models import Initiative, Plan
from action_plans.plans.models_cycle import ChecklistAnswer, GapAssessment, GoalChange, PlanGoal
from action_plans.plans.queries import level_of, owners_of, plans_visible_to
from action_plans.plans.rules_checklist import AnswerContent, StageCount
from action_plans.plans.rules_goals import OVER, GoalContent
from action_plans.toolkit.models import ChecklistQuestion, Goal, Stage, ToolkitEntry
from action_plans.toolkit.queries import checklist, entries, in_force, stages
from action_plans.toolkit.statuses import EntrySet
from retention_portal.core.vocabulary import Level


def goals_visible_to(user: Any) -> QuerySet[PlanGoal]:
    """The goals of the plans that the user may see."""
    rows = PlanGoal.objects.filter(plan__in=plans_visible_to(user).values("pk"))
    return rows.select_related("plan__organisation", "goal__organisation", "updated_by")


def goals_offered(plan: Plan, on: date) -> list[Goal]:
    """The goals that a plan may serve: of its own level and those below, the toolkit's and those of its
    organisation and of the bodies above. Three statements.
    """
    levels = [level.value for level in level_of(plan).inclusive]
    rows = in_force(Goal.objects.filter(level__in=levels), on)
    mine = rows.filter(organisation=None) | rows.filter(organisation__in=owners_of(plan, on))
    return list(mine.order_by("level", "position", "code"))


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A goal of a plan with the initiatives that serve it."""

    row: PlanGoal
    initiatives: tuple[Initiative, ...]

    @property
    def live(self) -> int:
        """How many of them are live."""
        return sum(each.status == "live" for each in self.initiatives)

    @property
    def open(self) -> int:
        """How many of them are not over."""
        return sum(each.status not in OVER for each in self.initiatives)


def goals_of(plan: Plan) -> list[GoalRow]:
    """The goals of a plan by level, each with the initiatives that serve it. Three statements."""
    rows = plan.goals.select_related("goal__organisation").order_by("goal__level", "goal__position")
    initiatives = list(plan.initiatives.prefetch_related("goals"))
    return [GoalRow(row, tuple(each for each in initiatives if row.goal in each.goals.all())) for row in rows]


def open_initiatives_for(row: PlanGoal) -> list[Initiative]:
    """The initiatives of the goal's plan that serve it and are not over (CASE-P-02). One statement."""
    return list(Initiative.objects.filter(plan=row.plan, goals=row.goal).exclude(status__in=OVER))


def goal_content(row: PlanGoal) -> GoalContent:
    """What is written of a goal now. No statement when the goal is loaded."""
    return GoalContent(
        measure=row.measure,
        lead_name=row.lead_name,
        due_on=row.due_on,
        name=row.goal.name,
        text=row.goal.text,
    )


def changes_of(row: PlanGoal) -> QuerySet[GoalChange]:
    """The moves of a goal, newest first, with who made them. One statement."""
    return row.changes.select_related("made_by")


def answer_content(row: ChecklistAnswer) -> AnswerContent:
    """What is answered now. No statement."""
    return AnswerContent(row.answer, row.note, row.evidence, row.owner_name)


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question of the checklist and its answer, if it has one."""

    question: ChecklistQuestion
    answer: ChecklistAnswer | None

    @property
    def text(self) -> str:
        """The question as the toolkit asks it."""
        return f"Have you {self.question.text}?"


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage of the cycle with its questions."""

    stage: Stage
    questions: tuple[QuestionRow, ...]

    @property
    def counted(self) -> StageCount:
        """How far it is."""
        return rules_checklist.count([row.answer.answer if row.answer else None for row in self.questions])


def cycle_of(plan: Plan, on: date) -> list[StageRow]:
    """The five stages in the order of the cycle, each with its questions as the plan answers them. Three statements."""
    answers = {row.question_id: row for row in plan.answers.select_related("answered_by", "checked_by")}
    rows = [QuestionRow(each, answers.get(each.pk)) for each in checklist(on)]
    return [
        StageRow(stage, tuple(row for row in rows if row.question.stage_id == stage.pk))
        for stage in stages(on)
    ]


def counted(cycle: Sequence[StageRow]) -> StageCount:
    """All the stages together. No statement."""
    return rules_checklist.together(row.counted for row in cycle)


def question_by_code(code: str, on: date) -> ChecklistQuestion | None:
    """A question of the checklist in force; None for an unknown code. One statement."""
    return checklist(on).filter(code=code.upper()).first()


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source to assess in the support gap (handbook 1.14), and what the plan found there."""

    source: ToolkitEntry
    found: GapAssessment | None


def sources_of(plan: Plan, on: date) -> list[SourceRow]:
    """The four sources of the support gap with what the plan found. Two statements."""
    found = {row.source_id: row for row in plan.assessments.select_related("updated_by")}
    return [SourceRow(each, found.get(each.pk)) for each in entries(EntrySet.GAP_SOURCES, on)]


def levels_of(plan: Plan) -> tuple[Level, ...]:
    """The levels that a plan answers for, lowest first. No statement."""
    return level_of(plan).inclusive
