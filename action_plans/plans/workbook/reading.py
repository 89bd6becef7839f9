"""From cells to rows of values: sheets, then headings, then rows. Independent problems are all found at once."""

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from action_plans.plans.workbook.layout import (
    COMMENTS,
    INSTRUCTIONS,
    MOST_ROWS,
    SHEET_BY_NAME,
    SHEETS,
    Column,
    Kind,
    Lists,
    Sheet,
    Value,
)
from action_plans.plans.workbook.opening import HEADING_ROWS, Raw
from action_plans.plans.workbook.problems import Problem, of_cell, problem
from retention_portal.core.dates import FIRST_YEAR, LAST_YEAR, MONTH_NAMES
from retention_portal.core.money import LARGEST, pounds
from retention_portal.core.refusals import BadInput


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row. `values` has the columns that the file has; `wrong` those whose cell is in error."""

    sheet: Sheet
    number: int
    values: dict[str, Value]
    wrong: frozenset[str]

    def text(self, name: str) -> str:
        """The value of a column that holds one text; "" when the file has no such column or it is in error."""
        value = "" if name in self.wrong else self.values.get(name, "")
        return value if isinstance(value, str) else "; ".join(value)


@dataclass(slots=True)
class ReadSheet:
    """One sheet: the row of its headings, which column stands where (index from 0), and its rows."""

    sheet: Sheet
    heading_row: int
    places: dict[str, int]
    rows: list[ReadRow]

    def letter(self, name: str) -> str:
        """The letter of a column; "" when the file has none."""
        return letters(self.places[name]) if name in self.places else ""


@dataclass(slots=True)
class ReadWorkbook:
    """What was read. With an error before the rows (`has_layout` is False) there are none."""

    sheets: dict[str, ReadSheet] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    has_layout: bool = True


SERIAL_ZERO, LAST_SERIAL = date(1899, 12, 30), 73_416
"""The day before day 1 of spreadsheets, and the number of the first day after 2100."""

ONE_LINE = 120
"""Texts of at most so many characters are names and titles, which stand on one line."""


class WrongError(Exception):
    """A cell cannot be read: the code of the problem, and its facts."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def read_rows(raw: Raw, lists: Lists) -> ReadWorkbook:
    """The rows of every sheet of the template that the file has."""
    book = ReadWorkbook()
    for name, rows in _our_sheets(raw, book):
        places = _headings(SHEET_BY_NAME[name], rows, book) if rows else None
        if places is not None:
            start, where = places
            book.sheets[name] = ReadSheet(SHEET_BY_NAME[name], start, where, [])
            if sum(row[0] > start for row in rows) > MOST_ROWS:
                counted = {"count": MOST_ROWS + 1, "most": MOST_ROWS}
                book.problems.append(problem("WB-204", sheet=name, **counted))
    book.has_layout = not any(each.is_error for each in book.problems)
    if book.has_layout:
        for name, rows in raw:
            sheet = book.sheets.get(_plain_name(name))
            if sheet is not None:
                _read_sheet(sheet, rows, lists, book)
    return book


def _plain_name(name: str) -> str:
    known = {folded(sheet.name): sheet.name for sheet in SHEETS}
    return known.get(folded(name), name)


def _our_sheets(raw: Raw, book: ReadWorkbook) -> list[tuple[str, list[Any]]]:
    found: dict[str, list[Any]] = {}
    for name, rows in raw:
        plain = _plain_name(name)
        if plain in found:
            book.problems.append(problem("WB-206", name=plain, sheet=plain))
        elif plain in SHEET_BY_NAME:
            found[plain] = rows
        elif folded(name) != folded(INSTRUCTIONS):
            near = nearest(name, SHEET_BY_NAME)
            code = "WB-203" if near and near not in [_plain_name(each) for each, _ in raw] else "WB-202"
            book.problems.append(problem(code, value=name, near=near))
    names = ", ".join(sheet.name for sheet in SHEETS)
    if not found and not any(each.is_error for each in book.problems):
        present = ", ".join(str(name)[:40] for name, _ in raw[:10]) or "none"
        book.problems.append(problem("WB-201", found=present, allowed=names))
    elif found:
        absent = [sheet.name for sheet in SHEETS if sheet.name not in found]
        book.problems += [problem("WB-205", name=name) for name in absent]
    return list(found.items())


