"""The people of the demonstration: made up, named by role, with one published password. Never outside a local copy."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from retention_portal.accounts import actions
from retention_portal.accounts.models import Membership, Person
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import today
from retention_portal.core.refusals import Refused
from retention_portal.core.vocabulary import Profession
from retention_portal.organisations.actions import add_organisation, place_in
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import ancestors, organisation_by_code, organisations_within
from retention_portal.organisations.rules import searchable
from retention_portal.organisations.statuses import OrganisationKind

PASSWORD = "retention-demo-2026"  # noqa: S105 - published on the home page of every demonstration
SYSTEM, OTHER_SYSTEM = "QHM", "QZZ"
DAYS_HELD = 400  # how long the demo people have held their roles


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """`place` names where the role is held: a key of `_places`, or empty. `what_to_try` is one sentence."""

    email: str
    name: str
    roles: tuple[Role, ...]
    what_to_try: str
    place: str = ""
    profession: str = ""

    @property
    def label(self) -> str:
        """The account on its button: its role, or its name where several share the role."""
        return self.name


GP_ROLES = (Role.GP,)
ACCOUNTS = (
    DemoAccount(
        "gp@example.org",
        "Demo GP",
        GP_ROLES,
        "Look at your own page and what the portal holds on you.",
        profession=Profession.GP,
    ),
    DemoAccount(
        "gp2@example.org",
        "Second demo GP",
        GP_ROLES,
        "See that another GP's things stay another GP's.",
        profession=Profession.GP,
    ),
    DemoAccount(
        "mentor@example.org",
        "Demo mentor",
        (Role.GP, Role.MENTOR),
        "See what a mentor's account looks like.",
        profession=Profession.GP,
    ),
    DemoAccount(
        "practice@example.org",
        "Demo practice lead",
        (Role.PRACTICE_LEAD,),
        "Open your practice and see where it stands.",
        "practice",
    ),
    DemoAccount(
        "network@example.org",
        "Demo network lead",
        (Role.NETWORK_LEAD,),
        "Open your network and the practices in it.",
        "network",
    ),
    DemoAccount(
        "coordinator@example.org", "Demo coordinator", (Role.COORDINATOR,), "See what waits on you.", "system"
    ),
    DemoAccount(
        "coordinator2@example.org",
        "Second demo coordinator",
        (Role.COORDINATOR,),
        "See the same queue as a colleague.",
        "system",
    ),
    DemoAccount(
        "reviewer@example.org",
        "Demo reviewer",
        (Role.REVIEWER,),
        "Score applications whose names are hidden, on your own.",
        "system",
    ),
    DemoAccount(
        "scheme-lead@example.org", "Demo scheme lead", (Role.SCHEME_LEAD,), "See what waits on you.", "system"
    ),
    DemoAccount(
        "interviewer@example.org", "Demo interviewer", (Role.INTERVIEWER,), "See what waits on you.", "system"
    ),
    DemoAccount(
        "contributor@example.org", "Demo contributor", (Role.CONTRIBUTOR,), "Read the draft plan.", "system"
    ),
    DemoAccount(
        "lead@example.org",
        "Demo system lead",
        (Role.SYSTEM_LEAD,),
        "Import a published file, read the profile, add an initiative, freeze a quarter.",
        "system",
    ),
    DemoAccount(
        "clinical-lead@example.org", "Demo clinical lead", (Role.CLINICAL_LEAD,), "Read the plan.", "system"
    ),
    DemoAccount(
        "finance@example.org",
        "Demo finance lead",
        (Role.FINANCE_LEAD,),
        "Read the plan and its money.",
        "system",
    ),
    DemoAccount(
        "sro@example.org",
        "Demo senior responsible owner",
        (Role.SRO,),
        "Read the plan and its report.",
        "system",
    ),
    DemoAccount(
        "commissioner@example.org",
        "Demo NHS England region",
        (Role.COMMISSIONER,),
        "Download a system's report and verify it.",
        "region",
    ),
    DemoAccount(
        "admin@example.org",
        "Demo administrator",
        (Role.ADMINISTRATOR,),
        "Invite somebody, look at organisations and jobs.",
    ),
    DemoAccount(
        "other-lead@example.org",
        "Demo system lead elsewhere",
        (Role.SYSTEM_LEAD,),
        "See that one system does not see another's plan.",
        "other_system",
    ),
    DemoAccount(
        "other-coordinator@example.org",
        "Demo coordinator elsewhere",
        (Role.COORDINATOR,),
        "See that one system's people stay its own.",
        "other_system",
    ),
    DemoAccount(
        "other-gp@example.org",
        "Demo GP elsewhere",
        GP_ROLES,
        "See the portal as a GP of another area.",
        profession=Profession.GP,
    ),
)

# Letters that no real code begins with, so that nobody takes one for a real body.
OTHER_PLACE, OTHER_NETWORK = "QZZ01", "QZZN1"
OTHER_PRACTICES = (
    "First",
    "Second",
    "Third",
    "Fourth",
    "Fifth",
    "Sixth",
    "Seventh",
    "Eighth",
    "Ninth",
    "Tenth",
)
OTHER_BODIES: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    (OTHER_PLACE, OrganisationKind.SUB_ICB_LOCATION, "Demonstration Place", (OTHER_SYSTEM,)),
    (OTHER_NETWORK, OrganisationKind.NETWORK, "Demonstration Network", (OTHER_PLACE,)),
    *(
        (
            f"Z999{number:02}",
            OrganisationKind.PRACTICE,
            f"{word} Demonstration Practice",
            (OTHER_PLACE, OTHER_NETWORK),
        )
        for number, word in enumerate(OTHER_PRACTICES, start=1)
    ),
)
OTHER_SINCE = date(2020, 4, 1)


def is_allowed() -> bool:
    """Whether this copy may have demo accounts: a local copy that was started as a demonstration."""
    return bool(settings.DEMO and settings.LOCAL)


def accounts() -> list[DemoAccount]:
    """The demo accounts in the order of the home page; none outside a demonstration."""
    return list(ACCOUNTS) if is_allowed() else []


@transaction.atomic
def seed() -> dict[str, int]:
    """Make the demo accounts and the fictional system, where they are missing. Safe to repeat.

    Returns how many accounts and organisations were made. Raises Refused outside a local demonstration, and
    when the organisations have not been loaded.
    """
    if not is_allowed():
        raise Refused(
            "Demo accounts have a published password. They are made only with DEMO=1 on a local copy."
        )
    by = actions.system_account(name="demo")
    bodies = _other_system() + sum(_body(*body, by) for body in OTHER_BODIES)
    places = _places()
    password = make_password(PASSWORD)  # slow on purpose, and the same for all: it is published
    people = sum(_account(account, places, by, password) for account in ACCOUNTS)
    return {"demo accounts": people, "fictional organisations": bodies}


def _places() -> dict[str, Organisation | None]:
    """Where the demo roles are held. The network is the largest of the system's first few, the practice its first."""
    system = organisation_by_code(SYSTEM)
    if system is None:
        raise Refused("The organisations are not loaded yet. Run manage.py load_reference first.")
    day = today()
    networks = organisations_within(system, day, OrganisationKind.NETWORK, open_only=True)
    candidates = (
        (organisations_within(n, day, OrganisationKind.PRACTICE, open_only=True), n) for n in networks[:6]
    )
    practices, network = max(candidates, key=lambda found: (found[0].count(), found[1].code))
    return {
        "system": system,
        "region": ancestors(system, day)[OrganisationKind.REGION],
        "network": network,
        "practice": practices.first(),
        "other_system": organisation_by_code(OTHER_SYSTEM),
        "": None,
    }


