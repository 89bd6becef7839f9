"""Who may allocate money, and who may commit it."""

from typing import Any

from action_plans.funding.models import AllocationLine
from action_plans.funding.queries import ALLOCATES
from retention_portal.accounts.access import reaches
from retention_portal.accounts.roles import Role
from retention_portal.core.refusals import Refused
from retention_portal.organisations.models import Organisation

COMMITS = (Role.SYSTEM_LEAD, Role.FINANCE_LEAD)


def check_can_allocate(user: Any, system: Organisation) -> None:
    """Refuse to anyone but the system's NHS England region and administrators."""
    if not reaches(user, ALLOCATES, system):
        raise Refused(
            f"Only the NHS England region of {system.name}, or an administrator, can enter an allocation."
        )


def check_can_commit(user: Any, line: AllocationLine) -> None:
    """Refuse to anyone but the system lead and finance lead of the line's system."""
    if not reaches(user, COMMITS, line.system):
        raise Refused("Only the system lead or finance lead of this system can commit its money.")
