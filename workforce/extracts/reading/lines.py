"""Text into the rows of a spreadsheet: each with its row number, its line as it was, and its number of cells."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from retention_portal.core.csv_files import MAX_COLUMNS, cleaned_heading
from workforce.extracts.problems import Problem, problem
from workforce.extracts.reading.containers import unreadable

MOST_ROWS = 100_000  # a month of England is about 6,300


@dataclass(slots=True)
class Rows:
    """A file as read. `lines[i]` is row `numbers[i]` of the spreadsheet, the headings being row 1.

    `problems` are of rows whose cells do not match the headings; those rows are in `read` and not in `lines`.
    """

    headings: tuple[str, ...]
    lines: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    read: int = 0


def rows_of(text: str) -> Rows:
    """Split a CSV. Raises UnreadableError for an unclosed quote, no headings, or too many rows or columns."""
    records = records_of(text)
    heading_line = next((line for _, line in records if line.strip(", \t\ufeff")), "")
    headings = _headings(heading_line)
    rows = Rows(headings)
    width = len(headings)
    for number, line in records:
        if not line.strip(", \t"):
            continue  # a blank row at the end of a spreadsheet
        rows.read += 1
        if rows.read > MOST_ROWS:
            raise unreadable(f"The file has more than {MOST_ROWS:,} rows.")
        _take(rows, number, line, width)
    return rows


def _take(rows: Rows, number: int, line: str, width: int) -> None:
    cells = line.count(",") + 1 if '"' not in line else len(_cells(line, number))
    if cells == width:
        rows.lines.append(line)
        rows.numbers.append(number)
    elif cells > width and not any(cell.strip() for cell in _cells(line, number)[width:]):
        rows.lines.append(_as_line(_cells(line, number)[:width]))
        rows.numbers.append(number)
    elif "\n" in line:
        raise unreadable(f"A quotation mark in row {number} is opened and never closed.")
    else:
        rows.problems.append(
            problem("W-301", row=number, value=line[:40], cells=f"{cells:,}", width=f"{width:,}")
        )


def records_of(text: str) -> Iterator[tuple[int, str]]:
    """(row number, text of the row): a cell in quotation marks may hold line breaks, which make no new row."""
    pending: list[str] = []
    number = 0
    for line in io.StringIO(text, newline=None):
        pending.append(line)
        if line.count('"') % 2 == (0 if len(pending) == 1 else 1):
            number += 1
            yield number, "".join(pending).rstrip("\n")
            pending = []
    if pending:
        raise unreadable(f"A quotation mark in row {number + 1} is opened and never closed.")


def _headings(line: str) -> tuple[str, ...]:
    cells = _cells(line, 1)
    headings = [cleaned_heading(cell) for cell in cells]
    while headings and not headings[-1]:
        headings.pop()
    for separator, name in ((";", "semicolons"), ("\t", "tabs"), ("|", "upright bars")):
        if len(headings) == 1 and separator in line:
            raise unreadable(f"The cells are separated by {name}. Save the file with commas.")
    if len(headings) > MAX_COLUMNS:
        raise unreadable(f"The file has {len(headings):,} columns; the most that is read is {MAX_COLUMNS:,}.")
    if not headings:
        raise unreadable("The first row holds no headings.")
    return tuple(headings)


def _cells(line: str, number: int) -> list[str]:
    try:
        return next(csv.reader([line], strict=True), [])
    except csv.Error as error:
        long = "field larger" in str(error)
        why = (
            "a cell holds more than 131,072 characters"
            if long
            else "a quotation mark stands where none may stand"
        )
        raise unreadable(f"Row {number}: {why}.") from error


def _as_line(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()
