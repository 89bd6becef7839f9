"""The tables of a report in full, and the annexes that hold them."""

from collections.abc import Sequence

from action_plans.assurance.blocks import (
    Block,
    Cell,
    Items,
    Paragraph,
    Section,
    Subheading,
    Table,
    cells,
    columns,
)
from action_plans.assurance.report import FrozenReport
from action_plans.assurance.rows import InitiativeRow, RiskRow
from action_plans.assurance.wording import (
    STANDING_COLOURS,
    change_text,
    count_cell,
    day_cell,
    figure_cell,
    money_cell,
    people_cell,
    rag_cell,
)
from retention_portal.core.nhsuk.figures import number, percent, plural

LONG_BODY, LONG_CHANGES = 10, 12


def annexes(report: FrozenReport) -> tuple[Section, ...]:
    """What stands after the body. Annexes C and D are there only when the body could not hold them."""
    found = [
        Section("annex-a", f"Annex A: the {len(report.coverage)} essentials", _annex_a(report), True),
        Section("annex-b", "Annex B: initiatives and milestones", _annex_b(report), True),
    ]
    if in_full := _annex_c(report):
        found.append(Section("annex-c", "Annex C: risks and contributors in full", in_full, True))
    if len(report.changes) > LONG_CHANGES:
        found.append(Section("annex-d", "Annex D: every change", (changes_table(report),), True))
    return tuple(found)


def full_tables(report: FrozenReport) -> tuple[Table, ...]:
    """Every table that has a row, in full: what the pack of CSV files and the API hold."""
    found = (
        workforce_table(report),
        essentials_table(report),
        levels_table(report),
        checklist_table(report),
        initiatives_table(report),
        milestones_table(report),
        period_table(report),
        updates_table(report),
        money_table(report),
        risk_table(report.risks),
        consulted_table(report),
        changes_table(report),
    )
    return tuple(table for table in found if table.rows)


def workforce_table(report: FrozenReport) -> Table:
    """The measures of the latest month, then full-time equivalents by role."""
    block = report.workforce
    rows = tuple(
        cells(
            Cell(figure.label, figure.basis if figure.value is None else ""),
            figure_cell(figure, figure.value),
            figure_cell(figure, figure.year_before),
            change_text(figure),
            Cell(number(figure.practices_reporting), raw=figure.practices_reporting),
        )
        for figure in (*block.figures, *block.roles)
    )
    heads = columns(
        *("Measure", "Now", "A year before", "Change", "Practices reporting"), numeric=(1, 2, 3, 4)
    )
    return Table("workforce", f"Workforce, {block.period_label}", heads, rows)


def levels_table(report: FrozenReport) -> Table:
    """Essentials and initiatives by level."""
    heads = columns(
        "Level", "Met", "Part", "Gap", "Initiatives", "Live", "Planned", numeric=(1, 2, 3, 4, 5, 6)
    )
    rows = tuple(
        cells(level.name, *(Cell(str(count), raw=count) for count in counts))
        for level in report.levels
        for counts in [
            (level.met, level.part, level.gap, level.initiatives, level.live, level.planned),
        ]
    )
    return Table("levels", "Essentials and initiatives by level", heads, rows)


def essentials_table(report: FrozenReport) -> Table:
    """Each essential with its standing."""
    heads = columns(
        *("Essential", "Standing", "Grade", "Initiatives", "People reached"),
        numeric=(4,),
        widths=("wide", "narrow", "mid", "mid", "narrow"),
    )
    rows = tuple(
        cells(
            Cell(row.name, f"{row.code}{', inherited' if row.inherited else ''}"),
            Cell(row.standing.capitalize(), colour=STANDING_COLOURS[row.standing]),
            row.grade_label,
            ", ".join(row.initiatives) or "none",
            count_cell(row.people_reached) if row.initiatives else Cell("–", raw=""),
        )
        for row in report.coverage
    )
    return Table("essentials", f"The {len(report.coverage)} essentials", heads, rows)


