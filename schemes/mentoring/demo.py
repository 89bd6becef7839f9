"""Made-up mentoring of the demonstration: a service, mentors, people who wait, two who meet."""

from datetime import datetime, time, timedelta

from django.db import transaction

from retention_portal.accounts import demo as accounts_demo
from retention_portal.accounts.actions import mark_gmc_checked, update_profile
from retention_portal.accounts.models import Person
from retention_portal.core.dates import LONDON, add_working_days, today
from retention_portal.core.vocabulary import CareerStage
from retention_portal.organisations.queries import organisation_by_code
from schemes.mentoring import (
    actions,
    actions_apart,
    actions_counts,
    actions_group,
    actions_notes,
    actions_pairing,
    actions_plan,
    queries,
)
from schemes.mentoring.models import Pairing, Request, Service, Session
from schemes.mentoring.rules import topics
from schemes.mentoring.rules_group import usual_last_day
from schemes.mentoring.statuses import Attendance, Kind

NAME = "GP mentoring"
NUMBERS = {"mentor@example.org": "7000001", "gp@example.org": "7000002", "gp2@example.org": "7000003"}


@transaction.atomic
def seed() -> dict[str, int]:
    """A service of the demo system in the middle of its work; nothing the second time."""
    if Service.objects.filter(name=NAME, made_up=True).exists():
        return {"mentoring services": 0}
    coordinator = _person("coordinator@example.org")
    owner = organisation_by_code(accounts_demo.SYSTEM)
    content = actions.ServiceContent(
        kind=Kind.MENTORING,
        name=NAME,
        summary="An experienced local GP to talk to about your work and your career. (Made up for the demonstration.)",
        sessions=6,
        minutes=60,
        contact_name="The coordinator of the demonstration",
        contact_email=coordinator.email,
        areas=tuple(queries.areas_of(owner, today())),
    )
    service = actions.open_service(owner=owner, content=content, by=coordinator, made_up=True)
    pairing = _two_who_meet(service, coordinator)
    _one_who_waits(service)
    _what_comes_next(pairing)
    _a_quarter_ago(service, pairing)
    _a_group(coordinator)
    return {"mentoring services": 1, "peer-support groups": 1}


def _two_who_meet(service: Service, coordinator: Person) -> Pairing:
    mentor, gp = _gp("mentor@example.org", coordinator), _gp("gp@example.org", coordinator)
    offer = actions.offer_to_mentor(
        service=service,
        wish=actions.Wish(topics()[:4], tuple(service.areas[:1]), ("by video", "in person")),
        places=2,
        about="A GP of twenty years, partner in a small practice.",
        stages=(CareerStage.NEWLY_QUALIFIED, CareerStage.EARLY_MID_CAREER),
        by=mentor,
    )
    actions.confirm_mentor(mentor=offer, by=coordinator)
    wish = actions.Wish(topics()[1:3], tuple(service.areas[:1]), ("by video",))
    actions.ask_for_mentor(service=service, wish=wish, stage=CareerStage.NEWLY_QUALIFIED, by=gp)
    drawn = actions_pairing.draw_round(service=service, by=coordinator)
    actions_pairing.release_round(drawn=drawn, by=coordinator)
    pairing = queries.pairings_visible_to(gp).get()
    actions_pairing.answer_pairing(pairing=pairing, accept=True, by=mentor)
    actions_pairing.log_session(
        pairing=pairing, on=today(), minutes=60, attendance=Attendance.ATTENDED, by=mentor
    )
    return pairing


def _what_comes_next(pairing: Pairing) -> None:
    """The next session, a note of the mentor, and somebody whom the GP would rather not be matched with."""
    mentor, gp = pairing.mentor.person, pairing.request.person
    Service.objects.filter(pk=pairing.request.service_id).update(notes_on=True)
    pairing.request.service.refresh_from_db()
    moment = datetime.combine(add_working_days(today(), 10), time(13, 30), LONDON)
    actions_plan.set_appointment(pairing=pairing, starts_at=moment, minutes=60, by=mentor)
    actions_notes.write_note(
        pairing=pairing, text="(Made up.) Next time: what a partnership would mean for the week.", by=mentor
    )
    actions_apart.keep_apart(who="Dr Made Up", by=gp)


def _a_quarter_ago(service: Service, pairing: Pairing) -> None:
    """Move the asking and a first session back, so that the quarter that is over has something to count."""
    quarter = actions_counts.last_quarter(today())
    moment = datetime.combine(quarter.start + timedelta(days=20), time(12), LONDON)
    Request.objects.filter(service=service).update(asked_at=moment)
    Pairing.objects.filter(pk=pairing.pk).update(asked_at=moment, answered_at=moment)
    Session.objects.create(
        pairing=pairing, on=moment.date() + timedelta(days=14), minutes=60,
        attendance=Attendance.ATTENDED, logged_by=pairing.mentor.person,
    )  # fmt: skip
    actions_counts.count_all(on=today())


def _a_group(coordinator: Person) -> None:
    """A group that meets from this week on, with one member and places left."""
    content = actions_group.GroupContent(
        name="Peer support, evenings",
        summary="A small group of GPs and a facilitator, for six months. (Made up for the demonstration.)",
        begins_on=today(),
        ends_on=usual_last_day(today()),
        places=9,
        contact_name="The coordinator of the demonstration",
        contact_email=coordinator.email,
        paid="Paid by the session attended.",
        codes=("L1-E03", "CASE-03"),
    )
    owner = organisation_by_code(accounts_demo.SYSTEM)
    mentor = _person("mentor@example.org")
    group = actions_group.open_group(
        owner=owner, content=content, facilitator=mentor, by=coordinator, made_up=True
    )
    for weeks in (1, 5, 9):
        day = add_working_days(today() + timedelta(weeks=weeks), 1)
        actions_group.set_meeting(
            group=group, starts_at=datetime.combine(day, time(19), LONDON), minutes=90, where="by video",
            by=mentor,
        )  # fmt: skip
    actions_group.join_group(group=group, by=_person("gp2@example.org"))


def _one_who_waits(service: Service) -> None:
    wish = actions.Wish((topics()[0], topics()[-1]), ways=("by phone",))
    actions.ask_for_mentor(
        service=service, wish=wish, stage=CareerStage.EARLY_MID_CAREER, by=_person("gp2@example.org")
    )


def _gp(email: str, coordinator: Person) -> Person:
    """The demo GP, with a made-up number that the coordinator has checked."""
    person = _person(email)
    if not person.gmc_is_checked:
        update_profile(
            person=person,
            full_name=person.full_name,
            profession=person.profession,
            gmc_number=NUMBERS[email],
            by=person,
        )
        person.refresh_from_db()
        mark_gmc_checked(person=person, by=coordinator)
    person.refresh_from_db()
    return person


def _person(email: str) -> Person:
    return Person.objects.get(email=email)
