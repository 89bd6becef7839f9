"""The gap list, starting from a gap, and what needs attention."""

import re
from datetime import date, timedelta

import pytest

from action_plans.plans import actions, queries, rules_start
from action_plans.plans.actions_reminders import remind_of_overdue
from action_plans.plans.models import Initiative, MilestoneMove
from action_plans.plans.rules import MilestoneFacts
from action_plans.plans.rules_attention import reasons
from action_plans.plans.rules_gaps import Area, Reach, area_gaps, finding, stages_without
from action_plans.plans.waiting import waiting_for
from action_plans.toolkit.models import CaseStudy
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import FinancialYear
from retention_portal.core.models import Email
from retention_portal.core.vocabulary import CareerStage
from tests.factories.people import signed_in
from tests.factories.plans import initiative_at, plan_for, team

ON = date(2026, 10, 12)


@pytest.fixture(autouse=True)
def october(settings):
    settings.PORTAL_TODAY = ON.isoformat()


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def reach(area: int = 1, *, level: str = "L1", status: str = "live", stages: tuple[str, ...] = ()) -> Reach:
    return Reach("An initiative", level, status, frozenset(stages), area)


WHOLE, PART, NETWORK, OTHER = 1, 2, 3, 4
AREAS = [
    Area(PART, "00P", "A part", "sub_icb_location"),
    Area(NETWORK, "U1", "A network in it", "network", PART),
    Area(OTHER, "U2", "A network elsewhere", "network"),
]


@pytest.mark.parametrize(
    ("reaches", "unreached", "nothing_own"),
    [
        ([], {PART, NETWORK, OTHER}, {PART, NETWORK, OTHER}),
        ([reach(WHOLE)], set(), {PART, NETWORK, OTHER}),
        ([reach(PART)], {OTHER}, {OTHER}),
        ([reach(NETWORK)], {OTHER}, {OTHER}),
        ([reach(OTHER)], {PART, NETWORK}, {PART, NETWORK}),
        ([reach(WHOLE, status="stopped")], {PART, NETWORK, OTHER}, {PART, NETWORK, OTHER}),
        ([reach(WHOLE), reach(OTHER)], set(), {PART, NETWORK}),
    ],
)
def test_which_areas_are_reached(reaches: list[Reach], unreached: set[int], nothing_own: set[int]):
    found = area_gaps(AREAS, reaches, WHOLE)
    assert {area.id for area in found.unreached} == unreached
    assert {area.id for area in found.nothing_own} == nothing_own


def test_an_area_with_its_own_plan_is_reached():
    areas = [Area(OTHER, "U2", "A network", "network", None, own_plan=True)]
    assert area_gaps(areas, [], WHOLE).unreached == ()


@pytest.mark.parametrize(
    ("reaches", "missing"),
    [
        ([], list(CareerStage)),
        ([reach(stages=("CS-NQ", "CS-W5"))], ["CS-TRN", "CS-EMC", "CS-RET"]),
        ([reach(level="L2", stages=("CS-NQ",))], list(CareerStage)),
        ([reach(status="stopped", stages=("CS-NQ",))], list(CareerStage)),
        ([reach(status="planned", stages=tuple(CareerStage.values))], []),
    ],
)
def test_career_stages_with_nothing_at_level_1(reaches: list[Reach], missing: list[str]):
    assert stages_without(reaches) == missing


@pytest.mark.parametrize(
    ("counts", "title"),
    [
        ((0, 0, 0), "No gap: every essential is live, and every stage and area is reached"),
        ((1, 0, 0), "1 essential still need something"),
        ((13, 2, 0), "13 essentials and 2 career stages still need something"),
        ((13, 1, 4), "13 essentials, 1 career stage and 4 areas still need something"),
    ],
)
def test_the_title_of_the_gap_list(counts: tuple[int, int, int], title: str):
    assert finding(*counts) == title


@pytest.mark.parametrize("case", ["", *[f"CASE-{number:02}" for number in range(1, 22)]])
def test_each_case_study_has_first_steps_in_order(case: str):
    steps = rules_start.steps_for(case)
    assert len(steps) == 3
    assert [step.weeks for step in steps] == sorted({step.weeks for step in steps})
    assert all(len(step.title) <= 120 for step in steps)


@pytest.mark.parametrize(
    ("today", "start"),
    [
        (date(2026, 2, 1), date(2026, 4, 1)),
        (date(2026, 10, 12), date(2026, 12, 1)),
        (date(2026, 10, 4), date(2026, 11, 1)),
        (date(2027, 3, 20), date(2027, 3, 31)),
    ],
)
def test_what_begins_today_starts_on_a_first_of_the_month_within_the_plans_year(today: date, start: date):
    assert rules_start.first_start(FinancialYear(2026), today) == start


