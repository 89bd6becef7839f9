"""What people type into a plan."""

from datetime import date
from typing import Any

from django import forms

from action_plans.funding.models import AllocationLine
from action_plans.funding.queries import lines_of
from action_plans.plans import queries
from action_plans.plans.models import Initiative, Plan
from action_plans.plans.queries_cycle import goals_offered
from action_plans.plans.rules import InitiativeContent, MilestoneFacts
from action_plans.plans.statuses import TRANSITIONS, InitiativeStatus, Rag
from action_plans.toolkit.queries import essentials_for, national_items_for
from retention_portal.core import money
from retention_portal.core.nhsuk.fields import (
    CheckboxesField,
    CheckboxField,
    DateField,
    LongTextField,
    ModelSelectField,
    MoneyField,
    NumberField,
    RadiosField,
    SelectField,
    TextField,
)
from retention_portal.core.nhsuk.forms import NhsForm
from retention_portal.core.vocabulary import CareerStage, Level

BOLD = {"size": "s"}


class InitiativeForm(NhsForm):
    """An initiative. `version` is the one the writer began from."""

    title = TextField(label="Title", max_length=120, hint="What a GP or a board member would call it")
    summary = LongTextField(
        label="Summary", max_length=1200, rows=4, hint="What happens, for whom, and what it should change"
    )
    level = RadiosField(label="Level of intervention", choices=[(x.value, x.label) for x in Level], look=BOLD)
    essentials = CheckboxesField(label="Essentials it helps with", look=BOLD)
    goals = CheckboxesField(label="Goals it serves", required=False, look=BOLD)
    career_stages = CheckboxesField(
        label="Career stages it is for", required=False, choices=CareerStage.choices, look=BOLD
    )
    area = SelectField(label="Area", hint="The whole system, or the part of it where this happens")
    lead_name = TextField(label="Lead", max_length=120, hint="Name and role of the person who answers for it")
    starts_on = DateField(label="Start", required=False, hint="For example, 1 10 2026")
    ends_on = DateField(label="End", required=False, hint="For example, 31 3 2027")
    budget = MoneyField(
        label="Budget",
        required=False,
        hint="What it will cost this year. Committing money is a step of its own",
    )
    national = CheckboxesField(
        label="National support it uses",
        required=False,
        look=BOLD,
        hint="Leave empty when it uses none",
    )
    outcome_measure = LongTextField(
        label="How we will know",
        max_length=600,
        rows=3,
        required=False,
        hint="The figure or sign that shows it worked",
    )
    steps = CheckboxesField(
        label="First milestones",
        required=False,
        look=BOLD,
        hint="Our suggestion. Their days move with the start; untick what you do not want",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=10**6)

    def __init__(
        self,
        *args: Any,
        plan: Plan,
        on: date,
        steps: list[tuple[str, str]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        level = queries.level_of(plan)
        essentials = essentials_for(level, on, owners=queries.owners_of(plan, on))
        goals = goals_offered(plan, on)
        self.fields["national"].choices = [
            (row.code, f"{row.name} ({row.code})") for row in national_items_for(level, on)
        ]
        if steps:
            self.fields["steps"].choices = steps
        else:
            del self.fields["steps"]
        self.fields["essentials"].choices = [(row.code, f"{row.name} ({row.code})") for row in essentials]
        self.fields["goals"].choices = [(row.code, f"{row.name} ({row.code})") for row in goals]
        self.fields["area"].choices = [
            (row.code, f"{row.name} ({row.code})") for row in queries.areas_for(plan, on)
        ]
        self.fields["area"].initial = plan.organisation.code

    def content(self) -> InitiativeContent:
        """What was typed, for the actions."""
        data = {name: self.cleaned_data[name] for name in InitiativeContent.__slots__}
        return InitiativeContent(**{k: tuple(v) if isinstance(v, list) else v for k, v in data.items()})

    @staticmethod
    def initial_of(initiative: Initiative) -> dict[str, Any]:
        """What stands in the form when an initiative is edited."""
        content = queries.content_of(initiative)
        fields = {name: getattr(content, name) for name in content.__slots__}
        texts = {name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()}
        return texts | {"version": initiative.version}


class StatusForm(NhsForm):
    """Where an initiative goes next."""

    to = RadiosField(label="What is it now?")
    reason = LongTextField(
        label="Why",
        max_length=600,
        rows=3,
        required=False,
        hint="Needed when it is paused, stopped or taken up again. It is read in the plan and in the report",
    )

    def __init__(self, *args: Any, initiative: Initiative, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = TRANSITIONS[InitiativeStatus(initiative.status)]
        self.fields["to"].choices = [(status.value, status.label) for status in allowed]


class UpdateForm(NhsForm):
    """What happened, and how it goes."""

    text = LongTextField(label="What happened", max_length=1200, rows=4)
    people_reached = NumberField(
        label="People reached to date",
        required=False,
        min_value=0,
        max_value=100_000,
        hint="GPs who have had something from it since it began, each counted once. Leave empty when nobody counted",
    )
    rag = RadiosField(label="How it goes", choices=Rag.choices, hints={rag.value: rag.meaning for rag in Rag})
    rag_reason = LongTextField(label="Why you rate it so", max_length=600, rows=3)


class MilestoneForm(NhsForm):
    """A step and its dates."""

    title = TextField(label="Milestone", max_length=120)
    planned_on = DateField(label="Planned date")
    forecast_on = DateField(label="Date now expected", required=False, hint="When it is not the planned date")
    actual_on = DateField(label="Date it was reached", required=False)
    reason = LongTextField(
        label="Why a date moved", required=False, rows=2, max_length=600, hint="Needed when a date moves"
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=10**6)

    def facts(self) -> MilestoneFacts:
        """The dates, for the actions."""
        data = self.cleaned_data
        return MilestoneFacts(data["planned_on"], data["forecast_on"], data["actual_on"])


class LineChoice(ModelSelectField):
    """A money line, with what is left of it."""

    def label_from_instance(self, obj: Any) -> str:
        """Programme and what is left."""
        return f"{obj.programme.name}: {money.display(obj.amount - obj.committed)} left"


class CommitForm(NhsForm):
    """Money of one line for an initiative."""

    line = LineChoice(label="Money line", queryset=AllocationLine.objects.none(), empty_label="Select a line")
    amount = MoneyField(label="Amount to commit")
    match_funded = CheckboxField(label="Another funder matches this money", required=False)
    other_funder = TextField(
        label="Who else pays", required=False, max_length=160, hint="Needed for match funding"
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].queryset = lines_of(plan.organisation, plan.financial_year)


class ReleaseForm(NhsForm):
    """Money that an initiative gives back to a line."""

    line = LineChoice(label="Money line", queryset=AllocationLine.objects.none(), empty_label="Select a line")
    amount = MoneyField(label="Amount to give back", hint="What is spent cannot be given back")
    reason = LongTextField(label="Why it is given back", rows=2, max_length=600)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].queryset = lines_of(plan.organisation, plan.financial_year)


class ReasonForm(NhsForm):
    """Why a plan is opened again."""

    reason = LongTextField(label="Why the plan is opened again", max_length=600, rows=3)
