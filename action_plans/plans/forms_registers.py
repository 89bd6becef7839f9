"""What people type of a risk and of a stakeholder."""

from datetime import date
from typing import Any

from django import forms

from action_plans.plans.rules_registers import RiskContent, StakeholderContent
from action_plans.plans.statuses_registers import (
    Consequence,
    Likelihood,
    Proximity,
    RiskStatus,
    Stance,
    Trend,
)
from action_plans.toolkit.queries import contributors
from retention_portal.core.nhsuk.fields import LongTextField, RadiosField, SelectField, TextField
from retention_portal.core.nhsuk.forms import NhsForm

LIKELIHOODS = [("", "Select"), *((str(value), label) for value, label in Likelihood.choices)]
CONSEQUENCES = [("", "Select"), *((str(value), label) for value, label in Consequence.choices)]


class RiskForm(NhsForm):
    """A risk. `version` is the one the writer began from."""

    title = TextField(
        label="Risk", max_length=120, hint="In a few words, such as “Too few sessions for cover”"
    )
    description = LongTextField(label="What could happen, and why", max_length=1200, rows=4)
    owner_name = TextField(
        label="Owner", max_length=120, hint="Name or role of the person who answers for it"
    )
    likelihood_before = SelectField(label="Likelihood before mitigation", choices=LIKELIHOODS)
    consequence_before = SelectField(label="Consequence before mitigation", choices=CONSEQUENCES)
    mitigation = LongTextField(label="What we do about it", max_length=1200, rows=4, required=False)
    likelihood = SelectField(label="Likelihood now", choices=LIKELIHOODS)
    consequence = SelectField(label="Consequence now", choices=CONSEQUENCES)
    likelihood_target = SelectField(label="Likelihood aimed at", choices=LIKELIHOODS, required=False)
    consequence_target = SelectField(label="Consequence aimed at", choices=CONSEQUENCES, required=False)
    trend = RadiosField(label="Trend", choices=Trend.choices, initial=Trend.STEADY)
    proximity = RadiosField(
        label="How soon could it happen?", choices=Proximity.choices, initial=Proximity.YEAR
    )
    status = RadiosField(label="Status", choices=RiskStatus.choices, initial=RiskStatus.OPEN)
    status_reason = LongTextField(
        label="Why it is closed or opened again",
        required=False,
        max_length=600,
        rows=2,
        hint="Needed when the status changes",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=10**6)

    def content(self) -> RiskContent:
        """What was typed, for the actions."""
        data = dict(self.cleaned_data)
        data.pop("version")
        numbers = {
            name: int(value) if value else None
            for name, value in data.items()
            if name.startswith(("likelihood", "consequence"))
        }
        return RiskContent(**(data | numbers))


class StakeholderForm(NhsForm):
    """A stakeholder. `version` is the one the writer began from."""

    name = TextField(
        label="Stakeholder", max_length=120, hint="The body or the role, such as “Local Medical Committee”"
    )
    contributor = SelectField(
        label="Which of the toolkit’s suggested contributors is it?",
        required=False,
        hint="Leave empty when it is none of them",
    )
    stance = RadiosField(label="How do they stand to the plan?", choices=Stance.choices)
    matters = LongTextField(
        label="What matters to them",
        required=False,
        max_length=600,
        rows=3,
        hint="Everybody who reads this plan reads this, perhaps they themselves",
    )
    approach = LongTextField(label="How we work with them", required=False, max_length=600, rows=3)
    owner_name = TextField(label="Who keeps in touch", required=False, max_length=120)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=10**6)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(row.code, f"{row.name} ({row.code})") for row in contributors(on)]
        self.fields["contributor"].choices = [("", "None of these"), *known]

    def content(self) -> StakeholderContent:
        """What was typed, for the actions."""
        data = dict(self.cleaned_data)
        data.pop("version")
        return StakeholderContent(**data)


def initial_of(content: RiskContent | StakeholderContent, version: int) -> dict[str, Any]:
    """What stands in a form when a row is edited."""
    return {name: getattr(content, name) for name in content.__slots__} | {"version": version}