def _other_system() -> bool:
    """The fictional system itself: it lies in no region, because every region is real."""
    _, created = Organisation.objects.get_or_create(
        code=OTHER_SYSTEM,
        defaults={
            "kind": OrganisationKind.SYSTEM,
            "name": "Demonstration",
            "opened_on": OTHER_SINCE,
            "source": "demonstration",
            "added": True,
            "fictional": True,
            "search_text": searchable(OTHER_SYSTEM, ["Demonstration"], ""),
        },
    )
    return created


def _body(code: str, kind: str, name: str, parents: tuple[str, ...], by: Person) -> bool:
    if organisation_by_code(code):
        return False
    first, *others = (Organisation.objects.get(code=parent) for parent in parents)
    body = add_organisation(
        kind=kind, code=code, name=name, parent=first, valid_from=OTHER_SINCE, by=by, fictional=True
    )
    for other in others:
        place_in(organisation=body, parent=other, valid_from=OTHER_SINCE, by=by)
    return True


def _account(account: DemoAccount, places: dict[str, Organisation | None], by: Person, password: str) -> bool:
    from allauth.account.models import EmailAddress  # its models load after ours

    person, created = Person.objects.get_or_create(
        email=account.email,
        defaults={
            "full_name": account.name,
            "profession": account.profession,
            "is_demo": True,
            "password": password,
        },
    )
    EmailAddress.objects.get_or_create(
        user=person, email=person.email, defaults={"verified": True, "primary": True}
    )
    for role in account.roles:
        place = None if role in (Role.GP, Role.MENTOR) else places[account.place]
        if not Membership.objects.filter(person=person, role=role, organisation=place).exists():
            since = today() - timedelta(days=DAYS_HELD)
            actions.grant_membership(person=person, role=role, organisation=place, by=by, valid_from=since)
    return created
