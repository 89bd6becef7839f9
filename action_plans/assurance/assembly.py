"""Gather the facts of a report from plan, money and workforce into one frozen dataclass. Writes nothing."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from action_plans.assurance import rules
from action_plans.assurance.models import Report
from action_plans.assurance.queries import content_of, latest_version, report_before, required_steps
from action_plans.assurance.report import (
    SCHEMA,
    Ask,
    Box,
    CoverageRow,
    Executive,
    FrozenReport,
    Header,
    InitiativeRow,
    LevelCount,
    MilestoneRow,
    MoneyRow,
    Position,
)
from action_plans.assurance.statuses import NarrativeBox, ReportStatus
from action_plans.assurance.workforce import workforce_of
from action_plans.funding.queries import committed_by_code, lines_of
from action_plans.plans import queries as plans
from action_plans.plans.models import Initiative, Milestone, Plan
from action_plans.plans.rules import Covered, days_late
from retention_portal.core import money
from retention_portal.core.dates import Quarter, date_text
from retention_portal.core.refusals import Refused
from retention_portal.core.rounding import rounded
from retention_portal.core.vocabulary import CareerStage, Level
from retention_portal.organisations.queries import ancestors
from retention_portal.organisations.statuses import OrganisationKind


@dataclass(frozen=True, slots=True)
class Stamp:
    """What freezing adds; empty texts in a preview."""

    version: int
    frozen_at: str = ""
    frozen_by: str = ""
    code: str = ""
    verify_url: str = ""
    draft: bool = False


def plan_for(report: Report) -> Plan:
    """The plan of the year that the report's quarter is in. Raises Refused when there is none."""
    year = Quarter.parse(report.quarter).year
    plan = plans.plan_of(report.system, year.code)
    if plan is None:
        raise Refused(f"{report.system.name} has no plan for {year.label} yet. Start it first.")
    return plan


def assemble(report: Report, stamp: Stamp, on: date) -> FrozenReport:
    """The whole report as it stands on a day, without the comparison with an earlier version."""
    plan = plan_for(report)
    initiatives = plans.with_everything(plan)
    covered = plans.coverage_of(plan, initiatives, on)
    committed = committed_by_code(plans.money_code(row) for row in initiatives)
    workforce = workforce_of(report.system)
    earlier = _earlier(report)
    content = FrozenReport(
        schema=SCHEMA,
        header=_header(report, plan, stamp, on),
        executive=_executive(report, earlier),
        positions=(),
        workforce=workforce,
        levels=tuple(_level(level, covered, initiatives) for level in Level),
        coverage=tuple(_coverage_row(row, initiatives) for row in covered),
        stages=tuple(_stages(initiatives)),
        initiatives=tuple(_initiative(row, committed, on) for row in initiatives),
        money=tuple(_money(report, plan)),
        boxes=tuple(
            Box(box.value, box.label, text)
            for box in NarrativeBox
            if (text := report.words.get(box.value, "").strip())
        ),
        asks=tuple(Ask(line.strip()) for line in report.asks.splitlines() if line.strip()),
        steps=tuple(ReportStatus(step).label for step in required_steps(report.system, on)),
        changes=(),
        sources=tuple(_sources(workforce.period_label, plan, on)),
    )
    return replace(content, positions=tuple(positions(earlier, content)))


def _earlier(report: Report) -> FrozenReport | None:
    """What the last submitted report of an earlier quarter held."""
    before = report_before(report)
    version = latest_version(before) if before else None
    return content_of(version) if version else None


def positions(before: FrozenReport | None, now: FrozenReport) -> list[Position]:
    """The matters that a board follows from quarter to quarter. Missing is said, never nought."""
    rows = []
    for matter, read in _MATTERS:
        rows.append(Position(matter, read(before) if before else "", read(now)))
    return rows


def _fte(content: FrozenReport) -> str:
    figure = content.figure("TOTAL_GP_EXTG_FTE")
    if figure is None or figure.value is None:
        return "not available"
    return f"{rounded(figure.value, 1):,} ({content.workforce.practices_words})"


