"""Who holds which role where, and how far it reaches. One query a request for the signed-in person.

A role reaches its organisation's subtree on the day asked about. An administrator's role is national and
reaches every organisation; the roles of GPs and mentors reach none: theirs are their own things.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from retention_portal.accounts.models import Membership, Person
from retention_portal.accounts.roles import NATIONAL_ROLES, STAFF_ROLES, Role
from retention_portal.core.dates import today
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisations_within

_CACHE, _REACHED = "_memberships_held", "_ids_reached"


def memberships_of(person: Any, on: date | None = None) -> list[Membership]:
    """The memberships that `person` holds on a day (today when left out), each with its organisation.

    Anonymous visitors, switched-off and unsaved people hold none. The whole list is read once for each
    person object, so a request reads it once. Each membership carries `second_factor`: whether the person
    has a second factor.
    """
    if not getattr(person, "is_authenticated", False) or not person.is_active or person.pk is None:
        return []
    if _CACHE not in person.__dict__:
        person.__dict__[_CACHE] = list(_with_second_factor(person))
    day = on or today()
    return [membership for membership in person.__dict__[_CACHE] if membership.holds_on(day)]


def forget_memberships(person: Person) -> None:
    """Read the memberships again at the next question; actions that change them call it."""
    person.__dict__.pop(_CACHE, None)
    person.__dict__.pop(_REACHED, None)


def _with_second_factor(person: Person) -> QuerySet[Membership]:
    from allauth.mfa.models import Authenticator  # its models load after ours

    factors = Authenticator.objects.filter(user=OuterRef("person"), type__in=("totp", "webauthn"))
    return (
        Membership.objects.filter(person=person)
        .select_related("organisation")
        .annotate(second_factor=Exists(factors))
        .order_by("valid_from", "pk")
    )


def roles_of(person: Any, on: date | None = None) -> frozenset[Role]:
    """The roles that `person` holds anywhere on a day."""
    return frozenset(Role(membership.role) for membership in memberships_of(person, on))


def has_role(person: Any, *roles: Role, on: date | None = None) -> bool:
    """True when `person` holds one of `roles` anywhere on a day."""
    return not roles_of(person, on).isdisjoint(roles)


def is_staff(person: Any, on: date | None = None) -> bool:
    """True when `person` holds any role but GP and mentor: those prove themselves twice and end when idle."""
    return has_role(person, *STAFF_ROLES, on=on)


def needs_second_factor(person: Any) -> bool:
    """True when `person` is staff today and has not set up a second factor yet."""
    held = [membership for membership in memberships_of(person) if Role(membership.role).requires_mfa]
    return bool(held) and not any(getattr(membership, "second_factor", False) for membership in held)


def organisations_where(person: Any, roles: Iterable[Role], on: date | None = None) -> QuerySet[Organisation]:
    """The organisations at which `person` holds one of `roles` on a day; not what lies below them."""
    return Organisation.objects.filter(pk__in=_held_at(person, roles, on))


def reach_of(person: Any, roles: Iterable[Role], on: date | None = None) -> QuerySet[Organisation]:
    """Every organisation in the subtrees of those at which `person` holds one of `roles` on a day.

    A national role among `roles` reaches every organisation there is.
    """
    wanted, day = tuple(roles), on or today()
    if has_role(person, *(role for role in wanted if role in NATIONAL_ROLES), on=day):
        return Organisation.objects.all()
    reached = Q(pk__in=[])
    for membership in memberships_of(person, day):
        if membership.role in wanted and membership.organisation is not None:
            subtree = organisations_within(membership.organisation, day)
            reached |= Q(pk__in=subtree.values("pk"))
    return Organisation.objects.filter(reached)


def reached_ids(
    person: Any, roles: Iterable[Role], kinds: Iterable[str], on: date | None = None
) -> list[int]:
    """Keys of the bodies of some kinds (systems, hubs) that `reach_of` holds: one statement for each person object.

    A few numbers in a statement let the database walk an index in order; the whole subtree does not.
    """
    day = on or today()
    wanted = tuple(role for role in roles if has_role(person, role, on=day))
    held = tuple(one.pk for one in memberships_of(person, day) if one.role in wanted)
    if not held:
        return []
    key, kept = (wanted, tuple(kinds), day, held), person.__dict__.setdefault(_REACHED, {})
    if key not in kept:
        kept[key] = list(reach_of(person, wanted, day).filter(kind__in=key[1]).values_list("pk", flat=True))
    return list(kept[key])


def reaches(person: Any, roles: Iterable[Role], organisation: Organisation, on: date | None = None) -> bool:
    """True when one of `roles`, held by `person` on a day, reaches `organisation`. Costs at most one query."""
    wanted = tuple(roles)
    if organisation.pk in _held_at(person, wanted, on):
        return True
    return reach_of(person, wanted, on).filter(pk=organisation.pk).exists()


def acting_as(person: Any, roles: Iterable[Role], organisation: Organisation, on: date | None = None) -> str:
    """The membership by which `person` may act on `organisation`, in words: "System lead, NHS Devon".

    The nearest comes first: a role held at the organisation itself before one held above it. Empty when none.
    """
    wanted = tuple(roles)
    held = [membership for membership in memberships_of(person, on) if membership.role in wanted]
    held.sort(key=lambda membership: membership.organisation_id != organisation.pk)
    for membership in held:
        if reaches(person, [Role(membership.role)], organisation, on):
            return str(membership)
    return ""


def _held_at(person: Any, roles: Iterable[Role], on: date | None) -> list[int]:
    wanted = tuple(roles)
    return [
        membership.organisation_id
        for membership in memberships_of(person, on)
        if membership.role in wanted and membership.organisation_id is not None
    ]
