"""What a report takes from the plan: coverage, initiatives, milestones of the quarter, risks, who was consulted."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from action_plans.assurance import rules_period
from action_plans.assurance.report import FrozenReport
from action_plans.assurance.rows import (
    ChecklistRow,
    ConsultedRow,
    CoverageRow,
    InitiativeRow,
    LevelCount,
    MilestoneRow,
    PeriodRow,
    RiskRow,
    UpdateRow,
)
from action_plans.plans import queries as plans
from action_plans.plans.models import Initiative, InitiativeUpdate, Milestone, Plan
from action_plans.plans.models_registers import Risk, Stakeholder
from action_plans.plans.queries_cycle import cycle_of
from action_plans.plans.rules import Covered, days_late
from retention_portal.core.dates import LONDON, Quarter
from retention_portal.core.suppression import HIDDEN_TEXT, CountClass, published
from retention_portal.core.vocabulary import CareerStage, Level
from retention_portal.organisations.statuses import OrganisationKind

SMALL_PLACES = (OrganisationKind.NETWORK, OrganisationKind.PRACTICE)


def is_small(initiative: Initiative) -> bool:
    """True when a count of its people would be a count of one career stage in one small place (class iii)."""
    return bool(initiative.career_stages) and initiative.area.kind in SMALL_PLACES


def people_shown(initiative: Initiative) -> tuple[int | None, str]:
    """The people reached as they may be shown, and the text that stands for a number that is hidden.

    Ordinary totals of a system are exact; one career stage in one network or practice is under the rule.
    """
    reached = initiative.reached  # type: ignore[attr-defined]
    if reached is None or not is_small(initiative):
        return reached, ""
    text = str(published(reached, CountClass.CONFIDENTIAL))
    return (None, text) if text == HIDDEN_TEXT else (int(text.replace(",", "")), "")


def levels_of(covered: list[Covered], initiatives: list[Initiative]) -> tuple[LevelCount, ...]:
    """How the essentials of each level stand, with its initiatives by state."""
    return tuple(_level(level, covered, initiatives) for level in Level)


def _level(level: Level, covered: list[Covered], initiatives: list[Initiative]) -> LevelCount:
    rows = [row for row in covered if row.essential.level == level]
    mine = [row for row in initiatives if row.level == level]
    standings = [row.standing.value for row in rows]
    return LevelCount(
        code=level.value,
        name=str(level.label),
        essentials=len(rows),
        met=standings.count("met"),
        part=standings.count("part"),
        gap=standings.count("gap"),
        initiatives=len(mine),
        live=sum(row.status == "live" for row in mine),
        planned=sum(row.status == "planned" for row in mine),
    )


def coverage_rows(covered: list[Covered], initiatives: list[Initiative]) -> tuple[CoverageRow, ...]:
    """The essentials in order. People are summed from what may be shown, so that nothing hidden comes back."""
    by_id = {each.pk: each for each in initiatives}
    return tuple(_coverage_row(row, by_id) for row in covered)


def _coverage_row(row: Covered, by_id: Mapping[int, Initiative]) -> CoverageRow:
    mine = [by_id[each.id] for each in row.initiatives]
    counted = [count for count, _ in map(people_shown, mine) if count is not None]
    return CoverageRow(
        code=row.essential.code,
        name=row.essential.name,
        level=row.essential.level,
        inherited=row.inherited,
        grade=row.grade.value,
        grade_label="Live, nobody reached yet" if row.waits_for_uptake else str(row.grade.label),
        standing=row.standing.value,
        initiatives=tuple(plans.reference_of(each) for each in mine),
        people_reached=sum(counted) if counted else None,
    )


def stages_of(initiatives: list[Initiative]) -> tuple[tuple[str, int], ...]:
    """How many initiatives that are not stopped are for each career stage."""
    going = [row for row in initiatives if row.status != "stopped"]
    return tuple(
        (str(stage.label), sum(stage.value in row.career_stages for row in going)) for stage in CareerStage
    )


def initiative_row(
    row: Initiative, committed: Mapping[str, Decimal], updates: Iterable[InitiativeUpdate], on: date
) -> InitiativeRow:
    """One initiative with its rating, the hint beside it, its milestones and this quarter's updates."""
    shown, hidden = people_shown(row)
    hint = plans.hint_of(row, on)
    return InitiativeRow(
        reference=plans.reference_of(row),
        title=row.title,
        level=str(Level(row.level).label),
        lead=row.lead_name,
        area=row.area.name,
        status=row.get_status_display(),
        status_reason=row.status_reason,
        rag=row.rag,
        rag_reason=row.rag_reason,
        summary=row.summary,
        outcome_measure=row.outcome_measure,
        career_stages=tuple(str(CareerStage(code).label) for code in row.career_stages),
        people_reached=shown,
        committed=committed.get(plans.money_code(row), Decimal("0.00")),
        milestones=tuple(_milestone(each, on) for each in row.milestones.all()),
        hint=hint.rag.value,
        hint_reason=hint.reason,
        people_text=hidden,
        essentials=tuple(each.code for each in row.essentials.all()),
        updates=tuple(_update(each) for each in updates),
    )


