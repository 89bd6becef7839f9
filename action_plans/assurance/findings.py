"""What a board should not have to look for: what is off track, and how far the figures can be trusted. Pure."""

from collections.abc import Iterator
from decimal import Decimal

from action_plans.assurance.report import FrozenReport
from action_plans.assurance.rows import InitiativeRow, MoneyRow
from retention_portal.core import money
from retention_portal.core.dates import Month, Quarter

LATE_DAYS = 56  # handbook 4.3: red is more than 8 weeks
OFF_BY = Decimal("0.1")  # handbook 4.3: red is more than 10% off


def exceptions(report: FrozenReport) -> tuple[str, ...]:
    """What is off track by the handbook's own limits (4.3, 4.4), a sentence each, gravest kinds first."""
    found: list[str] = []
    for row in report.initiatives:
        found += _of_initiative(row)
    for line in report.money:
        found += _of_line(line)
    found += [
        f"{risk.reference}, {risk.title}: scored {risk.now} of 25, {risk.band.lower()}."
        for risk in report.risks
        if risk.band == "Extreme" and risk.status == "Open"
    ]
    return tuple(found)


def _of_initiative(row: InitiativeRow) -> Iterator[str]:
    if row.status in ("Stopped", "Completed"):
        return
    if row.rag == "red":
        yield f"{row.reference}, {row.title}: rated red. {row.rag_reason}"
    late = [step for step in row.milestones if step.days_late > LATE_DAYS]
    for step in late:
        yield f"{row.reference}, {row.title}: “{step.title}” is {step.days_late} days late."
    if row.rag in ("green", "blue") and row.hint in ("amber", "red"):
        yield f"{row.reference}, {row.title}: rated {row.rag}, while its dates suggest {row.hint}."


def _of_line(line: MoneyRow) -> Iterator[str]:
    if line.variance is None or not line.allocated or abs(line.variance) <= line.allocated * OFF_BY:
        return
    share = abs(line.variance) / line.allocated * 100
    side = "below" if line.variance < 0 else "above"
    why = f" {line.slippage}" if line.slippage else ""
    yield (
        f"{line.programme}: the forecast is {money.display(abs(line.variance))} ({share:.0f}%) {side} "
        f"the allocation.{why}"
    )


def quality(report: FrozenReport, quarter: Quarter, silent: int) -> tuple[str, ...]:
    """What a reader must know before trusting the figures. `silent` initiatives have no update in the quarter."""
    return (*_of_workforce(report, quarter), *_of_plan(report, silent), *_of_money(report))


def _of_workforce(report: FrozenReport, quarter: Quarter) -> Iterator[str]:
    block = report.workforce
    if block.missing:
        yield block.missing
        return
    if block.generated:
        yield "The workforce figures are generated for the demonstration; they are those of no real place."
    if block.extract:
        yield f"The workforce figures hold {block.practices_words}, not the whole system."
    if block.practices_missing:
        yield f"{block.practices_missing:,} of the practices gave no valid GP figures."
    behind = _months_between(Month.parse(block.period), quarter.months[2])
    if behind > 0:
        yield (
            f"The newest published month is {block.period_label}, {behind} "
            f"{'month' if behind == 1 else 'months'} before the end of the quarter."
        )


def _months_between(first: Month, last: Month) -> int:
    return (last.start.year - first.start.year) * 12 + last.start.month - first.start.month


def _of_plan(report: FrozenReport, silent: int) -> Iterator[str]:
    going = [row for row in report.initiatives if row.status == "Live"]
    uncounted = sum(row.people_reached is None and not row.people_text for row in going)
    if uncounted:
        yield f"{uncounted} of {len(going)} live initiatives have not counted the people they reach."
    if silent:
        yield f"{silent} of {len(report.initiatives)} initiatives have no update written within the quarter."
    unrated = sum(not row.rag for row in report.initiatives)
    if unrated:
        yield f"{unrated} of {len(report.initiatives)} initiatives carry no rating."


def _of_money(report: FrozenReport) -> Iterator[str]:
    if not report.money:
        yield "No allocation is entered for this year, so nothing is said about money."
        return
    if report.spent is None:
        yield "Spend is not recorded on any line: not available, which is not £0."
    if report.forecast is None:
        yield "Not every line has a forecast, so no outturn of the year is given."
