"""Gather the facts of a report from plan, money and workforce into one frozen dataclass. Writes nothing."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from action_plans.assurance import assembly_plan as from_plan
from action_plans.assurance import findings, rules
from action_plans.assurance.models import Report
from action_plans.assurance.queries import (
    content_of,
    latest_version,
    milestones_added,
    report_before,
    required_steps,
)
from action_plans.assurance.report import SCHEMA, FrozenReport
from action_plans.assurance.rows import (
    Ask,
    Box,
    Executive,
    Header,
    InitiativeRow,
    MoneyRow,
    PeriodRow,
    Position,
)
from action_plans.assurance.rules_words import Update
from action_plans.assurance.statuses import WHO_SIGNS, NarrativeBox, ReportStatus
from action_plans.assurance.workforce import workforce_of
from action_plans.funding.models import AllocationLine
from action_plans.funding.queries import committed_by_code, lines_of
from action_plans.funding.queries import positions as money_positions
from action_plans.funding.rules import Position as LinePosition
from action_plans.plans import queries as plans
from action_plans.plans.models import Initiative, Plan
from action_plans.plans.queries_registers import risks_of, stakeholders_of
from action_plans.plans.rules import reference
from action_plans.plans.rules_risks import bands_sentence
from action_plans.toolkit.queries import contributors
from retention_portal.core import money
from retention_portal.core.dates import LONDON, Quarter, date_text
from retention_portal.core.refusals import Refused
from retention_portal.core.rounding import rounded
from retention_portal.core.suppression import RULE_VERSION
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


def updates_for_words(plan: Plan, quarter: Quarter) -> list[Update]:
    """The updates of a quarter as they are brought into the boxes, oldest first. Two statements."""
    code = plan.organisation.code
    return [
        Update(
            reference=reference(code, plan.financial_year, row.initiative.number),
            title=row.initiative.title,
            written_on=row.written_at.astimezone(LONDON).date(),
            text=row.text,
            rag=row.rag,
        )
        for row in plans.updates_between(plan, quarter.start, quarter.end)
    ]


def assemble(report: Report, stamp: Stamp, on: date) -> FrozenReport:
    """The whole report as it stands on a day, without the comparison with an earlier version."""
    plan = plan_for(report)
    earlier = _earlier(report)
    content = _gathered(report, plan, stamp, earlier, on)
    quarter = Quarter.parse(report.quarter)
    silent = sum(not row.updates for row in content.initiatives)
    return replace(
        content,
        positions=tuple(positions(earlier, content)),
        exceptions=findings.exceptions(content),
        quality=findings.quality(content, quarter, silent),
    )


def _gathered(
    report: Report, plan: Plan, stamp: Stamp, earlier: FrozenReport | None, on: date
) -> FrozenReport:
    initiatives = plans.with_everything(plan)
    covered = plans.coverage_of(plan, initiatives, on)
    workforce = workforce_of(report.system)
    return FrozenReport(
        schema=SCHEMA,
        header=_header(report, plan, stamp, on),
        executive=_executive(report, earlier),
        positions=(),
        workforce=workforce,
        levels=from_plan.levels_of(covered, initiatives),
        coverage=from_plan.coverage_rows(covered, initiatives),
        stages=from_plan.stages_of(initiatives),
        initiatives=_initiatives(report, plan, initiatives, on),
        money=_money(report, plan, on),
        boxes=_boxes(report),
        asks=tuple(Ask(line.strip()) for line in report.asks.splitlines() if line.strip()),
        steps=tuple(WHO_SIGNS[ReportStatus(step)] for step in required_steps(report.system, on)),
        changes=(),
        sources=tuple(_sources(workforce.period_label, plan, on)),
        correction_reason=report.correction_reason,
        period=_period(report, plan, initiatives, earlier, on),
        risks=tuple(from_plan.risk_row(row) for row in risks_of(plan)),
        risk_note=bands_sentence(),
        consulted=tuple(from_plan.consulted_row(row) for row in stakeholders_of(plan)),
        contributors_of=contributors(on).count(),
        checklist=from_plan.checklist_rows(plan, on),
        suppression=RULE_VERSION if any(map(from_plan.is_small, initiatives)) else "",
    )


def _boxes(report: Report) -> tuple[Box, ...]:
    texts = [(box, report.words.get(box.value, "").strip()) for box in NarrativeBox]
    return tuple(Box(box.value, box.label, text) for box, text in texts if text)


def _initiatives(
    report: Report, plan: Plan, initiatives: list[Initiative], on: date
) -> tuple[InitiativeRow, ...]:
    quarter = Quarter.parse(report.quarter)
    committed = committed_by_code(plans.money_code(row) for row in initiatives)
    updates = plans.updates_between(plan, quarter.start, quarter.end)
    return tuple(
        from_plan.initiative_row(
            row, committed, [each for each in updates if each.initiative_id == row.pk], on
        )
        for row in initiatives
    )


def _period(
    report: Report, plan: Plan, initiatives: list[Initiative], earlier: FrozenReport | None, on: date
) -> tuple[PeriodRow, ...]:
    steps = [step.pk for row in initiatives for step in row.milestones.all()]
    quarter = Quarter.parse(report.quarter)
    return from_plan.period_rows(plan, initiatives, quarter, earlier, milestones_added(steps), on)


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
        as_of=on.isoformat(),
    )


def _executive(report: Report, earlier: FrozenReport | None) -> Executive:
    change = rules.rag_change(earlier.executive.rag if earlier else "", report.rag)
    return Executive(report.rag, report.rag_reason, change, report.narrative)


def _money(report: Report, plan: Plan, on: date) -> tuple[MoneyRow, ...]:
    lines = list(lines_of(report.system, plan.financial_year))
    standing = money_positions(lines, on)
    return tuple(_line(line, standing[line.pk]) for line in lines)


def _line(line: AllocationLine, standing: LinePosition) -> MoneyRow:
    stated = standing.stated is not None
    return MoneyRow(
        programme=line.programme.name,
        ring_fenced=line.ring_fenced,
        allocated=standing.allocated,
        committed=standing.committed,
        left=standing.left,
        spent=standing.spent or None,  # nothing was entered: not available, which is not £0
        forecast=standing.outturn,
        basis="as stated" if stated else "all that is committed",
        slippage=standing.stated_why if stated else "",
        rag=standing.rag,
    )


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