def _update(row: InitiativeUpdate) -> UpdateRow:
    day = row.written_at.astimezone(LONDON).date()
    return UpdateRow(day.isoformat(), row.text, row.rag, row.rag_reason)


def _milestone(row: Milestone, on: date) -> MilestoneRow:
    return MilestoneRow(
        title=row.title,
        planned_on=row.planned_on.isoformat(),
        forecast_on=row.forecast_on.isoformat() if row.forecast_on else "",
        actual_on=row.actual_on.isoformat() if row.actual_on else "",
        moved_reason=row.moved_reason,
        days_late=max(0, days_late(plans.milestone_facts(row), on)),
    )


def period_rows(
    plan: Plan,
    initiatives: list[Initiative],
    quarter: Quarter,
    earlier: FrozenReport | None,
    added: Mapping[int, date],
    on: date,
) -> tuple[PeriodRow, ...]:
    """The milestones that the quarter moved, added or made due (CASE-P-25), what a board asks about first.

    `added` holds the day on which a milestone was written, by its number; `earlier` is the last report.
    """
    then = _planned_then(earlier)
    began_before = plan.started_at.astimezone(LONDON).date() < quarter.start
    found = []
    for row in initiatives:
        reference = plans.reference_of(row)
        for step in row.milestones.all():
            dates = rules_period.Dates(
                planned_on=step.planned_on,
                forecast_on=step.forecast_on,
                actual_on=step.actual_on,
                planned_then=then.get((reference, step.title)),
                added_on=added.get(step.pk),
            )
            if movement := rules_period.movement(dates, quarter, began_before):
                found.append(_period_row(row, step, dates, movement, on))
    return tuple(sorted(found, key=lambda each: (rules_period.ORDER.index(each.movement), each.planned_on)))


def _period_row(
    row: Initiative, step: Milestone, dates: rules_period.Dates, movement: str, on: date
) -> PeriodRow:
    return PeriodRow(
        reference=plans.reference_of(row),
        initiative=row.title,
        title=step.title,
        movement=movement,
        state=rules_period.state(dates, on),
        planned_on=step.planned_on.isoformat(),
        expected_on=dates.expected_on.isoformat(),
        reason=step.moved_reason,
    )


def _planned_then(earlier: FrozenReport | None) -> dict[tuple[str, str], date]:
    if earlier is None:
        return {}
    return {
        (row.reference, step.title): date.fromisoformat(step.planned_on)
        for row in earlier.initiatives
        for step in row.milestones
    }


def risk_row(row: Risk) -> RiskRow:
    """A risk with its scores and band."""
    return RiskRow(
        reference=row.reference,
        title=row.title,
        owner=row.owner_name,
        before=row.score_before,
        now=row.score_now,
        target=row.score_target,
        band=row.band.label,
        trend=row.get_trend_display(),
        proximity=row.get_proximity_display(),
        mitigation=row.mitigation,
        status=row.get_status_display(),
    )


def checklist_rows(plan: Plan, on: date) -> tuple[ChecklistRow, ...]:
    """The toolkit's questions in the order of the cycle, as the plan answers them. Three statements."""
    return tuple(
        ChecklistRow(
            code=row.question.code,
            question=row.text,
            answer=row.answer.get_answer_display() if row.answer else "",
            evidence=row.answer.evidence if row.answer else "",
            note=row.answer.note if row.answer else "",
        )
        for stage in cycle_of(plan, on)
        for row in stage.questions
    )


def consulted_row(row: Stakeholder) -> ConsultedRow:
    """Who was consulted. What they think of the plan stays in the plan: it is no matter for a paper to the board."""
    return ConsultedRow(
        row.reference, row.name, row.contributor.name if row.contributor else "", row.approach
    )
