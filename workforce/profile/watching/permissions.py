"""Who sees the list "where support should go first", and who sets its weights."""

from typing import Any

from retention_portal.accounts.access import has_role, memberships_of, reaches
from retention_portal.accounts.roles import Role
from retention_portal.core.refusals import Refused
from retention_portal.organisations.models import Organisation

SEES_LISTS = (Role.SYSTEM_LEAD, Role.COMMISSIONER)
SEES_ITSELF = (Role.PRACTICE_LEAD,)
SETS_WEIGHTS = (Role.SYSTEM_LEAD,)


def sees_any(user: Any) -> bool:
    """Whether the person holds a role, anywhere, that sees a list or its own place on one."""
    return has_role(user, *SEES_LISTS, *SEES_ITSELF)


def is_own_practice(user: Any, practice: Organisation) -> bool:
    """Whether the person leads this very practice today; asks the database nothing more."""
    return any(one.role in SEES_ITSELF and one.organisation_id == practice.pk for one in memberships_of(user))


def check_can_see_watch_list(user: Any, system: Organisation) -> None:
    """The lead of the system and its NHS England region; nobody else."""
    if not reaches(user, SEES_LISTS, system):
        raise Refused(
            f"Where support should go first is for the system lead of {system.name} and its NHS England region."
        )


def check_can_see_own_place(user: Any, practice: Organisation) -> None:
    """A practice sees itself; its system's lead and region see it too."""
    if not reaches(user, (*SEES_ITSELF, *SEES_LISTS), practice):
        raise Refused("You can see this page for your own practice only.")


def check_can_set_weights(user: Any, system: Organisation) -> None:
    """The lead of that very system."""
    if not reaches(user, SETS_WEIGHTS, system):
        raise Refused(f"Only the system lead of {system.name} can change these weights.")
