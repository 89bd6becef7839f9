"""Plans for tests: a system with its people, a plan, initiatives in a given state."""

from dataclasses import dataclass
from typing import Any

from action_plans.plans import actions
from action_plans.plans.models import Initiative, Plan
from action_plans.plans.rules import InitiativeContent
from retention_portal.accounts.models import Person
from retention_portal.accounts.roles import Role
from retention_portal.organisations.models import Organisation
from tests.factories.people import person_with

SYSTEM, REGION = "QHM", "Y63"


@dataclass
class Team:
    """A system, its lead, and the commissioner of its region."""

    system: Organisation
    lead: Person
    commissioner: Person

    def member(self, role: Role) -> Person:
        """Another person of the system."""
        return person_with(role, self.system)


def organisation(code: str) -> Organisation:
    return Organisation.objects.get(code=code)


def team(system: str = SYSTEM, region: str = REGION) -> Team:
    body = organisation(system)
    return Team(
        body, person_with(Role.SYSTEM_LEAD, body), person_with(Role.COMMISSIONER, organisation(region))
    )


def plan_for(team: Team, year: str = "2026-27") -> Plan:
    return actions.start_plan(organisation=team.system, financial_year=year, by=team.lead)


def content(**changes: Any) -> InitiativeContent:
    facts: dict[str, Any] = {
        "title": "Peer groups",
        "level": "L1",
        "essentials": ("L1-E03",),
        "area": SYSTEM,
        "lead_name": "Dr A Lead",
        "summary": "Monthly peer groups for newly qualified GPs.",
    }
    return InitiativeContent(**(facts | changes))


def initiative_at(plan: Plan, by: Person, status: str = "planned", **changes: Any) -> Initiative:
    made = actions.add_initiative(plan=plan, content=content(**changes), by=by)
    if status != "planned":
        actions.move_initiative(initiative=made, to="live", reason="", by=by)
    if status not in ("planned", "live"):
        actions.move_initiative(initiative=made, to=status, reason="Because.", by=by)
    return made
