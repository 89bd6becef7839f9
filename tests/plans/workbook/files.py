"""Workbooks for tests: a plan's own download, with cells changed."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from action_plans.plans.models import Plan
from action_plans.plans.workbook import actions
from action_plans.plans.workbook.contents import contents_of, lists_for
from action_plans.plans.workbook.layout import SHEET_BY_NAME, SHEETS, Lists
from action_plans.plans.workbook.models import PlanWorkbook
from action_plans.plans.workbook.writing import template
from retention_portal.core.dates import today

Cells = dict[str, list[list[Any]]]


def exported(plan: Plan) -> bytes:
    """The plan as its page downloads it."""
    contents = contents_of(plan)
    return template(lists_for(plan, today(), contents), contents)


def lists(plan: Plan) -> Lists:
    return lists_for(plan, today(), contents_of(plan))


def cells_of(data: bytes) -> Cells:
    """{sheet: rows}, the headings first; every cell as Excel would show it to a program."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def book_of(cells: Cells) -> bytes:
    """A plain workbook of these cells, as somebody's own spreadsheet would save them."""
    data = io.BytesIO()
    book = Workbook(data, {"in_memory": True})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, rows in cells.items():
        page = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                _write(page, number, place, cell, day)
    book.close()
    return data.getvalue()


def _write(page: Any, row: int, place: int, cell: Any, day: Any) -> None:
    if isinstance(cell, date):
        page.write_datetime(row, place, cell, day)
    elif isinstance(cell, bool):
        page.write_boolean(row, place, cell)
    elif isinstance(cell, int | float):
        page.write_number(row, place, cell)
    elif isinstance(cell, tuple):
        page.write_formula(row, place, "=1/0", None, cell[0])
    elif cell not in (None, ""):
        page.write_string(row, place, cell)


def place_of(sheet: str, name: str) -> int:
    """The index of a field's column in the template."""
    return [column.name for column in SHEET_BY_NAME[sheet].columns].index(name)


def changed(plan: Plan, sheet: str, row: int, **values: Any) -> bytes:
    """The plan's download with cells of one row (2 is the first below the headings) set."""
    cells = cells_of(exported(plan))
    rows = cells[sheet]
    while len(rows) < row:
        rows.append([None] * len(SHEET_BY_NAME[sheet].columns))
    for name, value in values.items():
        rows[row - 1][place_of(sheet, name)] = value
    return book_of(cells)


def edited(plan: Plan, edit: Callable[[Cells], object]) -> bytes:
    """The plan's download after `edit` has changed its cells."""
    cells = cells_of(exported(plan))
    edit(cells)
    return book_of(cells)


def empty() -> Cells:
    """Every sheet with its headings only."""
    return {sheet.name: [[column.heading for column in sheet.columns]] for sheet in SHEETS}


def sent(plan: Plan, by: Any, data: bytes, name: str = "plan.xlsx") -> PlanWorkbook:
    return actions.receive_workbook(plan=plan, data=data, file_name=name, by=by)


def found(workbook: PlanWorkbook, *, severity: str = "error") -> list[tuple[str, str, int | None, str]]:
    """(code, sheet, row, heading) of the problems of one severity."""
    problems = actions.problems_of(workbook)
    return [(each.code, each.sheet, each.row, each.heading) for each in problems if each.severity == severity]


def counts(workbook: PlanWorkbook) -> dict[str, tuple[int, int, int, int]]:
    """{sheet: (new, changed, unchanged, not in the file)}."""
    return {
        sheet["name"]: (len(sheet["new"]), len(sheet["changed"]), sheet["unchanged"], len(sheet["missing"]))
        for sheet in workbook.changes.get("sheets", [])
    }
