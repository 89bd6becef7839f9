"""Workbooks out: the template, a plan in the same layout, and a sender's own file with a column of comments.

Text is written as text, whatever it begins with, so that no spreadsheet runs it; dates are dates, money numbers.
"""

import io
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from action_plans.plans.workbook.contents import Contents
from action_plans.plans.workbook.layout import (
    COMMENTS,
    INSTRUCTIONS,
    LIST_NAMES,
    MOST_ROWS,
    MOST_SAVED,
    SHEET_BY_NAME,
    SHEETS,
    Column,
    Kind,
    Lists,
    Sheet,
    Value,
    allowed,
    cell_text,
    example,
)
from action_plans.plans.workbook.opening import Raw
from action_plans.plans.workbook.problems import Problem
from action_plans.plans.workbook.reading import folded, heading_row

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_LONGEST_CELL = 32_767
_HOW = (
    (
        "Fill in what you have and leave out the sheets and columns that you do not need. Send the file back on "
        "the page of the plan: you see what would change before anything is saved. "
        "Where a column says nothing else, emptying a cell empties it in the plan."
    ),
    (
        f"Rows are found again by their reference, else by their exact title. At most {MOST_ROWS:,} rows a sheet "
        f"are read, and {MOST_SAVED} new or changed ones saved at once. "
        "A row that is not in the file stays in the plan: nothing is ever removed."
    ),
)
_TABLE_HEADINGS = ("Column", "Needed", "What is allowed", "Example")


class _Book:
    """An XLSX file in memory with our few formats."""

    def __init__(self) -> None:
        self.bytes = io.BytesIO()
        self.file = Workbook(self.bytes, _OPTIONS)
        top = {"valign": "top", "text_wrap": True}
        make = self.file.add_format
        self.heading = make({**top, "bold": True, "bg_color": "#D8DDE0", "bottom": 1})
        self.title = make({"bold": True, "font_size": 14})
        self.bold = make({**top, "bold": True})
        self.plain = make(top)
        self.formats = {
            Kind.DATE: make({**top, "num_format": "dd/mm/yyyy"}),
            Kind.MONEY: make({**top, "num_format": "#,##0.00"}),
            Kind.NUMBER: make({**top, "num_format": "#,##0"}),
        }
        self.text = make({**top, "num_format": "@"})

    def of(self, column: Column) -> Any:
        """The format of a column's cells."""
        return self.formats.get(column.kind, self.text)

    def closed(self) -> bytes:
        """The whole file."""
        self.file.close()
        return self.bytes.getvalue()


def template(lists: Lists, contents: Contents | None = None) -> bytes:
    """The workbook to fill in; with `contents`, what stands in the plan. Drop-downs and instructions from the layout."""
    book = _Book()
    sheets = [(sheet, book.file.add_worksheet(sheet.name)) for sheet in SHEETS]
    ranges = _instructions(book, lists)
    for sheet, page in sheets:
        rows = contents[sheet.name] if contents else []
        _sheet(book, page, sheet, ranges)
        for number, row in enumerate(rows, start=1):
            for place, column in enumerate(sheet.columns):
                _write(book, page, number, place, column, row.values.get(column.name, ""), lists)
    return book.closed()


def _sheet(book: _Book, page: Worksheet, sheet: Sheet, ranges: dict[str, str]) -> None:
    page.freeze_panes(1, 2)
    page.set_row(0, 32)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width, book.of(column))
        page.write_string(0, place, column.heading, book.heading)
        rule = _validation(column, ranges)
        if rule:
            page.data_validation(1, place, MOST_ROWS, place, rule)


def _validation(column: Column, ranges: dict[str, str]) -> dict[str, Any] | None:
    """The rule that Excel itself holds the column to."""
    base = {"error_title": column.heading, "error_message": "Look in the sheet “How to fill this in”."}
    if column.kind is Kind.CHOICE and column.list_name in ranges:
        return {**base, "validate": "list", "source": ranges[column.list_name]}
    if column.kind is Kind.DATE:
        limits = {"minimum": date(1948, 1, 1), "maximum": date(2100, 12, 31)}
        return {**base, **limits, "validate": "date", "criteria": "between"}
    if column.kind is Kind.NUMBER:
        return {**base, "validate": "integer", "criteria": "between", "minimum": 0, "maximum": column.most}
    if column.kind is Kind.MONEY:
        return {**base, "validate": "decimal", "criteria": ">=", "value": 0}
    if column.kind is Kind.TEXT:
        return {**base, "validate": "length", "criteria": "<=", "value": column.longest}
    return None


def _write(
    book: _Book, page: Worksheet, row: int, place: int, column: Column, value: Value, lists: Lists
) -> None:
    if not value:
        page.write_blank(row, place, None, book.of(column))
    elif column.kind is Kind.DATE:
        page.write_datetime(row, place, date.fromisoformat(str(value)), book.of(column))
    elif column.kind is Kind.NUMBER:
        page.write_number(row, place, int(str(value)), book.of(column))
    elif column.kind is Kind.MONEY:
        page.write_number(row, place, Decimal(str(value)), book.of(column))
    else:
        page.write_string(row, place, cell_text(column, value, lists)[:_LONGEST_CELL], book.of(column))


