"""Two hundred offers, sixty thousand applications and two thousand awards, put there by SQL and not through forms.

Each kind of row is made once as the models have it and then copied by one statement, so that a new column needs
nothing here. For benchmarks only: nobody behind these rows exists.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db import connection
from django.db.models import Model

from retention_portal.accounts.actions import grant_membership, system_account
from retention_portal.accounts.models import Person
from retention_portal.accounts.roles import Role
from retention_portal.core.database_roles import refresh_statistics
from retention_portal.core.dates import now, today
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisation_by_code
from retention_portal.organisations.statuses import OrganisationKind
from schemes.applications.models import Application
from schemes.applications.models_decision import Decision
from schemes.applications.models_talk import Flag
from schemes.applications.statuses import OWNERS, Status
from schemes.awards.models import Award, LedgerEntry, SessionPattern
from schemes.catalogue import actions, starting
from schemes.catalogue.models import Offer, OfferVersion

SYSTEM = "QHM"
OFFERS, PEOPLE, APPLICATIONS, AWARDS, ENTRIES = 200, 20_000, 60_000, 2_000, 24
OF_THE_SYSTEM = 25
"""Offers of the one system that is looked at; a third of all applications is in its queue."""
STATES = (
    *("interest", "submitted", "in_review", "ready", "reserve", "more_asked", "offered", "accepted"),
    *("not_this_time", "withdrawn"),
)


@dataclass(frozen=True, slots=True)
class Made:
    """Whom the pages are shown to, and the offer whose letters wait."""

    coordinator: Person
    colleague: Person
    gp: Person
    offer: Offer


def put_there() -> Made:
    """Everything; the statistics are fresh afterwards, as the nightly work keeps them."""
    system = organisation_by_code(SYSTEM)
    assert system is not None  # the reference has it
    coordinator, colleague = (_coordinator(system, name) for name in ("coordinator", "colleague"))
    offer = _offers(system, coordinator)
    gp = _people()
    _applications(gp, coordinator, offer)
    _awards(gp, coordinator, system)
    refresh_statistics()
    return Made(coordinator, colleague, gp, offer)


def _coordinator(system: Organisation, name: str) -> Person:
    person = Person.objects.create(email=f"bench-{name}@portal.invalid", full_name=f"Bench {name}")
    grant_membership(
        person=person, role=Role.COORDINATOR, organisation=system, by=system_account(name="bench")
    )
    return person


def copied(row: Model, source: str, **expressions: str) -> int:
    """Copy a row once for each line of `source`, an SQL select named `s`; how many were made.

    `expressions`: SQL for the columns that differ, by column name; the others are those of `row`.
    """
    table = row._meta.db_table
    columns = [field.column for field in row._meta.concrete_fields if not field.primary_key]
    values = ", ".join(expressions.get(str(column), f't."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} t, ({source}) s WHERE t.id = %s",  # noqa: S608 - our own words
            [row.pk],
        )
        return int(cursor.rowcount)


def _offers(system: Organisation, by: Person) -> Offer:
    kind, content = starting.from_case_study("CASE-04", today()) or ("", {})
    content |= {
        "title": "Bench offer",
        "opens_on": today() - timedelta(days=30),
        "contact_role": "Careers coordinator",
        "contact_phone": "01632 960001",
        "rules": [{"kind": "full_gmc"}, {"kind": "sessions_at_most", "value": 6}],
    }
    first = actions.create_offer(owner=system, kind=kind, content=content, by=by)
    copied(
        first,
        f"""SELECT n, CASE WHEN n < {OF_THE_SYSTEM} THEN {system.pk} ELSE o.id END AS owner
            FROM generate_series(1, {OFFERS - 1}) n
            JOIN (SELECT id, row_number() OVER (ORDER BY code) - 1 AS place, count(*) OVER () AS many
                  FROM organisations_organisation
                  WHERE kind = '{OrganisationKind.SYSTEM}' AND closed_on IS NULL) o ON o.place = n %% o.many
            ORDER BY n""",  # noqa: S608 - our own words
        title="'Bench offer ' || s.n",
        slug="'bench-offer-' || s.n",
        owner_id="s.owner",
    )
    first = actions.publish_offer(offer=first, by=by)
    copied(
        first.live or OfferVersion(),
        f"SELECT id FROM catalogue_offer WHERE id <> {first.pk}",  # noqa: S608 - our own words
        offer_id="s.id",
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE catalogue_offer o SET status = 'published', live_id = v.id"
            " FROM catalogue_offerversion v WHERE v.offer_id = o.id AND o.live_id IS NULL"
        )
    return first


def _people() -> Person:
    """The GPs; the first of them is looked at."""
    first = Person.objects.create(
        email="bench-gp@portal.invalid", full_name="Bench GP", profession="gp", is_demo=True
    )
    copied(
        first,
        f"SELECT n FROM generate_series(1, {PEOPLE - 1}) n",  # noqa: S608 - our own words
        email="'bench-' || s.n || '@portal.invalid'",
        full_name="'Bench GP ' || s.n",
    )
    return first


def _live(offer: Offer) -> OfferVersion:
    assert offer.live is not None
    return offer.live


def _state_of(number: str) -> str:
    names = ", ".join(f"'{state}'" for state in STATES)
    return f"(ARRAY[{names}])[1 + {number} %% {len(STATES)}]"


def _applications(gp: Person, by: Person, offer: Offer) -> None:
    """Three for each GP, on three offers, in every state; then flags, and decisions of one offer that wait."""
    ours = ", ".join(f"'{status}'" for status in Status if OWNERS[status] and Role.GP not in OWNERS[status])
    first = Application.objects.create(
        offer=offer, version=_live(offer), owner=offer.owner, applicant=gp, name=gp.full_name, email=gp.email,
        status=Status.READY, status_by=by, with_us=True, waiting_since=today(), arrived_on=today(),
        submitted_at=now(), submitted_by=gp,
        sent_answers={"why": "I would like to stay in practice. " * 20}, answers={},
    )  # fmt: skip
    copied(
        first,
        f"""SELECT n, p.id AS person, p.full_name, p.email, o.id AS offer, o.live_id, o.owner_id,
                   {_state_of("(n / 7)")} AS state, CURRENT_DATE - 1 - (n * 7919 %% 300)::int AS day
            FROM generate_series(1, {APPLICATIONS - 1}) n
            JOIN (SELECT *, row_number() OVER (ORDER BY id) - 1 AS place FROM accounts_person
                  WHERE email LIKE 'bench-%%' AND profession = 'gp') p ON p.place = n %% {PEOPLE}
            JOIN (SELECT *, row_number() OVER (ORDER BY owner_id <> {offer.owner_id}, id) - 1 AS place
                  FROM catalogue_offer) o
              ON o.place = CASE WHEN n < {PEOPLE} THEN n %% {OF_THE_SYSTEM}
                           ELSE {OF_THE_SYSTEM} + (n %% {PEOPLE} + 67 * (n / {PEOPLE}))
                                %% {OFFERS - OF_THE_SYSTEM} END""",  # noqa: S608 - our own words
        applicant_id="s.person", name="s.full_name", email="s.email", offer_id="s.offer",
        version_id="s.live_id", owner_id="s.owner_id", status="s.state", with_us=f"s.state IN ({ours})",
        waiting_since="s.day", arrived_on="s.day", submitted_by_id="s.person",
    )  # fmt: skip
    _flags(first, by)
    _decisions(offer, by)


def _flags(first: Application, by: Person) -> None:
    flag = Flag.objects.create(
        application=first, reason="Is the funding line open?", team="Finance", raised_by=by
    )
    copied(
        flag,
        f"SELECT id FROM applications_application WHERE id %% 40 = 0 AND id <> {first.pk}",  # noqa: S608 - our own words
        application_id="s.id",
    )
    flag.delete()


def _decisions(offer: Offer, by: Person) -> None:
    """Five hundred decisions of one offer, written and not sent."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE applications_application SET status = 'ready', with_us = true, offer_id = %s,
                      version_id = %s, owner_id = %s
               WHERE id IN (SELECT min(id) FROM applications_application WHERE id %% 3 = 0
                            AND id NOT IN (SELECT application_id FROM applications_flag)
                            AND applicant_id NOT IN
                                (SELECT applicant_id FROM applications_application WHERE offer_id = %s)
                            GROUP BY applicant_id ORDER BY 1 LIMIT 500)
               RETURNING id""",
            [offer.pk, offer.live_id, offer.owner_id, offer.pk],
        )
        ready = [row[0] for row in cursor.fetchall()]
    first = Decision.objects.create(
        application_id=ready[0], outcome="reserve", subject="Your application", set_by=by,
        letter="Dear colleague, you are on the reserve list. " * 10,
    )  # fmt: skip
    copied(first, f"SELECT unnest(ARRAY{ready[1:]}) AS id", application_id="s.id")


def _awards(gp: Person, by: Person, system: Organisation) -> None:
    """Two thousand awards of the system, each with a pattern and two years of entries."""
    host = Organisation.objects.filter(kind=OrganisationKind.PRACTICE, closed_on=None).order_by("code")[0]
    starts = today() - timedelta(days=400)
    first = Award.objects.create(
        person=gp, scheme_code="SCH-NGPRS", title="National GP Retention Scheme", system=system, host=host,
        starts_on=starts, ends_on=starts + timedelta(days=1826), approved_by="NHS England", approved_on=starts,
        status="active", opened_by=by, next_review_on=today(), posted_to=today(),
    )  # fmt: skip
    copied(
        first,
        f"""SELECT id, row_number() OVER (ORDER BY id) AS n FROM accounts_person
            WHERE profession = 'gp' AND email LIKE 'bench-%%' AND id <> {gp.pk} ORDER BY id LIMIT {AWARDS - 1}""",  # noqa: S608 - our own words
        person_id="s.id",
        next_review_on="CURRENT_DATE - 30 + (s.n * 37 %% 365)::int",
    )
    pattern = SessionPattern.objects.create(award=first, starts_on=starts, sessions_per_week=Decimal(4))
    others = f"SELECT id FROM awards_award WHERE id <> {first.pk}"  # noqa: S608 - our own words
    copied(pattern, others, award_id="s.id")
    _entries(first, by)


def _entries(first: Award, by: Person) -> None:
    entry = LedgerEntry.objects.create(
        award=first, kind="due", slot="bench/0", code="NGPRS-F01", starts_on=first.starts_on,
        ends_on=first.starts_on, units=Decimal(4), unit="sessions", rate=Decimal("76.92"),
        amount=Decimal("307.68"), payee="practice", text="A week of support.", source="bench", posted_by=by,
    )  # fmt: skip
    copied(
        entry,
        f"""SELECT a.id, n FROM awards_award a, generate_series(0, {ENTRIES - 1}) n
            WHERE NOT (a.id = {first.pk} AND n = 0)""",  # noqa: S608 - our own words
        award_id="s.id",
        slot="'bench/' || s.n",
        kind="CASE WHEN s.n %% 2 = 0 THEN 'due' ELSE 'paid' END",
    )
