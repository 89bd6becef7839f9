"""Plans as their lead writes them, and as others meet them."""

import pytest

from action_plans.plans import actions, queries
from action_plans.plans.rules import MilestoneFacts
from action_plans.plans.statuses import PLAN_TRANSITIONS, TRANSITIONS, InitiativeStatus, PlanStatus
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import today
from retention_portal.core.models import AuditEvent
from retention_portal.core.refusals import BadInput, Refused
from retention_portal.core.workflow import move
from retention_portal.organisations.models import Organisation
from tests.factories.people import person_with
from tests.factories.plans import content, initiative_at, organisation, plan_for, team

pytestmark = pytest.mark.django_db


def test_a_system_lead_starts_one_plan_a_year():
    people = team()
    plan = plan_for(people)
    assert (plan.financial_year, plan.status) == ("2026-27", PlanStatus.DRAFT)
    with pytest.raises(Refused, match="has a plan for 2026/27 already"):
        plan_for(people)
    assert plan_for(people, "2027-28").pk != plan.pk


@pytest.mark.parametrize(
    "role", [Role.CLINICAL_LEAD, Role.FINANCE_LEAD, Role.SRO, Role.CONTRIBUTOR, Role.COORDINATOR]
)
def test_others_of_the_system_read_and_do_not_write(role: Role):
    people = team()
    plan, other = plan_for(people), people.member(role)
    assert list(queries.plans_visible_to(other)) == [plan]
    with pytest.raises(Refused, match="Only the system lead"):
        actions.add_initiative(plan=plan, content=content(), by=other)


def test_a_draft_is_hidden_from_the_region_and_other_systems_and_an_agreed_plan_only_from_the_latter():
    people = team()
    plan = plan_for(people)
    initiative_at(plan, people.lead)
    elsewhere = person_with(Role.SYSTEM_LEAD, organisation("QF7"))
    other_region = person_with(Role.COMMISSIONER, organisation("Y56"))
    readers = (people.commissioner, elsewhere, other_region)
    assert [list(queries.plans_visible_to(reader)) for reader in readers] == [[], [], []]
    actions.agree_plan(plan=plan, by=people.lead)
    assert [list(queries.plans_visible_to(reader)) for reader in readers] == [[plan], [], []]


def test_an_empty_plan_cannot_be_agreed_and_reopening_says_why():
    people = team()
    plan = plan_for(people)
    with pytest.raises(Refused, match="without an initiative"):
        actions.agree_plan(plan=plan, by=people.lead)
    initiative_at(plan, people.lead)
    actions.agree_plan(plan=plan, by=people.lead)
    with pytest.raises(Refused, match="Say why"):
        actions.reopen_plan(plan=plan, reason=" ", by=people.lead)
    actions.reopen_plan(plan=plan, reason="A trust withdrew.", by=people.lead)
    assert plan.status == PlanStatus.DRAFT


@pytest.mark.parametrize("start", list(PlanStatus))
@pytest.mark.parametrize("end", list(PlanStatus))
def test_grid_of_plan_states(start: PlanStatus, end: PlanStatus):
    people = team()
    plan = plan_for(people)
    plan.status = start
    plan.save()
    if end in PLAN_TRANSITIONS[start]:
        move(plan, end, by=people.lead, transitions=PLAN_TRANSITIONS)
        assert plan.status == end
    else:
        with pytest.raises(Refused):
            move(plan, end, by=people.lead, transitions=PLAN_TRANSITIONS)


@pytest.mark.parametrize("start", list(InitiativeStatus))
@pytest.mark.parametrize("end", list(InitiativeStatus))
def test_grid_of_initiative_states(start: InitiativeStatus, end: InitiativeStatus):
    people = team()
    row = initiative_at(plan_for(people), people.lead, start)
    if end in TRANSITIONS[start]:
        actions.move_initiative(initiative=row, to=end, reason="Because.", by=people.lead)
        row.refresh_from_db()
        assert row.status == end
        assert (row.live_since is not None) is (
            InitiativeStatus.LIVE in (start, end) or start in ("completed", "paused", "stopped")
        )
    else:
        with pytest.raises(Refused, match="cannot become"):
            actions.move_initiative(initiative=row, to=end, reason="Because.", by=people.lead)


def test_an_initiative_has_its_reference_and_covers_its_essential():
    people = team()
    plan = plan_for(people)
    first = initiative_at(plan, people.lead)
    second = initiative_at(plan, people.lead, essentials=("L1-E03", "L3-E05"), goals=("L1-G02",))
    assert [queries.reference_of(row) for row in (first, second)] == ["QHM-2026-27-01", "QHM-2026-27-02"]
    rows = queries.coverage_of(plan, queries.initiatives_of(plan), today())
    assert len(rows) == 22
    assert {row.essential.code: len(row.initiatives) for row in rows if row.initiatives} == {
        "L1-E03": 2,
        "L3-E05": 1,
    }


