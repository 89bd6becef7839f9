"""Things for addresses with parts: each makes one that belongs to a system, and returns the parts of its address."""

from collections.abc import Callable

from retention_portal.accounts import actions
from retention_portal.accounts.models import Invitation, Person
from retention_portal.accounts.queries import token_hash
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import today
from retention_portal.organisations.models import Organisation
from tests.factories.people import person_with

Parts = dict[str, object]


def _invitation(system: Organisation, viewer: Person | None, email: str = "invited@example.net") -> Invitation:
    by = actions.system_account(name="tests")
    return Invitation.objects.create(
        email=email,
        role=Role.SRO,
        organisation=system,
        token_hash=token_hash("a token that we made"),
        invited_by=by,
        expires_on=today(),
    )


def invitation(system: Organisation, viewer: Person | None) -> Parts:
    """An open invitation to the system."""
    return {"pk": _invitation(system, viewer).pk}


def invitation_by_link(system: Organisation, viewer: Person | None) -> Parts:
    """The link of an open invitation to somebody else."""
    _invitation(system, viewer)
    return {"token": "a token that we made"}


def membership(system: Organisation, viewer: Person | None) -> Parts:
    """Somebody's role at the system."""
    return {"pk": person_with(Role.SRO, system).memberships.get().pk}


def somebody(system: Organisation, viewer: Person | None) -> Parts:
    """Somebody at the system."""
    return {"pk": person_with(Role.SRO, system).pk}


def organisation(system: Organisation, viewer: Person | None) -> Parts:
    """The system itself, by code."""
    return {"code": system.code}


# Route → what makes its parts. Several routes may share one.
SAMPLES: dict[str, Callable[[Organisation, Person | None], Parts]] = {
    "accounts:person_switch": somebody,
    "accounts:membership_end": membership,
    "accounts:invitation_revoke": invitation,
    "accounts:invitation_for_me": invitation,
    "accounts:invitation_accept": invitation_by_link,
    "organisations:organisation_page": organisation,
}
