"""From the values of a matched row to what the actions of the plan take. Pure."""

from datetime import date
from decimal import Decimal
from typing import Any

from action_plans.plans.rules import InitiativeContent, MilestoneFacts
from action_plans.plans.rules_registers import RiskContent, StakeholderContent
from action_plans.plans.statuses_registers import Proximity, RiskStatus, Trend
from action_plans.plans.workbook.layout import Value
from action_plans.plans.workbook.matching import Match

Values = dict[str, Value]


def initiative_content(values: Values) -> InitiativeContent:
    """What is written of an initiative."""
    texts = ("title", "level", "area", "lead_name", "summary", "outcome_measure")
    lists = ("essentials", "goals", "career_stages")
    facts: dict[str, Any] = {name: str(values[name]) for name in texts}
    facts |= {name: tuple(values[name]) for name in lists}
    facts |= {name: day(values[name]) for name in ("starts_on", "ends_on")}
    budget = str(values["budget"])
    return InitiativeContent(
        **facts, budget=Decimal(budget) if budget else None, national=tuple(values["national"])
    )


def milestone_facts(values: Values) -> MilestoneFacts:
    """The dates of a milestone. `planned_on` must not be empty."""
    planned = day(values["planned_on"])
    assert planned is not None
    return MilestoneFacts(planned, day(values["forecast_on"]), day(values["actual_on"]))


def risk_content(values: Values) -> RiskContent:
    """What is written of a risk; what the file leaves open is as in a new one."""
    plain = {name: str(values[name]) for name in RiskContent.__slots__}
    defaults = {"trend": Trend.STEADY, "proximity": Proximity.YEAR, "status": RiskStatus.OPEN}
    for name, value in defaults.items():
        plain[name] = plain[name] or value.value
    scores = [name for name in plain if name.startswith(("likelihood", "consequence"))]
    return RiskContent(**(plain | {name: int(plain[name]) if plain[name] else None for name in scores}))  # type: ignore[arg-type]


def stakeholder_content(values: Values) -> StakeholderContent:
    """What is written of a stakeholder."""
    return StakeholderContent(**{name: str(values[name]) for name in StakeholderContent.__slots__})


def difference(each: Match) -> Decimal:
    """By how many pounds a row of "Funding lines" raises (above 0) or lowers what is committed."""
    return Decimal(str(each.values["amount"] or "0")) - Decimal(str(each.before.get("amount", "0")))


def people(values: Values) -> int | None:
    """People reached to date; None when not counted."""
    return int(str(values["people_reached"])) if values["people_reached"] else None


def day(value: Value) -> date | None:
    """A date, or None for nothing."""
    return date.fromisoformat(str(value)) if value else None