@pytest.mark.parametrize(
    "changes", [{"essentials": ("L9-E99",)}, {"area": "NOWHERE"}, {"goals": ("L1-G99",)}]
)
def test_unknown_codes_are_refused_and_nothing_is_stored(changes: dict):
    people = team()
    plan = plan_for(people)
    with pytest.raises(BadInput):
        actions.add_initiative(plan=plan, content=content(**changes), by=people.lead)
    assert plan.initiatives.count() == 0


def test_the_second_of_two_who_save_is_shown_what_changed():
    people = team()
    row = initiative_at(plan_for(people), people.lead)
    colleague = people.member(Role.SYSTEM_LEAD)
    began_with = row.version
    actions.update_initiative(
        initiative=row, content=content(title="Peer circles"), version=began_with, by=colleague
    )
    with pytest.raises(actions.ChangedMeanwhile) as caught:
        actions.update_initiative(
            initiative=row, content=content(lead_name="Dr B"), version=began_with, by=people.lead
        )
    assert [(each.label, each.now, each.yours) for each in caught.value.differences] == [
        ("Title", "Peer circles", "Peer groups"),
        ("Lead", "Dr A Lead", "Dr B"),
    ]
    row.refresh_from_db()
    assert (row.title, row.lead_name) == ("Peer circles", "Dr A Lead")
    saved = actions.update_initiative(
        initiative=row, content=content(lead_name="Dr B"), version=caught.value.version, by=people.lead
    )
    assert (saved.title, saved.lead_name, saved.version) == ("Peer groups", "Dr B", 3)


def test_saving_nothing_new_changes_nothing_and_audit_names_fields_only():
    people = team()
    row = initiative_at(plan_for(people), people.lead)
    before = AuditEvent.objects.count()
    same = actions.update_initiative(initiative=row, content=content(), version=1, by=people.lead)
    assert (same.version, AuditEvent.objects.count()) == (1, before)
    actions.update_initiative(
        initiative=row, content=content(title="Secret words"), version=1, by=people.lead
    )
    event = AuditEvent.objects.latest("id")
    assert (event.verb, event.fields, event.organisation_code) == (
        "plans.initiative_changed",
        ["title"],
        "QHM",
    )
    assert "Secret" not in event.note


def test_the_latest_stated_count_is_what_reaches_people():
    people = team()
    plan = plan_for(people)
    row = initiative_at(plan, people.lead, "live")
    for reached in (5, 9, None):
        actions.write_update(
            initiative=row,
            text="News.",
            people_reached=reached,
            rag="green",
            rag_reason="On plan.",
            by=people.lead,
        )
    (read,) = queries.initiatives_of(plan)
    assert (read.reached, read.rag) == (9, "green")
    assert queries.figures_of([read]).people_reached == 9


def test_a_rating_without_reason_is_refused():
    people = team()
    row = initiative_at(plan_for(people), people.lead, "live")
    with pytest.raises(Refused, match="Say why you rate it so"):
        actions.write_update(
            initiative=row, text="News.", people_reached=None, rag="red", rag_reason=" ", by=people.lead
        )


def test_a_milestone_that_moves_keeps_its_reason():
    people = team()
    row = initiative_at(plan_for(people), people.lead)
    day = today()
    step = actions.add_milestone(initiative=row, title="Begin", facts=MilestoneFacts(day), by=people.lead)
    later = MilestoneFacts(day, day.replace(year=day.year + 1))
    with pytest.raises(Refused, match="Say why the date moved"):
        actions.update_milestone(milestone=step, title="Begin", facts=later, reason="", by=people.lead)
    step = actions.update_milestone(
        milestone=step, title="Begin", facts=later, reason="The trust asked.", by=people.lead
    )
    assert (step.forecast_on, step.moved_reason) == (later.forecast_on, "The trust asked.")


def test_practice_and_network_plans_answer_for_17_essentials():
    practice = Organisation.objects.filter(kind="practice", closed_on=None).first()
    lead = person_with(Role.PRACTICE_LEAD, practice)
    plan = actions.start_plan(organisation=practice, financial_year="2026-27", by=lead)
    assert len(queries.coverage_of(plan, [], today())) == 17
    with pytest.raises(Refused, match="Only the practice lead"):
        actions.start_plan(
            organisation=practice,
            financial_year="2027-28",
            by=person_with(Role.SYSTEM_LEAD, organisation("QHM")),
        )
