"""Mentoring for tests: a service, those who offer and those who ask, two who meet."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from retention_portal.accounts.actions import mark_gmc_checked, system_account
from retention_portal.accounts.models import Person
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import LONDON, today
from retention_portal.core.vocabulary import Profession
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisation_by_code
from schemes.mentoring import actions, actions_group, actions_pairing, actions_plan
from schemes.mentoring.models import Barred, Mentor, Pairing, Request, Service
from schemes.mentoring.models_group import Group, GroupMeeting
from schemes.mentoring.models_meeting import Appointment
from tests.factories.people import person_with

TOPICS = ("finance", "regulation")


@dataclass
class Scene:
    """A service with its coordinator."""

    service: Service
    coordinator: Person
    made: list[Person] = field(default_factory=list)

    def gp(self) -> Person:
        """A GP whose number is checked."""
        number = f"{1000000 + Person.objects.count()}"
        made = person_with(Role.GP, profession=Profession.GP, gmc_number=number)
        mark_gmc_checked(person=made, by=self.coordinator)
        made.refresh_from_db()
        return made

    def offered(self, *topics: str, places: int = 1, **wish: object) -> Mentor:
        """An offer that nobody has looked at."""
        chosen = actions.Wish(topics or TOPICS, **wish)  # type: ignore[arg-type]
        return actions.offer_to_mentor(
            service=self.service, wish=chosen, places=places, about="", by=self.gp()
        )

    def mentor(self, *topics: str, places: int = 1, **wish: object) -> Mentor:
        """A mentor who takes people."""
        made = self.offered(*topics, places=places, **wish)
        return actions.confirm_mentor(mentor=made, by=self.coordinator)

    def request(self, *topics: str, preferences: tuple[int, ...] = (), **wish: object) -> Request:
        """Somebody who waits."""
        chosen = actions.Wish(topics or TOPICS, **wish)  # type: ignore[arg-type]
        return actions.ask_for_mentor(
            service=self.service, wish=chosen, preferences=preferences, by=self.gp()
        )

    def pairing(self, accepted: bool = True) -> Pairing:
        """Two people, brought together by a round."""
        mentor, request = self.mentor(), self.request()
        drawn = actions_pairing.draw_round(service=self.service, by=self.coordinator)
        actions_pairing.release_round(drawn=drawn, by=self.coordinator)
        made = Pairing.objects.get(mentor=mentor, request=request)
        if accepted:
            actions_pairing.answer_pairing(pairing=made, accept=True, by=mentor.person)
        return made

    def bar(self, mentor: Mentor, request: Request, why: str = "they are family") -> Barred:
        """The coordinator says that these two must never be matched."""
        return actions.declare_bar(
            service=self.service, one=mentor.person, other=request.person, why=why, by=self.coordinator
        )

    def with_notes(self, weeks: int = 12) -> "Scene":
        """The service lets the two keep notes."""
        Service.objects.filter(pk=self.service.pk).update(notes_on=True, notes_kept_weeks=weeks)
        self.service.refresh_from_db()
        return self

    def appointment(self, pairing: Pairing, days: int = 7) -> Appointment:
        """The two agree to meet in some days, at 13:30."""
        day = today() + timedelta(days=days)
        return actions_plan.set_appointment(
            pairing=pairing, starts_at=datetime.combine(day, time(13, 30), LONDON), minutes=60,
            by=pairing.mentor.person,
        )  # fmt: skip

    def group(self, places: int = 3, **changes: object) -> Group:
        """A group of the area, from today."""
        facts = {
            "name": "Peer support", "summary": "Colleagues and a facilitator.", "begins_on": today(),
            "ends_on": today() + timedelta(days=182), "places": places, "contact_name": "The coordinator",
            "contact_email": "hello@example.net",
        }  # fmt: skip
        content = actions_group.GroupContent(**(facts | changes))  # type: ignore[arg-type]
        return actions_group.open_group(
            owner=self.service.owner, content=content, facilitator=self.gp(), by=self.coordinator
        )

    def group_meeting(self, group: Group, days: int = 7) -> GroupMeeting:
        """The facilitator names a day."""
        moment = datetime.combine(today() + timedelta(days=days), time(19, 0), LONDON)
        return actions_group.set_meeting(
            group=group, starts_at=moment, minutes=90, where="by video", by=group.facilitator
        )


def scene(code: str = "QHM", **changes: object) -> Scene:
    owner: Organisation = organisation_by_code(code)
    coordinator = person_with(Role.COORDINATOR, owner)
    facts = {
        "kind": "mentoring",
        "name": "GP mentoring",
        "summary": "Somebody to talk to.",
        "sessions": 2,
        "minutes": 60,
        "contact_name": "The coordinator",
        "contact_email": "hello@example.net",
        "areas": ("Luton",),
    }
    content = actions.ServiceContent(**(facts | changes))  # type: ignore[arg-type]
    system_account(name="tests")
    return Scene(actions.open_service(owner=owner, content=content, by=coordinator), coordinator)
