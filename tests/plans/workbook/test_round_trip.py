"""A plan goes out as a workbook and comes back: nothing changes but what somebody changed."""

import pytest

from action_plans.plans.models import Initiative, Milestone
from action_plans.plans.models_registers import Risk, Stakeholder
from action_plans.plans.workbook import actions
from action_plans.plans.workbook.contents import contents_of, stamp_of
from action_plans.plans.workbook.layout import INSTRUCTIONS, SHEETS, allowed, example
from action_plans.plans.workbook.reading import read_rows
from action_plans.plans.workbook.writing import rule_of, template
from tests.factories.plans import initiative_at, plan_for, team
from tests.factories.registers import full_plan
from tests.plans.workbook.files import book_of, cells_of, changed, counts, empty, exported, found, lists, sent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def october(settings):
    settings.PORTAL_TODAY = "2026-10-12"


def test_a_plan_that_goes_out_and_comes_back_changes_nothing():
    people = team()
    plan = full_plan(people)
    before = stamp_of(contents_of(plan))
    workbook = sent(plan, people.lead, exported(plan))
    assert found(workbook) == []
    assert workbook.problems == []
    assert counts(workbook) == {
        "Initiatives": (0, 0, 2, 0),
        "Milestones": (0, 0, 2, 0),
        "Risks": (0, 0, 1, 0),
        "Stakeholders": (0, 0, 1, 0),
        "Funding lines": (0, 0, 1, 0),
    }
    actions.apply_workbook(workbook=workbook, by=people.lead)
    assert stamp_of(contents_of(plan)) == before
    assert set(Initiative.objects.values_list("version", flat=True)) == {1}


def test_the_template_opens_with_its_sheets_and_headings_and_no_rows():
    people = team()
    plan = plan_for(people)
    cells = cells_of(template(lists(plan)))
    assert list(cells) == [
        "Initiatives",
        "Milestones",
        "Risks",
        "Stakeholders",
        "Funding lines",
        INSTRUCTIONS,
    ]
    for sheet in SHEETS:
        assert cells[sheet.name] == [[column.heading for column in sheet.columns]]
    workbook = sent(plan, people.lead, template(lists(plan)))
    assert (found(workbook), set(counts(workbook).values())) == ([], {(0, 0, 0, 0)})


def test_the_instructions_say_what_the_rules_say():
    people = team()
    plan = full_plan(people)
    known = lists(plan)
    rows = cells_of(template(known))[INSTRUCTIONS]
    printed = [tuple(row[:4]) for row in rows]
    for sheet in SHEETS:
        for column in sheet.columns:
            needed = "Yes" if column.required else "No"
            line = (column.heading, needed, rule_of(column, known), example(column, known))
            assert line in printed, line
            assert allowed(column, known) in line[2]
    texts = {row[0] for row in rows}
    assert {choice.text for each in known.values() for choice in each} <= texts


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_example_of_the_instructions_is_read_without_a_problem(sheet):
    people = team()
    plan = full_plan(people)
    known = lists(plan)
    cells = empty()
    cells[sheet.name].append([example(column, known) for column in sheet.columns])
    raw = [[name, [[number, row] for number, row in enumerate(rows, 1)]] for name, rows in cells.items()]
    assert [each for each in read_rows(raw, known).problems if each.is_error] == []


HOSTILE = [
    "=1+1",
    "+44 20",
    "-2",
    "@SUM(A1)",
    "\t=cmd|' /C calc'!A0",
    "＝1+1",
    "'=quoted",
    "_x0041_b",
    "a\r\nb",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_that_looks_like_a_formula_stays_text_and_survives(text: str):
    people = team()
    plan = plan_for(people)
    initiative_at(plan, people.lead, summary=text, lead_name=text.replace("\r\n", " "))
    data = exported(plan)
    row = cells_of(data)["Initiatives"][1]
    assert text.strip().replace("\r\n", "\n") in row
    assert b"<f>" not in sheet_xml(data)
    assert counts(sent(plan, people.lead, data))["Initiatives"] == (0, 0, 1, 0)


def sheet_xml(data: bytes) -> bytes:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist() if "worksheets/sheet" in name)


def test_a_whole_plan_comes_in_from_an_empty_template():
    people = team()
    plan, model = plan_for(people, "2027-28"), full_plan(people)
    cells = cells_of(exported(model))
    for rows in cells.values():
        for row in rows[1:]:
            if str(row[0])[:4] in ("INI-", "MIL-", "RSK-", "STK-"):
                row[0] = None
    for row in cells["Milestones"][1:]:
        row[1] = "peer GROUPS"
    cells["Funding lines"] = cells["Funding lines"][:1]
    workbook = sent(plan, people.lead, book_of(cells))
    assert found(workbook) == []
    actions.apply_workbook(workbook=workbook, by=people.lead)
    strip = ("reference", "initiative")
    plain = [
        [{name: value for name, value in row.values.items() if name not in strip} for row in rows]
        for sheet, rows in contents_of(plan).items()
        if sheet != "Funding lines"
    ]
    expected = [
        [{name: value for name, value in row.values.items() if name not in strip} for row in rows]
        for sheet, rows in contents_of(model).items()
        if sheet != "Funding lines"
    ]
    assert plain == expected
    assert Initiative.objects.get(plan=plan, number=1).live_since.isoformat() == "2026-10-12"


def test_changes_are_saved_where_they_stand_and_nothing_else():
    people = team()
    plan = full_plan(people)
    workbook = sent(plan, people.lead, changed(plan, "Initiatives", 2, lead_name="Dr B", rag="Amber",
                                               rag_reason="Two left.", people_reached=14, news="Two more."))  # fmt: skip
    (sheet, *_) = workbook.changes["sheets"]
    assert sheet["changed"] == [
        {
            "row": 2,
            "reference": "INI-0001",
            "title": "Peer groups",
            "fields": [
                ["Lead", "Dr A Lead", "Dr B"],
                ["Rating", "Green", "Amber"],
                ["Why it is rated so", "On plan.", "Two left."],
                ["People reached to date", "12", "14"],
                ["What happened", "", "Two more."],
            ],
        }
    ]
    actions.apply_workbook(workbook=workbook, by=people.lead)
    row = Initiative.objects.get(plan=plan, number=1)
    update = row.updates.first()
    assert (row.lead_name, row.rag, row.version) == ("Dr B", "amber", 2)
    assert (update.text, update.people_reached, update.rag_reason) == ("Two more.", 14, "Two left.")
    assert Milestone.objects.count() == 2


def test_rows_that_are_left_out_stay_in_the_plan():
    people = team()
    plan = full_plan(people)
    workbook = sent(plan, people.lead, book_of(empty()))
    assert counts(workbook) == {
        "Initiatives": (0, 0, 0, 2), "Milestones": (0, 0, 0, 2), "Risks": (0, 0, 0, 1),
        "Stakeholders": (0, 0, 0, 1), "Funding lines": (0, 0, 0, 1),
    }  # fmt: skip
    actions.apply_workbook(workbook=workbook, by=people.lead)
    assert (Initiative.objects.count(), Risk.objects.count(), Stakeholder.objects.count()) == (2, 1, 1)
