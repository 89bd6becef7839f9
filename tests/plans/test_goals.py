"""The goals of a plan: states, reasons, what keeps them open, an organisation's own."""

import re
from datetime import date

import pytest

from action_plans.plans import actions, actions_goals, queries_cycle
from action_plans.plans.conflicts import ChangedMeanwhile
from action_plans.plans.models_cycle import PlanGoal
from action_plans.plans.rules_goals import GoalContent
from action_plans.plans.statuses_cycle import GOAL_TRANSITIONS, GoalStatus
from action_plans.toolkit.models import Goal
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import today
from retention_portal.core.refusals import BadInput, Refused
from retention_portal.organisations.models import Organisation
from tests.factories.people import person_with, signed_in
from tests.factories.plans import initiative_at, organisation, plan_for, team

pytestmark = pytest.mark.django_db

OWN = GoalContent(
    name="Cover for all", text="has cover that each practice can book", measure="Practices booking"
)


@pytest.fixture(autouse=True)
def october(settings):
    settings.PORTAL_TODAY = "2026-10-12"


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.mark.parametrize("start", list(GoalStatus))
@pytest.mark.parametrize("end", list(GoalStatus))
def test_grid_of_goal_states_case_p_01(start: GoalStatus, end: GoalStatus):
    people = team()
    row = actions_goals.take_up_goal(plan=plan_for(people), code="L1-G02", by=people.lead)
    PlanGoal.objects.filter(pk=row.pk).update(status=start)
    if end in GOAL_TRANSITIONS[start]:
        moved = actions_goals.move_goal(row=row, to=end, reason="Because.", by=people.lead)
        assert moved.status == end
        change = moved.changes.first()
        assert (change.was, change.became, change.made_by) == (start, end, people.lead)
        assert change.acting_as.startswith("System lead")
    else:
        with pytest.raises(Refused, match="cannot become"):
            actions_goals.move_goal(row=row, to=end, reason="Because.", by=people.lead)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("in_progress", "suspended"),
        ("in_progress", "closed"),
        ("closed", "in_progress"),
        ("suspended", "in_progress"),
    ],
    ids=lambda each: f"P-03-{each}",
)
def test_suspending_closing_and_reopening_need_a_reason(start: str, end: str):
    people = team()
    row = actions_goals.take_up_goal(plan=plan_for(people), code="L1-G02", by=people.lead)
    PlanGoal.objects.filter(pk=row.pk).update(status=start)
    with pytest.raises(Refused) as refused:
        actions_goals.move_goal(row=row, to=end, reason="  ", by=people.lead)
    assert refused.value.code == "CASE-P-03"
    assert actions_goals.move_goal(row=row, to=end, reason="The board asked.", by=people.lead).status == end


@pytest.mark.parametrize("status", ["planned", "live", "paused"])
def test_a_goal_is_not_closed_while_something_for_it_is_open_case_p_02(status: str):
    people = team()
    plan = plan_for(people)
    initiative = initiative_at(plan, people.lead, status, goals=("L1-G02",))
    row = PlanGoal.objects.get(plan=plan)
    with pytest.raises(Refused, match="while Peer groups is open") as refused:
        actions_goals.move_goal(row=row, to="closed", reason="Done.", by=people.lead)
    assert refused.value.code == "CASE-P-02"
    actions.move_initiative(initiative=initiative, to="stopped", reason="Over.", by=people.lead)
    assert actions_goals.move_goal(row=row, to="closed", reason="Done.", by=people.lead).status == "closed"


def test_nothing_new_serves_a_closed_goal_and_nothing_is_taken_up_again_for_it_case_p_02():
    people = team()
    plan = plan_for(people)
    over = initiative_at(plan, people.lead, "stopped", goals=("L1-G02",))
    row = PlanGoal.objects.get(plan=plan)
    actions_goals.move_goal(row=row, to="closed", reason="Done.", by=people.lead)
    with pytest.raises(Refused, match="Connected is closed in this plan"):
        initiative_at(plan, people.lead, title="Another", goals=("L1-G02",))
    with pytest.raises(Refused, match="Connected is closed in this plan"):
        actions.move_initiative(initiative=over, to="planned", reason="Again.", by=people.lead)
    actions_goals.move_goal(row=row, to="in_progress", reason="Not done after all.", by=people.lead)
    actions.move_initiative(initiative=over, to="planned", reason="Again.", by=people.lead)


