"""Who may write a plan."""

from typing import Any

from action_plans.plans.models import Plan
from action_plans.plans.queries import PLANNERS_OF
from action_plans.plans.statuses import PlanStatus
from retention_portal.accounts.access import organisations_where
from retention_portal.accounts.roles import Role
from retention_portal.core.refusals import Refused
from retention_portal.organisations.models import Organisation

CHECKS_ANSWERS = (
    Role.SYSTEM_LEAD,
    Role.CLINICAL_LEAD,
    Role.FINANCE_LEAD,
    Role.SRO,
    Role.CONTRIBUTOR,
    Role.NETWORK_LEAD,
    Role.PRACTICE_LEAD,
)


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


def check_can_check_answer(user: Any, plan: Plan) -> None:
    """Refuse to anyone who is not named at the plan's own organisation to lead, sign or comment."""
    if plan.status == PlanStatus.CLOSED:
        raise Refused("This plan is closed. Start the plan of the next year.")
    if not organisations_where(user, CHECKS_ANSWERS).filter(pk=plan.organisation_id).exists():
        raise Refused(f"Only people who plan for {plan.organisation.name} can check its evidence.")