def checklist_table(report: FrozenReport) -> Table:
    """The questions of the toolkit's checklist, with evidence."""
    heads = columns("Question", "Answer", "Evidence", widths=("wide", "mid", "mid"))
    rows = tuple(
        cells(Cell(row.question, row.code), Cell(row.answer or "Not answered", row.note), row.evidence or "–")
        for row in report.checklist
    )
    return Table("checklist", f"The {len(rows)} questions of the toolkit’s checklist", heads, rows)


def initiatives_table(report: FrozenReport) -> Table:
    """Every initiative."""
    heads = columns(
        *("Initiative", "Reference", "Level", "State", "Rating and why", "People reached", "Committed"),
        numeric=(5, 6),
        widths=("mid", "mid", "mid", "narrow", "wide", "narrow", "narrow"),
    )
    rows = tuple(
        cells(
            row.title,
            row.reference,
            row.level,
            row.status,
            rag_cell(row.rag, row.rag_reason),
            people_cell(row),
            money_cell(row.committed),
        )
        for row in report.initiatives
    )
    return Table("initiatives", "All initiatives", heads, rows)


def milestones_table(report: FrozenReport) -> Table:
    """Every milestone."""
    heads = columns(
        *("Milestone", "Planned", "Now expected", "Reached", "Why it moved"),
        widths=("wide", "mid", "mid", "mid", "mid"),
    )
    rows = tuple(
        cells(
            Cell(step.title, f"{row.title} ({row.reference})"),
            day_cell(step.planned_on),
            day_cell(step.forecast_on, "as planned"),
            Cell(
                day_cell(step.actual_on, "not yet").text,
                f"{plural(step.days_late, 'day')} late" if step.days_late else "",
                raw=step.actual_on,
            ),
            step.moved_reason or "–",
        )
        for row in report.initiatives
        for step in row.milestones
    )
    return Table("milestones", "Milestones", heads, rows)


def period_table(report: FrozenReport) -> Table:
    """The milestones that the quarter moved, added or made due."""
    heads = columns(
        *("Milestone", "In the quarter", "Planned", "Expected or reached", "Where it stands"),
        widths=("wide", "mid", "mid", "mid", "mid"),
    )
    rows = tuple(
        cells(
            Cell(row.title, f"{row.initiative} ({row.reference})"),
            row.movement,
            day_cell(row.planned_on),
            day_cell(row.expected_on),
            Cell(f"{row.state[:1].upper()}{row.state[1:]}", row.reason),
        )
        for row in report.period
    )
    return Table("milestones_of_the_quarter", "Milestones of the quarter", heads, rows)


def updates_table(report: FrozenReport) -> Table:
    """What was written on the initiatives within the quarter."""
    heads = columns(
        "Initiative", "Written", "Update", "Rating and why", widths=("mid", "narrow", "wide", "wide")
    )
    rows = tuple(
        cells(
            Cell(row.title, row.reference),
            day_cell(each.written_on),
            each.text,
            rag_cell(each.rag, each.rag_reason),
        )
        for row in report.initiatives
        for each in row.updates
    )
    return Table("updates", "Updates written in the quarter", heads, rows)


def money_table(report: FrozenReport) -> Table:
    """Every line, then all lines together."""
    heads = columns(
        *("Line", "Allocated", "Committed", "Spent", "Forecast of the year", "Forecast less allocation"),
        numeric=(1, 2, 3, 4, 5),
    )
    rows = [
        cells(
            Cell(
                row.programme,
                ". ".join(filter(None, ("Ring-fenced" if row.ring_fenced else "", row.slippage))),
            ),
            money_cell(row.allocated),
            money_cell(row.committed),
            money_cell(row.spent),
            Cell(money_cell(row.forecast).text, row.basis, raw=row.forecast),
            Cell(money_cell(row.variance).text, _share(row.variance, row.allocated), raw=row.variance),
        )
        for row in report.money
    ]
    if rows:
        whole = None if report.forecast is None else report.forecast - report.allocated
        rows.append(
            cells(
                "All lines",
                money_cell(report.allocated),
                money_cell(report.committed),
                money_cell(report.spent),
                money_cell(report.forecast),
                Cell(money_cell(whole).text, _share(whole, report.allocated), raw=whole),
            )
        )
    return Table("money", "Money by line", heads, tuple(rows))