_MATTERS: tuple[tuple[str, Callable[[FrozenReport], str]], ...] = (
    ("Essentials met", lambda content: f"{content.met} of {len(content.coverage)}"),
    ("Initiatives live", lambda content: f"{content.live} of {len(content.initiatives)}"),
    (
        "People reached",
        lambda content: "not recorded" if content.people_reached is None else f"{content.people_reached:,}",
    ),
    ("Milestones late", lambda content: str(content.late_milestones)),
    ("Committed", lambda content: money.display(content.committed) if content.money else "not available"),
    ("Fully qualified GPs, full-time equivalent", _fte),
)


def _header(report: Report, plan: Plan, stamp: Stamp, on: date) -> Header:
    region = ancestors(report.system, on).get(OrganisationKind.REGION)
    quarter = Quarter.parse(report.quarter)
    return Header(
        system_code=report.system.code,
        system_name=report.system.name,
        region_name=region.name if region else "not known",
        quarter=quarter.code,
        quarter_label=quarter.label,
        version=stamp.version,
        frozen_at=stamp.frozen_at,
        frozen_by=stamp.frozen_by,
        verification_code=stamp.code,
        verify_url=stamp.verify_url,
        plan_status=plan.get_status_display(),
        made_up=plan.made_up,
        draft=stamp.draft,
    )


def _executive(report: Report, earlier: FrozenReport | None) -> Executive:
    change = rules.rag_change(earlier.executive.rag if earlier else "", report.rag)
    return Executive(report.rag, report.rag_reason, change, report.narrative)


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


def _coverage_row(row: Covered, initiatives: list[Initiative]) -> CoverageRow:
    by_id = {each.pk: plans.reference_of(each) for each in initiatives}
    return CoverageRow(
        code=row.essential.code,
        name=row.essential.name,
        level=row.essential.level,
        inherited=row.inherited,
        grade=row.grade.value,
        grade_label="Live, nobody reached yet" if row.waits_for_uptake else str(row.grade.label),
        standing=row.standing.value,
        initiatives=tuple(by_id[each.id] for each in row.initiatives),
        people_reached=row.people_reached,
    )


def _stages(initiatives: list[Initiative]) -> list[tuple[str, int]]:
    going = [row for row in initiatives if row.status != "stopped"]
    return [
        (str(stage.label), sum(stage.value in row.career_stages for row in going)) for stage in CareerStage
    ]


def _initiative(row: Initiative, committed: dict[str, Decimal], on: date) -> InitiativeRow:
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
        people_reached=row.reached,  # type: ignore[attr-defined]
        committed=committed.get(plans.money_code(row), Decimal("0.00")),
        milestones=tuple(_milestone(each, on) for each in row.milestones.all()),
    )


def _milestone(row: Milestone, on: date) -> MilestoneRow:
    return MilestoneRow(
        title=row.title,
        planned_on=row.planned_on.isoformat(),
        forecast_on=row.forecast_on.isoformat() if row.forecast_on else "",
        actual_on=row.actual_on.isoformat() if row.actual_on else "",
        moved_reason=row.moved_reason,
        days_late=max(0, days_late(plans.milestone_facts(row), on)),
    )


def _money(report: Report, plan: Plan) -> list[MoneyRow]:
    return [
        MoneyRow(
            programme=line.programme.name,
            ring_fenced=line.ring_fenced,
            allocated=line.amount,
            committed=line.committed,
            left=line.amount - line.committed,
        )
        for line in lines_of(report.system, plan.financial_year)
    ]


def _sources(period: str, plan: Plan, on: date) -> list[str]:
    workforce = f"General Practice Workforce, practice-level file, {period}" if period else ""
    found = [
        workforce,
        f"Plan for {plan.year_label}, {plan.get_status_display().lower()}, as recorded on {date_text(on)}",
        "Money lines as entered by the NHS England region, commitments as entered by the system",
        "Essentials and levels: GP retention toolkit (NHS England, 2019)",
        "People reached: management information recorded by initiatives, not for publication",
    ]
    return [text for text in found if text]
