"""Whatever one cell of a plan's workbook becomes: it is harmless, or shown as a change there, or reported there."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from action_plans.plans.models import Plan
from action_plans.plans.workbook import checking, matching
from action_plans.plans.workbook.contents import contents_of, lists_for, money_of
from action_plans.plans.workbook.layout import SHEETS
from action_plans.plans.workbook.opening import open_workbook
from action_plans.plans.workbook.problems import Problem
from action_plans.plans.workbook.reading import letters, read_rows
from action_plans.plans.workbook.writing import commented
from tests.factories.plans import team
from tests.factories.registers import full_plan
from tests.plans.workbook.files import exported

pytestmark = pytest.mark.django_db

TODAY = date(2026, 10, 12)
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.text(max_size=40),
    st.text(alphabet="=+-@'\t\n;,/0123456789ILMNRSKP", max_size=14),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(date(1900, 1, 1), date(9999, 12, 31)).map(lambda day: {"date": day.isoformat()}),
    st.sampled_from([{"error": "#N/A"}, {"error": "#DIV/0!"}]),
    st.sampled_from(
        ["INI-0001", "INI-0002", "MIL-0001", "Staff pool", "Closed", "Completed", "Blue", "L1-E05", "0"]
    ),
    st.text(min_size=1, max_size=1).map(lambda each: each * 2000),
)
PLACES = [(sheet, place) for sheet in SHEETS for place in range(len(sheet.columns))]


@pytest.fixture
def world(db, settings) -> tuple[Plan, Any]:
    settings.PORTAL_TODAY = TODAY.isoformat()
    plan = full_plan(team())
    return plan, open_workbook(exported(plan))


def judged(raw: Any, contents: Any, lists: Any, money: Any) -> tuple[list[Problem], matching.Comparison]:
    book = read_rows(raw, lists)
    if not book.has_layout:
        return book.problems, matching.Comparison()
    found = matching.match(book, contents, lists)
    return [*book.problems, *found.problems, *checking.check(book, found, lists, money, TODAY)], found


def with_cell(raw: Any, sheet: str, row: int, place: int, cell: Any) -> Any:
    """The cells with one of them replaced; `row` counts from 0, the headings."""
    new = []
    for name, rows in raw:
        if name == sheet:
            wide = [[number, [*cells, *[None] * (place + 1 - len(cells))]] for number, cells in rows]
            wide[row][1][place] = cell
        new.append([name, wide if name == sheet else rows])
    return new


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_one_bad_cell_is_harmless_or_reported_at_that_cell(world, data):
    plan, raw = world
    contents = contents_of(plan)
    lists, money = lists_for(plan, TODAY, contents), money_of(plan)
    sheet, place = data.draw(st.sampled_from(PLACES))
    rows = dict(raw)[sheet.name]
    row = data.draw(st.integers(0, len(rows) - 1))
    number = rows[row][0]
    bent = with_cell(raw, sheet.name, row, place, data.draw(CELLS))
    problems, found = judged(bent, contents, lists, money)
    here = [
        each
        for each in problems
        if each.sheet == sheet.name and each.row == number and (row == 0 or each.column == letters(place))
    ]
    assert commented(bent, problems)
    if any(each.is_error for each in problems):
        # a missing reason is reported where it goes; a row that stands twice, at both; the rest at the cell itself
        elsewhere = {"WB-412", "WB-414", "WB-415", "WB-507", "WB-418", "WB-411", "WB-420", "WB-501"}
        assert here or {each.code for each in problems if each.is_error} <= elsewhere
        assert {(each.sheet, each.row) for each in problems if each.is_error and each.code != "WB-501"} <= {
            (sheet.name, number)
        }
        return
    for name, matches in found.matches.items():
        for each in matches:
            touched = name == sheet.name and each.row.number == number
            if not touched:
                assert each.kind is matching.Class.UNCHANGED, (name, each.row.number, each.changes)
            elif each.existing is not None and each.existing.id == original_id(contents, sheet.name, row):
                assert set(each.changes) <= {sheet.columns[place].name}


def original_id(contents: Any, sheet: str, row: int) -> int:
    return contents[sheet][row - 1].id if row else 0
