"""Row stage: is every code a code and every number a number? A row with an error is left out as a whole."""

from collections import defaultdict
from dataclasses import dataclass

import polars

from workforce.extracts.measures import FIELDS
from workforce.extracts.problems import Problem, problem
from workforce.extracts.reading.containers import UnreadableError
from workforce.extracts.reading.table import Table
from workforce.extracts.statuses import MISSING_MARKS

LONGEST_NAME = 300
MOST_FAULTS = 20_000  # a file with more is of another kind, and naming each would fill the memory
MOST = {"patients": 1_000_000, "people": 5_000, "fte": 5_000}
UNALIGNED = ("", "NA", "N/A", "UNALIGNED", "UNALLOCATED", "U")
_PRACTICE = r"^[A-Z][0-9]{5}$"
_PLACE = r"^[A-Z0-9]{3,8}$"
_MARKS = sorted({form for mark in MISSING_MARKS for form in (mark, mark.lower(), mark.capitalize())})


@dataclass
class Values:
    """`numbers`: a float column per known numeric field, null where missing or in error. Row i is the table's."""

    numbers: polars.DataFrame
    problems: list[Problem]


def known_numbers(columns: tuple[str, ...]) -> list[str]:
    """The numeric fields of the published layout among these headings."""
    return [name for name in columns if name in FIELDS and FIELDS[name].kind in ("integer", "decimal")]


def check_values(table: Table) -> Values:
    """Read every number and look at every code."""
    names = known_numbers(table.columns)
    table.strip(name for name in table.columns if name in FIELDS and name not in names)
    numbers = _cast(table, names)
    if spaced := list(_odd_cells(table, numbers)):
        table.strip(spaced)
        numbers = numbers.with_columns(_cast(table, spaced))
    problems = [
        *_not_numbers(table, numbers),
        *_out_of_bounds(table, numbers),
        *_codes(table),
        *_names(table),
    ]
    return Values(_without_errors(numbers, problems, table.numbers), problems)


def _cast(table: Table, names: list[str]) -> polars.DataFrame:
    numbers = table.frame.select(polars.col(names).cast(polars.Float64, strict=False))
    return numbers.with_columns(
        polars.when(polars.all().is_finite()).then(polars.all()).otherwise(None).name.keep()
    )


def _odd_cells(table: Table, numbers: polars.DataFrame) -> dict[str, list[int]]:
    """By column, the places of cells that are neither a number nor a mark for a missing one."""
    if numbers.is_empty():
        return {}
    gaps = [name for name, count in zip(numbers.columns, numbers.null_count().row(0), strict=True) if count]
    odd = {name: (~table.frame[name].is_in(_MARKS)) & numbers[name].is_null() for name in gaps}
    check_not_too_many(
        sum(int(mask.sum()) for mask in odd.values()), "cells hold no number where one belongs"
    )
    return {name: _places(mask) for name, mask in odd.items() if mask.any()}


def check_not_too_many(count: int, what: str) -> None:
    """Raises UnreadableError for more faults of one kind than anybody would mend one by one."""
    if count > MOST_FAULTS:
        raise UnreadableError(problem("W-310", why=f"{count:,} {what}."))


def listed(rows: list[int]) -> str:
    """Row numbers in a sentence: "2 and 3", "2, 3 and 5", of many the first ten."""
    if len(rows) > 10:
        return f"{', '.join(map(str, rows[:10]))} and {len(rows) - 10:,} more"
    return f"{', '.join(map(str, rows[:-1]))} and {rows[-1]}"


def _not_numbers(table: Table, numbers: polars.DataFrame) -> list[Problem]:
    return [
        problem("W-304", row=table.numbers[place], column=name, value=table.frame[name][place])
        for name, places in _odd_cells(table, numbers).items()
        for place in places
    ]


