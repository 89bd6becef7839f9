"""The pages of a plan, as people with different roles meet them."""

import re
from decimal import Decimal

import pytest

from action_plans.funding import actions as funding
from action_plans.funding.models import Programme
from action_plans.plans.models import Initiative, Plan
from retention_portal.accounts.roles import Role
from tests.factories.people import person_with, signed_in
from tests.factories.plans import content, initiative_at, organisation, plan_for, team

pytestmark = pytest.mark.django_db

FORM = {
    "title": "Peer groups",
    "summary": "Monthly peer groups.",
    "level": "L1",
    "essentials": ["L1-E03"],
    "area": "QHM",
    "lead_name": "Dr A Lead",
}


@pytest.fixture(autouse=True)
def october(settings):
    settings.PORTAL_TODAY = "2026-10-12"


def text(answer) -> str:
    """What a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_one_button_starts_the_plan_of_the_current_year(client):
    people = team()
    browser = signed_in(client, people.lead)
    assert "Start the plan for 2026/27" in text(browser.get("/plans/"))
    answer = browser.post("/plans/start/", {"organisation": "QHM"})
    plan = Plan.objects.get()
    assert answer["Location"] == f"/plans/{plan.pk}/"
    page = text(browser.get(f"/plans/{plan.pk}/"))
    assert "22 of 22 essentials have nothing live yet" in page
    assert page.count("Start an initiative for") == 22
    assert "Start the plan" not in text(browser.get("/plans/"))
    assert browser.post("/plans/start/", {"organisation": "QF7"}).status_code == 403
    assert browser.post("/plans/start/", {"organisation": "nothing"}).status_code == 404


def test_a_gap_leads_to_a_form_that_begins_with_its_essential_and_examples(client):
    people = team()
    plan = plan_for(people)
    browser = signed_in(client, people.lead)
    page = browser.get(f"/plans/{plan.pk}/initiatives/new/?essential=L1-E03")
    html = page.content.decode()
    assert re.search(r'value="L1-E03"[^>]*checked', html)
    assert re.search(r'value="L1"[^>]*checked', html)
    assert "What others did about it" in html
    begun = browser.get(f"/plans/{plan.pk}/initiatives/new/?essential=l1-e03&case=CASE-03").content.decode()
    assert "Six months of paid, facilitated peer support" in begun
    assert browser.get(f"/plans/{plan.pk}/initiatives/new/?essential=%27&case=x").status_code == 200


def test_a_new_initiative_stands_in_the_plan(client):
    people = team()
    plan = plan_for(people)
    browser = signed_in(client, people.lead)
    answer = browser.post(f"/plans/{plan.pk}/initiatives/new/", FORM)
    row = Initiative.objects.get()
    assert answer["Location"] == f"/plans/initiatives/{row.pk}/"
    page = text(browser.get(answer["Location"]))
    assert "Peer groups" in page
    assert "QHM-2026-27-01" in page
    assert "1 planned" in text(browser.get(f"/plans/{plan.pk}/"))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": ""}, "Enter the title"),
        ({"essentials": []}, "Select the essentials it helps with"),
        ({"essentials": ["L9-E99"]}, "Select one of the choices shown"),
        ({"area": "QF7"}, "Select one of the choices shown"),
        (
            {
                "starts_on-day": "2",
                "starts_on-month": "2",
                "starts_on-year": "2027",
                "ends_on-day": "1",
                "ends_on-month": "2",
                "ends_on-year": "2027",
            },
            "The end must be on or after the start.",
        ),
        (
            {"starts_on-day": "31", "starts_on-month": "2", "starts_on-year": "2027"},
            "Start must be a real date",
        ),
    ],
)
def test_a_form_with_a_fault_says_so_and_stores_nothing(client, change: dict, sentence: str):
    people = team()
    plan = plan_for(people)
    answer = signed_in(client, people.lead).post(f"/plans/{plan.pk}/initiatives/new/", FORM | change)
    assert (answer.status_code, Initiative.objects.count()) == (200, 0)
    assert sentence in text(answer)


def test_the_second_of_two_browsers_is_shown_what_changed_and_may_save_again(client):
    people = team()
    row = initiative_at(plan_for(people), people.lead)
    browser = signed_in(client, people.lead)
    address = f"/plans/initiatives/{row.pk}/edit/"
    first = browser.post(address, FORM | {"title": "Peer circles", "version": "1"})
    assert first.status_code == 302
    second = browser.post(address, FORM | {"lead_name": "Dr B", "version": "1"})
    assert second.status_code == 409
    page = text(second)
    assert "What stands there now, and what you wrote" in page
    assert "Peer circles" in page
    version = re.search(r'name="version" value="(\d+)"', second.content.decode())[1]
    assert browser.post(address, FORM | {"lead_name": "Dr B", "version": version}).status_code == 302
    row.refresh_from_db()
    assert (row.title, row.lead_name) == ("Peer groups", "Dr B")


def test_update_status_milestone_and_money_from_the_initiative(client):
    people = team()
    row = initiative_at(plan_for(people), people.lead)
    line = funding.enter_allocation(
        system=people.system,
        programme=Programme.objects.get(code="FUND-POOL-A"),
        financial_year="2026-27",
        amount=Decimal(1000),
        by=people.commissioner,
    )
    browser, base = signed_in(client, people.lead), f"/plans/initiatives/{row.pk}/"
    assert browser.post(f"{base}status/", {"to": "live"}).status_code == 302
    assert "Say why" in text(browser.post(f"{base}status/", {"to": "paused"}))
    news = {"text": "Twelve joined.", "people_reached": "12", "rag": "green", "rag_reason": "On plan."}
    assert browser.post(f"{base}update/", news).status_code == 302
    step = {
        "title": "Second group",
        "planned_on-day": "1",
        "planned_on-month": "12",
        "planned_on-year": "2026",
    }
    assert browser.post(f"{base}milestones/new/", step).status_code == 302
    above = browser.post(f"{base}money/", {"line": line.pk, "amount": "1,000.01"})
    assert "£1,000.01 is more than the £1,000 left" in text(above)
    assert browser.post(f"{base}money/", {"line": line.pk, "amount": "400"}).status_code == 302
    page = text(browser.get(base))
    for words in ("Twelve joined.", "12 people reached to date", "1 December 2026", "£400", "Live"):
        assert words in page
    moved = browser.post(
        f"/plans/milestones/{row.milestones.get().pk}/",
        step | {"planned_on-month": "1", "planned_on-year": "2027"},
    )
    assert "Say why the date moved" in text(moved)


ADDRESSES = (
    "/plans/{plan}/",
    "/plans/{plan}/initiatives/new/",
    "/plans/initiatives/{initiative}/",
    "/plans/initiatives/{initiative}/edit/",
    "/plans/initiatives/{initiative}/status/",
    "/plans/initiatives/{initiative}/update/",
    "/plans/initiatives/{initiative}/money/",
    "/plans/initiatives/{initiative}/milestones/new/",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_who_gets_which_answer(client, address: str):
    people = team()
    plan = plan_for(people)
    row = initiative_at(plan, people.lead)
    path = address.format(plan=plan.pk, initiative=row.pk)
    reads = path in (f"/plans/{plan.pk}/", f"/plans/initiatives/{row.pk}/")
    assert client.get(path)["Location"].startswith("/accounts/login/?next=")
    for reader, expected in (
        (people.lead, 200),
        (people.member(Role.CONTRIBUTOR), 200 if reads else 403),
        (people.commissioner, 404),
        (person_with(Role.SYSTEM_LEAD, organisation("QF7")), 404),
        (people.member(Role.INTERVIEWER), 403),
    ):
        assert signed_in(client, reader).get(path).status_code == expected, reader


def test_hostile_words_stay_words(client):
    people = team()
    plan = plan_for(people)
    row = initiative_at(plan, people.lead, title="<script>alert(1)</script>")
    html = signed_in(client, people.lead).get(f"/plans/initiatives/{row.pk}/").content.decode()
    assert "<script>alert(1)" not in html
    assert content().title
