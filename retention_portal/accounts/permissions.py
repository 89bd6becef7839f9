"""Who may change what about accounts. Each check raises Refused with a sentence, or returns nothing."""

from typing import Any

from retention_portal.accounts import access
from retention_portal.accounts.models import Invitation, Membership, Person
from retention_portal.accounts.queries import held_on, inviting_roles, state_of
from retention_portal.accounts.roles import NATIONAL_ROLES, Role, Verb, held_nowhere, roles_that
from retention_portal.accounts.statuses import InvitationState
from retention_portal.core.dates import today
from retention_portal.core.refusals import Refused
from retention_portal.organisations.models import Organisation


def check_role_belongs_at(role: Role, organisation: Organisation | None) -> None:
    """Refuse a role at a kind of organisation where it is not held, or without one where it needs one."""
    if held_nowhere(role):
        if organisation is not None:
            raise Refused(
                f"The role {role.label} is not held at an organisation. Leave the organisation out."
            )
        return
    kinds = role.facts.kinds
    names = " or a ".join(kind.replace("_", " ") for kind in kinds)
    if organisation is None:
        raise Refused(f"The role {role.label} is held at a {names}. Say which.")
    if organisation.kind not in kinds:
        raise Refused(f"The role {role.label} is held at a {names}, and {organisation.name} is not one.")


def check_can_grant(user: Any, role: Role, organisation: Organisation | None) -> None:
    """Refuse to anyone whose own roles do not reach far enough to give or take `role` there."""
    if access.has_role(user, *roles_that(Verb.INVITE_ANYONE)) and role in Role.ADMINISTRATOR.facts.invites:
        return
    givers = inviting_roles(role)
    if organisation is None or not access.reaches(user, givers, organisation):
        raise Refused(f"You cannot give or take away the role {role.label} there. Ask an administrator.")


def check_can_invite(user: Any, role: Role, organisation: Organisation | None) -> None:
    """Refuse an invitation that the user may not send, or to a role that is not held there."""
    check_can_grant(user, role, organisation)
    check_role_belongs_at(role, organisation)


def check_can_revoke(user: Any, invitation: Invitation) -> None:
    """Refuse to withdraw an invitation that is somebody else's to give, or is answered already."""
    check_can_grant(user, Role(invitation.role), invitation.organisation)
    state = state_of(invitation)
    if state is InvitationState.ACCEPTED:
        raise Refused("This invitation has been accepted. Take the role away instead.")
    if state is InvitationState.REVOKED:
        raise Refused("This invitation has been withdrawn already.")


def check_can_accept(user: Any, invitation: Invitation) -> None:
    """Refuse an invitation that is over, or that was sent to an address that is not the user's."""
    check_is_open(invitation)
    if invitation.email not in confirmed_addresses(user):
        raise Refused(
            "This invitation was sent to another address. Sign out, then open the link again "
            "and sign in with the address it was sent to."
        )


def check_is_open(invitation: Invitation) -> None:
    """Refuse an invitation that was accepted, withdrawn or has run out, saying which."""
    state = state_of(invitation)
    if state is not InvitationState.OPEN:
        raise Refused(_OVER[state])


_OVER = {
    InvitationState.ACCEPTED: "This invitation has been accepted already. You can sign in.",
    InvitationState.REVOKED: "This invitation has been withdrawn. Ask the person who invited you for a new one.",
    InvitationState.EXPIRED: "This invitation has run out. Ask the person who invited you for a new one.",
}


def confirmed_addresses(user: Any) -> set[str]:
    """The addresses, in lower case, that the user has shown to be theirs."""
    from allauth.account.models import EmailAddress  # its models load after ours

    confirmed = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return {address.lower() for address in confirmed}


def check_can_end_membership(user: Any, membership: Membership) -> None:
    """Refuse to take away one's own role, the last administrator's, or one that is not the user's to give."""
    if membership.person_id == user.pk:
        raise Refused("You cannot take away your own role. Ask somebody else who may.")
    check_can_grant(user, Role(membership.role), membership.organisation)
    if membership.role in NATIONAL_ROLES and _is_last_of(membership):
        raise Refused("This is the last administrator. Invite another before you take this role away.")


def _is_last_of(membership: Membership) -> bool:
    others = Membership.objects.filter(held_on(today()), role=membership.role, person__is_active=True)
    return not others.exclude(person=membership.person_id).filter(person__is_system=False).exists()


def check_can_deactivate(user: Any, person: Person) -> None:
    """Refuse to anyone but an administrator, for oneself, and for the accounts under which commands act."""
    if not access.has_role(user, *roles_that(Verb.DEACTIVATE)):
        raise Refused("Only an administrator can switch an account off or on.")
    if person.pk == user.pk:
        raise Refused("You cannot switch off your own account. Ask another administrator.")
    if person.is_system:
        raise Refused("This account belongs to the portal itself.")


def check_can_mark_gmc_checked(user: Any, person: Person) -> None:
    """Refuse to anyone but a coordinator, for oneself, and where no number was given."""
    if not access.has_role(user, *roles_that(Verb.CHECK_GMC)):
        raise Refused("Only a coordinator can mark a GMC number as checked.")
    if person.pk == user.pk:
        raise Refused("You cannot check your own GMC number. Ask another coordinator.")
    if not person.gmc_number:
        raise Refused("No GMC number has been given yet.")


def check_can_record_check(user: Any, person: Person) -> None:
    """Refuse to anyone but a coordinator, and for oneself."""
    if not access.has_role(user, *roles_that(Verb.CHECK_PASSPORT)):
        raise Refused("Only a coordinator can record a check.")
    if person.pk == user.pk:
        raise Refused("You cannot record a check of yourself. Ask another coordinator.")
