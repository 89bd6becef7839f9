"""The parts of a profile page as plain lists for the template, each made from figures."""

from typing import Any

from django.urls import reverse

from retention_portal.core.nhsuk.figures import plural
from workforce.extracts.measures import GP_ROLES, SOURCES
from workforce.profile import pictures, wording
from workforce.profile.overview import Overview, beside
from workforce.profile.queries import FigureSet
from workforce.profile.rules import (
    DERIVED_LABELS,
    NOBODY,
    NOT_PUBLISHED,
    PARTICIPATION,
    PARTICIPATIONS,
    PATIENTS_PER_FTE,
    SHARE_55,
    Figure,
)
from workforce.profile.rules_change import FieldChange

Cell = str | dict[str, Any] | None
_TILES = (
    ("TOTAL_GP_EXTG_FTE", "fully qualified GPs (FTE)"),
    ("TOTAL_GP_EXTGL_FTE", "qualified permanent GPs (FTE)"),
    ("TOTAL_GP_FTE", "all GPs, with trainees (FTE)"),
    ("TOTAL_GP_RET_FTE", "on the retention scheme (FTE)"),
    (PATIENTS_PER_FTE, "patients for each full-time fully qualified GP"),
    (SHARE_55, "of GP time given by GPs aged 55 and over"),
    (PARTICIPATION, "FTE for each qualified permanent GP"),
    ("TOTAL_PATIENTS", "registered patients"),
)
_PERMANENT = "TOTAL_GP_EXTGL_FTE"
_COMPARED = (PATIENTS_PER_FTE, SHARE_55, PARTICIPATION)


def tiles(shown: Overview) -> list[dict[str, Any]]:
    """The main figures with their change on the same month a year before."""
    return [
        {
            "field": field,
            "value": wording.value_of(shown.now[field]),
            "unit": unit,
            "change": wording.change_on(field, shown.change),
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
            rows.append([figure.label, _cell(figure), _given(figure, now)])
    return rows


def participation(now: FigureSet) -> list[list[Cell]]:
    """FTE by practice-level headcount for each group, with what it is made of."""
    found = []
    for field in PARTICIPATIONS:
        one = now[field]
        if not (one.is_missing and one.basis in (NOT_PUBLISHED, NOBODY)):
            found.append([_capital(DERIVED_LABELS[field]), _cell(one), _given(one, now)])
    return found


def _capital(label: str) -> str:
    """ "FTE per GP aged 30 to 34, on practice-level headcount" is "GP aged 30 to 34"."""
    who = label.removeprefix("FTE per ").removesuffix(", on practice-level headcount")
    return who[0].upper() + who[1:]


def _given(figure: Figure, now: FigureSet) -> str:
    return f"{figure.practices_reporting:,} of {now.practices:,}"


def change_rows(shown: Overview) -> list[list[Cell]]:
    """Both months, the change, and the change over the practices that gave the figure in both."""
    rows: list[list[Cell]] = []
    for one in shown.change.rows:
        row: list[Cell] = [
            shown.now[one.field].label,
            wording.value_of(shown.year_before[one.field]) if shown.year_before else None,
            wording.value_of(shown.now[one.field]),
            _moved(one) if shown.change.is_comparable else "not compared",
        ]
        rows.append(row if shown.now.source.is_practice else [*row, _in_same_practices(one)])
    return rows


def _moved(one: FieldChange) -> Cell:
    words = wording.moved(one.change, one.unit)
    part = None if one.unit == "share" else wording.share_of_change(one)
    return {"text": words, "note": part} if words and part and part != words else words


def _in_same_practices(one: FieldChange) -> Cell:
    if one.same is None or one.same.change is None:
        return "–"
    words = wording.moved(one.same.change, one.unit) or ""
    return {"text": words, "note": plural(one.same.practices, "practice")}


def comparison(shown: Overview) -> list[list[Cell]]:
    """The place beside those it lies in, England beside its regions, by figures that do not depend on size."""
    around = beside(shown)
    if len(around) < 2:
        return []
    return [
        [
            _named(one, shown),
            *(_cell(one[field]) for field in _COMPARED),
            _change_around(one, shown),
        ]
        for one in around
    ]


def _named(one: FigureSet, shown: Overview) -> Cell:
    if one is shown.now:
        return _name(one)
    return {"text": _name(one), "href": _address(one), "note": one.extent or None}


def _change_around(one: FigureSet, shown: Overview) -> Cell:
    """The change of qualified permanent GP time on the year before, in per cent."""
    if one is shown.now:
        return wording.share_of_change(shown.change.of(_PERMANENT)) or "–"
    before = shown.around_before.get(one.organisation.code)
    if before is None:
        return "–"
    values = one[_PERMANENT].value, before[_PERMANENT].value
    difference = None if None in values else values[0] - values[1]  # type: ignore[operator]
    return wording.share_of_change(FieldChange(_PERMANENT, "fte", *values, difference, None)) or "–"


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
