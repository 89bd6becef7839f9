"""The charts of a report. Each title states the finding; a chart is left out when there is nothing to draw."""

from datetime import date

from action_plans.assurance.report import FrozenReport
from retention_portal.core.charts import Chart, Value, bar_chart, line_chart
from retention_portal.core.dates import Quarter
from retention_portal.core.nhsuk.figures import fte, plural, pounds

FEWEST_POINTS = 3


def as_of(report: FrozenReport) -> date:
    """The day that the facts stand for."""
    day = report.header.as_of or report.header.frozen_at[:10]
    return date.fromisoformat(day) if day else Quarter.parse(report.header.quarter).end


def coverage(report: FrozenReport) -> Chart:
    """How the essentials of each level stand."""
    rows = [(level, (level.met, level.gap, level.part)) for level in report.levels]
    gaps = sum(level.gap for level in report.levels)
    words = "; ".join(
        f"{level.name}: {level.met} met, {level.part} in part, {plural(level.gap, 'gap')}"
        for level, _ in rows
    )
    names = ("Met", "Gap", "In part")
    return bar_chart(
        title=f"{report.met} of {len(report.coverage)} essentials are met; {_gaps(gaps)}",
        summary=f"{words}.",
        x_label="Level",
        unit="essentials",
        series={
            name: {level.name: counts[place] for level, counts in rows} for place, name in enumerate(names)
        },
        source=f"plan of {report.header.system_name}",
        as_of=as_of(report),
    )


def _gaps(count: int) -> str:
    if not count:
        return "none is a gap"
    return f"{count} {'is a gap' if count == 1 else 'are gaps'}"


def workforce(report: FrozenReport) -> Chart | None:
    """Fully qualified full-time equivalents by month; None with fewer than three months."""
    points = [(point.label, point.value) for point in report.workforce.trend]
    known = [value for _, value in points if value is not None]
    if len(known) < FEWEST_POINTS:
        return None
    first, last = known[0], known[-1]
    way = "rose" if last > first else "fell" if last < first else "stayed"
    series: dict[str, dict[str, Value]] = {"Fully qualified GPs": dict(points)}
    return line_chart(
        title=f"Fully qualified GP time {way} from {fte(first)} to {fte(last)} full-time equivalents",
        summary=f"From {points[0][0]} to {points[-1][0]}, by month. Compare the same month of each year.",
        x_label="Month",
        unit="full-time equivalents",
        series=series,
        source="General Practice Workforce, NHS England",
        as_of=as_of(report),
        places=1,
        from_zero=False,
    )


def money(report: FrozenReport) -> Chart | None:
    """Allocated, committed and, where it is recorded, spent, by line; None without a line."""
    if not report.money:
        return None
    series: dict[str, dict[str, Value]] = {
        "Allocated": {row.programme: row.allocated for row in report.money},
        "Committed": {row.programme: row.committed for row in report.money},
    }
    if report.spent is not None:
        series["Spent"] = {row.programme: row.spent for row in report.money}
    return bar_chart(
        title=f"{pounds(report.committed)} of {pounds(report.allocated)} is committed",
        summary=f"{plural(len(report.money), 'line')} of money for the year.",
        x_label="Line",
        unit="pounds",
        series=series,
        source=f"money lines of {report.header.system_name}",
        as_of=as_of(report),
    )