def test_steps_move_with_the_start_and_stay_in_the_year():
    steps = rules_start.steps_for("CASE-09")
    last = date(2027, 3, 31)
    assert rules_start.chosen(steps, ["1", "3"], date(2026, 12, 1), last) == [
        ("Day and educators booked", date(2027, 1, 12)),
        ("Follow-on coaching offered to all who came", last),
    ]


@pytest.mark.django_db
def test_from_a_gap_to_an_initiative_after_a_case_study_with_its_source_and_milestones(client):
    people = team()
    plan = plan_for(people)
    browser = signed_in(client, people.lead)
    page = text(browser.get(f"/plans/{plan.pk}/gaps/"))
    assert "22 essentials, 5 career stages and 75 areas still need something" in page
    address = f"/plans/{plan.pk}/initiatives/new/?essential=L1-E05"
    offered = browser.get(address).content.decode()
    assert "Begin with Dorset STP one-day returner" in offered
    begun = browser.get(f"{address}&case=CASE-09").content.decode()
    assert "Source: GP retention toolkit, CASE-09." in begun
    assert re.search(r'value="CS-RET"[^>]*checked', begun)
    assert begun.count('name="steps"') == 3
    assert "Day and educators booked, by 12 January 2027" in begun
    assert "Begin with none" in begun
    form = {
        "title": "One day back", "summary": "A day.", "level": "L1", "essentials": ["L1-E05"], "area": "QHM",
        "lead_name": "Dr A", "starts_on-day": "1", "starts_on-month": "11", "starts_on-year": "2026",
        "steps": ["1", "2"], "national": ["L1-N07"], "budget": "12,000",
    }  # fmt: skip
    assert browser.post(f"{address}&case=CASE-09", form).status_code == 302
    row = Initiative.objects.get()
    assert (row.based_on, row.budget) == (CaseStudy.objects.get(code="CASE-09"), 12000)
    assert list(row.milestones.values_list("title", "planned_on")) == [
        ("Day and educators booked", date(2026, 12, 13)),
        ("First course of up to 16 GPs held", date(2027, 2, 7)),
    ]
    page = text(browser.get(f"/plans/initiatives/{row.pk}/"))
    for words in ("Begun from a case study", "CASE-09", "Induction and Refresher Scheme", "£12,000"):
        assert words in page


@pytest.mark.django_db
def test_a_stage_or_an_area_begins_an_initiative_too_and_the_lead_may_choose_none(client):
    people = team()
    plan = plan_for(people)
    browser, address = signed_in(client, people.lead), f"/plans/{plan.pk}/initiatives/new/"
    page = browser.get(f"{address}?stage=CS-TRN").content.decode()
    assert re.search(r'value="CS-TRN"[^>]*checked', page)
    assert "The toolkit has no example for this one" in page
    assert "What others did about it" in browser.get(f"{address}?stage=CS-W5").content.decode()
    assert 'name="steps"' not in browser.get(address).content.decode()
    for odd in ("?stage=x", "?essential=%00", "?essential=L1-E05&case=%27", "?area=nowhere", "?goal=nothing"):
        assert browser.get(address + odd).status_code in (200, 400)


FIRST = MilestoneFacts(date(2026, 10, 11))


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        ({}, []),
        ({"starts_on": ON - timedelta(days=1)}, ["CASE-P-21"]),
        ({"starts_on": ON}, []),
        ({"starts_on": ON - timedelta(days=1), "status": "live"}, []),
        ({"changed_on": ON - timedelta(days=29)}, []),
        ({"changed_on": ON - timedelta(days=30)}, ["CASE-P-24"]),
        ({"rag": "amber", "status": "live"}, ["CASE-P-24"]),
        ({"rag": "red", "status": "live"}, ["CASE-P-24"]),
        ({"milestones": [FIRST]}, ["CASE-P-24"]),
        ({"milestones": [MilestoneFacts(ON)]}, []),
        ({"milestones": [MilestoneFacts(date(2026, 10, 1), ON)]}, []),
        ({"milestones": [MilestoneFacts(date(2026, 10, 1), None, ON)]}, []),
        ({"status": "completed", "rag": "red", "changed_on": date(2020, 1, 1)}, []),
        ({"status": "stopped", "milestones": [FIRST]}, []),
    ],
)
def test_what_needs_attention(facts: dict, codes: list[str]):
    given = {"status": "planned", "rag": "", "starts_on": None, "changed_on": ON, "milestones": []} | facts
    assert [each.code for each in reasons(**given, on=ON)] == codes


