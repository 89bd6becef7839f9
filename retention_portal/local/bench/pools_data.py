"""Pools at national size, put there by SQL: sessions, members with their checks, and people who book at once.

For benchmarks only: nobody behind these rows exists.
"""

from dataclasses import dataclass
from datetime import time, timedelta
from decimal import Decimal

from retention_portal.accounts.actions import grant_membership, system_account
from retention_portal.accounts.models import PassportCheck, Person
from retention_portal.accounts.roles import Role
from retention_portal.core.database_roles import refresh_statistics
from retention_portal.core.dates import now, today
from retention_portal.local.bench.schemes_data import copied
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisation_by_code, organisations_within
from schemes.pools import actions_pool, actions_post
from schemes.pools.models import Member, Pool
from schemes.pools.models_sessions import Session
from schemes.pools.rules_policy import moments
from schemes.pools.statuses import CoverType, MemberStatus, Relation, SessionStatus, Why

SYSTEM = "QHM"
POOLS, MEMBERS = 10, 5_000
CHECKS = ("registration", "indemnity")


@dataclass(frozen=True, slots=True)
class Made:
    """Who looks, who runs it, and the pools; the first is that of who looks."""

    gp: Person
    coordinator: Person
    practice: Organisation
    pools: list[Pool]
    first: Session


def put_there(sessions: int) -> Made:
    """Pools, members and so many sessions, spread evenly over a year to come."""
    system = organisation_by_code(SYSTEM)
    assert system is not None  # the reference has it
    by = system_account(name="bench")
    coordinator = Person.objects.create(email="bench-pools@portal.invalid", full_name="Bench coordinator")
    grant_membership(person=coordinator, role=Role.COORDINATOR, organisation=system, by=by)
    practice = organisations_within(system, today(), "practice", open_only=True).order_by("code")[0]
    pools = [_pool(system, coordinator, number) for number in range(POOLS)]
    gp = _members(pools, coordinator)
    first = _session(pools[0], practice, coordinator)
    grow(first, pools, 1, sessions)
    return Made(gp, coordinator, practice, pools, first)


def _pool(system: Organisation, by: Person, number: int) -> Pool:
    content = actions_pool.PoolContent(
        name=f"Bench pool {number}", about="", contact_name="Nobody", contact_email="nobody@portal.invalid"
    )
    return actions_pool.open_pool(
        owner=system, host=system, content=content, places=[system], by=by, live=True,
        policy=actions_pool.usual_content(checks=CHECKS),
    )  # fmt: skip


def _members(pools: list[Pool], by: Person) -> Person:
    """GPs with their checks in order, each in one pool; the first of them looks."""
    gp = Person.objects.create(
        email="bench-member@portal.invalid", full_name="Bench GP", profession="gp", is_demo=True,
        gmc_number="9000000", gmc_checked_at=now(), gmc_checked_by=by,
    )  # fmt: skip
    copied(
        gp, f"SELECT n FROM generate_series(1, {MEMBERS - 1}) n",  # noqa: S608 - our own numbers
        email="'bench-member-' || s.n || '@portal.invalid'",
        gmc_number="(9000000 + s.n)::text",
    )  # fmt: skip
    others = (
        f"SELECT id, id - {gp.pk} AS n FROM accounts_person WHERE gmc_number > '9000000' AND id > {gp.pk}"  # noqa: S608
    )
    member = Member.objects.create(
        pool=pools[0], person=gp, relation=Relation.LOCUM, status=MemberStatus.ACTIVE, postcode="LU1 2AB",
        confirmed_at=now(), confirmed_by=by,
    )  # fmt: skip
    ids = ",".join(str(pool.pk) for pool in pools)
    copied(member, others, person_id="s.id", pool_id=f"(ARRAY[{ids}])[1 + s.n %% {POOLS}]")
    for kind in CHECKS:
        check = PassportCheck.objects.create(
            person=gp, kind=kind, state="passed", valid_from=today(), expires_on=today() + timedelta(days=900),
            checked_at=now(), checked_by=by,
        )  # fmt: skip
        copied(check, others, person_id="s.id")
    return gp


def _session(pool: Pool, practice: Organisation, by: Person) -> Session:
    first, last = moments(today() + timedelta(days=1), time(9), time(13))
    return Session.objects.create(
        pool=pool, practice=practice, cover_type=CoverType.SURGERY, why=Why.VACANCY, starts_at=first, ends_at=last,
        site="Main surgery", latitude=practice.latitude, longitude=practice.longitude, free=1, rate=Decimal(80),
        status=SessionStatus.POSTED, made_by=by, posted_at=now(), posted_by=by,
    )  # fmt: skip


def grow(first: Session, pools: list[Pool], have: int, want: int) -> None:
    """More of them, so that there are `want`: over a year, in every pool, at every hour of the day."""
    ids = ",".join(str(pool.pk) for pool in pools)
    hours = 365 * 24
    copied(
        first,
        f"SELECT n FROM generate_series({have}, {want - 1}) n",  # noqa: S608 - our own numbers
        pool_id=f"(ARRAY[{ids}])[1 + s.n %% {POOLS}]",
        starts_at=f"t.starts_at + make_interval(hours => (s.n::bigint * 7919 %% {hours})::int)",
        ends_at=f"t.ends_at + make_interval(hours => (s.n::bigint * 7919 %% {hours})::int)",
    )
    refresh_statistics()


def to_take(made: Made, count: int) -> list[Session]:
    """So many posted sessions with their places, each on a day of its own."""
    rows = []
    for number in range(count):
        first, last = moments(today() + timedelta(days=2 + number), time(14), time(18))
        content = actions_post.SessionContent(
            cover_type=CoverType.SURGERY, why=Why.VACANCY, starts_at=first, ends_at=last, site="Main surgery",
            rate=Decimal(80),
        )  # fmt: skip
        draft = actions_post.make_draft(
            pool=made.pools[0], practice=made.practice, content=content, by=made.coordinator
        )
        rows.append(actions_post.post(session=draft, by=made.coordinator))
    return rows
