"""Who may write a plan."""

from typing import Any

from action_plans.plans.models import Plan
from action_plans.plans.queries import PLANNERS_OF
from action_plans.plans.statuses import PlanStatus
from retention_portal.accounts.access import organisations_where
from retention_portal.core.refusals import Refused
from retention_portal.organisations.models import Organisation


def check_can_start_plan(user: Any, organisation: Organisation) -> None:
    """Refuse to anyone but the lead of the system, network or practice."""
    role = PLANNERS_OF.get(organisation.kind)
    if role is None:
        raise Refused("Plans are made for systems, networks and practices.")
    if not organisations_where(user, [role]).filter(pk=organisation.pk).exists():
        raise Refused(f"Only the {role.label.lower()} of {organisation.name} can write its plan.")


def check_can_edit_plan(user: Any, plan: Plan) -> None:
    """Refuse to anyone but its lead, and for a closed plan."""
    check_can_start_plan(user, plan.organisation)
    if plan.status == PlanStatus.CLOSED:
        raise Refused("This plan is closed. Start the plan of the next year.")
