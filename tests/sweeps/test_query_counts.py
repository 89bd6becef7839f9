"""Every list asks the database as often for thirty rows as for one, and the number is written down (R-41).

A number that changes is not a fault by itself: find out why, then write the new one here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from action_plans.assurance.models import Report
from action_plans.plans.models import Initiative, Milestone, Plan
from retention_portal.accounts.models import Invitation, Membership, Person
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import today
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisation_by_code
from tests.sweeps import examples, pages
from tests.sweeps.visitors import ADMIN, ANONYMOUS, LEAD
from workforce.extracts.models import WorkforceImport

pytestmark = pytest.mark.usefixtures("world")


def system() -> Any:
    return organisation_by_code(examples.SYSTEM)


def lead() -> Person:
    return Person.objects.get(email=LEAD)


def nothing(count: int) -> None:
    """The rows are there already; the two addresses show fewer and more."""


def imports(count: int) -> None:
    facts = {
        "file_size": 1,
        "uploaded_by": lead(),
        "owner": system(),
        "scope": "extract",
        "period": "2022-01",
    }
    WorkforceImport.objects.bulk_create(
        WorkforceImport(status="previewed", file_name=f"{number}.csv", file_sha256=str(number), **facts)
        for number in range(count)
    )


def plans(count: int) -> None:
    Plan.objects.bulk_create(
        Plan(organisation=system(), financial_year=f"{2030 + number}-{31 + number}", started_by=lead())
        for number in range(count)
    )


def initiatives(count: int) -> None:
    """Copies of the example, each with its milestone."""
    first = Initiative.objects.get(pk=examples.EXAMPLES["plans:initiative"]()[0]["initiative_id"])
    copies = []
    for number in range(count):
        copy = Initiative.objects.get(pk=first.pk)
        copy.pk, copy.number = None, 100 + number
        copies.append(copy)
    for made in Initiative.objects.bulk_create(copies):
        Milestone.objects.bulk_create([Milestone(**_facts(first.milestones.get(), initiative=made))])


def milestones(count: int) -> None:
    first = Milestone.objects.get(pk=examples.EXAMPLES["plans:milestone_edit"]()[0]["milestone_id"])
    Milestone.objects.bulk_create(Milestone(**_facts(first)) for _ in range(count))


def _facts(row: Any, **changes: Any) -> dict[str, Any]:
    names = (field.attname for field in row._meta.concrete_fields if not field.primary_key)
    facts = {name: getattr(row, name) for name in names}
    for name, value in changes.items():
        facts.pop(f"{name}_id")
        facts[name] = value
    return facts


def reports(count: int) -> None:
    facts = {"system": system(), "drafted_by": lead(), "updated_by": lead()}
    Report.objects.bulk_create(
        Report(quarter=f"{2010 + number // 4}-{11 + number // 4}-Q{number % 4 + 1}", **facts)
        for number in range(count)
    )


def invitations(count: int) -> None:
    """To the lead, so that they wait on the lead; the administrator sees them all."""
    networks = Organisation.objects.filter(kind="network")[:count]
    facts = {"email": LEAD, "role": Role.NETWORK_LEAD, "expires_on": today() + timedelta(days=1)}
    admin = Person.objects.get(email=ADMIN)
    Invitation.objects.bulk_create(
        Invitation(organisation=network, token_hash=str(network.pk), invited_by=admin, **facts)
        for network in networks
    )


def people(count: int) -> None:
    made = Person.objects.bulk_create(
        Person(email=f"{n}@example.com", full_name=f"Person {n}") for n in range(count)
    )
    give = Membership.objects.get(person__email="reviewer@example.org")
    for person in made:
        Membership.objects.bulk_create([Membership(**_facts(give, person=person))])


@dataclass(frozen=True)
class List:
    """`address` at one row and at thirty, made by `grow`; `queries` is how often the database is asked."""

    address: str
    who: str
    queries: int
    grow: Callable[[int], None] = nothing
    with_more: str = ""


def plan_page() -> str:
    return f"/plans/{examples.EXAMPLES['plans:plan']()[0]['plan_id']}/"


def initiative_page() -> str:
    return f"/plans/initiatives/{examples.EXAMPLES['plans:initiative']()[0]['initiative_id']}/"


LISTS = {
    "organisations": List(
        "/organisations/?q=N81075&kind=practice&closed=on",
        ANONYMOUS,
        2,
        nothing,
        "/organisations/?q=surgery&kind=practice",
    ),
    "case studies": List(
        "/toolkit/case-studies/?level=L1&q=mentoring", ANONYMOUS, 5, nothing, "/toolkit/case-studies/"
    ),
    "imports": List("/workforce/imports/", LEAD, 6, imports),
    "plans": List("/plans/", LEAD, 5, plans),
    "initiatives of a plan": List("plan", LEAD, 18, initiatives),
    "milestones of an initiative": List("initiative", LEAD, 13, milestones),
    "reports": List("/assurance/", LEAD, 5, reports),
    "tasks": List("/tasks/", LEAD, 23, invitations),
    "home": List("/", LEAD, 23, invitations),
    "invitations": List("/accounts/invitations/", ADMIN, 5, invitations),
    "people": List("/accounts/people/", ADMIN, 5, people),
}
PAGES = {"plan": plan_page, "initiative": initiative_page}


def count_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    assert answer.status_code == 200
    return sum("SAVEPOINT" not in query["sql"] for query in asked)


def measured(case: List, rows: int) -> int:
    with transaction.atomic():
        try:
            case.grow(rows)
            address = case.with_more if rows > 1 and case.with_more else case.address
            client = pages.client_of(case.who)
            client.get("/help/")  # what is asked once a session is not the list's
            return count_of(client, PAGES[address]() if address in PAGES else address)
        finally:
            transaction.set_rollback(True)


@pytest.mark.parametrize("name", LISTS)
def test_list_asks_the_same_for_one_row_and_for_thirty(name: str) -> None:
    case = LISTS[name]

    assert [measured(case, 1), measured(case, 30)] == [case.queries, case.queries]


def test_a_list_that_asks_for_every_row_is_found() -> None:
    class Careless(Client):
        def get(self, *args: Any, **kwargs: Any) -> Any:
            for network in Organisation.objects.filter(kind="network")[:3]:
                list(network.parent_links.all())
            return super().get(*args, **kwargs)

    careful, careless = (
        count_of(Client(SERVER_NAME="127.0.0.1"), "/help/"),
        count_of(Careless(SERVER_NAME="127.0.0.1"), "/help/"),
    )
    assert careless == careful + 4
