"""The charts of a profile: each made from the same figures as the page, its title the finding."""

import hashlib
from collections.abc import Callable
from decimal import Decimal

from django.core.cache import cache

from retention_portal.core import charts
from retention_portal.core.charts import Chart
from workforce.extracts.measures import AGE_BANDS, BY_FIELD
from workforce.profile import wording
from workforce.profile.overview import Overview
from workforce.profile.rules import AGE_BY_FTE_SINCE, SHARE_55

SOURCE = "General Practice Workforce, NHS England"
TREND_MONTHS = 60


def ages(shown: Overview) -> Chart | None:
    """GPs by age band: FTE since January 2023; before that the headcount, for a practice only."""
    now = shown.now
    unit = "FTE" if now.period.code >= AGE_BY_FTE_SINCE else "HC"
    figures = {band: now[f"TOTAL_GP_{unit}_{band}"] for band in AGE_BANDS}
    if all(figure.is_missing for figure in figures.values()):
        return None
    share, words = now[SHARE_55], wording.UNIT_WORDS["fte" if unit == "FTE" else "headcount"]
    title = (
        f"{wording.percent(share.value)} of GP time is given by GPs aged 55 and over"
        if unit == "FTE" and share.value is not None
        else "GPs by age band"
    )
    return charts.bar_chart(
        title=title,
        summary=f"{title}, in {shown.organisation.name}, {now.period.label}{wording.extent(now)}.",
        x_label="Age band",
        unit=words,
        series={"GPs": {_band(band, unit): figure.value for band, figure in figures.items()}},
        source=_source(shown),
        as_of=now.period.end,
        places=1 if unit == "FTE" else 0,
    )


def _band(band: str, unit: str) -> str:
    label = BY_FIELD[f"TOTAL_GP_{unit}_{band}"].label
    return label.removeprefix("GPs aged ").removeprefix("GPs whose ").capitalize()


def trend(shown: Overview) -> Chart | None:
    """Qualified permanent GP FTE by month, when there are two months or more."""
    months = {code: month for code, month in shown.months.items() if code <= shown.now.period.code}
    points: dict[str, int | Decimal | None] = {
        month.period.label: month["TOTAL_GP_EXTGL_FTE"].value
        for month in list(months.values())[-TREND_MONTHS:]
    }
    known = [value for value in points.values() if value is not None]
    if len(known) < 2:
        return None
    first, last = known[0], known[-1]
    moved = wording.change_words(last - first, "FTE")
    return charts.line_chart(
        title=f"Qualified permanent GP time: {moved} since {next(iter(points))}",
        summary=f"From {wording.number(first, 1)} to {wording.number(last, 1)} FTE in {shown.organisation.name}.",
        x_label="Month",
        unit="FTE",
        series={"Qualified permanent GPs": points},
        source=_source(shown),
        as_of=shown.now.period.end,
        places=1,
        from_zero=False,
    )


CHARTS: dict[str, Callable[[Overview], Chart | None]] = {"ages": ages, "trend": trend}


def drawn(chart: Chart, key: str, kind: str) -> bytes:
    """The picture as SVG or PNG, kept by the versions it was made of, which never change."""
    name = f"workforce-chart:{key}:{kind}"
    found = cache.get(name)
    if found is None:
        found = charts.png(chart) if kind == "png" else charts.svg(chart).encode()
        cache.set(name, found)
    return bytes(found)


def cache_key(shown: Overview, name: str) -> str:
    """Names the organisation, the month and every version that a chart may draw on."""
    versions = "-".join(str(month.version.pk) for month in shown.months.values())
    return f"{shown.organisation.code}:{shown.now.period}:{name}:{hashlib.sha256(versions.encode()).hexdigest()[:16]}"


def _source(shown: Overview) -> str:
    generated = "Generated demonstration figures, " if shown.version.generated else ""
    return f"{generated}{SOURCE}, {shown.version.code}"
