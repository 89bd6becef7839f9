"""Which published layout a table has: told by its headings, never by positions or the date.

To add a layout: give it a signature here, its fields in `reference/`, and its checks; see docs/adding-a-layout.md.
"""

from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches

from retention_portal.core.refusals import quoted
from workforce.extracts.measures import FIELDS, MEASURES
from workforce.extracts.problems import Problem, problem
from workforce.extracts.reading.containers import UnreadableError

PRACTICE_DETAILED = "practice_detailed"
LAYOUT_NAMES = {PRACTICE_DETAILED: "Practice level, detailed"}

_SIGNATURE = frozenset({"PRAC_CODE", "ICB_CODE", "TOTAL_PATIENTS", "TOTAL_GP_HC", "TOTAL_GP_FTE"})
_OTHER_LAYOUTS: tuple[tuple[frozenset[str], str], ...] = (
    (
        frozenset({"PRAC_CODE", "STAFF_GROUP", "MEASURE", "VALUE"}),
        "This is the high-level practice file. Send the detailed one, which is in the same zip.",
    ),
    (
        frozenset({"UNIQUE_IDENTIFIER", "STAFF_GROUP", "PCN_CODE"}),
        "This is the individual-level file of primary care networks, which holds no practices.",
    ),
    (
        frozenset({"UNIQUE_IDENTIFIER", "STAFF_GROUP"}),
        "This is the individual-level file, which holds no practices. Send the practice-level detailed one.",
    ),
    (
        frozenset({"PRAC_CODE", "CCG_CODE"}),
        (
            "This file has the geography of clinical commissioning groups. NHS England published every month since "
            "2015 again with systems (ICBs) in July 2022: send that edition."
        ),
    ),
)
REQUIRED_GEOGRAPHY = ("PRAC_CODE", "PRAC_NAME", "PCN_CODE", "SUB_ICB_CODE", "ICB_CODE", "REGION_CODE")
COMMENTS = "PORTAL_COMMENTS"
"""The column that the portal puts into a sender's file; in a file that comes back with it, it plays no part."""
_NAMED = 30
_NEAR, _NEAR_ENOUGH_FOR_A_MISSING_ONE = 0.88, 0.72
_CLEARLY = 20  # so many published names make the layout plain, whatever else is wrong with the headings
_LIKENED = 200  # so many unknown headings are compared with the published ones


def layout_of(headings: Iterable[str], row: int = 1) -> str:
    """The layout of these headings, found in that row. Raises UnreadableError, saying what the file seems to be."""
    headings = list(headings)
    found = frozenset(heading.upper() for heading in headings)
    for signature, sentence in _OTHER_LAYOUTS:
        if signature <= found and not found >= _SIGNATURE:
            raise UnreadableError(problem("W-201", row=row, why=sentence))
    if len(found & _SIGNATURE) >= 3 or "PRAC_CODE" in found or len(found & FIELDS.keys()) >= _CLEARLY:
        return PRACTICE_DETAILED
    first = ", ".join(quoted(heading, 30) for heading in headings[:5])
    raise UnreadableError(problem("W-201", row=row, why=f"No known layout has the headings {first}."))


def required_columns(period: str) -> tuple[str, ...]:
    """The columns without which a file of this month ("2024-09") is refused."""
    return (*REQUIRED_GEOGRAPHY, *(measure.field for measure in MEASURES if measure.exists_in(period)))


def check_headings(columns: tuple[str, ...], period: str, row: int = 1) -> list[Problem]:
    """What is odd about the headings of that row. Raises UnreadableError when a needed column is missing."""
    found = frozenset(columns)
    unknown = [column for column in columns if column not in FIELDS and column != COMMENTS]
    missing = [column for column in required_columns(period) if column not in found]
    if missing:
        near = _likened(missing, unknown, _NEAR_ENOUGH_FOR_A_MISSING_ONE)
        raise UnreadableError(*(_missing(column, near.get(column), row) for column in missing))
    likened = {heading: field for field, heading in _likened(set(FIELDS) - found, unknown, _NEAR).items()}
    problems = [
        problem("W-204", row=row, column=column, nearest=near, value=column)
        for column, near in likened.items()
    ]
    plain = [column for column in unknown if column not in likened]
    if plain:
        problems.append(problem("W-205", row=row, count=_columns(len(plain)), names=_names(plain)))
    absent = _absent(found, period)
    if absent:
        problems.append(problem("W-206", row=row, count=_columns(len(absent)), names=_names(absent)))
    if row > 1:
        problems.append(problem("W-207", row=row, heading_row=row))
    return problems


def _absent(found: frozenset[str], period: str) -> list[str]:
    return [
        field.name for field in FIELDS.values() if field.name not in found and period >= field.first_period
    ]


def _missing(column: str, near: str | None, row: int) -> Problem:
    nearest = f" The file has {near}: did you mean that one?" if near else ""
    return problem("W-202", row=row, column=column, value=near, nearest=nearest)


def _likened(fields: Iterable[str], unknown: list[str], cutoff: float) -> dict[str, str]:
    """{published name: unknown heading that is like it}, each heading once, the likest pairs first."""
    among = unknown[:_LIKENED]
    pairs = sorted(
        (-SequenceMatcher(None, field, heading).ratio(), field, heading)
        for field in fields
        for heading in get_close_matches(field, among, n=3, cutoff=cutoff)
    )
    likened: dict[str, str] = {}
    for _, field, heading in pairs:
        if field not in likened and heading not in likened.values():
            likened[field] = heading
    return likened


def _columns(count: int) -> str:
    return "1 column" if count == 1 else f"{count} columns"


def _names(columns: list[str]) -> str:
    more = len(columns) - _NAMED
    return ", ".join(columns[:_NAMED]) + (f" and {more} more" if more > 0 else "")
