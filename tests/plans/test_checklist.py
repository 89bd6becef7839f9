"""The task list of the five stages: 22 questions, answers with their day, hints, a second person."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from action_plans.plans import actions_checklist, queries, queries_cycle, queries_gaps, rules_checklist
from action_plans.plans.conflicts import ChangedMeanwhile
from action_plans.plans.models_cycle import ChecklistAnswer
from action_plans.plans.rules_checklist import AnswerContent, StageCount
from action_plans.plans.statuses_cycle import Answer, StageState
from action_plans.toolkit.models import ChecklistQuestion, ToolkitEntry
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import today
from retention_portal.core.refusals import Refused
from tests.factories.people import signed_in
from tests.factories.plans import initiative_at, plan_for, team
from tests.factories.registers import allocated, full_plan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def october(settings):
    settings.PORTAL_TODAY = "2026-10-12"


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def question(code: str = "CQ-CC-04") -> ChecklistQuestion:
    return ChecklistQuestion.objects.get(code=code)


def answered(plan, by, answer="yes", note="Met three times.", code="CQ-CC-04", version=0) -> ChecklistAnswer:
    content = AnswerContent(answer, note)
    return actions_checklist.answer_question(
        plan=plan, question=question(code), content=content, version=version, by=by
    )


@pytest.mark.parametrize(
    ("answers", "state", "words"),
    [
        ([None, None], StageState.TO_START, "2 not answered"),
        (["yes", None], StageState.GOING, "1 yes, 1 not answered"),
        (["yes", "not_yet"], StageState.GOING, "1 yes, 1 not yet"),
        (["partly", "yes"], StageState.GOING, "1 yes, 1 partly"),
        (["yes", "no", "n_a"], StageState.DONE, "1 yes, 2 no or does not apply"),
    ],
)
def test_how_far_a_stage_is(answers: list, state: StageState, words: str):
    counted = rules_checklist.count(answers)
    assert (counted.state, counted.words) == (state, words)


@pytest.mark.parametrize(
    ("counted", "title"),
    [
        (StageCount(22, 0, 0, 0, 0), "22 questions to answer, when you are ready"),
        (StageCount(22, 3, 2, 1, 1), "7 of 22 questions answered, 3 with yes"),
        (StageCount(22, 22, 0, 0, 0), "All 22 questions are answered yes"),
    ],
)
def test_the_title_of_the_task_list(counted: StageCount, title: str):
    assert rules_checklist.finding(counted) == title


def test_five_stages_in_the_order_of_the_cycle_with_22_questions():
    cycle = queries_cycle.cycle_of(plan_for(team()), today())
    assert [(row.stage.code, len(row.questions)) for row in cycle] == [
        ("ST-1", 7),
        ("ST-2", 4),
        ("ST-3", 4),
        ("ST-4", 3),
        ("ST-5", 4),
    ]
    assert queries_cycle.counted(cycle).questions == 22


@pytest.mark.parametrize("answer", [Answer.YES, Answer.NO, Answer.NOT_APPLICABLE])
def test_what_settles_a_question_needs_a_note_case_p_09(answer: str):
    people = team()
    plan = plan_for(people)
    with pytest.raises(Refused) as refused:
        answered(plan, people.lead, answer, " ")
    assert refused.value.code == "CASE-P-09"
    assert answered(plan, people.lead, answer).answered_on == date(2026, 10, 12)


@pytest.mark.parametrize("answer", [Answer.PARTLY, Answer.NOT_YET])
def test_what_is_open_needs_none(answer: str):
    people = team()
    assert answered(plan_for(people), people.lead, answer, "").note == ""


def test_a_second_person_checks_and_a_new_answer_loses_the_check_case_p_09():
    people = team()
    plan = plan_for(people)
    row = answered(plan, people.lead)
    with pytest.raises(Refused, match="another person has to check it") as refused:
        actions_checklist.check_evidence(row=row, result="enough", note="", version=1, by=people.lead)
    assert refused.value.code == "CASE-P-09"
    second = people.member(Role.CLINICAL_LEAD)
    with pytest.raises(Refused, match="Say what is missing"):
        actions_checklist.check_evidence(row=row, result="not_enough", note="", version=1, by=second)
    checked = actions_checklist.check_evidence(row=row, result="enough", note="", version=1, by=second)
    assert (checked.check_result, checked.checked_by, checked.checked_on) == ("enough", second, today())
    with pytest.raises(Refused, match="changed a moment ago"):
        actions_checklist.check_evidence(row=row, result="enough", note="", version=1, by=second)
    again = answered(plan, people.lead, "partly", "One meeting was cancelled.", version=2)
    assert (again.check_result, again.checked_by, again.version) == ("", None, 3)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.COMMISSIONER])
def test_who_may_not_check(role: Role):
    people = team()
    row = answered(plan_for(people), people.lead)
    other = people.commissioner if role == Role.COMMISSIONER else people.member(role)
    with pytest.raises(Refused, match="Only people who plan for"):
        actions_checklist.check_evidence(row=row, result="enough", note="", version=1, by=other)


def test_the_second_of_two_who_answer_is_shown_the_first():
    people = team()
    plan = plan_for(people)
    answered(plan, people.lead)
    with pytest.raises(ChangedMeanwhile) as caught:
        answered(plan, people.member(Role.SYSTEM_LEAD), "not_yet", "")
    assert [(each.label, each.now, each.yours) for each in caught.value.differences] == [
        ("Answer", "Yes", "Not yet"),
        ("What was done, or what is missing", "Met three times.", ""),
    ]


def test_hints_say_what_the_portal_knows_and_answer_nothing():
    people = team()
    plan = full_plan(people)
    initiatives = queries.with_everything(plan)
    covered = queries.coverage_of(plan, initiatives, today())
    hints = queries_gaps.hints_of(plan, initiatives, covered, today())
    assert hints == {
        "CQ-EE-01": "Stakeholders: 1 written down, 1 of 13 suggested contributors named.",
        "CQ-CC-06": "A training hub is not among the stakeholders.",
        "CQ-SG-01": "1 of the 4 partners that the question names are among the stakeholders.",
        "CQ-CC-01": "£400 of £1,000 allocated is committed.",
        "CQ-CC-02": "Nobody is the clinical lead here yet.",
        "CQ-KW-01": "No workforce figures of this body are published here yet.",
        "CQ-RP-02": "3 of 22 essentials have an initiative.",
        "CQ-RP-03": "Initiatives name 0 of 15 items of national support.",
        "CQ-RP-04": "1 updates were written in the last 90 days.",
        "CQ-RP-01": "Plans for this year below: 0 of networks, 0 of practices; 0 agreed.",
    }
    assert ChecklistAnswer.objects.count() == 0


def test_the_pages_of_the_task_list(client):
    people = team()
    plan = plan_for(people)
    allocated(people)
    browser = signed_in(client, people.lead)
    page = text(browser.get(f"/plans/{plan.pk}/tasks/"))
    for words in ("22 questions to answer", "£0 of £1,000 allocated is committed.", "Not answered"):
        assert words in page
    assert "nhsuk-tag--red" not in browser.get(f"/plans/{plan.pk}/tasks/").content.decode()
    address = f"/plans/{plan.pk}/tasks/CQ-CC-04/"
    assert "Select your answer" in text(browser.post(address, {"version": "0"}))
    assert "a yes without a note" in text(browser.post(address, {"answer": "yes", "version": "0"}))
    bad = {"answer": "yes", "note": "Met.", "evidence": "javascript:alert(1)", "version": "0"}
    assert "Enter an address that begins with https" in text(browser.post(address, bad))
    good = bad | {"evidence": "https://example.org/minutes"}
    assert browser.post(address, good).status_code == 302
    assert browser.post(address, good).status_code == 409
    page = text(browser.get(address))
    for words in ("12 October 2026", "https://example.org/minutes", "Not checked by a second person"):
        assert words in page
    assert "Check it as a second person" not in page
    assert "1 of 22 questions answered, 1 with yes" in text(browser.get(f"/plans/{plan.pk}/tasks/"))
    assert browser.get(f"/plans/{plan.pk}/tasks/CQ-XX-99/").status_code == 404


def test_a_contributor_checks_and_does_not_answer(client):
    people = team()
    plan = plan_for(people)
    answered(plan, people.lead)
    browser, address = signed_in(client, people.member(Role.CONTRIBUTOR)), f"/plans/{plan.pk}/tasks/CQ-CC-04/"
    assert "Check it as a second person" in text(browser.get(address))
    assert browser.post(address, {"answer": "no", "note": "x", "version": "1"}).status_code == 403
    assert browser.post(f"{address}check/", {"result": "enough", "version": "1"}).status_code == 302
    assert "Checked by a second person" in text(browser.get(address))


def test_what_is_found_at_a_source_of_the_gap_is_dated_and_guarded_against_overwriting(client):
    people = team()
    plan = plan_for(people)
    source = ToolkitEntry.objects.get(code="SG-02")
    facts = {"plan": plan, "source": source, "by": people.lead}
    assert actions_checklist.assess_source(**facts, finding="Low.", version=0).assessed_on == today()
    with pytest.raises(ChangedMeanwhile):
        actions_checklist.assess_source(**facts, finding="High.", version=0)
    browser = signed_in(client, people.lead)
    address = f"/plans/{plan.pk}/gaps/SG-02/"
    assert browser.post(address, {"finding": "Higher.", "version": "0"}).status_code == 409
    kept = {"finding": "Higher.", "version": "1", "choose-finding": "theirs"}
    assert browser.post(address, kept).status_code == 302
    assert plan.assessments.get().finding == "Low."


PAGES = {"": 18, "tasks/": 26, "gaps/": 20, "goals/": 11, "one-page/": 18}


@pytest.mark.parametrize("count", [1, 30])
def test_the_same_number_of_questions_for_any_number_of_initiatives(client, count: int):
    people = team()
    plan = plan_for(people)
    for number in range(count):
        initiative_at(plan, people.lead, title=f"Initiative {number}", goals=("L1-G02",))
    answered(plan, people.lead)
    browser = signed_in(client, people.lead)
    assert {page: questions(browser, f"/plans/{plan.pk}/{page}") for page in PAGES} == PAGES


def questions(browser: Client, page: str) -> int:
    browser.get(page)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(page).status_code == 200
    return len(asked)
