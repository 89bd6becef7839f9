"""A file, read: headings in capitals, every cell as text, rows numbered as in the spreadsheet."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import polars

from retention_portal.core.dates import Month
from workforce.extracts.problems import Problem, problem
from workforce.extracts.reading.containers import UnreadableError, contents, decoded_text
from workforce.extracts.reading.lines import column_letters, rows_of
from workforce.extracts.reading.periods import months_named
from workforce.extracts.reading.workbooks import csv_of_workbook


@dataclass
class Table:
    """What was read.

    `frame` has one text column per heading (in capitals); row i of it is row `numbers[i]` of the spreadsheet
    and was `lines[i]`. Spaces around cells are as in the file until `strip` is called for their columns.
    `read` counts all rows, `problems` those not in `frame`.
    """

    headings: tuple[str, ...]
    frame: polars.DataFrame
    numbers: list[int]
    lines: list[str]
    problems: list[Problem]
    read: int
    encoding: str
    names: tuple[str, ...]
    sha256: str
    heading_row: int = 1

    def strip(self, names: Iterable[str]) -> None:
        """Take the spaces around the cells of these columns away; of all 800 it would double the memory."""
        self.frame = self.frame.with_columns(polars.col(list(names)).str.strip_chars())

    @property
    def columns(self) -> tuple[str, ...]:
        """The headings in capitals."""
        return tuple(self.frame.columns)


def read_table(data: bytes, name: str) -> Table:
    """Read a file as sent. Raises UnreadableError with its problems; nothing is half read."""
    inside = contents(data, name)
    if inside.kind == "xlsx":
        text, encoding = csv_of_workbook(inside.data), "xlsx"
    else:
        text, encoding = decoded_text(inside.data)
    rows = rows_of(text)
    columns = [heading.upper() for heading in rows.headings]
    _check_headings_once(columns, rows.heading_row)
    return Table(
        headings=rows.headings,
        frame=_frame(columns, rows.lines),
        numbers=rows.numbers,
        lines=rows.lines,
        problems=rows.problems,
        read=rows.read,
        encoding=encoding,
        names=inside.names,
        sha256=hashlib.sha256(inside.data).hexdigest(),
        heading_row=rows.heading_row,
    )


def _check_headings_once(columns: list[str], row: int) -> None:
    """Every heading that stands twice is named, with the letters of its columns."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, column in enumerate(columns, start=1):
        places[column].append(place)
    twice = {column: found for column, found in places.items() if len(found) > 1}
    if twice:
        raise UnreadableError(
            *(
                problem("W-203", row=row, column=column, where=" and ".join(map(column_letters, found)))
                for column, found in twice.items()
            )
        )


def _frame(columns: list[str], lines: list[str]) -> polars.DataFrame:
    if not lines:
        return polars.DataFrame(
            {column: [] for column in columns}, schema=dict.fromkeys(columns, polars.String)
        )
    return polars.read_csv(
        "\n".join(lines).encode(),
        has_header=False,
        new_columns=columns,
        infer_schema=False,
        empty_string_is_null=False,
    )


def period_of(names: tuple[str, ...], stated: Month | None, today_is: Month) -> tuple[Month, list[Problem]]:
    """(month of the file, warnings). `stated` is what a person said, and counts. Raises UnreadableError."""
    named: list[Month] = []
    for name in names:  # the nearest name that states a month is believed
        named = months_named(name)
        if named:
            break
    if stated is None and len(named) != 1:
        why = (
            "The name of the file says no month."
            if not named
            else (f"The name of the file says {' and '.join(month.label for month in named)}.")
        )
        raise UnreadableError(problem("W-104", why=why))
    month = stated or named[0]
    if month >= today_is:
        raise UnreadableError(problem("W-105", value=month.code, month=month.label))
    if stated and named and stated not in named:
        says = " and ".join(month.label for month in named)
        return month, [problem("W-106", value=month.code, named=says, month=month.label)]
    return month, []
