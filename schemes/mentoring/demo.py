"""Made-up mentoring of the demonstration: a service, mentors, people who wait, two who meet."""

from django.db import transaction

from retention_portal.accounts import demo as accounts_demo
from retention_portal.accounts.actions import mark_gmc_checked, update_profile
from retention_portal.accounts.models import Person
from retention_portal.core.dates import today
from retention_portal.core.vocabulary import CareerStage
from retention_portal.organisations.queries import organisation_by_code
from schemes.mentoring import actions, actions_pairing, queries
from schemes.mentoring.models import Service
from schemes.mentoring.rules import topics
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
    _two_who_meet(service, coordinator)
    _one_who_waits(service)
    return {"mentoring services": 1}


def _two_who_meet(service: Service, coordinator: Person) -> None:
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
