"""Files as people really fill them in: merged cells, dates that are text or bare numbers, columns moved about."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from xlsxwriter import Workbook

from action_plans.plans.models import Plan
from action_plans.plans.workbook import actions
from action_plans.plans.workbook.layout import INITIATIVES, MILESTONES
from tests.factories.plans import Team, plan_for, team
from tests.factories.registers import full_plan
from tests.plans.workbook.files import (
    book_of,
    cells_of,
    changed,
    counts,
    edited,
    exported,
    found,
    place_of,
    sent,
)

pytestmark = pytest.mark.django_db

SERIAL = (date(2026, 12, 1) - date(1899, 12, 30)).days


@pytest.fixture(autouse=True)
def october(settings):
    settings.PORTAL_TODAY = "2026-10-12"


@pytest.fixture
def people() -> Team:
    return team()


@pytest.fixture
def plan(people: Team) -> Plan:
    return full_plan(people)


def headings(sheet: Any) -> list[str]:
    return [column.heading for column in sheet.columns]


@pytest.mark.parametrize(
    "written",
    [
        "1/12/2026", "01.12.2026", "1-12-2026", "1 December 2026", "1 dec 2026", "2026-12-01", " 01/12/2026\u00a0",
        SERIAL, float(SERIAL), date(2026, 12, 1),
    ],
    ids=str,
)  # fmt: skip
def test_a_date_in_each_of_the_ways_in_which_spreadsheets_hold_it(people, plan, written):
    workbook = sent(plan, people.lead, changed(plan, "Initiatives", 3, starts_on=written))
    assert found(workbook) == []
    assert workbook.changes["sheets"][0]["changed"][0]["fields"] == [["Start", "", "01/12/2026"]]


@pytest.mark.parametrize("written", ["1/12/26", "12/31/2026", "soon", 0, -1, 1.5, 99999999, True], ids=str)
def test_what_is_no_date_is_said_at_its_cell(people, plan, written):
    workbook = sent(plan, people.lead, changed(plan, "Initiatives", 3, starts_on=written))
    assert found(workbook) == [("WB-405", "Initiatives", 3, "Start")]


def test_a_name_merged_over_several_rows_is_meant_for_each(people):
    plan, data = plan_for(people), io.BytesIO()
    book = Workbook(data, {"in_memory": True})
    page = book.add_worksheet("Initiatives")
    row = ["", "Peer groups", "Groups.", "L1", "L1-E03", "", "", "QHM", "Dr A"]
    for place, cell in enumerate(headings(INITIATIVES)):
        page.write_string(0, place, cell)
    for place, cell in enumerate(row):
        page.write_string(1, place, cell)
    page = book.add_worksheet("Milestones")
    for place, cell in enumerate(headings(MILESTONES)):
        page.write_string(0, place, cell)
    page.merge_range(1, 1, 3, 1, "Peer groups")
    for number, title in enumerate(("First", "Second", "Third"), start=1):
        page.write_string(number, 2, title)
        page.write_string(number, 3, f"0{number}/12/2026")
    book.close()
    workbook = sent(plan, people.lead, data.getvalue())
    assert found(workbook) == []
    assert counts(workbook)["Milestones"] == (3, 0, 0, 0)
    actions.apply_workbook(workbook=workbook, by=people.lead)
    assert list(plan.initiatives.get().milestones.values_list("title", flat=True)) == [
        "First",
        "Second",
        "Third",
    ]


def test_a_title_above_the_headings_columns_moved_about_and_spaces_everywhere(people, plan):
    def disorder(cells: dict[str, list[list[Any]]]) -> None:
        for name, rows in cells.items():
            turned = [list(reversed(row)) for row in rows]
            turned[0] = [f"  {heading.upper()}\u00a0 *" for heading in turned[0]]
            padded = [
                [f" {cell}  " if isinstance(cell, str) and cell else cell for cell in row] for row in turned
            ]
            cells[name] = [["Our plan, as the board saw it"], [None], *padded]

    workbook = sent(plan, people.lead, edited(plan, lambda cells: disorder(_sheets(cells))))
    assert found(workbook) == []
    assert {name: (new, changed) for name, (new, changed, _, _) in counts(workbook).items()} == {
        "Initiatives": (0, 0),
        "Milestones": (0, 0),
        "Risks": (0, 0),
        "Stakeholders": (0, 0),
        "Funding lines": (0, 0),
    }


def _sheets(cells: dict[str, list[list[Any]]]) -> dict[str, list[list[Any]]]:
    """The instructions are left out: nobody moves those about."""
    cells.pop("How to fill this in", None)
    return cells


def test_a_hidden_sheet_a_formula_and_its_last_result(people, plan):
    cells = _sheets(cells_of(exported(plan)))
    plain, data = book_of(cells), io.BytesIO()
    book = Workbook(data, {"in_memory": True})
    for name, rows in cells_of(plain).items():
        page = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, date):
                    page.write_datetime(number, place, cell, book.add_format({"num_format": "d mmm yyyy"}))
                else:
                    page.write(number, place, cell)
        if name == "Initiatives":
            page.write_formula(1, place_of(name, "lead_name"), '="Dr "&"B"', None, "Dr B")
    book.add_worksheet("Scratch").hide()
    book.close()
    workbook = sent(plan, people.lead, data.getvalue())
    assert found(workbook) == []
    assert found(workbook, severity="note")[0][0] == "WB-202"
    assert workbook.changes["sheets"][0]["changed"][0]["fields"] == [["Lead", "Dr A Lead", "Dr B"]]


def test_budget_and_national_support_go_out_and_in_and_an_older_file_leaves_them_alone(people, plan):
    data = changed(plan, "Initiatives", 2, budget="£12,500", national="L1-N04; L1-N07 Induction")
    workbook = sent(plan, people.lead, data)
    assert found(workbook) == []
    actions.apply_workbook(workbook=workbook, by=people.lead)
    row = plan.initiatives.get(number=1)
    assert (row.budget, sorted(each.code for each in row.national.all())) == (
        Decimal(12500),
        ["L1-N04", "L1-N07"],
    )

    def older(cells: dict[str, list[list[Any]]]) -> None:
        cells["Initiatives"] = [each[:-2] for each in cells["Initiatives"]]
        cells["Initiatives"][1][place_of("Initiatives", "lead_name")] = "Dr C"

    workbook = sent(plan, people.lead, edited(plan, older))
    assert found(workbook) == []
    actions.apply_workbook(workbook=workbook, by=people.lead)
    row.refresh_from_db()
    assert (row.lead_name, row.budget, row.national.count()) == ("Dr C", Decimal(12500), 2)
