"""Reads of plans. Each says how many statements it makes; none grows with the rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypedDict

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery

from action_plans.funding.queries import committed_by_code
from action_plans.funding.rules import code_of
from action_plans.plans import rules, rules_attention
from action_plans.plans.models import Initiative, InitiativeUpdate, Milestone, Plan
from action_plans.plans.statuses import PlanStatus
from action_plans.toolkit.queries import essentials_for
from retention_portal.accounts.access import organisations_where, reach_of
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import LONDON
from retention_portal.core.vocabulary import Level
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import ancestors, organisations_within
from retention_portal.organisations.statuses import OrganisationKind

PLANNERS_OF: dict[str, Role] = {
    OrganisationKind.SYSTEM: Role.SYSTEM_LEAD,
    OrganisationKind.NETWORK: Role.NETWORK_LEAD,
    OrganisationKind.PRACTICE: Role.PRACTICE_LEAD,
}
"""Whose role writes the plan of which kind of organisation."""

MONEY_SOURCE = "initiative"

READS_DRAFTS = (
    Role.SYSTEM_LEAD,
    Role.CLINICAL_LEAD,
    Role.FINANCE_LEAD,
    Role.SRO,
    Role.CONTRIBUTOR,
    Role.COORDINATOR,
    Role.NETWORK_LEAD,
    Role.PRACTICE_LEAD,
)
READS_AGREED = (*READS_DRAFTS, Role.COMMISSIONER)
AREA_KINDS = (
    OrganisationKind.SYSTEM,
    OrganisationKind.SUB_ICB_LOCATION,
    OrganisationKind.NETWORK,
    OrganisationKind.PRACTICE,
)


@dataclass(frozen=True, slots=True)
class PlanFigures:
    """What a plan's page counts. Money in pounds; people are those recorded in the latest updates."""

    initiatives: int
    live: int
    people_reached: int | None
    committed: Decimal


def plans_visible_to(user: Any) -> QuerySet[Plan]:
    """Drafts of the user's own organisations (a network lead's practices too); agreed plans in the user's reach."""
    own = Q(organisation__in=organisations_where(user, READS_DRAFTS).values("pk"))
    practices = Q(organisation__in=reach_of(user, [Role.NETWORK_LEAD]).values("pk"))
    agreed = Q(organisation__in=reach_of(user, READS_AGREED).values("pk")) & ~Q(status=PlanStatus.DRAFT)
    return Plan.objects.filter(own | practices | agreed).select_related("organisation")


def initiatives_visible_to(user: Any) -> QuerySet[Initiative]:
    """The initiatives of the plans that the user may see."""
    return Initiative.objects.filter(plan__in=plans_visible_to(user).values("pk")).select_related(
        "plan__organisation", "area", "updated_by"
    )


def milestones_visible_to(user: Any) -> QuerySet[Milestone]:
    """The milestones of the initiatives that the user may see."""
    return Milestone.objects.filter(initiative__in=initiatives_visible_to(user).values("pk")).select_related(
        "initiative__plan__organisation"
    )


def organisations_to_plan_for(user: Any) -> QuerySet[Organisation]:
    """The organisations whose plan the user writes. One statement."""
    held = Q(pk__in=[])
    for kind, role in PLANNERS_OF.items():
        held |= Q(kind=kind, pk__in=organisations_where(user, [role]).values("pk"))
    return Organisation.objects.filter(held)


def plan_of(organisation: Organisation, financial_year: str) -> Plan | None:
    """The plan of a body for a financial year ("2026-27"), in any state; None when there is none."""
    return Plan.objects.filter(organisation=organisation, financial_year=financial_year).first()


def level_of(plan: Plan) -> Level:
    """The level a plan is tested against: a system's 22 essentials, a network's or practice's 17 (handbook 1.8)."""
    return Level.L3 if plan.organisation.kind == OrganisationKind.SYSTEM else Level.L2


def owners_of(plan: Plan, on: date) -> list[Organisation]:
    """Whose own goals and essentials count in a plan: its organisation's, and the bodies' above. Two statements."""
    return [plan.organisation, *ancestors(plan.organisation, on).values()]


def initiatives_of(plan: Plan) -> list[Initiative]:
    """The initiatives of a plan in order, each with essentials, milestones, area and `.reached`. Three statements."""
    rows = with_people_reached(plan.initiatives.all())
    return list(rows.select_related("area").prefetch_related("essentials", "milestones"))


def with_people_reached(rows: QuerySet[Initiative]) -> QuerySet[Initiative]:
    """Each with `.reached`: the people reached to date by its latest update that states a number, or None."""
    stated = InitiativeUpdate.objects.filter(initiative=OuterRef("pk"), people_reached__isnull=False)
    return rows.annotate(reached=Subquery(stated.order_by("-written_at", "-pk").values("people_reached")[:1]))


def facts_of(initiative: Initiative) -> rules.InitiativeFacts:
    """An initiative that was read by `initiatives_of`, for the rules. No statement."""
    return rules.InitiativeFacts(
        id=initiative.pk,
        title=initiative.title,
        status=initiative.status,
        essentials=frozenset(row.code for row in initiative.essentials.all()),
        live_since=initiative.live_since,
        people_reached=initiative.reached,  # type: ignore[attr-defined]
    )


def coverage_of(plan: Plan, initiatives: Iterable[Initiative], on: date) -> list[rules.Covered]:
    """The coverage of the essentials that count for a plan: the toolkit's, then own ones of its organisation and of
    the bodies above. In a network's or practice's plan each row also names what the agreed plans above do about it.
    Four statements, and four more below a system.
    """
    level, owners = level_of(plan), owners_of(plan, on)
    essentials = [
        rules.EssentialFacts(row.code, row.name, row.level, row.organisation_id is not None)
        for row in essentials_for(level, on, owners=owners)
    ]
    above = [] if level is Level.L3 else [facts_of(row) for row in initiatives_above(plan, owners[1:])]
    return rules.coverage(level, essentials, [facts_of(row) for row in initiatives], on, above)


