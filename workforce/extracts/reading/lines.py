"""Text into the rows of a spreadsheet: each with its row number, its line as it was, and its number of cells."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

from retention_portal.core.csv_files import MAX_COLUMNS, cleaned_heading
from workforce.extracts.problems import Problem, problem
from workforce.extracts.reading.containers import unreadable

MOST_ROWS = 100_000  # a month of England is about 6,300
ROWS_ABOVE = 20  # how far down the headings are looked for
KEY_HEADING = "PRAC_CODE"
_BLANK = ', \t"\u00a0\x1a\ufeff'  # what a row without anything in it may hold


@dataclass(slots=True)
class Rows:
    """A file as read. `lines[i]` is row `numbers[i]` of the spreadsheet; the headings are its `heading_row`.

    `problems` are of rows whose cells do not match the headings; those rows are in `read` and not in `lines`.
    """

    headings: tuple[str, ...]
    heading_row: int = 1
    lines: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    read: int = 0


def rows_of(text: str) -> Rows:
    """Split a CSV. Raises UnreadableError for an unclosed quote, no headings, or too many rows or columns."""
    records = records_of(text)
    above = list(islice(records, ROWS_ABOVE))
    place = heading_place([line for _, line in above])
    heading_row, heading_line = above[place] if above else (1, "")
    rows = Rows(_headings(heading_line, heading_row), heading_row)
    width = len(rows.headings)
    for number, line in chain(above[place + 1 :], records):
        if not line.strip(_BLANK):
            continue  # a blank row at the end of a spreadsheet
        rows.read += 1
        if rows.read > MOST_ROWS:
            raise unreadable(f"The file has more than {MOST_ROWS:,} rows.")
        _take(rows, number, line, width)
    return rows


def heading_place(lines: list[str]) -> int:
    """Which of the first lines holds the headings: the first with PRAC_CODE in a cell, else the first with anything."""
    for place, line in enumerate(lines):
        if KEY_HEADING in line.upper() and KEY_HEADING in map(str.upper, _loosely(line)):
            return place
    return next((place for place, line in enumerate(lines) if line.strip(_BLANK)), 0)


def _loosely(line: str) -> list[str]:
    try:
        return [cleaned_heading(cell) for cell in next(csv.reader([line]), [])]
    except csv.Error:
        return []


def _take(rows: Rows, number: int, line: str, width: int) -> None:
    cells = line.count(",") + 1 if '"' not in line else len(cells_of(line, number))
    if cells == width:
        rows.lines.append(line)
        rows.numbers.append(number)
    elif cells > width and not any(cell.strip() for cell in cells_of(line, number)[width:]):
        rows.lines.append(_as_line(cells_of(line, number)[:width]))
        rows.numbers.append(number)
    elif "\n" in line:
        raise unreadable(f"A quotation mark in row {number} is opened and never closed.", row=number)
    else:
        rows.problems.append(
            problem("W-301", row=number, value=line[:40], cells=f"{cells:,}", width=f"{width:,}")
        )


def records_of(text: str) -> Iterator[tuple[int, str]]:
    """(row number, text of the row): a cell in quotation marks may hold line breaks, which make no new row."""
    return ((number, record.rstrip("\n")) for number, record in _records(io.StringIO(text, newline=None)))


def records_with_ends(text: str) -> Iterator[tuple[int, str, str]]:
    """(row number, text of the row as it is, its line end as it is, which the last row may lack)."""
    for number, record in _records(io.StringIO(text, newline="")):
        row = record.rstrip("\r\n")
        yield number, row, record[len(row) :]


def _records(lines: io.StringIO) -> Iterator[tuple[int, str]]:
    pending: list[str] = []
    number = 0
    for line in lines:
        pending.append(line)
        if line.count('"') % 2 == (0 if len(pending) == 1 else 1):
            number += 1
            yield number, "".join(pending)
            pending = []
    if pending:
        row = number + 1
        raise unreadable(f"A quotation mark in row {row} is opened and never closed.", row=row)


def _headings(line: str, row: int) -> tuple[str, ...]:
    headings = [cleaned_heading(cell) for cell in cells_of(line, row)]
    while headings and not headings[-1]:
        headings.pop()
    for separator, name in ((";", "semicolons"), ("\t", "tabs"), ("|", "upright bars")):
        if len(headings) == 1 and separator in line:
            raise unreadable(f"The cells are separated by {name}. Save the file with commas.", row=row)
    if len(headings) > MAX_COLUMNS:
        raise unreadable(
            f"The file has {len(headings):,} columns; the most that is read is {MAX_COLUMNS:,}.", row=row
        )
    if not headings:
        raise unreadable("The first row holds no headings.", row=row)
    return tuple(
        heading or f"(column {column_letters(place)} without a heading)"
        for place, heading in enumerate(headings, start=1)
    )


def column_letters(place: int) -> str:
    """The letters by which a spreadsheet names its column: 1 is A, 27 is AA."""
    letters = ""
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cells_of(line: str, number: int) -> list[str]:
    """The cells of row `number`. Raises UnreadableError for quotation marks that cannot be read."""
    try:
        return next(csv.reader([line], strict=True), [])
    except csv.Error as error:
        long = "field larger" in str(error)
        why = (
            "a cell holds more than 131,072 characters"
            if long
            else "a quotation mark stands where none may stand"
        )
        raise unreadable(f"Row {number}: {why}.", row=number) from error


def _as_line(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()
