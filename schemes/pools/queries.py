"""Reads of pools and of the sessions of practices, for staff. What a GP reads: `queries_gp`."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from action_plans.funding.models import AllocationLine
from retention_portal.accounts import access
from retention_portal.accounts.models import Person
from retention_portal.accounts.queries import memberships_at
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import today
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import ancestors, organisations_within, places_of
from retention_portal.organisations.statuses import OrganisationKind
from schemes.pools.models import Interest, Member, Policy, Pool, Rate
from schemes.pools.models_sessions import Mark, Session
from schemes.pools.permissions import COORDINATORS, POSTERS, SEES_POOLS
from schemes.pools.statuses import MemberStatus, Mode, PoolStatus, SessionStatus, Side

APPROVERS = (Role.COORDINATOR, Role.SYSTEM_LEAD, Role.FINANCE_LEAD, Role.CLINICAL_LEAD, Role.SRO)
_NEAREST = (
    OrganisationKind.PRACTICE,
    OrganisationKind.NETWORK,
    OrganisationKind.FEDERATION,
    OrganisationKind.SUB_ICB_LOCATION,
    OrganisationKind.SYSTEM,
)


def pools_visible_to(user: Any) -> QuerySet[Pool]:
    """The pools that a coordinator runs or a system lead oversees."""
    reached = access.reach_of(user, SEES_POOLS)
    return Pool.objects.filter(owner__in=reached).select_related("owner", "host")


def pools_run_by(user: Any) -> QuerySet[Pool]:
    """The pools that a coordinator runs."""
    reached = access.reach_of(user, COORDINATORS)
    return Pool.objects.filter(owner__in=reached).select_related("owner", "host")


def owners_for(user: Any) -> QuerySet[Organisation]:
    """Where the user may open a pool: the systems and hubs they coordinate."""
    return access.organisations_where(user, COORDINATORS).order_by("name")


def pool_for(practice: Organisation, on: date) -> Pool | None:
    """The live pool whose footprint holds a practice on a day; the nearest footprint first. At most three queries."""
    above = [practice.pk]
    for place in places_of(practice, on).values():
        above += [body.pk for body in place.organisations]
    found = Pool.objects.filter(places__organisation__in=above, status=PoolStatus.LIVE, since__lte=on)
    rows = list(found.select_related("owner", "host").values_list("pk", "places__organisation__kind"))
    if not rows:
        return None
    nearest = min(rows, key=lambda row: (_nearness(row[1]), row[0]))
    return Pool.objects.select_related("owner", "host").get(pk=nearest[0])


def pools_near(organisation: Organisation, on: date) -> QuerySet[Pool]:
    """Pools, planned or live, whose footprint or owner overlaps with an organisation on a day."""
    around = [organisation.pk]
    for place in places_of(organisation, on).values():
        around += [body.pk for body in place.organisations if body.kind in _NEAREST]
    around += organisations_within(organisation, on).values_list("pk", flat=True)
    near = Q(places__organisation__in=around) | Q(owner__in=around)
    rows = Pool.objects.filter(near).exclude(status=PoolStatus.CLOSED)
    return rows.distinct().select_related("owner", "host")


def practices_of(pool: Pool, on: date) -> QuerySet[Organisation]:
    """The practices of a pool's footprint that are open on a day."""
    found = Q(pk__in=[])
    for place in pool.places.select_related("organisation"):
        within = organisations_within(place.organisation, on, OrganisationKind.PRACTICE, open_only=True)
        found |= Q(pk__in=within.values("pk"))
    return Organisation.objects.filter(found).order_by("name", "code")


def policy_on(pool: Pool, on: date) -> Policy | None:
    """How the pool works on a day; None before its first policy."""
    return pool.policies.filter(_holds(on)).first()


def rate_on(pool: Pool, cover_type: str, on: date) -> Rate | None:
    """The line of the rate card for a kind of work on a day, else that for every other kind. One query."""
    rows = pool.rates.filter(_holds(on), cover_type__in=[cover_type, ""])
    return rows.order_by("-cover_type").first()


