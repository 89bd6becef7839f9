"""The pages of the workbook and of the table of initiatives, as people meet them."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from action_plans.plans import actions
from action_plans.plans.models import Initiative, Plan
from action_plans.plans.queries import content_of
from action_plans.plans.workbook.models import PlanWorkbook
from retention_portal.accounts.roles import Role
from tests.factories.people import person_with, signed_in
from tests.factories.plans import initiative_at, organisation, plan_for, team
from tests.factories.registers import full_plan
from tests.plans.workbook.files import cells_of, changed, exported, sent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def october(settings):
    settings.PORTAL_TODAY = "2026-10-12"


def text(answer: Any) -> str:
    """What a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def upload(data: bytes, name: str = "plan.xlsx") -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, data)}


def test_down_up_preview_and_save(client):
    people = team()
    plan = full_plan(people)
    browser = signed_in(client, people.lead)
    page = text(browser.get(f"/plans/{plan.pk}/"))
    assert "The plan as a workbook" in page
    down = browser.get(f"/plans/{plan.pk}/workbook/plan/")
    assert down["Content-Disposition"] == 'attachment; filename="qhm-2026-27-plan.xlsx"'
    assert next(iter(cells_of(down.content))) == "Initiatives"
    assert cells_of(browser.get(f"/plans/{plan.pk}/workbook/template/").content)["Risks"][1:] == []
    data = changed(plan, "Initiatives", 2, lead_name="Dr <b>B</b>")
    answer = browser.post(f"/plans/{plan.pk}/workbook/", upload(data))
    workbook = PlanWorkbook.objects.get()
    assert answer["Location"] == f"/plans/workbooks/{workbook.pk}/"
    preview = browser.get(answer["Location"])
    for words in (
        "Nothing has been saved yet",
        "0 new and 1 changed, ready to be saved",
        "INI-0001, row 2",
        "Dr A Lead",
    ):
        assert words in text(preview)
    assert "Dr &lt;b&gt;B" in preview.content.decode()
    assert Initiative.objects.get(number=1).lead_name == "Dr A Lead"
    done = browser.post(f"/plans/workbooks/{workbook.pk}/apply/")
    assert done["Location"] == f"/plans/{plan.pk}/"
    assert Initiative.objects.get(number=1).lead_name == "Dr <b>B</b>"
    assert "Saved: 0 new, 1 changed" in text(browser.get(answer["Location"]))


def test_a_file_with_an_error_shows_it_and_comes_back_commented_and_cannot_be_saved(client):
    people = team()
    plan = full_plan(people)
    browser = signed_in(client, people.lead)
    answer = browser.post(f"/plans/{plan.pk}/workbook/", upload(changed(plan, "Risks", 2, likelihood=9)))
    page = text(browser.get(answer["Location"]))
    for words in (
        "1 error to correct",
        "Not one of the choices (1)",
        "Risks, row 2, column H (Likelihood now) holds “9”",
        "The file has 1 error",
    ):
        assert words in page
    back = browser.get(answer["Location"] + "file/")
    assert "WB-403" in cells_of(back.content)["Risks"][1][-1]
    browser.post(answer["Location"] + "apply/")
    assert PlanWorkbook.objects.get().status == "previewed"


@pytest.mark.parametrize("data", [b"not a workbook", b"PK\x03\x04 cut"])
def test_a_file_that_cannot_be_used_says_why(client, data: bytes):
    people = team()
    plan = plan_for(people)
    browser = signed_in(client, people.lead)
    answer = browser.post(f"/plans/{plan.pk}/workbook/", upload(data, "x" * 300 + "\x00.xlsx"))
    page = text(browser.get(answer["Location"]))
    assert "This file could not be used" in page
    assert browser.get(answer["Location"] + "file/").status_code == 200


def test_no_file_an_empty_one_and_one_too_large_are_sentences_on_the_form(client):
    people = team()
    plan = plan_for(people)
    browser, address = signed_in(client, people.lead), f"/plans/{plan.pk}/workbook/"
    assert "Choose your workbook" in text(browser.post(address, {}))
    assert "The file is empty" in text(browser.post(address, upload(b"")))
    assert "larger than 5 MB" in text(browser.post(address, upload(bytes(5 * 1024 * 1024 + 1))))
    assert PlanWorkbook.objects.count() == 0


def test_a_plan_that_changed_offers_to_compare_again(client):
    people = team()
    plan = full_plan(people)
    browser = signed_in(client, people.lead)
    workbook = sent(plan, people.lead, exported(plan))
    initiative_at(plan, people.lead, title="Third")
    address = f"/plans/workbooks/{workbook.pk}/"
    assert "The plan has changed since this preview" in text(browser.get(address))
    browser.post(address + "apply/")
    assert "Nothing was saved. The plan changed since this preview" in text(browser.get(address))
    browser.post(address + "compare/")
    assert "Save in the plan" in text(browser.get(address))