@pytest.mark.django_db
def test_the_lead_is_told_of_an_overdue_milestone_once_the_day_after_case_p_10():
    people = team()
    colleague = people.member(Role.SYSTEM_LEAD)
    row = initiative_at(plan_for(people), people.lead, "live")
    step = actions.add_milestone(initiative=row, title="Begin", facts=MilestoneFacts(ON), by=people.lead)
    assert remind_of_overdue(on=ON) == 0
    for day in (1, 1, 2, 7):
        remind_of_overdue(on=ON + timedelta(days=day))
    mails = Email.objects.filter(key__startswith="plans.milestone_overdue")
    assert sorted(mails.values_list("to", flat=True)) == sorted([people.lead.email, colleague.email])
    mail = mails.first()
    assert f"/plans/milestones/{step.pk}/" in mail.text
    assert "Begin, a milestone of Peer groups (QHM-2026-27-01), was due on 12 October 2026" in mail.text


@pytest.mark.django_db
def test_a_new_date_is_told_again_and_what_is_reached_or_over_is_not():
    people = team()
    row = initiative_at(plan_for(people), people.lead, "live")
    step = actions.add_milestone(initiative=row, title="Begin", facts=MilestoneFacts(ON), by=people.lead)
    remind_of_overdue(on=ON + timedelta(days=1))
    later = MilestoneFacts(ON, ON + timedelta(days=3))
    step = actions.update_milestone(milestone=step, title="Begin", facts=later, reason="Ill.", by=people.lead)
    assert list(MilestoneMove.objects.values_list("was_on", "now_on", "reason")) == [
        (ON, ON + timedelta(days=3), "Ill.")
    ]
    assert remind_of_overdue(on=ON + timedelta(days=3)) == 0
    assert remind_of_overdue(on=ON + timedelta(days=4)) == 1
    assert Email.objects.filter(key__startswith="plans.milestone_overdue").count() == 2
    actions.move_initiative(initiative=row, to="stopped", reason="Over.", by=people.lead)
    assert remind_of_overdue(on=ON + timedelta(days=5)) == 0


@pytest.mark.django_db
def test_what_needs_attention_waits_on_the_lead_and_stands_on_the_page(client):
    people = team()
    plan = plan_for(people)
    row = initiative_at(plan, people.lead, starts_on=date(2026, 10, 1))
    (task,) = waiting_for(people.lead, ON)
    assert task.title.startswith("An initiative needs attention: ")
    assert task.url == f"/plans/{plan.pk}/#attention"
    assert waiting_for(people.member(Role.CLINICAL_LEAD), ON) == []
    page = text(signed_in(client, people.lead).get(f"/plans/{plan.pk}/"))
    assert "Not started, though it was to start on 1 October 2026." in page
    actions.move_initiative(initiative=row, to="live", reason="", by=people.lead)
    assert waiting_for(people.lead, ON) == []


@pytest.mark.django_db
def test_two_who_save_the_same_milestone(client):
    people = team()
    row = initiative_at(plan_for(people), people.lead)
    step = actions.add_milestone(initiative=row, title="Begin", facts=MilestoneFacts(ON), by=people.lead)
    browser, address = signed_in(client, people.lead), f"/plans/milestones/{step.pk}/"
    typed = {
        "title": "Begin at last", "planned_on-day": "12", "planned_on-month": "10", "planned_on-year": "2026",
        "version": "1",
    }  # fmt: skip
    actions.update_milestone(
        milestone=step, title="Start", facts=MilestoneFacts(ON), reason="", by=people.lead
    )
    shown = browser.post(address, typed)
    assert (shown.status_code, 'name="choose-title"' in shown.content.decode()) == (409, True)
    assert browser.post(address, typed | {"version": "2", "choose-title": "theirs"}).status_code == 302
    step.refresh_from_db()
    assert step.title == "Start"
    assert browser.post(address, typed | {"version": "3", "choose-title": "mine"}).status_code == 302
    step.refresh_from_db()
    assert step.title == "Begin at last"


@pytest.mark.django_db
def test_the_api_gives_what_the_page_gives_to_the_same_people(client):
    people = team()
    plan = plan_for(people)
    initiative_at(plan, people.lead, "live", goals=("L1-G02",), national=("L1-N04",))
    browser = signed_in(client, people.lead)
    found = browser.get(f"/api/v1/plans/{plan.pk}/").json()
    assert found["finding"] in text(browser.get(f"/plans/{plan.pk}/"))
    assert (found["standings"], len(found["coverage"])) == ({"met": 1, "part": 0, "gap": 21}, 22)
    (row,) = found["initiatives"]
    assert (found["money"], found["committed_to_initiatives"]) == (None, "0.00")
    assert (row["reference"], row["national_support"], row["committed"]) == (
        "QHM-2026-27-01",
        ["L1-N04"],
        "0.00",
    )
    assert [each["id"] for each in browser.get("/api/v1/plans/").json()["plans"]] == [plan.pk]
    assert signed_in(client, people.commissioner).get(f"/api/v1/plans/{plan.pk}/").status_code == 404
    assert signed_in(client, people.member(Role.REVIEWER)).get("/api/v1/plans/").status_code == 403
    assert queries.level_of(plan) == "L3"
