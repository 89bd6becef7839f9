"""The parts of a profile page as plain lists for the template, each made from figures."""

from typing import Any

from django.urls import reverse

from workforce.extracts.measures import GP_ROLES, SOURCES
from workforce.profile import pictures, wording
from workforce.profile.overview import Overview
from workforce.profile.queries import FigureSet
from workforce.profile.rules import (
    PARTICIPATION,
    PATIENTS_PER_FTE,
    PRACTICE_LEVEL_HEADCOUNT,
    SHARE_55,
    Figure,
)

Cell = str | dict[str, Any] | None
_TILES = (
    ("TOTAL_GP_EXTG_FTE", "fully qualified GPs (FTE)"),
    ("TOTAL_GP_EXTGL_FTE", "qualified permanent GPs (FTE)"),
    ("TOTAL_GP_FTE", "all GPs, with trainees (FTE)"),
    ("TOTAL_GP_RET_FTE", "on the retention scheme (FTE)"),
    (PATIENTS_PER_FTE, "patients for each full-time fully qualified GP"),
    (SHARE_55, "of GP time given by GPs aged 55 and over"),
    ("TOTAL_PATIENTS", "registered patients"),
)
_COMPARED = (PATIENTS_PER_FTE, SHARE_55, PARTICIPATION)


def tiles(shown: Overview) -> list[dict[str, Any]]:
    """The main figures with their change on the same month a year before."""
    return [
        {
            "field": field,
            "value": wording.value_of(shown.now[field]),
            "unit": unit,
            "change": wording.change_on(shown.now[field], shown.year_before),
            "basis": _basis(shown.now[field]),
        }
        for field, unit in _TILES
    ]


def _basis(figure: Figure) -> str | None:
    if figure.is_missing:
        return figure.why_missing
    return f"{figure.practices_missing} of the practices missing" if figure.practices_missing else None


def roles(now: FigureSet) -> list[list[Cell]]:
    """Role, FTE and, for a practice, headcount. Above a practice headcount is left out: see the note."""
    rows: list[list[Cell]] = []
    for role in GP_ROLES:
        hours, heads = now[f"TOTAL_GP_{role}_FTE"], now[f"TOTAL_GP_{role}_HC"]
        rows.append([hours.label, _cell(hours), *([_cell(heads)] if now.source.is_practice else [])])
    total = now["TOTAL_GP_FTE"]
    rows.append(["All GPs", _cell(total), *([_cell(now["TOTAL_GP_HC"])] if now.source.is_practice else [])])
    return rows


def sexes(now: FigureSet) -> list[list[Cell]]:
    """All, fully qualified and qualified permanent GPs, women and men, in FTE."""
    return [
        [
            words,
            _cell(now[f"FEMALE_GP_{stem}FTE"]),
            _cell(now[f"MALE_GP_{stem}FTE"]),
            _cell(now[f"TOTAL_GP_{stem}FTE"]),
        ]
        for stem, words in (("", "All GPs"), ("EXTG_", "Fully qualified"), ("EXTGL_", "Qualified permanent"))
    ]


def staff(now: FigureSet) -> list[list[Cell]]:
    """Nurses, direct patient care and administrative staff: FTE, and practices that gave it."""
    rows: list[list[Cell]] = []
    for group in SOURCES:
        if group != "gp":
            figure = now[f"TOTAL_{group.upper()}_FTE"]
            given = f"{figure.practices_reporting:,} of {now.practices:,}"
            rows.append([figure.label, _cell(figure), given])
    return rows


def comparison(shown: Overview) -> list[list[Cell]]:
    """The place beside those it lies in, out of the same file: three figures that do not depend on size."""
    places_compared = [shown.now, *shown.above]
    if len(places_compared) < 2:
        return []
    return [
        [
            {
                "text": _name(one),
                "href": _address(one),
                "note": wording.extent(one).removeprefix(", ") or None,
            }
            if one is not shown.now
            else _name(one),
            *(_cell(one[field]) for field in _COMPARED),
        ]
        for one in places_compared
    ]


def places(found: list[FigureSet]) -> list[list[Cell]]:
    """A row for each place below."""
    return [
        [
            {"text": _name(one), "href": _address(one)},
            f"{one.practices_reporting:,} of {one.practices:,}",
            _cell(one["TOTAL_PATIENTS"]),
            _cell(one["TOTAL_GP_EXTGL_FTE"]),
            _cell(one[PATIENTS_PER_FTE]),
            _cell(one[SHARE_55]),
        ]
        for one in found
    ]


def chart_blocks(shown: Overview) -> list[dict[str, Any]]:
    """Each chart that has figures, with its table and where its files are."""
    blocks = []
    for name, make in pictures.CHARTS.items():
        chart = make(shown)
        if chart is None:
            continue
        table = chart.table()
        head = [{"text": text, "numeric": place > 0} for place, text in enumerate(table.headings)]
        blocks.append(
            {
                "name": name,
                "chart": chart,
                "head": head,
                "rows": [list(row) for row in table.rows],
                "files": {kind: _chart_address(shown, name, kind) for kind in ("svg", "png", "csv")},
            }
        )
    return blocks


def _chart_address(shown: Overview, name: str, kind: str) -> str:
    path = reverse("profile:chart_file", args=[shown.organisation.code, name, kind])
    return f"{path}?period={shown.now.period}"


def _address(one: FigureSet) -> str:
    return f"{reverse('profile:profile', args=[one.organisation.code])}?period={one.period}"


def _name(one: FigureSet) -> str:
    return one.organisation.name


def _cell(figure: Figure) -> Cell:
    return wording.value_of(figure)


def headcount(now: FigureSet) -> Figure:
    """The only headcount above a practice, labelled."""
    return now[PRACTICE_LEVEL_HEADCOUNT]
