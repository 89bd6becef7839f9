"""What people type into a report, and what they ask to verify."""

from typing import Any

from django import forms

from action_plans.assurance.models import Report
from action_plans.assurance.rules_levels import LEVELS
from action_plans.assurance.statuses import RESPONSES, STEPS, WHO_SIGNS, DueDecision, NarrativeBox
from action_plans.plans.statuses import Rag
from retention_portal.core.nhsuk.fields import (
    CheckboxesField,
    DateField,
    FileField,
    LongTextField,
    NumberField,
    RadiosField,
    TextField,
)
from retention_portal.core.nhsuk.forms import NhsForm

LARGEST_PDF = 20 * 1024 * 1024


class WordsForm(NhsForm):
    """The rating, the summary, the boxes and the asks of a draft."""

    rag = RadiosField(label="Overall", choices=Rag.choices, hints={rag.value: rag.meaning for rag in Rag})
    rag_reason = LongTextField(label="Why you rate it so", max_length=600, rows=3)
    narrative = LongTextField(
        label="Summary",
        max_length=1500,
        rows=6,
        hint="What a board member who reads one paragraph should know. Name no GP and nothing that would identify one",
    )
    asks = LongTextField(
        label="What you ask of the region",
        max_length=1500,
        rows=4,
        required=False,
        hint="One ask a line, each with an amount or a date where there is one",
    )
    edit_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**6)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for box in NarrativeBox:
            self.fields[box.value] = LongTextField(
                label=box.label, max_length=1500, rows=4, required=False, hint=box.hint
            )

    def saying(self) -> dict[str, Any]:
        """What was typed, as `actions.save_words` takes it."""
        data = dict(self.cleaned_data)
        words = {box.value: data.pop(box.value) for box in NarrativeBox}
        return data | {"words": words}

    @staticmethod
    def initial_of(report: Report) -> dict[str, Any]:
        """What stands in the form."""
        names = ("rag", "rag_reason", "narrative", "asks", "edit_version")
        return {name: getattr(report, name) for name in names} | dict(report.words)


class SignForm(NhsForm):
    """Sign, or send back with a reason."""

    decision = RadiosField(
        label="What do you decide?", choices=[("sign", "Sign this step"), ("back", "Send it back to draft")]
    )
    comment = LongTextField(
        label="Comment", max_length=600, rows=3, required=False, hint="Needed when you send it back"
    )


class ReasonForm(NhsForm):
    """Why a frozen report is corrected."""

    reason = LongTextField(label="What is to be corrected, and why", max_length=600, rows=3)


class ResponseForm(NhsForm):
    """The region's answer, with its level of assurance."""

    response = RadiosField(label="Your answer", choices=[(each.value, each.label) for each in RESPONSES])
    assurance = RadiosField(
        label="Level of assurance",
        choices=[(level.code, level.label) for level in LEVELS],
        hints={level.code: level.meaning for level in LEVELS},
        required=False,
        hint="These words are in common use; the handbook names none. Leave it open when you only ask",
    )
    comment = LongTextField(
        label="Comment",
        max_length=1500,
        rows=4,
        required=False,
        hint="Needed for queries, and when it is not accepted",
    )


class MessageForm(NhsForm):
    """A question or an answer of the thread."""

    text = LongTextField(
        label="Your message",
        max_length=2000,
        rows=5,
        hint="The other side gets a mail that there is one. Name no GP",
    )


class DueRuleForm(NhsForm):
    """When the reports of a region are due."""

    due_after_days = NumberField(
        label="Days after the quarter until a report is due", min_value=0, max_value=365
    )
    closes_after_days = NumberField(
        label="Days after the quarter until it closes",
        required=False,
        min_value=0,
        max_value=365,
        hint="After that a first version is refused, unless you set another day for a system. Empty: never",
    )
    valid_from = DateField(label="From when", hint="For quarters that end on or after this day")


class DueDecisionForm(NhsForm):
    """Another day for one system and quarter."""

    decision = RadiosField(label="What do you decide?", choices=DueDecision.choices)
    due_on = DateField(label="The other day", required=False, hint="Needed when it is due on another day")
    reason = LongTextField(label="Why", max_length=600, rows=3, hint="The system reads it")


class SigningForm(NhsForm):
    """The steps that a system signs from a day on."""

    steps = CheckboxesField(
        label="Who signs",
        choices=[(step.value, WHO_SIGNS[step]) for step in STEPS],
        required=False,
        hint="In this order. None: freezing a report submits it",
    )
    valid_from = DateField(label="From when")


class VerifyForm(NhsForm):
    """A code, or the PDF itself."""

    code = TextField(
        label="Verification code",
        required=False,
        max_length=40,
        hint="On the cover, such as 7K4M-9QXR-HT3W-CD6F",
    )
    file = FileField(
        label="Or the PDF itself",
        required=False,
        accept=".pdf",
        hint="Shows also whether the file was changed. It is compared and not kept. Up to 20 MB",
    )

    def clean(self) -> dict[str, Any]:
        """One of the two, and a file of a sensible size."""
        data = super().clean() or {}
        file = data.get("file")
        if not file and not data.get("code") and not self.errors:
            raise forms.ValidationError("Enter the code, or choose the PDF")
        if file and file.size > LARGEST_PDF:
            self.add_error(
                "file", "The file is larger than 20 MB. Our reports are smaller: it is not one of them"
            )
        return data
