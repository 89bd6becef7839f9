"""The charts of a profile: each made from the same figures as the page, its title the finding."""

import hashlib
from collections.abc import Callable
from decimal import Decimal

from django.core.cache import cache

from retention_portal.core import charts
from retention_portal.core.charts import Chart
from retention_portal.core.dates import Month
from retention_portal.core.nhsuk.figures import plural
from retention_portal.organisations.statuses import OrganisationKind
from workforce.extracts.measures import AGE_BANDS, BY_FIELD
from workforce.profile import rules, wording
from workforce.profile.overview import Overview, beside
from workforce.profile.queries import FigureSet
from workforce.profile.rules import AGE_BY_FTE_SINCE, BAND_HEADCOUNTS, PATIENTS_PER_FTE, SHARE_55, Number

SOURCE = "General Practice Workforce, NHS England"
TREND_MONTHS = 60
_PERMANENT, _PERMANENT_FTE = "Qualified permanent GPs", "TOTAL_GP_EXTGL_FTE"
_TREND = {"Fully qualified GPs": "TOTAL_GP_EXTG_FTE", _PERMANENT: _PERMANENT_FTE}


def ages(shown: Overview) -> Chart | None:
    """GPs by age band: FTE since January 2023; before that people, counted at each practice."""
    now = shown.now
    by_time = now.period.code >= AGE_BY_FTE_SINCE
    if by_time:
        figures = {band: now[f"TOTAL_GP_FTE_{band}"] for band in AGE_BANDS}
    elif now.source.is_practice:
        figures = {band: now[f"TOTAL_GP_HC_{band}"] for band in AGE_BANDS}
    else:
        figures = dict(zip(AGE_BANDS, (now[field] for field in BAND_HEADCOUNTS), strict=True))
    if all(figure.is_missing for figure in figures.values()):
        return None
    twice = "" if by_time or now.source.is_practice else " A GP at two practices counts twice."
    title = _age_title(shown) if by_time else "GPs by age band, counted at each practice"
    return charts.bar_chart(
        title=title,
        summary=f"{title}, in {shown.organisation.name}, {now.period.label}{wording.extent(now)}.{twice}",
        x_label="Age band",
        unit=wording.UNIT_WORDS["fte" if by_time else "headcount"] + wording.extent(now),
        series={"GPs": {_band(band): one.value for band, one in figures.items()}},
        source=_source(shown),
        as_of=now.period.end,
        places=1 if by_time else 0,
    )


def _age_title(shown: Overview) -> str:
    share = shown.now[SHARE_55].value
    if share is None:
        return "GPs by age band"
    title = f"{wording.percent(share)} of GP time is given by GPs aged 55 and over"
    england = shown.above[-1] if shown.above and not shown.version.is_partial else None
    if (
        england is None
        or england.organisation.kind != OrganisationKind.NATION
        or england[SHARE_55].is_missing
    ):
        return title
    return f"{title}, {wording.percent(england[SHARE_55].value)} in England"


def _band(band: str) -> str:
    label = BY_FIELD[f"TOTAL_GP_HC_{band}"].label
    return label.removeprefix("GPs aged ").removeprefix("GPs whose ").capitalize()


def trend(shown: Overview) -> Chart | None:
    """Fully qualified and qualified permanent GP FTE by month, when there are two months or more that compare.

    A month that is not here, or whose extract holds other practices, is a gap.
    """
    months = _months(shown)
    held = {code: one for code, one in months.items() if one is not None}
    series = {
        label: {Month.parse(code).label: one[field].value if one else None for code, one in months.items()}
        for label, field in _TREND.items()
    }
    if len([value for value in series[_PERMANENT].values() if value is not None]) < 2:
        return None
    title, summary = _trend_words(shown, held)
    return charts.line_chart(
        title=title,
        summary=f"{summary}{_left_out(shown, months)}",
        x_label="Month",
        unit=f"FTE{wording.extent(shown.now)}",
        series=series,
        source=_source(shown),
        as_of=shown.now.period.end,
        places=1,
        from_zero=False,
    )


def _months(shown: Overview) -> dict[str, FigureSet | None]:
    """Every month from the first of the last sixty to the one shown; None where there is nothing to compare."""
    last = shown.now.period
    window = [last.shifted(-back).code for back in reversed(range(TREND_MONTHS))]
    first = min(code for code in shown.months if code >= window[0])
    return {code: _comparable(shown, code) for code in window if code >= first}


def _comparable(shown: Overview, code: str) -> FigureSet | None:
    one, now = shown.months.get(code), shown.now
    if one is None or one.version.layout != now.version.layout:
        return None
    same_extent = one.extent == now.extent
    return one if same_extent else None


