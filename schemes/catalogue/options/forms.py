"""The planner's rows: day, start, end, kind. A row left empty is left out; every fault is a sentence at its row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from retention_portal.core.refusals import BadInput
from schemes.catalogue.options.rules import DAYS, Kind, Slot, Week, minutes_of, planned, slot
from schemes.catalogue.rules.ngprs_money import WEEKS

FIRST_ROWS, MORE_ROWS, MOST_ROWS = 6, 4, 22
MOST_WEEKS = 53
PARTS = ("day", "starts", "ends", "kind")


@dataclass(slots=True)
class Row:
    """One row as it was typed, with the sentence and the part at fault."""

    number: int
    day: str = ""
    starts: str = ""
    ends: str = ""
    kind: str = ""
    problem: str = ""
    at: str = ""

    @property
    def is_empty(self) -> bool:
        """True when no time is typed: a day or kind alone is no time."""
        return not (self.starts or self.ends)


@dataclass(slots=True)
class Planner:
    """The whole form: its rows, the weeks of the year, and what they come to when nothing is wrong."""

    rows: list[Row]
    weeks: str = str(WEEKS)
    weeks_problem: str = ""
    week: Week | None = None
    problems: list[dict[str, str]] = field(default_factory=list)


def empty() -> Planner:
    """Rows to fill in."""
    return Planner([Row(number) for number in range(1, FIRST_ROWS + 1)])


def read(posted: Mapping[str, Any]) -> Planner:
    """What was typed: checked and summed, or with one more set of empty rows when those were asked for."""
    form = Planner(
        [_row(posted, number) for number in range(1, _count(posted) + 1)],
        str(posted.get("weeks", WEEKS)).strip()[:5],
    )
    if "more" in posted:
        last = len(form.rows)
        form.rows += [Row(number) for number in range(last + 1, min(last + MORE_ROWS, MOST_ROWS) + 1)]
        return form
    _check(form)
    return form


def _count(posted: Mapping[str, Any]) -> int:
    text = str(posted.get("rows", ""))
    return (
        min(max(int(text), FIRST_ROWS), MOST_ROWS)
        if text.isascii() and text.isdigit() and len(text) < 4
        else FIRST_ROWS
    )


def _row(posted: Mapping[str, Any], number: int) -> Row:
    typed = {part: str(posted.get(f"{part}-{number}", "")).strip()[:10] for part in PARTS}
    return Row(number, **typed)


def _check(form: Planner) -> None:
    slots = [made for row in form.rows if not row.is_empty and (made := _slot(row))]
    form.problems = [
        {"text": f"Row {row.number}: {row.problem}", "href": f"#{row.at}-{row.number}"}
        for row in form.rows
        if row.problem
    ]
    weeks = _weeks(form)
    if not form.problems and not slots:
        form.rows[0].problem, form.rows[0].at = "Enter at least one start and end", "starts"
        form.problems = [{"text": "Enter at least one start and end", "href": "#starts-1"}]
    if not form.problems:
        form.week = planned(slots, weeks)


def _weeks(form: Planner) -> int:
    text = form.weeks or str(WEEKS)
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_WEEKS):
        form.weeks_problem = f"Enter weeks from 1 to {MOST_WEEKS}"
        form.problems.append({"text": form.weeks_problem, "href": "#weeks"})
        return WEEKS
    return int(text)


def _slot(row: Row) -> Slot | None:
    for part in ("starts", "ends"):
        try:
            minutes_of(getattr(row, part))
        except BadInput as no:
            row.problem, row.at = no.sentence, part
            return None
    if row.day not in DAYS or row.kind not in list(Kind):
        row.at = "day" if row.day not in DAYS else "kind"
        row.problem = "Choose a day" if row.at == "day" else "Choose what the time is"
        return None
    try:
        return slot(DAYS.index(row.day), row.starts, row.ends, row.kind)
    except BadInput as no:
        row.problem, row.at = no.sentence, "ends"
        return None
