"""Figures in words: headings that state a finding, changes, extents."""

from decimal import Decimal

from retention_portal.core.nhsuk import figures as written
from workforce.profile.queries import FigureSet
from workforce.profile.rules import PATIENTS_PER_FTE, Figure, Number
from workforce.profile.rules_change import Change, FieldChange

UNIT_WORDS = {
    "patients": "patients",
    "headcount": "people",
    "fte": "FTE",
    "share": "share",
    "patients per FTE": "patients per FTE",
    "FTE per head": "FTE per GP",
}


def number(value: Number | None, places: int = 0) -> str:
    """As on pages, with thousands separated; None is "not available"."""
    return written.number(value, places)


def percent(value: Number | None) -> str:
    """A share as a percentage: 31.4%."""
    return written.percent(value, 1)


def trimmed(value: Number | None) -> Number | None:
    """The same number without noughts at its end, for files: 7.290000000 is 7.29."""
    if not isinstance(value, Decimal):
        return value
    text = format(value, "f")
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def value_of(figure: Figure) -> str | None:
    """A figure as a tile or a cell prints it; None when it is missing."""
    if figure.value is None:
        return None
    if figure.unit == "share":
        return percent(figure.value)
    places = {"fte": 1, "FTE per head": 2}.get(figure.unit, 0)
    return written.number(figure.value, places)


def change_words(change: Number, unit: str, places: int | None = None) -> str:
    """ "up 1.2 FTE", "down 3 patients" or "no change", at the places of the unit when none are given."""
    if places is None:
        places = 0 if unit in ("patients", "people", "patients per FTE") else 1
    size = Decimal(change).copy_abs().quantize(Decimal(1).scaleb(-places))
    if not size:
        return "no change"
    return f"{'up' if change > 0 else 'down'} {written.number(size, places)} {unit}"


def moved(size: Number | None, unit: str) -> str | None:
    """A change in words by the unit of its figure, shares in percentage points; None when there is none to say."""
    if size is None:
        return None
    if unit == "share":
        points = Decimal(size) * 100
        if abs(points) < Decimal("0.05"):
            return "no change"
        return f"{'up' if points > 0 else 'down'} {written.number(abs(points), 1)} percentage points"
    return change_words(size, UNIT_WORDS[unit], 2 if unit == "FTE per head" else None)


def change_on(field: str, change: Change) -> str | None:
    """The change of a figure on the same month a year before, in words; None when the two are not compared."""
    row = change.of(field)
    words = moved(row.change, row.unit) if row else None
    return f"{words} on {change.before.label}" if words else None


def share_of_change(row: FieldChange | None) -> str | None:
    """A change as a part of the earlier figure: "up 1.2%"; None when it is not known."""
    if row is None or row.change is None or not row.before:
        return None
    part = Decimal(row.change) / Decimal(row.before) * 100
    if abs(part) < Decimal("0.05"):
        return "no change"
    return f"{'up' if part > 0 else 'down'} {written.number(abs(part), 1)}%"


def short_name(name: str) -> str:
    """A system's name without what all of them share: "NHS Devon Integrated Care Board" is "Devon"."""
    return name.removeprefix("NHS ").removesuffix(" Integrated Care Board")


def finding(now: FigureSet) -> str:
    """The heading of a profile."""
    ratio, month = now[PATIENTS_PER_FTE], now.period.label
    if ratio.value is not None:
        return f"{number(ratio.value)} patients for each full-time fully qualified GP in {month}"
    if now["TOTAL_GP_FTE"].is_missing:
        return f"GP figures are missing for {month}"
    return f"No fully qualified GP time is recorded in {month}"


def extent(now: FigureSet) -> str:
    """ ", 5 practices in this extract" when the figures are of a part; else empty."""
    return f", {now.extent}" if now.extent else ""


def reporting(now: FigureSet) -> str:
    """How many practices gave GP figures, in a sentence."""
    if now.source.is_practice:
        return (
            "The practice gave GP figures."
            if now.practices_reporting
            else "The practice gave no valid GP figures."
        )
    missing = now.practices_missing
    given = f"{written.plural(now.practices_reporting, 'practice')} of {written.number(now.practices)} gave GP figures"
    return (
        f"{given}."
        if not missing
        else f"{given}; {written.number(missing)} did not, and count as missing, not as nought."
    )
