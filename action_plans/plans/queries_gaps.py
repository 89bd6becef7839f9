"""What the gap list and the hints of the checklist read. Each says how many statements it makes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from action_plans.funding.queries import lines_of
from action_plans.plans import rules, rules_gaps
from action_plans.plans.models import Initiative, InitiativeUpdate, Plan
from action_plans.plans.queries import level_of
from action_plans.plans.rules_gaps import Area, AreaGaps, Reach
from action_plans.plans.statuses import Grade, PlanStatus
from action_plans.toolkit.queries import contributors, national_items_for
from retention_portal.accounts.queries import memberships_at
from retention_portal.accounts.roles import Role
from retention_portal.core import money
from retention_portal.core.dates import date_text
from retention_portal.core.refusals import BadInput, Refused
from retention_portal.core.rounding import rounded
from retention_portal.organisations.models import Parent
from retention_portal.organisations.queries import organisations_within
from retention_portal.organisations.statuses import OrganisationKind
from workforce.profile.queries import FigureSet, figures
from workforce.profile.watching.queries import WatchList, watch_list

PARTNERS = ("CT-04", "CT-07", "CT-08", "CT-09")
"""Those whom question CQ-SG-01 names: LMC, HEE, RCGP and CCGs, by the toolkit's list of contributors."""

RETENTION_FUND = "FUND-LGPRF"
RETAINERS = "TOTAL_GP_RET_FTE"
LATELY = timedelta(days=90)


def reaches_of(initiatives: Sequence[Initiative]) -> list[Reach]:
    """Initiatives for the rules of gaps. No statement."""
    return [
        Reach(row.title, row.level, row.status, frozenset(row.career_stages), row.area_id)
        for row in initiatives
    ]


def area_gaps_of(plan: Plan, initiatives: Sequence[Initiative], on: date) -> AreaGaps | None:
    """Which sub-ICB locations and networks of a system its plan reaches; None below a system. Three statements."""
    if plan.organisation.kind != OrganisationKind.SYSTEM:
        return None
    kinds = (OrganisationKind.SUB_ICB_LOCATION, OrganisationKind.NETWORK)
    parts = list(organisations_within(plan.organisation, on, open_only=True).filter(kind__in=kinds))
    within = dict(
        Parent.objects.filter(child__in=parts, parent_kind=OrganisationKind.SUB_ICB_LOCATION)
        .filter(parent__in=parts)
        .order_by("valid_from")
        .values_list("child_id", "parent_id")
    )
    planned = set(
        Plan.objects.filter(organisation__in=parts, financial_year=plan.financial_year).values_list(
            "organisation_id", flat=True
        )
    )
    areas = [
        Area(row.pk, row.code, row.name, row.kind, within.get(row.pk), row.pk in planned)
        for row in sorted(parts, key=lambda each: (each.kind != kinds[0], each.name))
    ]
    return rules_gaps.area_gaps(areas, reaches_of(initiatives), plan.organisation_id)


@dataclass(frozen=True, slots=True)
class PlansBelow:
    """The plans of the networks and practices of a system for the same year."""

    networks: int
    practices: int
    agreed: int


def plans_below(plan: Plan, on: date) -> PlansBelow:
    """How many networks and practices below have a plan for the same year, and how many agreed theirs. One statement."""
    rows = Plan.objects.filter(
        financial_year=plan.financial_year,
        organisation__in=organisations_within(plan.organisation, on).values("pk"),
    ).exclude(pk=plan.pk)
    found = list(rows.values_list("organisation__kind", "status"))
    kinds = [kind for kind, _ in found]
    return PlansBelow(
        kinds.count(OrganisationKind.NETWORK),
        kinds.count(OrganisationKind.PRACTICE),
        sum(status == PlanStatus.AGREED for _, status in found),
    )


def newest_figures(plan: Plan) -> FigureSet | None:
    """The newest published figures of the plan's body; None when there are none. Two statements."""
    try:
        return figures(plan.organisation)
    except BadInput:
        return None


def known_of_sources(plan: Plan) -> dict[str, str]:
    """What the portal knows at the sources of the support gap: {code: sentence}. Three statements."""
    known = {}
    lines = list(lines_of(plan.organisation, plan.financial_year))
    for line in lines:
        if line.programme.code == RETENTION_FUND:
            known["SG-01"] = (
                f"{money.display(line.committed)} of {money.display(line.amount)} of the fund is committed this year."
            )
    uptake = _workforce_hints(newest_figures(plan)).get("CQ-SG-02")
    return known | ({"SG-02": uptake} if uptake else {})