def _holds(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def _nearness(kind: str) -> int:
    return _NEAREST.index(OrganisationKind(kind)) if kind in _NEAREST else len(_NEAREST)


# --- people ---------------------------------------------------------------------------------------------------


def members_visible_to(user: Any) -> QuerySet[Member]:
    """The members of the pools that a coordinator runs."""
    return Member.objects.filter(pool__in=pools_run_by(user)).select_related("person", "pool__owner")


def interests_visible_to(user: Any) -> QuerySet[Interest]:
    """Those who asked to join a pool, or in an area, that a coordinator looks after."""
    reached = access.reach_of(user, COORDINATORS)
    found = Q(pool__owner__in=reached) | Q(pool__isnull=True, area__in=reached)
    return Interest.objects.filter(found).select_related("person", "pool__owner", "area")


def people_to_name(pool: Pool, on: date) -> list[Person]:
    """Staff of the pool's owner whom a coordinator may name as approvers, by name."""
    held = memberships_at(pool.owner, APPROVERS, on)
    people = {row.person_id: row.person for row in held}
    return sorted(people.values(), key=lambda person: (person.full_name, person.pk))


def approvers_of(pool: Pool) -> list[Person]:
    """Those who may agree to a rate above the ceiling today."""
    rows = pool.approvers.filter(ended_at__isnull=True).select_related("person")
    return [row.person for row in rows]


# --- sessions of practices ------------------------------------------------------------------------------------


def practices_to_post_for(user: Any) -> QuerySet[Organisation]:
    """The practices for which the user may post sessions."""
    reached = access.reach_of(user, POSTERS)
    return reached.filter(kind=OrganisationKind.PRACTICE, closed_on__isnull=True).order_by("name", "code")


def sessions_visible_to(user: Any) -> QuerySet[Session]:
    """Sessions of the practices that the user posts for, and of the pools they run. Two queries before its own.

    The ids are read first: then the database takes the index of the practice or of the pool.
    """
    practices = list(access.reach_of(user, POSTERS).values_list("pk", flat=True))
    found = Q(practice_id__in=practices)
    if access.has_role(user, *COORDINATORS):
        found |= Q(pool_id__in=list(pools_run_by(user).values_list("pk", flat=True)))
    return Session.objects.filter(found).select_related("practice", "pool__owner")


def drafts_for_cover(practices: Iterable[int]) -> QuerySet[Session]:
    """Drafts that a GP asked for so that they can go, which wait on these practices."""
    rows = Session.objects.filter(practice_id__in=list(practices), status="draft", cover_for__isnull=False)
    return rows.select_related("practice", "pool__owner", "cover_for")


def marks_of_practice(pool: Pool, practice: Organisation, since: date) -> int:
    """How many warnings of a practice count in a pool: since a day, and not cleared."""
    rows = Mark.objects.filter(pool=pool, side=Side.PRACTICE, practice=practice, on__gte=since)
    return rows.filter(cleared_at__isnull=True).count()


def runs_here(pool: Pool) -> bool:
    """Whether sessions are posted here: the pool is live and uses no supplier."""
    return pool.status == PoolStatus.LIVE and pool.mode == Mode.HERE


# --- money ----------------------------------------------------------------------------------------------------


def lines_for(pool: Pool) -> list[AllocationLine]:
    """The allocation lines of the pool's system, newest year first. A hub's pool draws on the system above it."""
    system = pool.owner
    if system.kind != OrganisationKind.SYSTEM:
        above = ancestors(pool.owner, today()).get(OrganisationKind.SYSTEM)
        if above is None:
            return []
        system = above
    rows = AllocationLine.objects.filter(system=system).select_related("programme", "system")
    return list(rows.order_by("-financial_year", "programme__position", "pk"))


# --- counts ---------------------------------------------------------------------------------------------------


def with_counts(pools: QuerySet[Pool], moment: datetime) -> QuerySet[Any]:
    """Pools with members, people who ask, open sessions ahead, and rates that wait for approval. One statement."""
    ahead = Session.objects.filter(pool=OuterRef("pk"), starts_at__gt=moment)
    members = Member.objects.filter(pool=OuterRef("pk"))
    return pools.annotate(
        members_now=_count(members.filter(status=MemberStatus.ACTIVE)),
        members_asking=_count(members.filter(status=MemberStatus.ASKED)),
        open_sessions=_count(ahead.filter(status=SessionStatus.POSTED)),
        to_approve=_count(ahead.filter(status=SessionStatus.TO_APPROVE)),
    ).order_by("owner__name", "name", "pk")


def counts_of(pool: Pool, moment: datetime) -> Any:
    """The counts of `with_counts` for one pool."""
    return with_counts(Pool.objects.filter(pk=pool.pk), moment).get()


def _count(rows: QuerySet[Any]) -> Subquery:
    grouped = rows.order_by().values("pool").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(grouped, output_field=IntegerField()), 0)  # type: ignore[return-value]