def test_an_initiative_takes_its_goals_up_and_going_live_begins_them():
    people = team()
    plan = plan_for(people)
    row = initiative_at(plan, people.lead, goals=("L1-G02", "L1-G03"))
    initiative_at(plan, people.lead, title="Another", goals=("L1-G02",))
    assert sorted(plan.goals.values_list("goal__code", "status")) == [
        ("L1-G02", "not_started"),
        ("L1-G03", "not_started"),
    ]
    actions.move_initiative(initiative=row, to="live", reason="", by=people.lead)
    assert set(plan.goals.values_list("status", flat=True)) == {"in_progress"}
    assert [
        (each.row.goal.code, len(each.initiatives), each.live) for each in queries_cycle.goals_of(plan)
    ] == [
        ("L1-G02", 2, 1),
        ("L1-G03", 1, 1),
    ]


def test_a_plan_takes_a_goal_up_once_and_only_one_there_is():
    people = team()
    plan = plan_for(people)
    actions_goals.take_up_goal(plan=plan, code="L3-G01", by=people.lead)
    with pytest.raises(Refused, match="has the goal “Right support in place” already"):
        actions_goals.take_up_goal(plan=plan, code="L3-G01", by=people.lead)
    with pytest.raises(BadInput):
        actions_goals.take_up_goal(plan=plan, code="L9-G01", by=people.lead)


def test_an_own_goal_stands_beside_the_national_ones_and_never_changes_them():
    people = team()
    plan = plan_for(people)
    row = actions_goals.add_own_goal(plan=plan, level="L2", content=OWN, by=people.lead)
    assert (row.goal.code, row.status, row.measure) == ("LOC-QHM-G01", "draft", "Practices booking")
    assert initiative_at(plan, people.lead, goals=("LOC-QHM-G01",)).goals.get() == row.goal
    national = actions_goals.take_up_goal(plan=plan, code="L1-G02", by=people.lead)
    with pytest.raises(Refused, match="The toolkit’s goals are not changed"):
        actions_goals.update_goal(
            row=national, content=GoalContent(name="Mine", text="mine"), version=1, by=people.lead
        )
    assert Goal.objects.get(code="L1-G02").name == "Connected"


def test_goals_and_essentials_of_a_system_are_offered_to_its_practices_by_level():
    people = team()
    plan = plan_for(people)
    for level in ("L2", "L3"):
        actions_goals.add_own_goal(plan=plan, level=level, content=OWN, by=people.lead)
        actions_goals.add_own_essential(
            plan=plan, level=level, name=f"Own {level}", goal_codes=[], by=people.lead
        )
    practice = _practice_of(people.system)
    lead = person_with(Role.PRACTICE_LEAD, practice)
    below = actions.start_plan(organisation=practice, financial_year="2026-27", by=lead)
    offered = {goal.code for goal in queries_cycle.goals_offered(below, today())}
    assert {code for code in offered if code.startswith("LOC")} == {"LOC-QHM-G01"}
    from action_plans.plans.queries import coverage_of

    assert [row.essential.code for row in coverage_of(below, [], today()) if row.essential.own] == [
        "LOC-QHM-E01"
    ]
    assert len(coverage_of(plan, [], today())) == 24
    with pytest.raises(Refused, match="belongs into a system’s plan"):
        actions_goals.add_own_goal(plan=below, level="L3", content=OWN, by=lead)
    elsewhere = plan_for(team("QF7", "Y63"))
    assert len(coverage_of(elsewhere, [], today())) == 22


