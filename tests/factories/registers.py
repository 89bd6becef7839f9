"""Risks, stakeholders and a plan with something on every sheet of its workbook."""

from decimal import Decimal
from typing import Any

from action_plans.funding import actions as funding
from action_plans.funding.models import AllocationLine, Programme
from action_plans.plans import actions, actions_registers
from action_plans.plans.models import Plan
from action_plans.plans.rules import MilestoneFacts
from action_plans.plans.rules_registers import RiskContent, StakeholderContent
from retention_portal.core.dates import today
from tests.factories.plans import Team, initiative_at, plan_for

PROGRAMME = "FUND-POOL-A"


def risk_content(**changes: Any) -> RiskContent:
    facts: dict[str, Any] = {
        "title": "Too few sessions for cover",
        "description": "Practices cannot release GPs.",
        "owner_name": "Clinical lead",
        "likelihood_before": 4,
        "consequence_before": 3,
        "likelihood": 2,
        "consequence": 3,
        "mitigation": "Cover is paid from the pool.",
    }
    return RiskContent(**(facts | changes))


def stakeholder_content(**changes: Any) -> StakeholderContent:
    facts: dict[str, Any] = {
        "name": "Local Medical Committee",
        "contributor": "CT-04",
        "stance": "supportive",
    }
    return StakeholderContent(**(facts | changes))


def allocated(people: Team, amount: int = 1000, year: str = "2026-27") -> AllocationLine:
    return funding.enter_allocation(
        system=people.system,
        programme=Programme.objects.get(code=PROGRAMME),
        financial_year=year,
        amount=Decimal(amount),
        by=people.commissioner,
    )


def full_plan(people: Team) -> Plan:
    """Two initiatives (one live and rated), two milestones, a risk, a stakeholder and a commitment of £400."""
    plan = plan_for(people)
    live = initiative_at(
        plan, people.lead, "live", goals=("L1-G02",), career_stages=("CS-NQ",), starts_on=today()
    )
    actions.write_update(
        initiative=live, text="Twelve.", people_reached=12, rag="green", rag_reason="On plan.", by=people.lead
    )
    initiative_at(plan, people.lead, title="Staff pool", level="L2", essentials=("L2-E05", "L1-E05"))
    for title in ("First group", "Second group"):
        facts = MilestoneFacts(today().replace(day=20))
        actions.add_milestone(initiative=live, title=title, facts=facts, by=people.lead)
    actions_registers.add_risk(plan=plan, content=risk_content(), by=people.lead)
    actions_registers.add_stakeholder(plan=plan, content=stakeholder_content(), by=people.lead)
    actions.commit_money(initiative=live, line=allocated(people), amount=Decimal(400), by=people.lead)
    return plan
