"""Awards for tests: a system with its people, and an award of any scheme opened through the action."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from action_plans.funding.actions import enter_allocation
from action_plans.funding.models import AllocationLine, Programme
from retention_portal.accounts.models import Person
from retention_portal.accounts.roles import Role
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisations_within
from schemes.awards.actions import Opening, open_award
from schemes.awards.models import Award
from schemes.awards.queries_mentor import mentor_scheme
from schemes.awards.rules.history import FELLOWSHIP, MENTORS, RETENTION
from schemes.awards.rules.opening import Approval
from schemes.awards.wording import scheme_title
from schemes.catalogue.rules.periods import ONE_DAY, plus_years
from tests.factories.people import person_with

REGIONS = {"QHM": "Y63", "QJK": "Y58"}
YEARS = {FELLOWSHIP: 2, MENTORS: 1, "SCH-IR": 1}


@dataclass
class Place:
    """A system, a practice in it, and the people who look after its awards."""

    system: Organisation
    host: Organisation
    coordinator: Person
    scheme_lead: Person
    finance: Person
    region: Organisation
    gp: Person = field(default_factory=lambda: person_with(Role.GP, full_name="Dr Ada Example"))

    def member(self, role: Role) -> Person:
        return person_with(role, self.system)


def place(code: str = "QHM", on: date = date(2026, 10, 12)) -> Place:
    system = Organisation.objects.get(code=code)
    host = organisations_within(system, on, "practice", open_only=True).order_by("code").first()
    assert host is not None
    region = Organisation.objects.get(code=REGIONS[code])
    people = [person_with(role, system) for role in (Role.COORDINATOR, Role.SCHEME_LEAD, Role.FINANCE_LEAD)]
    return Place(system, host, *people, region)


def opening(scheme: str = RETENTION, starts: date = date(2024, 4, 1), **changes: Any) -> Opening:
    years = YEARS.get(scheme, 5)
    facts: dict[str, Any] = {
        "scheme": scheme,
        "title": scheme_title(scheme, starts) if scheme.startswith("SCH-") else "Portfolio grants",
        "starts": starts,
        "ends": plus_years(starts, years) - ONE_DAY,
        "approval": Approval("NHS England", starts, starts),
        "per_week": Decimal(3),
        "full_time_salary": Decimal("90000.00") if scheme == FELLOWSHIP else None,
        "grant": None if scheme.startswith("SCH-") else Decimal("1000.00"),
        "allowance": Decimal(12) if scheme == MENTORS else None,
    }
    return Opening(**(facts | changes))


def award(at: Place, scheme: str = RETENTION, starts: date = date(2024, 4, 1), **changes: Any) -> Award:
    person = changes.pop("person", at.gp)
    wanted = opening(scheme, starts, **changes)
    return open_award(person=person, system=at.system, host=at.host, opening=wanted, by=at.coordinator)


def mentor_agreement(
    at: Place,
    person: Person,
    *,
    hours: int = 12,
    rate: str = "72.25",
    starts: date = date(2026, 4, 1),
    **changes: Any,
) -> Award:
    """Paid time of a local mentor for a year, opened by the coordinator."""
    facts = {
        "title": "Paid time as a mentor", "ends": plus_years(starts, 1) - ONE_DAY, "per_week": Decimal(1),
        "allowance": Decimal(hours), "hourly_rate": Decimal(rate), "grant": None,
    }  # fmt: skip
    return award(at, mentor_scheme(at.system), starts, person=person, **(facts | changes))


def money_line(
    at: Place, amount: int = 50_000, year: str = "2026-27", code: str = "FUND-LGPRF"
) -> AllocationLine:
    programme = (
        Programme.objects.filter(code=code).order_by("-valid_from").first() or Programme.objects.first()
    )
    assert programme is not None
    region = person_with(Role.COMMISSIONER, at.region)
    return enter_allocation(
        system=at.system, programme=programme, financial_year=year, amount=Decimal(amount), by=region
    )
