"""Each problem by its code, with a twin that passes."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from action_plans.plans import actions, actions_registers
from action_plans.plans.models import Initiative, Plan
from action_plans.plans.workbook import actions as workbooks
from action_plans.plans.workbook.problems import CATALOGUE
from action_plans.plans.workbook.statuses import WorkbookStatus
from retention_portal.core.refusals import Refused
from tests.factories.plans import Team, initiative_at, team
from tests.factories.registers import allocated, full_plan, risk_content
from tests.plans.workbook.files import book_of, cells_of, edited, empty, exported, found, place_of, sent

pytestmark = pytest.mark.django_db

TODAY = date(2026, 10, 12)
Edit = Callable[[Any], object]


@pytest.fixture(autouse=True)
def october(settings):
    settings.PORTAL_TODAY = TODAY.isoformat()


@pytest.fixture
def people() -> Team:
    return team()


@pytest.fixture
def plan(people: Team) -> Plan:
    return full_plan(people)


# the file


def rezipped(data: bytes, **members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        for name, content in members.items():
            new.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def encrypted(data: bytes) -> bytes:
    """The flag of an encrypted member set in both headers."""
    at = data.index(b"PK\x01\x02") + 8
    return data[:at] + bytes([data[at] | 1]) + data[at + 1 :]


FILES: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "empty": ("WB-101", lambda data: b""),
    "csv": ("WB-102", lambda data: b"Title,Summary\r\nPeer groups,Monthly\r\n"),
    "html": ("WB-102", lambda data: b"<html><table></table></html>"),
    "another zip": ("WB-102", lambda data: zip_of({"plan.csv": b"a,b"})),
    "xls or encrypted": ("WB-103", lambda data: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
    "encrypted member": ("WB-103", encrypted),
    "macros": ("WB-104", lambda data: rezipped(data, **{"xl__vbaProject.bin": b"macro"})),
    "links": ("WB-104", lambda data: rezipped(data, **{"xl__externalLinks__externalLink1.xml": b"<x/>"})),
    "zip bomb": ("WB-105", lambda data: rezipped(data, **{"xl__bomb.xml": bytes(45 * 1024 * 1024)})),
    "many members": ("WB-105", lambda data: zip_of({f"a{number}": b"" for number in range(400)})),
    "five megabytes": ("WB-105", lambda data: data + bytes(5 * 1024 * 1024)),
    "cut off": ("WB-106", lambda data: data[: len(data) // 2]),
    "broken sheet": ("WB-106", lambda data: rezipped_without(data, "xl/worksheets/sheet1.xml")),
}


def zip_of(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def rezipped_without(data: bytes, name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for each in old.namelist():
            new.writestr(each, b"<worksheet><" if each == name else old.read(each))
    return out.getvalue()


@pytest.mark.parametrize(("code", "spoil"), FILES.values(), ids=list(FILES))
def test_a_file_that_cannot_be_used_is_refused_with_a_sentence(people, plan, code, spoil):
    workbook = sent(plan, people.lead, spoil(exported(plan)))
    assert [each[0] for each in found(workbook)] == [code]
    assert (workbook.status, workbook.rows, workbook.changes) == (WorkbookStatus.REJECTED, [], {})
    assert workbook.problems[0]["sentence"].endswith(".")


def test_a_sheet_that_claims_the_last_cell_of_all_is_refused_and_costs_nothing(people, plan):
    data = exported(plan)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            bent = (
                sheet.replace(b"</sheetData>", far) if name == "xl/worksheets/sheet1.xml" else old.read(name)
            )
            new.writestr(name, bent)
    assert [each[0] for each in found(sent(plan, people.lead, out.getvalue()))] == ["WB-105"]


def test_a_scanner_that_does_not_answer_refuses_the_file(people, plan, settings):
    settings.SCANNER_URL = "tcp://127.0.0.1:9"
    assert [each[0] for each in found(sent(plan, people.lead, exported(plan)))] == ["WB-107"]


# sheets and headings


def renamed(sheet: str, name: str, new: object) -> Edit:
    """A heading of a sheet written otherwise."""

    def edit(cells: Any) -> None:
        cells[sheet][0][place_of(sheet, name)] = new

    return edit


def sheet_as(old: str, new: str) -> Edit:
    def edit(cells: Any) -> None:
        cells[new] = cells.pop(old)

    return edit


def many_rows(count: int) -> Edit:
    def edit(cells: Any) -> None:
        row = ["", "Body", "", "Neutral", "", "", ""]
        cells["Stakeholders"][1:] = [[*row[:1], f"Body {number}", *row[2:]] for number in range(count)]

    return edit


LAYOUTS: dict[str, tuple[Edit, Edit, tuple[str, str, int | None]]] = {
    "WB-201": (
        lambda cells: [cells.pop(name) for name in list(cells)[:5]],
        lambda cells: cells,
        ("", "", None),
    ),
    "WB-203": (sheet_as("Risks", "Risk"), sheet_as("Risks", " risks "), ("", "", None)),
    "WB-204": (many_rows(2001), many_rows(2000), ("Stakeholders", "", None)),
    "WB-301": (
        lambda cells: cells["Risks"].__setitem__(0, ["x", "y"]),
        lambda cells: cells["Risks"].insert(0, ["Our own title"]),
        ("Risks", "", None),
    ),
    "WB-303": (renamed("Risks", "trend", "Trends"), renamed("Risks", "trend", "TREND *"), ("Risks", "", 1)),
    "WB-304": (renamed("Risks", "title", None), renamed("Risks", "mitigation", None), ("Risks", "", 1)),
    "WB-306": (
        renamed("Risks", "trend", "Owner"),
        renamed("Risks", "trend", "Something else"),
        ("Risks", "", 1),
    ),
}


@pytest.mark.parametrize("code", LAYOUTS)
def test_sheets_and_headings(people, plan, code):
    spoil, fine, place = LAYOUTS[code]
    workbook = sent(plan, people.lead, edited(plan, spoil))
    assert (code, *place[:1], place[2], place[1]) in found(workbook)
    assert workbook.status == WorkbookStatus.REJECTED
    assert code not in [each[0] for each in found(sent(plan, people.lead, edited(plan, fine)))]


def test_a_sheet_twice_by_another_case_is_an_error(people, plan):
    from action_plans.plans.workbook.reading import read_rows
    from tests.plans.workbook.files import lists

    raw = [["Risks", []], ["RISKS ", []]]
    assert [each.code for each in read_rows(raw, lists(plan)).problems if each.is_error] == ["WB-206"]
    assert [each.code for each in read_rows(raw[:1], lists(plan)).problems if each.is_error] == []


def test_more_than_500_new_rows_are_not_saved_at_once(people, plan):
    assert found(sent(plan, people.lead, edited(plan, many_rows(501)))) == [("WB-207", "", None, "")]
    assert found(sent(plan, people.lead, edited(plan, many_rows(500)))) == []


def test_near_misses_are_named(people, plan):
    workbook = sent(plan, people.lead, edited(plan, renamed("Risks", "trend", "Trends")))
    assert "Did you mean “Trend”?" in workbook.problems[0]["sentence"]
    workbook = sent(plan, people.lead, edited(plan, sheet_as("Risks", "Risk")))
    assert "Did you mean “Risks”?" in " ".join(each["sentence"] for each in workbook.problems)


NOTES: dict[str, tuple[Edit, Edit, str]] = {
    "WB-202": (lambda cells: cells.update({"Scratch": [["x"]]}), lambda cells: cells, "note"),
    "WB-205": (lambda cells: cells.pop("Risks"), lambda cells: cells, "note"),
    "WB-302": (
        lambda cells: [row.append("mine") for row in cells["Risks"]],
        lambda cells: [row.append("Comments: all is well") for row in cells["Risks"]],
        "warning",
    ),
    "WB-305": (renamed("Risks", "mitigation", None), lambda cells: cells, "note"),
}


@pytest.mark.parametrize("code", NOTES)
def test_what_is_not_read_is_said_and_hinders_nothing(people, plan, code):
    spoil, fine, severity = NOTES[code]
    workbook = sent(plan, people.lead, edited(plan, spoil))
    assert [each[0] for each in found(workbook, severity=severity)] == [code]
    assert found(workbook) == []
    assert found(sent(plan, people.lead, edited(plan, fine)), severity=severity) == []


def test_rows_are_not_judged_while_headings_are_wrong(people, plan):
    def edit(cells: Any) -> None:
        cells["Risks"][0][place_of("Risks", "trend")] = "Trends"
        cells["Risks"][1][place_of("Risks", "likelihood")] = "9"

    assert [each[0] for each in found(sent(plan, people.lead, edited(plan, edit)))] == ["WB-303"]


# rows: the sheet, the row (2 is the first), what is set wrong, what is set right, where the problem stands

DAY = date(2026, 11, 20)
INI, MIL, RSK, FND = "Initiatives", "Milestones", "Risks", "Funding lines"
ROWS: dict[str, tuple[str, int, dict[str, Any], dict[str, Any], str]] = {
    "WB-401": (INI, 2, {"title": None}, {"outcome_measure": None}, "Title"),
    "WB-402": (INI, 2, {"title": "x" * 121}, {"title": "x" * 120}, "Title"),
    "WB-403": (INI, 2, {"level": "L4"}, {"level": "l2"}, "Level"),
    "WB-403 area": (INI, 2, {"area": "QF7"}, {"area": "qhm"}, "Area"),
    "WB-404": (INI, 2, {"essentials": "L1-E03; L1-E99"}, {"essentials": "L1-E05, l1-e03 Something"}, "Essentials"),
    "WB-405": (MIL, 2, {"actual_on": "31/02/2026"}, {"actual_on": "28/2/2026"}, "Date it was reached"),
    "WB-405 american": (MIL, 2, {"actual_on": "10/13/2026"}, {"actual_on": "10 Oct 2026"}, "Date it was reached"),
    "WB-405 number": (MIL, 2, {"actual_on": 46307.5}, {"actual_on": TODAY}, "Date it was reached"),
    "WB-406": (MIL, 2, {"actual_on": date(2026, 10, 13)}, {"actual_on": TODAY}, "Date it was reached"),
    "WB-407": (INI, 2, {"people_reached": "12.5"}, {"people_reached": "1,212"}, "People reached to date"),
    "WB-407 negative": (INI, 2, {"people_reached": -1}, {"people_reached": 0}, "People reached to date"),
    "WB-408": (FND, 2, {"amount": "lots"}, {"amount": "£400.00"}, "Committed in all (£)"),
    "WB-408 negative": (FND, 2, {"amount": -5}, {"amount": 500}, "Committed in all (£)"),
    "WB-409": (INI, 2, {"reference": "RSK-0001"}, {"reference": "ini-1"}, "Reference"),
    "WB-410": (INI, 2, {"starts_on": ("#DIV/0!",)}, {"starts_on": None}, "Start"),
    "WB-411": (INI, 2, {"ends_on": date(2026, 10, 11)}, {"ends_on": TODAY}, "End"),
    "WB-412": (INI, 2, {"rag": "Red"}, {"rag": "Red", "rag_reason": "Nobody comes."}, "Why it is rated so"),
    "WB-413": (INI, 3, {"status": "Completed"}, {"status": "Live"}, "Status"),
    "WB-414": (INI, 2, {"status": "Paused"}, {"status": "Paused", "status_reason": "No room."}, "Why it has this status"),
    "WB-414 risk": (RSK, 2, {"status": "Closed"}, {"status": "Closed", "status_reason": "Over."},
                    "Why closed or opened again"),
    "WB-415": (MIL, 2, {"planned_on": DAY}, {"planned_on": DAY, "reason": "No venue."}, "Why a date moved"),
    "WB-418": (RSK, 2, {"likelihood_target": 5, "consequence_target": 5},
               {"likelihood_target": 1, "consequence_target": 3}, "Consequence aimed at"),
    "WB-418 half": (RSK, 2, {"likelihood_target": 1}, {}, "Consequence aimed at"),
    "WB-420": (INI, 3, {"status": "Live", "rag": None, "news": "Twelve joined.", "reference": None, "title": "Third"},
               {"status": "Live", "rag": "Green", "rag_reason": "Began.", "news": "Twelve joined.", "reference": None,
                "title": "Third"}, "Rating"),
    "WB-501": (INI, 3, {"reference": "INI-0001"}, {"reference": None}, "Reference"),
    "WB-502": (INI, 2, {"reference": "INI-0099"}, {"reference": None}, "Reference"),
    "WB-504": (MIL, 2, {"initiative": "Peer grops"}, {"initiative": "PEER  groups"}, "Initiative"),
    "WB-505": (MIL, 2, {"initiative": "INI-0002"}, {"initiative": "ini-0001"}, "Initiative"),
    "WB-506": (FND, 2, {"amount": 1000.01}, {"amount": 1000}, "Committed in all (£)"),
    "WB-507": (FND, 2, {"amount": 100}, {"amount": 100, "reason": "Later."}, "Why it is lowered"),
    "WB-508": (FND, 3, {"initiative": "INI-0002", "programme": "FUND-POOL-A", "amount": 0},
               {"initiative": "INI-0002", "programme": "FUND-POOL-A", "amount": 5}, "Committed in all (£)"),
}  # fmt: skip


def setting(sheet: str, row: int, values: dict[str, Any]) -> Edit:
    def edit(cells: Any) -> None:
        rows = cells[sheet]
        while len(rows) < row:
            rows.append([None] * len(rows[0]))
        for name, value in values.items():
            rows[row - 1][place_of(sheet, name)] = value

    return edit


@pytest.mark.parametrize("case", ROWS)
def test_rows(people, plan, case):
    sheet, row, wrong, right, heading = ROWS[case]
    workbook = sent(plan, people.lead, edited(plan, setting(sheet, row, wrong)))
    code = case.split()[0]
    assert (code, sheet, row, heading) in found(workbook)
    assert {each[0] for each in found(workbook)} == {code}
    sentence = next(each["sentence"] for each in workbook.problems if each["code"] == code)
    assert "Example: " in sentence
    with pytest.raises(Refused, match="Correct them and send it again"):
        workbooks.apply_workbook(workbook=workbook, by=people.lead)
    fine = sent(plan, people.lead, edited(plan, setting(sheet, row, right)))
    assert found(fine) == []
    workbooks.apply_workbook(workbook=fine, by=people.lead)


def test_two_initiatives_of_one_title_ask_for_the_reference(people, plan):
    initiative_at(plan, people.lead, title="STAFF pool")
    wrong = sent(plan, people.lead, edited(plan, setting(INI, 3, {"reference": None})))
    assert found(wrong) == [("WB-503", INI, 3, "Title")]
    parent = sent(
        plan,
        people.lead,
        edited(plan, setting(MIL, 4, {"initiative": "Staff pool", "title": "Opens", "planned_on": TODAY})),
    )
    assert found(parent) == [("WB-503", MIL, 4, "Initiative")]
    assert found(sent(plan, people.lead, exported(plan))) == []


WARNINGS: dict[str, tuple[str, int, dict[str, Any], dict[str, Any], str]] = {
    "WB-416": (INI, 3, {"starts_on": date(2026, 9, 1)}, {"starts_on": TODAY}, "Start"),
    "WB-417": (INI, 2, {"status_reason": "Just so."}, {}, "Why it has this status"),
    "WB-419": (RSK, 2, {"likelihood": 5}, {"likelihood": 4}, "Likelihood now"),
}


@pytest.mark.parametrize("code", WARNINGS)
def test_warnings_are_said_and_hinder_nothing(people, plan, code):
    sheet, row, odd, right, heading = WARNINGS[code]
    workbook = sent(plan, people.lead, edited(plan, setting(sheet, row, odd)))
    assert found(workbook, severity="warning") == [(code, sheet, row, heading)]
    workbooks.apply_workbook(workbook=workbook, by=people.lead)
    assert found(sent(plan, people.lead, edited(plan, setting(sheet, row, right))), severity="warning") == []


def test_every_code_of_the_catalogue_is_tested():
    tested = {case.split()[0] for case in [*LAYOUTS, *NOTES, *ROWS, *WARNINGS]}
    tested |= {code for code, _ in FILES.values()} | {"WB-107", "WB-206", "WB-207", "WB-503"}
    assert tested == set(CATALOGUE)


def test_problems_that_do_not_hang_together_are_all_found_in_one_go(people, plan):
    def edit(cells: Any) -> None:
        setting(INI, 2, {"level": "L9", "starts_on": "soon", "people_reached": "many"})(cells)
        setting(RSK, 2, {"owner_name": None})(cells)
        setting(FND, 2, {"amount": "x"})(cells)

    assert [
        (code, sheet, heading)
        for code, sheet, _, heading in found(sent(plan, people.lead, edited(plan, edit)))
    ] == [
        ("WB-403", INI, "Level"),
        ("WB-405", INI, "Start"),
        ("WB-407", INI, "People reached to date"),
        ("WB-401", RSK, "Owner"),
        ("WB-408", FND, "Committed in all (£)"),
    ]


def test_row_numbers_are_those_of_the_spreadsheet(people, plan):
    def edit(cells: Any) -> None:
        cells[RSK][0:0] = [["Our risks"], [None]]
        cells[RSK][3][place_of(RSK, "likelihood")] = 9

    workbook = sent(plan, people.lead, edited(plan, edit))
    assert found(workbook) == [("WB-403", RSK, 4, "Likelihood now")]
    assert workbook.problems[0]["column"] == "H"


def test_the_senders_own_file_comes_back_with_a_comment_in_the_row_and_can_be_sent_again(people, plan):
    from action_plans.plans.workbook.writing import commented

    data = edited(plan, setting(RSK, 2, {"likelihood": 9}))
    workbook = sent(plan, people.lead, data)
    back = commented(workbook.rows, workbooks.problems_of(workbook))
    rows = cells_of(back)[RSK]
    width = len(cells_of(data)[RSK][0])
    assert rows[0][width] == "Comments"
    assert rows[1][width].startswith("Error WB-403, H Likelihood now: “9” is not one of the choices.")
    assert [row[:width] for row in rows] == cells_of(data)[RSK]
    again = sent(plan, people.lead, back)
    assert found(again) == found(workbook)
    assert found(again, severity="warning") == []


def test_a_file_with_nothing_but_headings_is_fine(people, plan):
    assert found(sent(plan, people.lead, book_of(empty()))) == []


def test_money_above_the_line_rolls_everything_back(people, plan):
    """Between preview and save somebody else commits: the ledger refuses, and nothing of the file is saved."""

    def edit(cells: Any) -> None:
        setting(INI, 2, {"lead_name": "Dr B"})(cells)
        setting(FND, 2, {"amount": 1000})(cells)

    workbook = sent(plan, people.lead, edited(plan, edit))
    assert found(workbook) == []
    line = allocated(people, 900)
    with pytest.raises(
        Refused, match=r"£600 is more than the £500 left of this line: £900 is allocated and £400"
    ):
        workbooks.apply_workbook(workbook=workbook, by=people.lead)
    workbook.refresh_from_db()
    line.refresh_from_db()
    row = Initiative.objects.get(plan=plan, number=1)
    assert (row.lead_name, row.version, line.committed) == ("Dr A Lead", 1, Decimal(400))
    assert (workbook.status, workbook.applied_at) == (WorkbookStatus.PREVIEWED, None)


def test_money_may_move_from_one_initiative_to_another_within_a_full_line(people, plan):
    def edit(cells: Any) -> None:
        setting(FND, 2, {"amount": 0, "reason": "Goes to the pool."})(cells)
        setting(FND, 3, {"initiative": "Staff pool", "programme": "FUND-POOL-A", "amount": 1000})(cells)

    workbook = sent(plan, people.lead, edited(plan, edit))
    assert found(workbook) == []
    workbooks.apply_workbook(workbook=workbook, by=people.lead)
    assert [row[:3:2] for row in cells_of(exported(plan))[FND][1:]] == [["INI-0002", 1000.0]]


CHANGES: dict[str, Callable[[Team, Plan], object]] = {
    "an initiative": lambda people, plan: initiative_at(plan, people.lead, title="Third"),
    "an update": lambda people, plan: actions.write_update(
        initiative=plan.initiatives.first(),
        text="x",
        people_reached=13,
        rag="green",
        rag_reason="y",
        by=people.lead,
    ),
    "a risk": lambda people, plan: actions_registers.add_risk(
        plan=plan, content=risk_content(title="B"), by=people.lead
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_a_plan_that_changed_since_the_preview_refuses_and_can_be_compared_again(people, plan, change):
    workbook = sent(plan, people.lead, edited(plan, setting(INI, 2, {"lead_name": "Dr B"})))
    change(people, plan)
    with pytest.raises(Refused, match="changed since this preview") as no:
        workbooks.apply_workbook(workbook=workbook, by=people.lead)
    assert no.value.code == "CASE-I-22"
    workbook.refresh_from_db()
    assert workbook.status == WorkbookStatus.STALE
    assert Initiative.objects.get(plan=plan, number=1).lead_name == "Dr A Lead"
    workbook = workbooks.compare_again(workbook=workbook, by=people.lead)
    workbooks.apply_workbook(workbook=workbook, by=people.lead)
    assert Initiative.objects.get(plan=plan, number=1).lead_name == "Dr B"
    with pytest.raises(Refused, match="saved in the plan already"):
        workbooks.apply_workbook(workbook=workbook, by=people.lead)