def initiatives_above(plan: Plan, above: Iterable[Organisation]) -> list[Initiative]:
    """What the agreed plans of the bodies above a plan do in the same year, with essentials. Two statements."""
    rows = Initiative.objects.filter(
        plan__organisation__in=list(above),
        plan__financial_year=plan.financial_year,
        plan__status=PlanStatus.AGREED,
    )
    return list(with_people_reached(rows).select_related("plan__organisation").prefetch_related("essentials"))


def figures_of(initiatives: list[Initiative]) -> PlanFigures:
    """The counts of a plan. One statement."""
    counted = [row.reached for row in initiatives if row.reached is not None]  # type: ignore[attr-defined]
    money = committed_by_code(money_code(row) for row in initiatives)
    return PlanFigures(
        initiatives=len(initiatives),
        live=sum(row.status == "live" for row in initiatives),
        people_reached=sum(counted) if counted else None,
        committed=sum(money.values(), Decimal(0)),
    )


@dataclass(frozen=True, slots=True)
class PlanParts:
    """How many rows stand in the other parts of a plan."""

    answers: int
    goals: int
    risks: int
    stakeholders: int


def parts_of(plan: Plan) -> PlanParts:
    """The counts that a plan's page shows beside the links to its other parts. One statement."""
    names = ("answers", "goals", "risks", "stakeholders")
    counted = Plan.objects.filter(pk=plan.pk).aggregate(
        **{name: Count(name, distinct=True) for name in names}
    )
    return PlanParts(**counted)


def money_code(initiative: Initiative) -> str:
    """What the funding slice knows an initiative by."""
    return code_of(MONEY_SOURCE, initiative.pk)


class MoneySource(TypedDict):
    """What the funding slice's actions take to know an initiative by."""

    source: str
    source_key: str
    label: str


def money_source(initiative: Initiative) -> MoneySource:
    """The same, as the funding slice's actions take it, with what people call it."""
    reference = reference_of(initiative)
    return {
        "source": MONEY_SOURCE,
        "source_key": str(initiative.pk),
        "label": f"{reference} {initiative.title}",
    }


def milestone_facts(milestone: Milestone) -> rules.MilestoneFacts:
    """A milestone for the rules. No statement."""
    return rules.MilestoneFacts(milestone.planned_on, milestone.forecast_on, milestone.actual_on)


def hint_of(initiative: Initiative, on: date) -> rules.Hint:
    """The computed rating beside the judgement. No statement when milestones are prefetched."""
    milestones = [milestone_facts(row) for row in initiative.milestones.all()]
    return rules.rag_hint(initiative.status, milestones, initiative.starts_on, on)


def attention_of(initiative: Initiative, on: date) -> list[rules_attention.Reason]:
    """Why an initiative needs attention on a day (CASE-P-21, P-24). No statement when milestones are prefetched."""
    return rules_attention.reasons(
        initiative.status,
        initiative.rag,
        initiative.starts_on,
        initiative.updated_at.astimezone(LONDON).date(),
        [milestone_facts(row) for row in initiative.milestones.all()],
        on,
    )


def content_of(initiative: Initiative) -> rules.InitiativeContent:
    """What is written of an initiative now. Three statements, or none when prefetched."""
    return rules.InitiativeContent(
        title=initiative.title,
        level=initiative.level,
        essentials=tuple(row.code for row in initiative.essentials.all()),
        goals=tuple(row.code for row in initiative.goals.all()),
        career_stages=tuple(initiative.career_stages),
        area=initiative.area.code,
        lead_name=initiative.lead_name,
        summary=initiative.summary,
        outcome_measure=initiative.outcome_measure,
        starts_on=initiative.starts_on,
        ends_on=initiative.ends_on,
        budget=initiative.budget,
        national=tuple(row.code for row in initiative.national.all()),
    )


def reference_of(initiative: Initiative) -> str:
    """The reference of an initiative whose plan and organisation are loaded. No statement."""
    plan = initiative.plan
    return rules.reference(plan.organisation.code, plan.financial_year, initiative.number)


def areas_for(plan: Plan, on: date) -> QuerySet[Organisation]:
    """Where an initiative of this plan can be: the body itself, its locations and networks; not each practice."""
    kinds = [kind for kind in AREA_KINDS if kind != OrganisationKind.PRACTICE]
    within = organisations_within(plan.organisation, on, open_only=True)
    return within.filter(Q(kind__in=kinds) | Q(pk=plan.organisation_id)).order_by("kind", "name")


def updates_of(initiative: Initiative) -> QuerySet[InitiativeUpdate]:
    """The updates of an initiative, newest first, with their writers. One statement."""
    return initiative.updates.select_related("written_by")


def updates_between(plan: Plan, first: date, last: date) -> list[InitiativeUpdate]:
    """The updates written on a plan's initiatives in a period, both days included, oldest first. One statement."""
    rows = InitiativeUpdate.objects.filter(initiative__plan=plan, written_at__date__range=(first, last))
    return list(rows.select_related("initiative").order_by("written_at", "pk"))


def with_everything(plan: Plan) -> list[Initiative]:
    """The initiatives for a report: also goals, national support, and milestones in order. Five statements."""
    rows = with_people_reached(plan.initiatives.all()).select_related("area", "plan__organisation")
    milestones = Prefetch("milestones", queryset=Milestone.objects.order_by("planned_on", "pk"))
    return list(rows.prefetch_related("essentials", "goals", "national", milestones))