def _trend_words(shown: Overview, held: dict[str, FigureSet]) -> tuple[str, str]:
    """Title and summary on the earliest same month of an earlier year: other months differ by the season."""
    now, name = shown.now, shown.organisation.name
    same_month = [code for code in held if code[5:] == now.period.code[5:] and code != now.period.code]
    first = next((held[code] for code in same_month if held[code][_PERMANENT_FTE].value is not None), None)
    value = now[_PERMANENT_FTE].value
    if first is None or value is None:
        summary = (
            f"{name}: no {now.period.label.split()[0]} of an earlier year is here to compare with,"
            " and other months differ by the season."
        )
        return f"Qualified permanent GP time in {len(held)} months to {now.period.label}", summary
    earlier = first[_PERMANENT_FTE].value
    assert earlier is not None
    summary = (
        f"From {wording.number(earlier, 1)} to {wording.number(value, 1)} FTE in {name}"
        f"{wording.extent(now)}; GP figures came from {first.practices_reporting:,} of {first.practices:,}"
        f" practices then and from {now.practices_reporting:,} of {now.practices:,} now."
    )
    moved = wording.change_words(value - earlier, "FTE")
    return f"Qualified permanent GP time: {moved} on {first.period.label}", summary


def _left_out(shown: Overview, months: dict[str, FigureSet | None]) -> str:
    other = [code for code, one in months.items() if one is None and code in shown.months]
    if not other:
        return ""
    return f" Left out because their files hold other practices: {plural(len(other), 'month')}."


def around(shown: Overview) -> Chart | None:
    """Patients for each full-time fully qualified GP here and in the places around."""
    places = _bars(shown)
    if len(places) < 2 or shown.now[PATIENTS_PER_FTE].is_missing:
        return None
    title = _around_title(shown)
    counted = " (in brackets: practices in this extract)" if shown.version.is_partial else ""
    return charts.bar_chart(
        title=title,
        summary=f"{title}, {shown.now.period.label}{wording.extent(shown.now)}.",
        x_label="Place",
        unit=f"patients per FTE{counted}",
        series={"Patients per fully qualified GP FTE": places},
        source=_source(shown),
        as_of=shown.now.period.end,
    )


def _bars(shown: Overview) -> dict[str, Number | None]:
    """A bar for each place by its short name; its practices behind it in an extract, its code behind a name twice."""
    bars: dict[str, Number | None] = {}
    for one in beside(shown):
        name = wording.short_name(one.organisation.name)
        label = f"{name} ({one.practices:,})" if one.extent else name
        bars[f"{label} {one.organisation.code}" if label in bars else label] = one[PATIENTS_PER_FTE].value
    return bars


def _around_title(shown: Overview) -> str:
    """England by its widest difference; another place against the widest place around it that is no extract."""
    name, value = shown.organisation.name, shown.now[PATIENTS_PER_FTE].value
    known = [one for one in beside(shown)[1:] if one[PATIENTS_PER_FTE].value is not None]
    if value is None or not known or shown.version.is_partial:
        return f"Patients for each full-time fully qualified GP in {name} and around"
    if not shown.above:
        most = max(known, key=lambda one: one[PATIENTS_PER_FTE].value or 0)
        least = min(known, key=lambda one: one[PATIENTS_PER_FTE].value or 0)
        return (
            f"{wording.value_of(most[PATIENTS_PER_FTE])} patients for each full-time fully qualified GP"
            f" in {most.organisation.name}, {wording.value_of(least[PATIENTS_PER_FTE])} in {least.organisation.name}"
        )
    return _against(name, value, known[-1])


def _against(name: str, value: Number, other: FigureSet) -> str:
    """ "NHS Devon has 12.4% more patients for each full-time fully qualified GP than England"."""
    part = rules.ratio(value, other[PATIENTS_PER_FTE].value) or Decimal(1)
    points, what = abs(part - 1) * 100, "for each full-time fully qualified GP"
    if points < Decimal("0.05"):
        return f"{name} has as many patients {what} as {other.organisation.name}"
    size = f"{wording.number(points, 1)}% {'more' if part > 1 else 'fewer'}"
    return f"{name} has {size} patients {what} than {other.organisation.name}"


CHARTS: dict[str, Callable[[Overview], Chart | None]] = {"trend": trend, "around": around, "ages": ages}


def drawn(chart: Chart, key: str, kind: str) -> bytes:
    """The picture as SVG or PNG, kept by the versions it was made of, which never change."""
    name = f"workforce-chart:{key}:{kind}"
    found = cache.get(name)
    if found is None:
        found = charts.png(chart) if kind == "png" else charts.svg(chart).encode()
        cache.set(name, found)
    return bytes(found)


def cache_key(shown: Overview, name: str) -> str:
    """Names the organisation, the month and every version that a chart may draw on; a version never changes."""
    versions = "-".join(
        f"{one.version.pk}@{one.version.published_at}" for one in [*shown.months.values(), *beside(shown)]
    )
    return f"{shown.organisation.code}:{shown.now.period}:{name}:{hashlib.sha256(versions.encode()).hexdigest()[:16]}"


def _source(shown: Overview) -> str:
    generated = "Generated demonstration figures, " if shown.version.generated else ""
    return f"{generated}{SOURCE}, {shown.version.code}{wording.extent(shown.now)}"