def _instructions(book: _Book, lists: Lists) -> dict[str, str]:
    """Write the last sheet; returns where each list stands, for the drop-downs."""
    page = book.file.add_worksheet(INSTRUCTIONS)
    for place, width in enumerate((34, 10, 64, 44)):
        page.set_column(place, place, width, book.plain)
    page.write_string(0, 0, INSTRUCTIONS, book.title)
    row = 1
    for line in _HOW:
        page.merge_range(row, 0, row, 3, line, book.plain)
        page.set_row(row, 32)
        row += 1
    for sheet in SHEETS:
        row = _columns_of(book, page, row + 1, sheet, lists)
    ranges = {}
    for name, title in LIST_NAMES.items():
        row = _list(book, page, row + 1, title, [choice.text for choice in lists[name]])
        count = len(lists[name])
        if count:
            ranges[name] = f"='{INSTRUCTIONS}'!$A${row - count + 1}:$A${row}"
    return ranges


def _columns_of(book: _Book, page: Worksheet, row: int, sheet: Sheet, lists: Lists) -> int:
    page.write_string(row, 0, sheet.name, book.title)
    page.merge_range(row, 1, row, 3, sheet.says, book.plain)
    for place, heading in enumerate(_TABLE_HEADINGS):
        page.write_string(row + 1, place, heading, book.heading)
    for number, column in enumerate(sheet.columns, start=row + 2):
        cells = (
            column.heading,
            "Yes" if column.required else "No",
            rule_of(column, lists),
            example(column, lists),
        )
        for place, text in enumerate(cells):
            page.write_string(number, place, text, book.bold if place == 0 else book.text)
    return row + 2 + len(sheet.columns)


def rule_of(column: Column, lists: Lists) -> str:
    """What a column takes, why, and what an empty cell means."""
    empty = "Empty: what stands in the plan stays." if column.keeps else ""
    return " ".join(part for part in (allowed(column, lists), column.why, empty) if part)


def _list(book: _Book, page: Worksheet, row: int, title: str, texts: list[str]) -> int:
    """A list under its title. Returns the number (from 1) of its last row."""
    page.write_string(row, 0, title, book.heading)
    for number, text in enumerate(texts or ["Nothing yet"], start=row + 1):
        page.write_string(number, 0, text, book.text)
    return row + 1 + len(texts or ["Nothing yet"])


def commented(raw: Raw, problems: Iterable[Problem]) -> bytes:
    """The sender's cells where they stood, each sheet with a column of comments after its last column."""
    book = _Book()
    by_sheet: defaultdict[str, list[Problem]] = defaultdict(list)
    for each in problems:
        by_sheet[each.sheet].append(each)
    names: set[str] = set()
    for name, rows in raw:
        page = book.file.add_worksheet(_sheet_name(name, names))
        known = _known_name(name)
        _own_sheet(book, page, known, rows, by_sheet.pop(known, []))
    if by_sheet:
        page = book.file.add_worksheet(_sheet_name(COMMENTS, names))
        page.set_column(0, 0, 100, book.plain)
        for row, each in enumerate(each for group in by_sheet.values() for each in group):
            page.write_string(row, 0, _comment(each), book.plain)
    return book.closed()


def _own_sheet(book: _Book, page: Worksheet, name: str, rows: list[Any], problems: list[Problem]) -> None:
    sheet = SHEET_BY_NAME.get(name)
    top = (heading_row(sheet, rows) if sheet else None) or (rows[0][0] if rows else 1)
    width = max((len(cells) for _, cells in rows), default=0)
    comments: defaultdict[int, list[str]] = defaultdict(list)
    for each in problems:
        comments[each.row or top].append(_comment(each))
    for number, cells in rows:
        for place, cell in enumerate(cells):
            _own_cell(book, page, number - 1, place, cell)
    page.set_column(width, width, 70, book.plain)
    heading = f"{COMMENTS}: {' | '.join(comments.pop(top))}" if top in comments else COMMENTS
    page.write_string(top - 1, width, heading[:_LONGEST_CELL], book.heading)
    for number, sentences in comments.items():
        page.write_string(number - 1, width, " | ".join(sentences)[:_LONGEST_CELL], book.plain)


def _own_cell(book: _Book, page: Worksheet, row: int, place: int, cell: Any) -> None:
    if cell is None:
        return
    if isinstance(cell, bool):
        page.write_boolean(row, place, cell)
    elif isinstance(cell, int | float):
        page.write_number(row, place, cell)
    elif isinstance(cell, dict) and "date" in cell and cell["date"] >= "1900":
        page.write_datetime(row, place, date.fromisoformat(cell["date"]), book.formats[Kind.DATE])
    else:
        text = str(next(iter(cell.values()))) if isinstance(cell, dict) else str(cell)
        page.write_string(row, place, text[:_LONGEST_CELL], book.plain)


def _comment(each: Problem) -> str:
    where = f"{each.column} {each.heading}".strip()
    return f"{each.severity.label} {each.code}{f', {where}' if where else ''}: {each.sentence}"


def _known_name(name: str) -> str:
    return next((known for known in SHEET_BY_NAME if folded(known) == folded(name)), name)


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name that Excel accepts and that no other sheet has."""
    plain = "".join("_" if each in "[]:*?/\\" else each for each in name)[:28].strip("'") or "Sheet"
    number, chosen = 2, plain
    while chosen.lower() in taken:
        chosen, number = f"{plain} {number}", number + 1
    taken.add(chosen.lower())
    return chosen