def _out_of_bounds(table: Table, numbers: polars.DataFrame) -> list[Problem]:
    if numbers.is_empty():
        return []
    checks = []
    for name in numbers.columns:
        column, whole = polars.col(name), FIELDS[name].kind == "integer"
        checks.append((column < 0).sum().alias(f"W-305 {name}"))
        checks.append((column > _most(name)).sum().alias(f"W-307 {name}"))
        if whole:
            checks.append((column != column.floor()).sum().alias(f"W-306 {name}"))
    found = numbers.select(checks).row(0, named=True)
    check_not_too_many(sum(count or 0 for count in found.values()), "numbers cannot be what they stand for")
    failing = [key for key, count in found.items() if count]
    return [item for key in failing for item in _bad_cells(table, numbers, *key.split(" "))]


def _bad_cells(table: Table, numbers: polars.DataFrame, code: str, name: str) -> list[Problem]:
    column = numbers[name]
    bad = {"W-305": column < 0, "W-307": column > _most(name), "W-306": column != column.floor()}[code]
    return [
        problem(
            code,
            row=table.numbers[place],
            column=name,
            value=table.frame[name][place],
            limit=f"{_most(name):,}",
        )
        for place in _places(bad)
    ]


def _most(name: str) -> int:
    if FIELDS[name].kind == "decimal":
        return MOST["fte"]
    is_patients = "PATIENTS" in name or name in ("TOTAL_MALE", "TOTAL_FEMALE", "TOTAL_UNKNOWN_GENDER")
    return MOST["patients" if is_patients else "people"]


def _codes(table: Table) -> list[Problem]:
    frame, rows = table.frame, table.numbers
    practices = frame["PRAC_CODE"].str.to_uppercase()
    problems = [
        problem("W-302", row=rows[at], column="PRAC_CODE", value=frame["PRAC_CODE"][at])
        for at in _places(~practices.str.contains(_PRACTICE))
    ]
    for name in ("PCN_CODE", "SUB_ICB_CODE", "ICB_CODE", "REGION_CODE"):
        codes = frame[name].str.to_uppercase()
        bad = ~codes.str.contains(_PLACE) | codes.is_in(["NULL", "NA", "N/A"])
        if name == "PCN_CODE":
            bad = bad & ~codes.is_in(UNALIGNED)
        problems += [
            problem("W-308", row=rows[at], column=name, value=frame[name][at]) for at in _places(bad)
        ]
    return problems + _twice(practices, rows)


def _twice(practices: polars.Series, rows: list[int]) -> list[Problem]:
    if practices.n_unique() == len(practices):
        return []
    where: defaultdict[str, list[int]] = defaultdict(list)
    for row, code in zip(rows, practices, strict=True):
        where[code].append(row)
    return [
        problem("W-303", row=row, column="PRAC_CODE", value=code, rows=listed(numbers))
        for code, numbers in where.items()
        if code and len(numbers) > 1
        for row in numbers
    ]


def _names(table: Table) -> list[Problem]:
    """A name as long as a page is a quotation mark gone wrong."""
    names = [name for name in table.columns if name.endswith("_NAME") and name in FIELDS]
    return [
        problem("W-309", row=table.numbers[at], column=name, value=table.frame[name][at], limit=LONGEST_NAME)
        for name in names
        for at in _places(table.frame[name].str.len_chars() > LONGEST_NAME)
    ]


def _without_errors(numbers: polars.DataFrame, problems: list[Problem], rows: list[int]) -> polars.DataFrame:
    """Blank the cells that are in error already, so that sums over them stay quiet (CASE-I-08)."""
    place_of = {row: place for place, row in enumerate(rows)}
    cells: defaultdict[str, list[int]] = defaultdict(list)
    for item in problems:
        if item.column in numbers.columns and item.row in place_of:
            cells[str(item.column)].append(place_of[item.row])
    return (
        numbers.with_columns(numbers[name].scatter(places, None) for name, places in cells.items())
        if cells
        else numbers
    )


def _places(mask: polars.Series) -> list[int]:
    return mask.fill_null(False).arg_true().to_list()
