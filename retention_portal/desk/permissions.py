"""Who may restart long work, and who may close an account by themselves."""

from typing import Any

from retention_portal.accounts import access
from retention_portal.accounts.models import Person
from retention_portal.accounts.roles import Role
from retention_portal.core.refusals import Refused


def check_can_retry(user: Any) -> None:
    """Refuse to start failed work again to anyone but an administrator."""
    if not access.has_role(user, Role.ADMINISTRATOR):
        raise Refused("Only an administrator can start this work again from here.")


def check_can_erase_self(person: Person) -> None:
    """Refuse while others rely on the person: a staff role must be handed over first. Demo accounts stay."""
    if person.is_demo:
        raise Refused("The accounts of the demonstration stay, so that the next visitor finds them.")
    if access.is_staff(person):
        raise Refused(
            "You hold a staff role. Ask an administrator to take it away first, so that nobody waits on you."
        )