def watch_list_for(user: Any, plan: Plan, on: date) -> WatchList | None:
    """Where support should go first in the plan's system, for those who may see it; None for others, and without
    figures. Eight statements at most.
    """
    if plan.organisation.kind != OrganisationKind.SYSTEM:
        return None
    try:
        return watch_list(plan.organisation, by=user, on=on)
    except (Refused, BadInput):
        return None


def hints_of(
    plan: Plan, initiatives: Sequence[Initiative], covered: Sequence[rules.Covered], on: date
) -> dict[str, str]:
    """What the portal itself knows about questions of the checklist: {code: sentence}. Twelve statements at most.

    A hint never answers: a person does.
    """
    return {
        **_stakeholder_hints(plan, on),
        **_money_hints(plan),
        **_people_hints(plan, on),
        **_workforce_hints(newest_figures(plan)),
        **_plan_hints(plan, initiatives, covered, on),
    }


def _stakeholder_hints(plan: Plan, on: date) -> dict[str, str]:
    rows = list(plan.stakeholders.values_list("contributor__code", flat=True))
    known = {row.code for row in contributors(on)}
    named = {code for code in rows if code in known}
    partners = len(named.intersection(PARTNERS))
    hub = "is" if "CT-06" in named else "is not"
    return {
        "CQ-EE-01": f"Stakeholders: {len(rows)} written down, {len(named)} of {len(known)} suggested contributors "
        "named.",
        "CQ-CC-06": f"A training hub {hub} among the stakeholders.",
        "CQ-SG-01": f"{partners} of the {len(PARTNERS)} partners that the question names are among the stakeholders.",
    }


def _money_hints(plan: Plan) -> dict[str, str]:
    lines = list(lines_of(plan.organisation, plan.financial_year))
    if not lines:
        return {}
    allocated, committed = (sum((getattr(line, name) for line in lines), money.NOTHING) for name in _BALANCES)
    return {"CQ-CC-01": f"{money.display(committed)} of {money.display(allocated)} allocated is committed."}


_BALANCES = ("amount", "committed")


def _people_hints(plan: Plan, on: date) -> dict[str, str]:
    if plan.organisation.kind != OrganisationKind.SYSTEM:
        return {}
    leads = memberships_at(plan.organisation, [Role.CLINICAL_LEAD], on)
    names = [f"{row.person}, since {date_text(row.valid_from)}" for row in leads]
    return {
        "CQ-CC-02": f"Clinical lead here: {'; '.join(names)}."
        if names
        else "Nobody is the clinical lead here yet."
    }


def _workforce_hints(found: FigureSet | None) -> dict[str, str]:
    if found is None:
        return {"CQ-KW-01": "No workforce figures of this body are published here yet."}
    reporting = f"{found.practices_reporting} of {found.practices} practices report GP figures"
    retainers = found[RETAINERS]
    hints = {"CQ-KW-01": f"Figures of {found.period.label} are published: {reporting}."}
    if retainers.value is not None:
        fte = f"{rounded(retainers.value, 1):,}"
        hints["CQ-SG-02"] = (
            f"GPs on the retention scheme in {found.period.label}: {fte} full-time equivalent ({reporting})."
        )
    return hints


def _plan_hints(
    plan: Plan, initiatives: Sequence[Initiative], covered: Sequence[rules.Covered], on: date
) -> dict[str, str]:
    with_something = sum(row.grade is not Grade.NONE for row in covered)
    offered = {row.code for row in national_items_for(level_of(plan), on)}
    used = {item.code for row in initiatives for item in row.national.all()} & offered
    updates = InitiativeUpdate.objects.filter(initiative__plan=plan, written_at__date__gt=on - LATELY).count()
    hints = {
        "CQ-RP-02": f"{with_something} of {len(covered)} essentials have an initiative.",
        "CQ-RP-03": f"Initiatives name {len(used)} of {len(offered)} items of national support.",
        "CQ-RP-04": f"{updates} updates were written in the last {LATELY.days} days.",
    }
    if plan.organisation.kind == OrganisationKind.SYSTEM:
        below = plans_below(plan, on)
        hints["CQ-RP-01"] = (
            f"Plans for this year below: {below.networks} of networks, {below.practices} of practices; "
            f"{below.agreed} agreed."
        )
    return hints