READS = ("/plans/{plan}/workbook/", "/plans/{plan}/workbook/template/", "/plans/{plan}/workbook/plan/")
WRITES = (
    "/plans/{plan}/initiatives/table/",
    "/plans/workbooks/{workbook}/",
    "/plans/workbooks/{workbook}/file/",
)
POSTS = (
    "/plans/{plan}/workbook/",
    "/plans/{plan}/initiatives/table/",
    "/plans/workbooks/{workbook}/apply/",
    "/plans/workbooks/{workbook}/compare/",
)


def readers(people: Any) -> dict[str, Any]:
    return {
        "contributor": people.member(Role.CONTRIBUTOR),
        "region": people.commissioner,
        "elsewhere": person_with(Role.SYSTEM_LEAD, organisation("QF7")),
        "interviewer": people.member(Role.INTERVIEWER),
    }


@pytest.mark.parametrize("address", [*READS, *WRITES, *(f"POST {each}" for each in POSTS)])
def test_who_gets_which_answer(client, address: str):
    people = team()
    plan = full_plan(people)
    workbook = sent(plan, people.lead, exported(plan))
    path = address.removeprefix("POST ").format(plan=plan.pk, workbook=workbook.pk)
    ask = client.post if address.startswith("POST") else client.get
    assert ask(path)["Location"].startswith("/accounts/login/")
    contributor = 200 if address in READS else 403
    expected = {"contributor": contributor, "region": 404, "elsewhere": 404, "interviewer": 403}
    got = {}
    for name, reader in readers(people).items():
        signed_in(client, reader)
        got[name] = ask(path).status_code
    if path.endswith(("/apply/", "/compare/")):
        expected["contributor"] = 403
    assert got == expected


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize(
    ("address", "questions"),
    [("workbook/", 6), ("workbook/plan/", 24), ("initiatives/table/", 6), ("preview", 14)],
)
def test_the_same_number_of_questions_for_any_number_of_rows(
    client, django_assert_num_queries, address: str, questions: int, count: int
):
    people = team()
    plan = full_plan(people)
    for number in range(count):
        initiative_at(plan, people.lead, title=f"Initiative {number}")
    workbook = sent(plan, people.lead, exported(plan))
    browser = signed_in(client, people.lead)
    path = f"/plans/workbooks/{workbook.pk}/" if address == "preview" else f"/plans/{plan.pk}/{address}"
    browser.get(path)
    with django_assert_num_queries(questions):
        assert browser.get(path).status_code == 200


# the table


def form_of(browser: Any, plan: Plan) -> dict[str, str]:
    """What a browser would send of the table as it is shown."""
    html = browser.get(f"/plans/{plan.pk}/initiatives/table/").content.decode()
    sends = {
        name: re.search(r'value="([^"]*)"', tag)[1] if "value=" in tag else ""
        for tag, name in re.findall(r'(<input[^>]*name="([0-9]+-[a-z_]+)"[^>]*>)', html)
    }
    sends |= dict(re.findall(r'<textarea[^>]*name="([0-9]+-[a-z_]+)"[^>]*>([^<]*)</', html))
    for name, options in re.findall(r'<select[^>]*name="([0-9]+-[a-z_]+)"[^>]*>(.*?)</select>', html, re.S):
        sends[name] = re.search(r'value="([^"]*)" selected', options)[1]
    return sends


def test_one_button_saves_the_rows_that_changed(client):
    people = team()
    plan = full_plan(people)
    browser = signed_in(client, people.lead)
    sends = form_of(browser, plan)
    one, two = Initiative.objects.order_by("number")
    sends |= {f"{one.pk}-lead_name": "Dr B", f"{one.pk}-ends_on": "31/03/2027"}
    sends |= {f"{one.pk}-rag": "amber", f"{one.pk}-rag_reason": "Two left."}
    answer = browser.post(f"/plans/{plan.pk}/initiatives/table/", sends)
    assert answer.status_code == 302
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.lead_name, one.ends_on.isoformat(), one.rag, one.version) == (
        "Dr B",
        "2027-03-31",
        "amber",
        2,
    )
    assert (one.updates.first().rag_reason, one.updates.count()) == ("Two left.", 2)
    assert (two.version, two.updates.count()) == (1, 0)
    assert "1 initiative saved." in text(browser.get(answer["Location"]))


def test_a_table_that_nobody_touched_saves_nothing_even_when_others_did(client):
    people = team()
    plan = full_plan(people)
    browser = signed_in(client, people.lead)
    sends = form_of(browser, plan)
    one = Initiative.objects.get(number=1)
    actions.update_initiative(
        initiative=one, content=changed_title(one, "Circles"), version=1, by=people.lead
    )
    assert browser.post(f"/plans/{plan.pk}/initiatives/table/", sends).status_code == 302
    one.refresh_from_db()
    assert (one.title, one.version) == ("Circles", 2)