def test_a_practice_plan_shows_what_the_agreed_plan_above_does_and_is_not_graded_by_it():
    people = team()
    plan = plan_for(people)
    initiative_at(plan, people.lead, "live")
    practice = _practice_of(people.system)
    lead = person_with(Role.PRACTICE_LEAD, practice)
    below = actions.start_plan(organisation=practice, financial_year="2026-27", by=lead)
    browser_page = f"/plans/{below.pk}/"
    from action_plans.plans.queries import coverage_of

    assert not any(row.from_above for row in coverage_of(below, [], today()))
    actions.agree_plan(plan=plan, by=people.lead)
    (row,) = [row for row in coverage_of(below, [], today()) if row.from_above]
    assert (row.essential.code, row.grade, row.from_above[0].title) == ("L1-E03", "none", "Peer groups")
    from django.test import Client

    assert "From the plan above: Peer groups" in text(signed_in(Client(), lead).get(browser_page))
    assert "What comes from the plans above" in text(
        signed_in(Client(), lead).get(f"{browser_page}one-page/")
    )


def _practice_of(system: Organisation) -> Organisation:
    from retention_portal.organisations.queries import organisations_within

    return organisations_within(system, today(), "practice", open_only=True).order_by("code").first()


def test_the_second_of_two_chooses_field_by_field(client):
    people = team()
    row = actions_goals.take_up_goal(plan=plan_for(people), code="L1-G02", by=people.lead)
    colleague = people.member(Role.SYSTEM_LEAD)
    theirs = GoalContent("Members met", "Dr B", date(2027, 3, 31), row.goal.name, row.goal.text)
    actions_goals.update_goal(row=row, content=theirs, version=1, by=colleague)
    with pytest.raises(ChangedMeanwhile) as caught:
        actions_goals.update_goal(
            row=row,
            content=GoalContent("Mine", "Dr A", None, row.goal.name, row.goal.text),
            version=1,
            by=people.lead,
        )
    assert [(each.name, each.now, each.yours) for each in caught.value.differences] == [
        ("measure", "Members met", "Mine"),
        ("lead_name", "Dr B", "Dr A"),
        ("due_on", "31 March 2027", ""),
    ]
    browser, address = signed_in(client, people.lead), f"/plans/goals/{row.pk}/edit/"
    typed = {"measure": "Mine", "lead_name": "Dr A", "version": "1"}
    shown = browser.post(address, typed)
    assert shown.status_code == 409
    assert 'name="choose-lead_name"' in shown.content.decode()
    assert "Take what was saved: Dr B" in text(shown)
    chosen = {
        "version": "2",
        "choose-measure": "mine",
        "choose-lead_name": "theirs",
        "choose-due_on": "theirs",
    }
    assert browser.post(address, typed | chosen).status_code == 302
    row.refresh_from_db()
    assert (row.measure, row.lead_name, row.due_on) == ("Mine", "Dr B", date(2027, 3, 31))


def test_the_pages_of_goals(client):
    people = team()
    plan = plan_for(people)
    browser = signed_in(client, people.lead)
    assert "No goal is taken up yet" in text(browser.get(f"/plans/{plan.pk}/goals/"))
    assert browser.post(f"/plans/{plan.pk}/goals/take-up/", {"goal": "L1-G02"}).status_code == 302
    own = {"level": "L3", "name": "Cover for all", "text": "has cover", "measure": "Practices booking"}
    assert browser.post(f"/plans/{plan.pk}/goals/new/", own).status_code == 302
    page = text(browser.get(f"/plans/{plan.pk}/goals/"))
    for words in (
        "0 of 2 goals have something live",
        "LOC-QHM-G01, our own",
        "Take up “Career advice when needed”",
    ):
        assert words in page
    row = PlanGoal.objects.get(goal__code="L1-G02")
    address = f"/plans/goals/{row.pk}/status/"
    assert "Say why" in text(browser.post(address, {"to": "closed"}))
    assert browser.post(address, {"to": "closed", "reason": "Reached."}).status_code == 302
    page = text(browser.get(f"/plans/goals/{row.pk}/"))
    for words in ("Closed", "Reached.", "No reason needed"):
        assert words in page
    essential = {"level": "L1", "name": "A named person to ring", "goals": ["L1-G03"]}
    assert browser.post(f"/plans/{plan.pk}/essentials/new/", essential).status_code == 302
    page = text(browser.get(f"/plans/{plan.pk}/"))
    for words in (
        "23 of 23 essentials have nothing live yet",
        "A named person to ring",
        "LOC-QHM-E01, our own",
    ):
        assert words in page
    assert organisation("QHM").pk == plan.organisation_id
