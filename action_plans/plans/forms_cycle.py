"""What people type of goals, of the checklist, of the support gap."""

from collections.abc import Iterable
from typing import Any

from django import forms

from action_plans.plans.rules_checklist import AnswerContent
from action_plans.plans.rules_goals import GoalContent
from action_plans.plans.statuses_cycle import GOAL_TRANSITIONS, Answer, Check, GoalStatus
from action_plans.toolkit.models import Goal
from retention_portal.core.nhsuk.fields import (
    CheckboxesField,
    DateField,
    LongTextField,
    NhsField,
    RadiosField,
    TextField,
)
from retention_portal.core.nhsuk.forms import NhsForm
from retention_portal.core.vocabulary import Level

SMALL = {"size": "s"}


def _version() -> forms.IntegerField:
    return forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=10**6)


class LinkField(NhsField, forms.URLField):
    """An address of a page or a document, http or https."""

    default_error_messages = {"invalid": "Enter an address that begins with https://, or leave it empty"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, max_length=500, assume_scheme="https", **kwargs)
        self.widget = forms.TextInput({"spellcheck": "false"})


class QuestionForm(NhsForm):
    """An answer to one question."""

    answer = RadiosField(label="Your answer", choices=Answer.choices, look=SMALL)
    note = LongTextField(
        label="What was done, or what is missing",
        required=False,
        rows=4,
        max_length=1200,
        hint="Needed with a yes, a no, and when it does not apply",
    )
    evidence = LinkField(
        label="Where the evidence is", required=False, hint="The address of a page or a document"
    )
    owner_name = TextField(label="Who sees to it", required=False, max_length=120, hint="Name or role")
    version = _version()

    def content(self) -> AnswerContent:
        """What was typed, for the action."""
        return AnswerContent(
            **{name: value for name, value in self.cleaned_data.items() if name != "version"}
        )


class CheckForm(NhsForm):
    """What a second person made of the evidence."""

    result = RadiosField(
        label="Is the evidence enough?",
        choices=[
            (Check.ENOUGH.value, "Yes, I have seen it"),
            (Check.NOT_ENOUGH.value, "No, something is missing"),
        ],
        look=SMALL,
    )
    check_note = LongTextField(label="What is missing", required=False, rows=2, max_length=600)
    version = _version()


class SourceForm(NhsForm):
    """What was found at one source of the support gap."""

    finding = LongTextField(label="What you found", rows=6, max_length=2000)
    version = _version()


class GoalForm(NhsForm):
    """A goal of a plan; its words only when it is an own one."""

    level = RadiosField(label="Whose goal is it?", look=SMALL)
    name = TextField(label="Short name", max_length=80)
    text = LongTextField(label="The goal in full", rows=3, max_length=600)
    measure = LongTextField(
        label="How we will know",
        required=False,
        rows=2,
        max_length=600,
        hint="The figure or sign that shows it",
    )
    lead_name = TextField(
        label="Lead", required=False, max_length=120, hint="Name or role of who answers for it"
    )
    due_on = DateField(label="By when", required=False, hint="For example, 31 3 2027")
    version = _version()

    def __init__(
        self, *args: Any, levels: Iterable[Level] = (), goal: Goal | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.goal = goal
        self.fields["level"].choices = [(level.value, level.label) for level in levels]
        if goal is not None:
            del self.fields["level"]
        if goal is not None and goal.organisation_id is None:
            del self.fields["name"], self.fields["text"]

    def content(self) -> GoalContent:
        """What was typed, with the words of the toolkit where they are not typed."""
        data = self.cleaned_data
        words = {"name": self.goal.name, "text": self.goal.text} if self.goal else {}
        typed = {name: data[name] for name in ("name", "text") if name in data}
        return GoalContent(data["measure"], data["lead_name"], data["due_on"], **(words | typed))


class GoalStatusForm(NhsForm):
    """Where a goal goes next."""

    to = RadiosField(label="What is it now?", look=SMALL)
    reason = LongTextField(
        label="Why",
        required=False,
        rows=3,
        max_length=600,
        hint="Needed when it is suspended, closed or taken up again. Others read it with the goal",
    )

    def __init__(self, *args: Any, status: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = GOAL_TRANSITIONS[GoalStatus(status)]
        self.fields["to"].choices = [(each.value, each.label) for each in allowed]


class EssentialForm(NhsForm):
    """An essential of one's own."""

    level = RadiosField(
        label="At which level does it count?",
        look=SMALL,
        hint="Plans of networks and practices below inherit those of the first two levels",
    )
    name = TextField(label="What must be there", max_length=200, hint="Such as “Cover for every practice”")
    goals = CheckboxesField(label="Goals it helps", required=False, look=SMALL)

    def __init__(self, *args: Any, levels: Iterable[Level], goals: Iterable[Goal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [(level.value, level.label) for level in levels]
        self.fields["goals"].choices = [(goal.code, f"{goal.name} ({goal.code})") for goal in goals]