def changed_title(initiative: Initiative, title: str) -> Any:
    from dataclasses import replace

    return replace(content_of(initiative), title=title)


def test_a_row_in_conflict_shows_both_values_and_the_others_are_saved(client):
    people = team()
    plan = full_plan(people)
    browser = signed_in(client, people.lead)
    sends = form_of(browser, plan)
    one, two = Initiative.objects.order_by("number")
    actions.update_initiative(
        initiative=one, content=changed_title(one, "Circles"), version=1, by=people.lead
    )
    sends |= {f"{one.pk}-lead_name": "Dr B", f"{two.pk}-lead_name": "Dr C"}
    answer = browser.post(f"/plans/{plan.pk}/initiatives/table/", sends)
    page = text(answer)
    assert answer.status_code == 409
    assert "INI-0001 was not saved." in page
    assert "Title: saved meanwhile “Circles”, yours “Peer groups”" in page
    assert "Lead: saved meanwhile “Dr A Lead”, yours “Dr B”" in page
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.title, one.lead_name, two.lead_name) == ("Circles", "Dr A Lead", "Dr C")
    stamp = re.search(rf'name="{one.pk}-stamp" value="([^"]*)"', answer.content.decode())[1]
    again = sends | {f"{one.pk}-stamp": stamp, f"{two.pk}-stamp": stamp_of(answer, two)}
    assert browser.post(f"/plans/{plan.pk}/initiatives/table/", again).status_code == 302
    one.refresh_from_db()
    assert (one.title, one.lead_name) == ("Peer groups", "Dr B")


def stamp_of(answer: Any, row: Initiative) -> str:
    return re.search(rf'name="{row.pk}-stamp" value="([^"]*)"', answer.content.decode())[1]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "INI-0001: Enter the title"),
        ("starts_on", "31/02/2026", "INI-0001: Start must be a real date, like 01/10/2026"),
        ("ends_on", "01/01/2020", "INI-0001: The end must be on or after the start."),
        ("rag", "red", "INI-0001: The rating changes: say in new words why it is rated so."),
        ("rag", "pink", "INI-0001: Select one of the choices shown"),
        ("rag_reason", "", "INI-0001: Say why you rate it so"),
    ],
)
def test_a_row_that_a_rule_refuses_is_not_saved_and_the_others_are(
    client, field: str, value: str, sentence: str
):
    people = team()
    plan = full_plan(people)
    browser = signed_in(client, people.lead)
    one, two = Initiative.objects.order_by("number")
    sends = form_of(browser, plan) | {f"{one.pk}-{field}": value, f"{two.pk}-lead_name": "Dr C"}
    answer = browser.post(f"/plans/{plan.pk}/initiatives/table/", sends)
    assert sentence in text(answer)
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.version, one.rag, two.lead_name) == (1, "green", "Dr C")


def test_a_reason_of_several_lines_is_not_taken_for_a_change(client):
    people = team()
    plan = full_plan(people)
    one = Initiative.objects.get(number=1)
    actions.write_update(
        initiative=one, text="x", people_reached=None, rag="green", rag_reason="One.\r\nTwo.", by=people.lead
    )
    browser = signed_in(client, people.lead)
    sends = form_of(browser, plan)
    assert browser.post(f"/plans/{plan.pk}/initiatives/table/", sends).status_code == 302
    assert one.updates.count() == 2


def test_rows_of_another_plan_are_left_alone(client):
    people, others = team(), team("QF7", "Y61")
    plan, foreign = full_plan(people), plan_for(others)
    row = initiative_at(foreign, others.lead, area="QF7")
    browser = signed_in(client, people.lead)
    sends = form_of(browser, plan) | {f"{row.pk}-title": "Taken over", f"{row.pk}-stamp": "x"}
    browser.post(f"/plans/{plan.pk}/initiatives/table/", sends)
    row.refresh_from_db()
    assert row.title == "Peer groups"


def test_a_row_in_conflict_may_take_what_was_saved(client):
    people = team()
    plan = full_plan(people)
    browser = signed_in(client, people.lead)
    sends = form_of(browser, plan)
    one, two = Initiative.objects.order_by("number")
    actions.update_initiative(
        initiative=one, content=changed_title(one, "Circles"), version=1, by=people.lead
    )
    sends |= {f"{one.pk}-lead_name": "Dr B", f"{two.pk}-lead_name": "Dr C"}
    address = f"/plans/{plan.pk}/initiatives/table/"
    assert "Take what was saved meanwhile for INI-0001" in text(browser.post(address, sends))
    assert browser.post(address, sends | {f"{one.pk}-take": "1"}).status_code == 302
    one.refresh_from_db()
    assert (one.title, one.lead_name) == ("Circles", "Dr A Lead")
