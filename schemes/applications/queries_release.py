"""Who may send the letters of a decision: another coordinator; where there is none, a lead of the place."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from retention_portal.accounts.access import has_role, reached_ids
from retention_portal.accounts.models import Membership
from retention_portal.accounts.queries import held_on
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import today
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import ancestors
from schemes.applications import queries
from schemes.applications.models_decision import Decision
from schemes.catalogue.models import Offer
from schemes.catalogue.queries import OWNER_KINDS

LEADS = (Role.SYSTEM_LEAD, Role.SCHEME_LEAD)


def holders(owner: Organisation, roles: Iterable[Role]) -> list[Membership]:
    """Who holds one of the roles at a place or above it today, by name. Two statements."""
    above = [one.pk for one in ancestors(owner, today()).values()]
    rows = Membership.objects.filter(held_on(today()), role__in=tuple(roles), person__is_active=True)
    rows = rows.filter(Q(organisation=owner) | Q(organisation__in=above))
    return list(rows.select_related("person").order_by("person__full_name", "pk"))


def who_may_send(decision: Decision) -> list[Membership]:
    """Who may send it: coordinators but its author and its applicant; the leads when there is no such coordinator.

    So a place with one coordinator can work, and two people still see every letter.
    """
    application = decision.application
    never = (decision.set_by_id, application.applicant_id)
    for roles in ((Role.COORDINATOR,), LEADS):
        if found := [one for one in holders(application.owner, roles) if one.person_id not in never]:
            return found
    return []


def names_of(rows: Iterable[Membership]) -> str:
    """The people in words: "Dr A Lead (system lead)"."""
    return ", ".join(f"{row.person.full_name} ({Role(row.role).label.lower()})" for row in rows)


def decisions_for(user: Any, offer: Offer | None = None) -> list[Decision]:
    """Decisions not sent yet that the user looks after, and for a lead those that nobody else could send.

    One statement for coordinators; for leads two more for each decision of a place with one coordinator or none.
    """
    rows = list(queries.pending_decisions(user, offer).filter(release=None))
    if not has_role(user, *LEADS):
        return rows
    waiting = Decision.objects.filter(
        released_at=None,
        release=None,
        application__owner__in=reached_ids(user, LEADS, OWNER_KINDS),
    ).exclude(pk__in=[row.pk for row in rows])
    waiting = waiting if offer is None else waiting.filter(application__offer=offer)
    found = waiting.select_related("application__offer__scheme", "application__owner", "set_by").order_by(
        "pk"
    )
    return rows + [row for row in found if any(one.person_id == user.pk for one in who_may_send(row))]
