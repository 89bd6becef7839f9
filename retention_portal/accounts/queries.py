"""Reads of people, invitations, facts and checks."""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from retention_portal.accounts import access
from retention_portal.accounts.models import Fact, Invitation, Membership, PassportCheck, Person
from retention_portal.accounts.roles import Role, Verb, roles_that
from retention_portal.accounts.rules import invitation_state, normalised_email
from retention_portal.accounts.statuses import InvitationState
from retention_portal.core.dates import today
from retention_portal.core.refusals import Refused, quoted
from retention_portal.organisations.models import Organisation


def person_by_email(email: str) -> Person:
    """The person with this address, in any case. Raises Refused when nobody has it (for commands)."""
    person = Person.objects.filter(email=normalised_email(email)).first()
    if person is None:
        raise Refused(f"Nobody has an account with the address {quoted(email)}.", code="unknown_person")
    return person


def held_on(on: date) -> Q:
    """The condition "held on this day", for querysets of Membership."""
    not_over = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    return Q(valid_from__lte=on) & not_over & (Q(ended_at__isnull=True) | Q(ended_at__date__gt=on))


def memberships_at(organisation: Organisation, roles: Iterable[Role], on: date) -> QuerySet[Membership]:
    """Who holds one of `roles` at the organisation itself on a day: active people only, with the person."""
    return (
        Membership.objects.filter(held_on(on), organisation=organisation, role__in=tuple(roles))
        .filter(person__is_active=True)
        .select_related("person")
    )


def people_with(role: Role, on: date) -> QuerySet[Person]:
    """Everybody who holds the role anywhere on a day: active people, no accounts of the portal itself."""
    holders = Membership.objects.filter(held_on(on), role=role).values("person")
    return Person.objects.filter(pk__in=holders, is_active=True, is_system=False).order_by("pk")


def all_memberships_of(person: Person) -> QuerySet[Membership]:
    """Every role that the person ever held, newest first, each with its organisation."""
    return person.memberships.select_related("organisation").order_by("-valid_from", "-pk")


def current_facts(person: Person) -> QuerySet[Fact]:
    """What the person told us and has not told us otherwise since, by name."""
    return person.facts.filter(superseded_at__isnull=True)


def known_facts(person: Person) -> dict[str, Any]:
    """The person's current facts as {name: value}, for prefilling a form."""
    return dict(current_facts(person).values_list("name", "value"))


def current_checks(person: Person) -> QuerySet[PassportCheck]:
    """The newest check of each kind, with who checked."""
    return person.passport_checks.filter(superseded_at__isnull=True).select_related("checked_by")


def token_hash(token: str) -> str:
    """The only form in which an invitation's token is kept: SHA-256, hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def invitation_by_token(token: str) -> Invitation | None:
    """The invitation whose mail held this token, in whatever state; None for a token we never made."""
    found = Invitation.objects.filter(token_hash=token_hash(token))
    return found.select_related("organisation", "invited_by").first()


def state_of(invitation: Invitation, on: date | None = None) -> InvitationState:
    """Where an invitation stands on a day, today when left out."""
    return invitation_state(
        accepted_at=invitation.accepted_at,
        revoked_at=invitation.revoked_at,
        expires_on=invitation.expires_on,
        on=on or today(),
    )


def invitable_roles(person: Any, on: date | None = None) -> list[Role]:
    """The roles that the person may invite others to, somewhere, in the order of the role list."""
    held = access.roles_of(person, on)
    return [role for role in Role if any(role in inviting.facts.invites for inviting in held)]


def inviting_roles(role: Role) -> tuple[Role, ...]:
    """The roles whose holders may invite somebody to `role`."""
    return tuple(inviting for inviting in Role if role in inviting.facts.invites)


def organisations_to_invite_to(person: Any, on: date | None = None) -> QuerySet[Organisation]:
    """The organisations, open on the day, at which the person may invite somebody to some role."""
    inviting = roles_that(Verb.INVITE_ANYONE) + roles_that(Verb.INVITE_OWN)
    return access.reach_of(person, inviting, on)


def invitations_visible_to(person: Any) -> QuerySet[Invitation]:
    """The invitations to roles and places that the person may invite to, newest first."""
    visible = Invitation.objects.select_related("organisation", "invited_by", "accepted_by")
    if access.has_role(person, *roles_that(Verb.INVITE_ANYONE)):
        return visible
    return visible.filter(_within_what_they_grant(person))


def memberships_visible_to(person: Any) -> QuerySet[Membership]:
    """The staff roles that the person looks after: theirs to grant and to take away. Everything of the past too."""
    visible = Membership.objects.select_related("organisation", "person").filter(person__is_system=False)
    if access.has_role(person, *roles_that(Verb.INVITE_ANYONE)):
        return visible
    return visible.filter(_within_what_they_grant(person))


def _within_what_they_grant(person: Any) -> Q:
    granted = Q(pk__in=[])
    for role in access.roles_of(person):
        if role.facts.invites:
            within = access.reach_of(person, [role]).values("pk")
            granted |= Q(role__in=role.facts.invites, organisation__in=within)
    return granted
