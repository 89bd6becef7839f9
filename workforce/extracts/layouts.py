"""Which published layout a table has: told by its headings, never by positions or the date.

To add a layout: give it a signature here, its fields in `reference/`, and its checks; see docs/adding-a-layout.md.
"""

from collections.abc import Iterable
from difflib import get_close_matches

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
_NAMED = 8


def layout_of(columns: Iterable[str]) -> str:
    """The layout of these headings (in capitals). Raises UnreadableError, saying what the file seems to be."""
    found = frozenset(columns)
    for signature, sentence in _OTHER_LAYOUTS:
        if signature <= found and not found >= _SIGNATURE:
            raise UnreadableError(problem("W-201", row=1, why=sentence))
    if len(found & _SIGNATURE) >= 3 or "PRAC_CODE" in found:
        return PRACTICE_DETAILED
    first = ", ".join(quoted(column, 30) for column in list(columns)[:5])
    raise UnreadableError(problem("W-201", row=1, why=f"No known layout has the headings {first}."))


def required_columns(period: str) -> tuple[str, ...]:
    """The columns without which a file of this month ("2024-09") is refused."""
    return (*REQUIRED_GEOGRAPHY, *(measure.field for measure in MEASURES if measure.exists_in(period)))


def check_headings(columns: tuple[str, ...], period: str) -> list[Problem]:
    """What is odd about the headings. Raises UnreadableError when a needed column is missing."""
    found = frozenset(columns)
    unknown = [column for column in columns if column not in FIELDS]
    missing = [column for column in required_columns(period) if column not in found]
    if missing:
        raise UnreadableError(*(_missing(column, unknown) for column in missing))
    likened = {column: near for column in unknown if (near := _nearest(column, set(FIELDS) - found))}
    problems = [
        problem("W-204", row=1, column=column, nearest=near, value=column) for column, near in likened.items()
    ]
    plain = [column for column in unknown if column not in likened]
    if plain:
        problems.append(problem("W-205", row=1, count=_columns(len(plain)), names=_names(plain)))
    absent = _absent(found, period)
    if absent:
        problems.append(problem("W-206", row=1, count=_columns(len(absent)), names=_names(absent)))
    return problems


def _absent(found: frozenset[str], period: str) -> list[str]:
    return [
        field.name for field in FIELDS.values() if field.name not in found and period >= field.first_period
    ]


def _missing(column: str, unknown: list[str]) -> Problem:
    near = _nearest(column, unknown)
    nearest = f" The file has {near}: did you mean that one?" if near else ""
    return problem("W-202", row=1, column=column, value=near, nearest=nearest)


def _nearest(column: str, among: Iterable[str]) -> str | None:
    near = get_close_matches(column, list(among), n=1, cutoff=0.88)
    return near[0] if near else None


def _columns(count: int) -> str:
    return "1 column" if count == 1 else f"{count} columns"


def _names(columns: list[str]) -> str:
    more = len(columns) - _NAMED
    return ", ".join(columns[:_NAMED]) + (f" and {more} more" if more > 0 else "")
