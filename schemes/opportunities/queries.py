"""Reads of postings. What is shown to visitors follows from the row and the day, not from a clock having run."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, DateField, F, Q, QuerySet, When
from django.db.models.functions import Coalesce, Least

from retention_portal.accounts import access
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import today
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import ancestors
from retention_portal.organisations.statuses import OrganisationKind
from schemes.opportunities.models import NotTheSame, Opportunity, SavedSearch
from schemes.opportunities.rules import may_be_one, settings
from schemes.opportunities.statuses import Kind, Status

POSTERS = (Role.PRACTICE_LEAD, Role.NETWORK_LEAD, Role.COORDINATOR)
MODERATORS = (Role.COORDINATOR,)
POSTING_KINDS = {
    Role.PRACTICE_LEAD: (OrganisationKind.PRACTICE,),
    Role.NETWORK_LEAD: (OrganisationKind.NETWORK,),
    Role.COORDINATOR: (OrganisationKind.SYSTEM, OrganisationKind.TRAINING_HUB, OrganisationKind.LMC),
}
LAST_DAY = Case(
    When(kind=Kind.ROLE, then=None), default=Coalesce("ends_on", "starts_on"), output_field=DateField()
)
OVER = Least(F("closes_on"), LAST_DAY)  # PostgreSQL leaves nulls out


def shown(on: date) -> QuerySet[Opportunity]:
    """What visitors may see on a day: published, not over, confirmed within 60 days (handbook 2.2)."""
    since = on - timedelta(days=settings().verified_days)
    return (
        Opportunity.objects.annotate(over=OVER)
        .filter(Q(over=None) | Q(over__gte=on), status=Status.PUBLISHED, verified_on__gte=since)
        .select_related("owner", "area")
    )


def managed_by(user: Any) -> QuerySet[Opportunity]:
    """Postings, in any state, of the organisations for which the user posts."""
    return Opportunity.objects.filter(owner__in=access.reach_of(user, POSTERS)).select_related(
        "owner", "area"
    )


def answered_for_by(user: Any) -> QuerySet[Opportunity]:
    """Postings of the organisations in whose name the user posts: a coordinator's own, not those of practices."""
    own = Q(pk=None)
    for role, kinds in POSTING_KINDS.items():
        if access.has_role(user, role):
            own |= Q(owner__in=access.reach_of(user, (role,)).filter(kind__in=kinds))
    return Opportunity.objects.filter(own).select_related("owner", "area")


def moderated_by(user: Any) -> QuerySet[Opportunity]:
    """Postings, in any state, that the user looks after as a coordinator."""
    reach = access.reach_of(user, MODERATORS)
    return Opportunity.objects.filter(owner__in=reach).select_related("owner", "area", "submitted_by")


def opportunities_visible_to(user: Any) -> QuerySet[Opportunity]:
    """What the user may read: what is shown to all, and everything of their own organisations."""
    own = Q(pk__in=managed_by(user).values("pk")) if access.has_role(user, *POSTERS) else Q(pk=None)
    everybody = Q(pk__in=shown(today()).values("pk"))
    return Opportunity.objects.filter(everybody | own).select_related("owner", "area")


def leads_to(opportunity_id: int) -> Opportunity | None:
    """Where a merged posting leads; None when it was not merged."""
    row = Opportunity.objects.filter(pk=opportunity_id, status=Status.MERGED).first()
    for _ in range(10):  # one merged into another that was itself merged later
        if row is None or row.status != Status.MERGED:
            break
        row = row.merged_into
    return row


def organisations_to_post_for(user: Any) -> list[Organisation]:
    """The organisations in whose name the user may post, by name: their own practice or network; as a coordinator
    the system, its hubs and its local medical committee."""
    found: dict[int, Organisation] = {}
    for role, kinds in POSTING_KINDS.items():
        if access.has_role(user, role):
            for row in access.reach_of(user, (role,)).filter(kind__in=kinds):
                found[row.pk] = row
    return sorted(found.values(), key=lambda row: (row.name, row.code))


def area_of(owner: Organisation, on: date) -> Organisation | None:
    """The system in which an organisation lies on a day, or the system itself."""
    if owner.kind == OrganisationKind.SYSTEM:
        return owner
    return ancestors(owner, on).get(OrganisationKind.SYSTEM)


def areas_with_postings(on: date) -> list[tuple[str, str]]:
    """(code, name) of the systems that have something to show, by name. One statement."""
    rows = shown(on).exclude(area=None).order_by("area__name")
    return list(rows.values_list("area__code", "area__name").distinct())


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """Code → name of organisations. One statement."""
    return dict(Organisation.objects.filter(code__in=list(codes)).values_list("code", "name"))


def to_moderate(user: Any) -> QuerySet[Opportunity]:
    """What waits for a coordinator of its place, longest first; one's own postings are for another."""
    return moderated_by(user).filter(status=Status.SUBMITTED).order_by("submitted_at", "pk")


def asks_owner(on: date) -> Q:
    """What asks something of those who post it: to be confirmed soon or again, changed, or answered for."""
    soon = on - timedelta(days=settings().verified_days - settings().remind_days_before)
    return (
        Q(status=Status.PUBLISHED, verified_on__lte=soon)
        | Q(status=Status.HIDDEN)
        | Q(status=Status.DRAFT) & ~Q(note="")
        | Q(status=Status.CLOSED, outcome="", published_at__isnull=False)
    )


def may_be_the_same(row: Opportunity) -> list[Opportunity]:
    """Postings of the same area that may be the same thing posted twice, newest first."""
    said = NotTheSame.objects.filter(Q(one=row) | Q(other=row)).values_list("one", "other")
    apart = {pk for pair in said for pk in pair}
    live = (Status.SUBMITTED, Status.PUBLISHED, Status.HIDDEN)
    rows = Opportunity.objects.filter(kind=row.kind, status__in=live, area=row.area_id).exclude(pk=row.pk)
    if row.starts_on:
        near = timedelta(days=settings().duplicate_days)
        rows = rows.filter(
            Q(starts_on=None) | Q(starts_on__range=(row.starts_on - near, row.starts_on + near))
        )
    facts = (row.kind, row.title, row.provider, row.starts_on)
    return [
        other
        for other in rows.exclude(pk__in=apart).select_related("owner")[:200]
        if may_be_one(facts, (other.kind, other.title, other.provider, other.starts_on))
    ]


def searches_of(person: Any) -> QuerySet[SavedSearch]:
    """The person's saved searches that still look, newest first."""
    return SavedSearch.objects.filter(person=person, stopped_at=None)


def outcomes_in(user: Any) -> dict[str, int]:
    """How many postings of the user's places ended how; those that nobody has answered for under ""."""
    closed = managed_by(user).filter(status=Status.CLOSED, published_at__isnull=False)
    found: dict[str, int] = {}
    for outcome in closed.values_list("outcome", flat=True):
        found[outcome] = found.get(outcome, 0) + 1
    return found