def _headings(sheet: Sheet, rows: list[Any], book: ReadWorkbook) -> tuple[int, dict[str, int]] | None:
    """(number of the headings' row, {field: column index}); None when there are no headings."""
    known = {folded(column.heading): column for column in sheet.columns}
    number = heading_row(sheet, rows)
    if number is None:
        names = ", ".join(column.heading for column in sheet.columns)
        book.problems.append(problem("WB-301", sheet=sheet.name, allowed=names))
        return None
    cells = next(cells for each, cells in rows if each == number)
    places: dict[str, int] = {}
    for place, cell in enumerate(cells):
        column = known.get(folded(_text(cell)))
        where = {"sheet": sheet.name, "row": number, "column": letters(place)}
        if column and column.name in places:
            other = f"column {letters(places[column.name])}"
            book.problems.append(problem("WB-306", value=_text(cell), other=other, **where))
        elif column:
            places[column.name] = place
    _other_headings(sheet, number, cells, places, book)
    return number, places


def heading_row(sheet: Sheet, rows: list[Any]) -> int | None:
    """The number of the row, among the first ten, that holds most headings of a sheet; None when none holds one."""
    known = {folded(column.heading) for column in sheet.columns}
    first = [
        (sum(folded(_text(cell)) in known for cell in cells), -number)
        for number, cells in rows[:HEADING_ROWS]
    ]
    held = [(count, number) for count, number in first if count and -number <= HEADING_ROWS]
    return -max(held)[1] if held else None


def _other_headings(
    sheet: Sheet, number: int, cells: list[Any], places: dict[str, int], book: ReadWorkbook
) -> None:
    """Headings that are not of the template, and columns of the template that are not in the file."""
    absent = [column for column in sheet.columns if column.name not in places]
    known = {folded(column.heading) for column in sheet.columns} | {""}
    for place, cell in enumerate(cells):
        ours = folded(_text(cell)).partition(":")[0] == folded(COMMENTS)  # a commented file that comes back
        if not ours and folded(_text(cell)) not in known:
            near = nearest(_text(cell), [column.heading for column in absent])
            where = {"sheet": sheet.name, "row": number, "column": letters(place)}
            book.problems.append(
                problem("WB-303" if near else "WB-302", value=_text(cell), near=near, **where)
            )
    for column in absent:
        code = "WB-304" if column.required else "WB-305"
        book.problems.append(problem(code, sheet=sheet.name, row=number, name=column.heading))


def _read_sheet(sheet: ReadSheet, rows: list[Any], lists: Lists, book: ReadWorkbook) -> None:
    for number, cells in rows:
        at = [cells[place] if place < len(cells) else None for place in sheet.places.values()]
        if number > sheet.heading_row and any(_text(cell) for cell in at):
            sheet.rows.append(_read_row(sheet, number, dict(zip(sheet.places, at, strict=True)), lists, book))


def _read_row(
    sheet: ReadSheet, number: int, cells: dict[str, Any], lists: Lists, book: ReadWorkbook
) -> ReadRow:
    values: dict[str, Value] = {}
    wrong = set()
    for name, cell in cells.items():
        column = sheet.sheet.column(name)
        try:
            values[name] = _value(column, cell, sheet.sheet, lists)
        except WrongError as fault:
            where = {"sheet": sheet.sheet.name, "row": number, "column": sheet.letter(name)}
            value = fault.facts.pop("value", _text(cell))
            book.problems.append(of_cell(fault.code, column, lists, value=value, **where, **fault.facts))
            wrong.add(name)
    return ReadRow(sheet.sheet, number, values, frozenset(wrong))


def _value(column: Column, cell: Any, sheet: Sheet, lists: Lists) -> Value:
    if isinstance(cell, dict) and "error" in cell:
        raise WrongError("WB-410")
    text = _text(cell)
    if not text:
        if column.required:
            raise WrongError("WB-401")
        return [] if column.kind is Kind.CODES else ""
    readers: dict[Kind, Callable[[], Value]] = {
        Kind.CHOICE: lambda: _choice(text, column, lists),
        Kind.CODES: lambda: _codes(text, column, lists),
        Kind.DATE: lambda: _date(cell, text),
        Kind.NUMBER: lambda: _whole_number(text, column),
        Kind.MONEY: lambda: _money(cell, text),
        Kind.REFERENCE: lambda: _reference(text, sheet),
    }
    reader = readers.get(column.kind)
    return reader() if reader else _line_or_text(text, column)


