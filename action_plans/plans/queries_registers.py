"""Reads of risks and stakeholders. Each says how many statements it makes; none grows with the rows."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet

from action_plans.plans.models import Plan
from action_plans.plans.models_registers import Risk, Stakeholder
from action_plans.plans.queries import plans_visible_to
from action_plans.plans.rules_registers import RiskContent, StakeholderContent
from action_plans.plans.rules_risks import BANDS, Band
from action_plans.plans.statuses_registers import RiskStatus, Stance


@dataclass(frozen=True, slots=True)
class RiskFigures:
    """What the page of risks counts: open ones by band, gravest first, and how many rise."""

    open: int
    by_band: tuple[tuple[Band, int], ...]
    rising: int

    def finding(self) -> str:
        """The title of the page, without a full stop."""
        if not self.open:
            return "No open risk is written down"
        grave = sum(count for band, count in self.by_band if band.value in ("high", "extreme"))
        noun = "risk is" if self.open == 1 else "risks are"
        return f"{self.open} {noun} open, {grave or 'none'} of them high or extreme"


def risks_visible_to(user: Any) -> QuerySet[Risk]:
    """The risks of the plans that the user may see."""
    return Risk.objects.filter(plan__in=plans_visible_to(user).values("pk")).select_related(
        "plan__organisation", "updated_by"
    )


def stakeholders_visible_to(user: Any) -> QuerySet[Stakeholder]:
    """The stakeholders of the plans that the user may see."""
    rows = Stakeholder.objects.filter(plan__in=plans_visible_to(user).values("pk"))
    return rows.select_related("plan__organisation", "updated_by", "contributor")


def risks_of(plan: Plan) -> list[Risk]:
    """The risks of a plan, open ones first, then by score now, gravest first. One statement."""
    grave = F("likelihood") * F("consequence")
    rows = list(plan.risks.order_by(-grave, "number"))
    return sorted(rows, key=lambda row: row.status == RiskStatus.CLOSED)


def stakeholders_of(plan: Plan) -> list[Stakeholder]:
    """The stakeholders of a plan in order, with the contributor each stands for. One statement."""
    return list(plan.stakeholders.select_related("contributor").order_by("number"))


def risk_figures(risks: list[Risk]) -> RiskFigures:
    """The counts of a plan's risks. No statement."""
    still = [row for row in risks if row.status == RiskStatus.OPEN]
    bands = [row.band for row in still]
    counted = tuple((band, bands.count(band)) for band in reversed(BANDS.bands))
    return RiskFigures(len(still), counted, sum(row.trend == "rising" for row in still))


def stances_of(stakeholders: list[Stakeholder]) -> list[tuple[Stance, int]]:
    """How many stakeholders take each stance; every stance is named. No statement."""
    stances = [row.stance for row in stakeholders]
    return [(stance, stances.count(stance)) for stance in Stance]


def risk_content(risk: Risk) -> RiskContent:
    """What is written of a risk now. No statement."""
    return RiskContent(**{name: getattr(risk, name) for name in RiskContent.__slots__})


def stakeholder_content(stakeholder: Stakeholder) -> StakeholderContent:
    """What is written of a stakeholder now. No statement when the contributor is loaded."""
    names = [name for name in StakeholderContent.__slots__ if name != "contributor"]
    code = stakeholder.contributor.code if stakeholder.contributor else ""
    return StakeholderContent(contributor=code, **{name: getattr(stakeholder, name) for name in names})
