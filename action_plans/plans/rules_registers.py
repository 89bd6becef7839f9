"""What people write of a risk and of a stakeholder, and what must hold of it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from action_plans.plans.rules_risks import score
from action_plans.plans.statuses_registers import (
    Consequence,
    Likelihood,
    Proximity,
    RiskStatus,
    Stance,
    Trend,
)
from retention_portal.core.refusals import BadInput, Refused


@dataclass(frozen=True, slots=True)
class RiskContent:
    """A risk. Likelihood and consequence are 1 to 5: before mitigation, now (after it), and aimed at (or None)."""

    title: str
    description: str
    owner_name: str
    likelihood_before: int
    consequence_before: int
    likelihood: int
    consequence: int
    mitigation: str = ""
    likelihood_target: int | None = None
    consequence_target: int | None = None
    trend: str = Trend.STEADY
    proximity: str = Proximity.YEAR
    status: str = RiskStatus.OPEN
    status_reason: str = ""


@dataclass(frozen=True, slots=True)
class StakeholderContent:
    """Somebody to work with. `contributor` is a code of the toolkit's list such as CT-04, or empty."""

    name: str
    contributor: str
    stance: str
    matters: str = ""
    approach: str = ""
    owner_name: str = ""


RISK_LABELS = {
    "title": "Risk",
    "description": "What could happen, and why",
    "owner_name": "Owner",
    "likelihood_before": "Likelihood before",
    "consequence_before": "Consequence before",
    "mitigation": "Mitigation",
    "likelihood": "Likelihood now",
    "consequence": "Consequence now",
    "likelihood_target": "Likelihood aimed at",
    "consequence_target": "Consequence aimed at",
    "trend": "Trend",
    "proximity": "How soon",
    "status": "Status",
    "status_reason": "Why closed or opened again",
}
STAKEHOLDER_LABELS = {
    "name": "Stakeholder",
    "contributor": "Suggested contributor",
    "stance": "Stance",
    "matters": "What matters to them",
    "approach": "How we work with them",
    "owner_name": "Who keeps in touch",
}
_CHOICES = {
    "likelihood_before": Likelihood,
    "likelihood": Likelihood,
    "likelihood_target": Likelihood,
    "consequence_before": Consequence,
    "consequence": Consequence,
    "consequence_target": Consequence,
    "trend": Trend,
    "proximity": Proximity,
    "status": RiskStatus,
    "stance": Stance,
}


def texts_of(content: RiskContent | StakeholderContent) -> dict[str, str]:
    """Each field as a person reads it, for showing what changed."""
    return {name: _text_of(name, getattr(content, name)) for name in labels_of(content)}


def labels_of(content: RiskContent | StakeholderContent) -> Mapping[str, str]:
    """Field name → what pages call it."""
    return RISK_LABELS if isinstance(content, RiskContent) else STAKEHOLDER_LABELS


def _text_of(name: str, value: object) -> str:
    if value in (None, ""):
        return ""
    return str(_CHOICES[name](value).label) if name in _CHOICES else str(value)


def check_risk(content: RiskContent) -> None:
    """Refuse a target with one half only, and a target above the score before mitigation. BadInput when unreadable."""
    _check_choices(content)
    halves = (content.likelihood_target, content.consequence_target)
    if None not in halves:
        before = score(content.likelihood_before, content.consequence_before)
        if score(*halves) > before:  # type: ignore[arg-type]
            raise Refused(
                f"The score aimed at cannot be above the score before mitigation, which is {before}."
            )
    elif halves != (None, None):
        raise Refused("Give both the likelihood and the consequence aimed at, or neither.")


def check_stakeholder(content: StakeholderContent) -> None:
    """Raise BadInput for a stance that is none."""
    _check_choices(content)


def check_risk_move(start: str, end: str, reason: str) -> None:
    """Refuse to close a risk or to open it again without saying why (CASE-P-03)."""
    if start != end and not reason.strip():
        raise Refused("Say why the risk is closed or opened again.", code="CASE-P-03")


def _check_choices(content: RiskContent | StakeholderContent) -> None:
    for name, kind in _CHOICES.items():
        value = getattr(content, name, None)
        if value is not None and value not in kind.values:
            allowed = tuple(map(str, kind.labels))
            raise BadInput(f"{labels_of(content)[name]} cannot be {value}.", allowed=allowed)
