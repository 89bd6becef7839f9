"""The demonstration's course of 16 places, full, with people who wait; and an evening that two GPs have booked."""

from datetime import timedelta

from retention_portal.accounts.actions import mark_gmc_checked
from retention_portal.accounts.models import Person
from retention_portal.accounts.queries import person_by_email
from retention_portal.core.dates import now
from retention_portal.core.vocabulary import CareerStage, Profession
from schemes.opportunities import actions, actions_places
from schemes.opportunities.models import Opportunity
from schemes.opportunities.rules import Meeting
from schemes.opportunities.rules_places import Window

PLACES = 16
WAITING = 2
FIRST_NUMBER = 7_100_001


def seed_places(course: Opportunity) -> int:
    """Sixteen booked, two waiting (W-09); how many people."""
    coordinator = person_by_email("coordinator@example.org")
    window = Window(
        opens_at=now() - timedelta(days=20), closes_at=now() + timedelta(days=28), places=PLACES,
        career_stages=(CareerStage.RETURNER,), offer_hours=48,
    )  # fmt: skip
    actions_places.set_window(opportunity=course, window=window, by=coordinator)
    for number in range(PLACES + WAITING):
        person = _person(number, coordinator)
        act = actions_places.book if number < PLACES else actions_places.join_list
        actions_places.say_stage(person=person, stage=CareerStage.RETURNER)
        act(opportunity=course, by=person)
    return PLACES + WAITING


def seed_evening(evening: Opportunity, meeting: Meeting) -> int:
    """An evening with a date and room for thirty, booked by two; how many people."""
    coordinator = person_by_email("coordinator@example.org")
    actions.add_date(row=evening, meeting=meeting, by=coordinator)
    window = Window(
        opens_at=now() - timedelta(days=10), closes_at=meeting.starts_at, places=30, checked_only=False
    )
    actions_places.set_window(opportunity=evening, window=window, by=coordinator)
    people = ("gp@example.org", "gp2@example.org")
    for email in people:
        actions_places.book(opportunity=evening, by=person_by_email(email))
    return len(people)


def _person(number: int, coordinator: Person) -> Person:
    """A made-up GP who comes back; nobody signs in with the account."""
    email = f"coming-back-{number + 1}@example.org"
    person = Person.objects.filter(email=email).first()
    if person is None:
        person = Person(
            email=email, full_name=f"Dr Demo Coming Back {number + 1}", profession=Profession.GP,
            gmc_number=str(FIRST_NUMBER + number), is_demo=True,
        )  # fmt: skip
        person.set_unusable_password()
        person.save()
        mark_gmc_checked(person=person, by=coordinator)
        person.refresh_from_db()
    return person