def _share(variance: object, allocated: object) -> str:
    if variance is None or not allocated:
        return ""
    return percent(variance / allocated, 1)  # type: ignore[operator]


def risk_table(rows: Sequence[RiskRow]) -> Table:
    """Risks with their three scores, gravest first."""
    heads = columns(
        *("Risk", "Before", "Now", "Aim", "Trend", "What is done about it"),
        numeric=(1, 2, 3),
        widths=("mid", "slim", "narrow", "slim", "narrow", "wide"),
    )
    found = tuple(
        cells(
            Cell(row.title, f"{row.reference}, {row.owner}{', closed' if row.status == 'Closed' else ''}"),
            Cell(str(row.before), raw=row.before),
            Cell(str(row.now), row.band, raw=row.now),
            Cell(
                "–" if row.target is None else str(row.target), raw="" if row.target is None else row.target
            ),
            Cell(row.trend, row.proximity),
            row.mitigation or "Nothing is written yet",
        )
        for row in rows
    )
    return Table("risks", "Risks, gravest first", heads, found)


def consulted_table(report: FrozenReport) -> Table:
    """Who was consulted, and how we work with them."""
    heads = columns("Who", "Suggested contributor", "How we work with them", widths=("mid", "mid", "wide"))
    rows = tuple(
        cells(Cell(row.name, row.reference), row.contributor or "–", row.approach or "Not written yet")
        for row in report.consulted
    )
    return Table("consulted", "Who was consulted", heads, rows)


def changes_table(report: FrozenReport) -> Table:
    """Every figure and text that differs from the last version."""
    heads = columns("What", "Was", "Is now", widths=("wide", "wide", "wide"))
    rows = tuple(cells(row.matter, row.before or "–", row.now or "–") for row in report.changes)
    caption = f"Compared with version {report.header.version - 1}"
    return Table("changes", caption, heads, rows)


def _annex_a(report: FrozenReport) -> tuple[Block, ...]:
    checklist = checklist_table(report)
    return (essentials_table(report), *((checklist,) if checklist.rows else ()))


def _annex_b(report: FrozenReport) -> tuple[Block, ...]:
    found: list[Block] = []
    if len(report.initiatives) > 15:
        found.append(initiatives_table(report))
    milestones = milestones_table(report)
    found.append(milestones if milestones.rows else Paragraph("No milestone is recorded."))
    if len(report.period) > LONG_BODY:
        found.append(period_table(report))
    for row in report.initiatives:
        found += _initiative(row)
    return tuple(found)


def _initiative(row: InitiativeRow) -> tuple[Block, ...]:
    facts = [f"{row.summary.rstrip('.')}.", f"{row.area}.", f"{row.level}."]
    if row.career_stages:
        facts.append(f"For: {', '.join(row.career_stages)}.")
    if row.essentials:
        facts.append(f"Helps with {', '.join(row.essentials)}.")
    if row.outcome_measure:
        facts.append(f"How we will know: {row.outcome_measure}")
    if row.status_reason:
        facts.append(f"{row.status}: {row.status_reason}")
    updates = tuple(f"{day_cell(each.written_on).text}, {each.rag}: {each.text}" for each in row.updates)
    return (
        Subheading(f"{row.title} ({row.reference})"),
        Paragraph(" ".join(facts)),
        *((Items(updates),) if updates else ()),
    )


def _annex_c(report: FrozenReport) -> tuple[Block, ...]:
    closed = any(row.status == "Closed" for row in report.risks)
    found: list[Block] = []
    if closed or len(report.risks) > LONG_BODY:
        found.append(risk_table(report.risks))
    if len(report.consulted) > LONG_BODY:
        found.append(consulted_table(report))
    return tuple(found)