def _line_or_text(text: str, column: Column) -> str:
    if column.longest <= ONE_LINE:
        text = " ".join(text.splitlines())
    if column.longest and len(text) > column.longest:
        raise WrongError("WB-402", count=len(text))
    return text


def _reference(text: str, sheet: Sheet) -> str:
    match = re.fullmatch(rf"{sheet.prefix}-([0-9]{{1,9}})", text.upper())
    if not match:
        raise WrongError("WB-409")
    return f"{sheet.prefix}-{int(match[1]):04}"


def _choice(text: str, column: Column, lists: Lists) -> str:
    choices = lists[column.list_name]
    for choice in choices:
        if folded(text) in (folded(choice.value), folded(choice.text)):
            return choice.value
    near = nearest(text, [choice.text for choice in choices])
    raise WrongError("WB-403", near=f" Did you mean “{near}”?" if near else "")


def _codes(text: str, column: Column, lists: Lists) -> list[str]:
    known = {folded(choice.value): choice.value for choice in lists[column.list_name]}
    found = []
    for token in filter(None, (part.strip() for part in re.split(r"[;,\n]", text))):
        code = known.get(folded(token)) or known.get(
            folded(token.split()[0])
        )  # perhaps with the name after it
        if code is None:
            near = nearest(token, known.values(), 0.8)
            raise WrongError("WB-404", value=token, near=f" Did you mean {near}?" if near else "")
        found.append(code)
    if not found and column.required:
        raise WrongError("WB-401")
    return sorted(set(found))


def _date(cell: Any, text: str) -> str:
    day = None
    try:
        if isinstance(cell, dict):
            day = date.fromisoformat(cell["date"])
        elif isinstance(cell, int | float) and not isinstance(cell, bool):
            day = _serial_day(cell)
        elif match := re.fullmatch(r"([0-9]{1,2})[/. -]([0-9]{1,2}|[A-Za-z]{3,9})[/. -]([0-9]{4})", text):
            day = date(int(match[3]), _month(match[2]), int(match[1]))
        elif match := re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", text):
            day = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise WrongError("WB-405")
    return day.isoformat()


def _serial_day(number: float) -> date | None:
    """A day as a spreadsheet counts it, in a cell that lost its date format; None for anything but whole days."""
    whole = float(number).is_integer() and 0 < number < LAST_SERIAL
    return SERIAL_ZERO + timedelta(days=int(number)) if whole else None


def _month(text: str) -> int:
    if text.isdecimal():
        return int(text)
    names = [name.lower() for name in MONTH_NAMES]
    return next((number for number, name in enumerate(names, 1) if text.lower() in (name, name[:3])), 0)


def _whole_number(text: str, column: Column) -> str:
    plain = re.sub(r"(?<=[0-9]),(?=[0-9]{3}(?:,|$))", "", text)
    if not re.fullmatch(r"[0-9]{1,9}", plain) or int(plain) > column.most:
        raise WrongError("WB-407")
    return str(int(plain))


def _money(cell: Any, text: str) -> str:
    try:
        amount = pounds(
            Decimal(str(cell)) if isinstance(cell, int | float) and not isinstance(cell, bool) else text
        )
    except (BadInput, ArithmeticError) as fault:
        raise WrongError("WB-408") from fault
    if not 0 <= amount <= LARGEST:
        raise WrongError("WB-408")
    return f"{amount:.2f}"


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dict):
        if "error" in cell:
            return str(cell["error"])
        year, month, day = str(cell["date"]).split("-")
        return f"{day}/{month}/{year}"
    return cleaned(str(cell))


def cleaned(text: str) -> str:
    """A text without spaces outside, control characters and lone surrogates; line ends are \\n."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (each for each in lines if each in "\n\t" or unicodedata.category(each) not in ("Cc", "Cs"))
    return "".join(kept).strip()


def folded(text: str) -> str:
    """For comparing names: without case, doubled spaces and a star of "must be filled in"."""
    return " ".join(text.casefold().replace("*", " ").split())


def nearest(text: str, names: Iterable[str], cutoff: float = 0.72) -> str:
    """The most similar of `names`, or "" when none is similar."""
    by_folded = {folded(name): name for name in names}
    near = difflib.get_close_matches(folded(text)[:200], by_folded, n=1, cutoff=cutoff)
    return by_folded[near[0]] if near else ""


def letters(index: int) -> str:
    """The letters of a column by its index from 0: A, Z, AA."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text
