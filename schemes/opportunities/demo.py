"""Made-up work and learning of the demonstration: roles, courses and events, a network, a team, a saved search."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from retention_portal.accounts import demo as accounts_demo
from retention_portal.accounts.models import Person
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import LONDON, add_working_days, today
from retention_portal.core.vocabulary import CareerStage, Profession
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisation_by_code
from schemes.opportunities import actions, actions_alerts, actions_peers, actions_talk, demo_places
from schemes.opportunities.models import Opportunity
from schemes.opportunities.models_peers import ConversationTeam
from schemes.opportunities.rules import Content, Meeting, settings
from schemes.opportunities.rules_search import Wanted
from schemes.opportunities.statuses import Kind, PayUnit, Where

COURSE = "Coming back to general practice: a course of eight evenings"
EVENINGS = 8
YOUNG = (CareerStage.TRAINEE, CareerStage.NEWLY_QUALIFIED)
OLDER = (CareerStage.EARLY_MID_CAREER, CareerStage.WISE_FIVES)


@transaction.atomic
def seed() -> dict[str, int]:
    """Postings in several states, and what belongs to them; nothing the second time."""
    if Opportunity.objects.filter(made_up=True).exists():
        return {"work and learning": 0}
    coordinator, second = _person("coordinator@example.org"), _person("coordinator2@example.org")
    area = organisation_by_code(accounts_demo.SYSTEM)
    assert area is not None
    demo_places.seed_places(_course(area, coordinator, second))
    for content in _of_the_area():
        row = _published(area, content, coordinator, second)
        if row.kind == Kind.EVENT and row.starts_on:
            evening = Meeting(_at(row.starts_on, 19, 0), _at(row.starts_on, 21, 0))
            demo_places.seed_evening(row, evening)
    places = _of_places()
    for email, role, content in places[:-1]:
        _published(_place(email, role), content, _person(email), coordinator)
    email, role, content = places[-1]
    waits = actions.write(owner=_place(email, role), content=content, by=_person(email), made_up=True)
    actions.submit(row=waits, by=_person(email))
    _peers(area, coordinator)
    actions_alerts.save_search(
        wanted=Wanted(kind=Kind.TRAINING, area=area.code), every="week", by=_person("gp@example.org")
    )
    return {"work and learning": Opportunity.objects.filter(made_up=True).count()}


def _published(owner: Organisation, content: Content, by: Person, looked_at_by: Person) -> Opportunity:
    row = actions.write(owner=owner, content=content, by=by, made_up=True)
    actions.submit(row=row, by=by)
    return actions.publish(row=row, by=looked_at_by)


def _course(area: Organisation, coordinator: Person, second: Person) -> Opportunity:
    """A course of 16 places, after the returner course of the handbook's case; its places are another file's."""
    content = _content(
        Kind.TRAINING, COURSE,
        "For GPs who come back after a break: clinical updates, the systems as they are now, and others in the same "
        "place. Sixteen places.",
        provider="The training hub of the demonstration", place="Postgraduate centre", postcode="TS18 2AW",
        amount=Decimal(0), amount_for=PayUnit.WHOLE, career_stages=(CareerStage.RETURNER,),
        starts_on=_day(35), ends_on=_day(35 + 7 * (EVENINGS - 1)), closes_on=_day(28),
    )  # fmt: skip
    row = actions.write(owner=area, content=content, by=coordinator, made_up=True)
    for week in range(EVENINGS):
        day = _day(35 + 7 * week)
        evening = Meeting(_at(day, 18, 30), _at(day, 20, 30))
        actions.add_date(row=row, meeting=evening, by=coordinator)
        row.refresh_from_db()
    actions.submit(row=row, by=coordinator)
    return actions.publish(row=row, by=second)


def _of_the_area() -> list[Content]:
    """What the area itself posts."""
    return [
        _content(
            Kind.EVENT, "An evening for GPs who think of a portfolio career",
            "Three GPs tell how they combine practice with teaching, research and urgent care. Questions welcome.",
            provider="The training hub of the demonstration", place="Library meeting room", postcode="TS5 8SB",
            amount=Decimal(0), amount_for=PayUnit.WHOLE, starts_on=_day(24), career_stages=OLDER,
        ),
        _content(
            Kind.TRAINING, "Joint injections: a day with practice on models",
            "Small groups, hands on, with a certificate for your appraisal folder.",
            provider="A teaching practice of the demonstration", place="Clinical skills centre", postcode="DH7 8NH",
            amount=Decimal(180), amount_for=PayUnit.WHOLE, money_note="Free for first-year GPs of the area",
            starts_on=_day(52), closes_on=_day(40),
        ),
        _content(
            Kind.ROLE, "Appraiser: two sessions a month, from home",
            "Support colleagues through a formative appraisal. Training and a mentor in the first year.",
            provider="The appraisal team of the demonstration", where=Where.REMOTE, sessions_per_week=Decimal("0.5"),
            amount=Decimal(550), amount_for=PayUnit.SESSION, setting="Appraisal", closes_on=_day(45),
            career_stages=OLDER,
        ),
        _content(
            Kind.TRAINING, "Leading a practice through change: six lunchtimes online",
            "For partners, salaried GPs and managers who lead something new. You bring your own project.",
            provider="The leadership programme of the demonstration", where=Where.REMOTE, amount=Decimal(0),
            amount_for=PayUnit.WHOLE, starts_on=_day(16), ends_on=_day(51), professions=(
                Profession.GP, Profession.NURSE, Profession.PHARMACIST, Profession.PRACTICE_MANAGER,
            ),
        ),
    ]  # fmt: skip


def _of_places() -> list[tuple[str, Role, Content]]:
    """What the practice and the network post; the last waits for a coordinator."""
    return [
        ("practice@example.org", Role.PRACTICE_LEAD, _content(
            Kind.ROLE, "Salaried GP, four sessions, no fixed days",
            "A friendly teaching practice. Fifteen-minute appointments, a protected half hour each day, and a say in "
            "which days you work.",
            provider="Demo practice", place="The surgery", postcode="TS18 1HU", sessions_per_week=Decimal(4),
            amount=Decimal("11500"), amount_for=PayUnit.SESSION_YEAR, setting="GP practice", closes_on=_day(42),
            starts_on=_day(90), career_stages=YOUNG, professions=(Profession.GP,),
        )),
        ("network@example.org", Role.NETWORK_LEAD, _content(
            Kind.ROLE, "Clinical lead for frailty, one session a week",
            "Set up proactive care with the community team, beside your own practice.",
            provider="Demo network", place="Across the network’s practices", postcode="NE26 1NA",
            sessions_per_week=Decimal(1), amount=Decimal(340), amount_for=PayUnit.SESSION,
            setting="Primary care network", closes_on=_day(30), professions=(Profession.GP, Profession.NURSE),
        )),
        ("practice@example.org", Role.PRACTICE_LEAD, _content(
            Kind.EVENT, "Open evening: see our practice, meet the team",
            "For GPs who look for a place to stay. Come for half an hour or the whole evening.",
            provider="Demo practice", place="The surgery", postcode="TS18 1HU", amount=Decimal(0),
            amount_for=PayUnit.WHOLE, starts_on=_day(20),
        )),
    ]  # fmt: skip


def _content(kind: Kind, title: str, summary: str, **facts: Any) -> Content:
    contact = {"contact_name": "The contact of the demonstration", "contact_email": "coordinator@example.org"}
    return Content(kind=kind, title=title, summary=summary, **{**contact, **facts})


def _peers(area: Organisation, coordinator: Person) -> None:
    """A network in which two talk, and a team that can be asked."""
    mentor, gp = _person("mentor@example.org"), _person("gp@example.org")
    content = actions_peers.NetworkContent(
        "First years as a GP", "For GPs in their first five years: one evening a month, and a place to ask.",
        gp.email, (Profession.GP,), YOUNG,
    )  # fmt: skip
    network = actions_peers.open_network(owner=area, content=content, by=coordinator, made_up=True)
    actions_peers.join(network=network, by=mentor)
    actions_peers.write_post(
        network=network,
        text="Welcome. Tell us where you work, and what you would like to talk about.",
        by=gp,
    )
    actions_peers.write_post(
        network=network, text="Hello all. I can come to the first evening, and bring a friend.", by=mentor
    )
    evening = _day(12)
    actions_peers.call_meeting(
        network=network, starts_at=_at(evening, 19, 0), ends_at=_at(evening, 20, 30), place="Café by the station",
        join_link="", about="The first partnership offer: what to ask", by=gp,
    )  # fmt: skip
    team = actions_talk.open_team(owner=area, content=_team(), by=coordinator, made_up=True)
    _conversation(team, mentor, gp, coordinator)


def _team() -> actions_talk.TeamContent:
    return actions_talk.TeamContent(
        "Portfolio GPs of the demonstration",
        "Experienced GPs who work in several ways. Bring your question, whatever it is.",
        60, "The coordinator of the demonstration", "coordinator@example.org",
    )  # fmt: skip


def _conversation(team: ConversationTeam, mentor: Person, gp: Person, coordinator: Person) -> None:
    """Somebody asks and is offered times, where the demonstration has checked the mentor's number."""
    if not mentor.gmc_is_checked:
        return
    about = "A GP of twenty years who also teaches and appraises."
    actions_talk.add_member(team=team, address=mentor.email, about=about, by=coordinator)
    topics = settings().talk_topics[-1:]
    asked = actions_talk.ask(team=team, topics=topics, ways=["by video", "by phone"], by=gp)
    times = [_at(_day(6), 13, 0), _at(_day(8), 19, 30)]
    actions_talk.offer_times(conversation=asked, times=times, by=mentor)


def _place(email: str, role: Role) -> Organisation:
    membership = _person(email).memberships.filter(role=role).select_related("organisation").first()
    assert membership is not None
    assert membership.organisation is not None
    return membership.organisation


def _person(email: str) -> Person:
    return Person.objects.get(email=email)


def _day(ahead: int) -> date:
    """The working day so many days from today, or the next one."""
    return add_working_days(today() + timedelta(days=ahead - 1), 1)


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), LONDON)
