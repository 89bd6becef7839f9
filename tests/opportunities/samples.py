"""Work and learning for tests: a practice that posts, two coordinators, courses with dates."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import Any

from retention_portal.accounts.actions import mark_gmc_checked, system_account
from retention_portal.accounts.models import Person
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import LONDON, today
from retention_portal.core.vocabulary import Profession
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisation_by_code, organisations_within
from schemes.opportunities import actions, actions_peers, actions_talk
from schemes.opportunities.models import Opportunity
from schemes.opportunities.models_peers import ConversationTeam, PeerNetwork, TeamMember
from schemes.opportunities.rules import Content, Meeting
from tests.factories.people import person_with

PLAIN: dict[str, Any] = {
    "kind": "training",
    "title": "Joint injections for GPs",
    "summary": "A day with practice on models.",
    "provider": "The hub",
    "contact_name": "Dr Contact",
    "contact_email": "contact@example.net",
    "where": "on_site",
    "place": "Skills centre",
}


def content(**changes: Any) -> Content:
    """What somebody posts, in order but for `changes`."""
    return Content(**{**PLAIN, **changes})


def at(days: int, hour: int, minute: int = 0) -> datetime:
    """A moment so many days from today, in London."""
    return datetime.combine(today() + timedelta(days=days), time(hour, minute), LONDON)


@dataclass
class Board:
    """The postings of one system."""

    area: Organisation

    @cached_property
    def coordinator(self) -> Person:
        """Looks at what is sent in."""
        return person_with(Role.COORDINATOR, self.area)

    @cached_property
    def poster(self) -> Person:
        """Another coordinator, who posts for the area."""
        return person_with(Role.COORDINATOR, self.area)

    @cached_property
    def practice(self) -> Organisation:
        """A practice of the area whose place is known."""
        rows = organisations_within(self.area, today(), "practice", open_only=True)
        return rows.filter(latitude__isnull=False).order_by("code")[0]

    @cached_property
    def practice_lead(self) -> Person:
        """Posts for the practice."""
        return person_with(Role.PRACTICE_LEAD, self.practice)

    def draft(self, *, by_practice: bool = False, **changes: Any) -> Opportunity:
        """Written, not sent in."""
        owner, by = (self.practice, self.practice_lead) if by_practice else (self.area, self.poster)
        return actions.write(owner=owner, content=content(**changes), by=by)

    def submitted(self, *, by_practice: bool = False, **changes: Any) -> Opportunity:
        """Waits for a coordinator."""
        row = self.draft(by_practice=by_practice, **changes)
        return actions.submit(row=row, by=row.created_by)

    def published(self, *, by_practice: bool = False, **changes: Any) -> Opportunity:
        """On the list."""
        return actions.publish(row=self.submitted(by_practice=by_practice, **changes), by=self.coordinator)

    def course(self, evenings: int = 2, first: int = 14, **changes: Any) -> Opportunity:
        """A published course of so many weekly evenings, the first so many days from today."""
        row = self.draft(**changes)
        for week in range(evenings):
            day = first + 7 * week
            actions.add_date(row=row, meeting=Meeting(at(day, 18, 30), at(day, 20, 30)), by=self.poster)
            row.refresh_from_db()
        actions.submit(row=row, by=self.poster)
        return actions.publish(row=row, by=self.coordinator)

    def gp(self, **facts: Any) -> Person:
        """A GP whose number is checked."""
        number = f"{1000000 + Person.objects.count()}"
        made = person_with(Role.GP, **{"profession": Profession.GP, "gmc_number": number, **facts})
        mark_gmc_checked(person=made, by=self.coordinator)
        made.refresh_from_db()
        return made

    def network(self, host: Person | None = None, **changes: Any) -> PeerNetwork:
        """A peer network with a host."""
        facts = {"name": "First years", "summary": "To meet.", "host": (host or self.gp()).email, **changes}
        return actions_peers.open_network(
            owner=self.area, content=actions_peers.NetworkContent(**facts), by=self.coordinator
        )

    def team(self, name: str = "Portfolio GPs") -> tuple[ConversationTeam, TeamMember]:
        """A team with one experienced GP."""
        facts = actions_talk.TeamContent(name, "Talk.", 60, "The coordinator", "hello@example.net")
        team = actions_talk.open_team(owner=self.area, content=facts, by=self.coordinator)
        member = actions_talk.add_member(team=team, address=self.gp().email, by=self.coordinator)
        return team, member


def board(code: str = "QHM") -> Board:
    """The postings of a system."""
    area = organisation_by_code(code)
    assert area is not None
    system_account(name="tests")
    return Board(area)
