"""What staff type: filters, words, flags, approvals, decisions; and what a host or supervisor answers."""

from typing import Any

from django import forms

from retention_portal.core.nhsuk.fields import (
    CheckboxField,
    DateField,
    EmailField,
    LongTextField,
    RadiosField,
    SelectField,
    TextField,
)
from retention_portal.core.nhsuk.forms import NhsForm
from schemes.applications.forms import field_for
from schemes.applications.queries_queue import VIEWS, QueueFilter
from schemes.applications.rules_letters import REASONS
from schemes.applications.statuses import ConditionState, Outcome, Status
from schemes.catalogue.form_layout import OutsidePart


class QueueForm(NhsForm):
    """How the queue is narrowed; what cannot be read is left out, never an error."""

    view = SelectField(label="Which", choices=list(VIEWS.items()))
    offer = SelectField(label="Offer")
    status = SelectField(label="Status", choices=[("", "Any"), *Status.choices])
    name = TextField(label="Name contains", max_length=100)

    def __init__(self, offers: list[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offer"].choices = [("", "Any"), *((str(key), title) for key, title in offers)]  # type: ignore[attr-defined]

    def wanted(self) -> QueueFilter:
        """The filter of what could be read."""
        self.full_clean()
        said = self.cleaned_data if self.is_bound else {}
        offer = said.get("offer") or ""
        return QueueFilter(
            view=said.get("view") or "us",
            offer=int(offer) if offer else None,
            status=said.get("status") or "",
            name=said.get("name") or "",
        )


class ThreadForm(NhsForm):
    """A message to the applicant, a question, or a note for staff."""

    kind = RadiosField(
        label="What is it?",
        choices=[
            ("message", "A message to the applicant"),
            ("ask", "Ask the applicant for something more"),
            ("note", "An internal note"),
        ],
        hints={
            "ask": "They keep their place: days already waited on us are kept",
            "note": "Never shown to the applicant. It can be asked for under data protection law",
        },
    )
    text = LongTextField(label="Text", max_length=3000, rows=4)


class AskForm(NhsForm):
    """The letter that asks for something more, as it will be read."""

    letter = LongTextField(label="Letter, as they will read it", max_length=6000, rows=12)


class FlagForm(NhsForm):
    """A question of fitness, funding or probity."""

    reason = LongTextField(label="What has to be cleared up", max_length=600, rows=3)
    team = TextField(label="Which team clears it up", max_length=120)
    stops = CheckboxField(label="Stop the assessment too, not only the decision", required=False)


class ResolveForm(NhsForm):
    """How a flag was resolved."""

    resolution = LongTextField(label="How it was resolved", max_length=600, rows=3)


class ApprovalForm(NhsForm):
    """One step of approval."""

    approved = RadiosField(
        label="What do you decide?", choices=[("yes", "Approve this step"), ("no", "Not approved")]
    )
    comment = LongTextField(
        label="Comment", max_length=1500, rows=4, required=False, hint="Needed when it is not approved"
    )


class DecisionForm(NhsForm):
    """A decision that waits to be sent."""

    outcome = RadiosField(label="Decision", choices=Outcome.choices)
    conditions = LongTextField(
        label="Conditions of the offer", rows=3, max_length=1500, required=False, hint="One a line"
    )
    answer_by = DateField(
        label="Answer by", required=False, hint="For an offer. Ten working days from today when left out"
    )
    reason = SelectField(
        label="Reason for “not this time”",
        choices=[("", "Choose one"), *((reason.code, reason.label) for reason in REASONS)],
        required=False,
    )
    suggests = SelectField(label="An offer that would fit better", required=False)
    advice = LongTextField(
        label="Advice in your own words",
        max_length=1500,
        rows=3,
        required=False,
        hint="What would help this person next. When left out, the advice that goes with the reason",
    )
    letter = LongTextField(
        label="Letter",
        max_length=6000,
        rows=10,
        required=False,
        hint="Left empty, it is made of the offer’s own words; you can change it after saving",
    )

    def __init__(self, offers: list[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "None"), *((str(key), title) for key, title in offers)]
        self.fields["suggests"].choices = choices  # type: ignore[attr-defined]


class AppealForm(NhsForm):
    """Why the applicant would like it to be looked at again."""

    text = LongTextField(label="What should be looked at again, and why", max_length=3000, rows=6)


class AppealAnswerForm(NhsForm):
    """The answer to an appeal."""

    upheld = RadiosField(
        label="What do you decide?",
        choices=[
            ("yes", "Look at it again: it is decided anew, by another person"),
            ("no", "The decision stands"),
        ],
    )
    answer = LongTextField(label="Your answer, which the applicant reads", max_length=3000, rows=6)


class ConditionForm(NhsForm):
    """Whether one condition is met."""

    state = forms.ChoiceField(choices=[(one.value, one.label) for one in ConditionState if one != "pending"])


class PartSendForm(NhsForm):
    """Whom the applicant asks, after looking at what they will see."""

    name = TextField(label="Their name", max_length=200)
    email = EmailField(label="Their email address", max_length=254)
    place = TextField(label="Their practice or organisation", max_length=200, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    agreed = CheckboxField(label="I have read what they will see, and they may see it")


class PartAnswerForm(NhsForm):
    """The questions of a host's or supervisor's part, and their yes or no."""

    def __init__(self, part: OutsidePart, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = part.questions
        self.sends_files = any(question.kind == "file" for question in part.questions)
        for question in self.asked:
            self.fields[question.key] = field_for(question, required=question.required)
        self.fields["confirmed"] = RadiosField(
            label="Do you confirm your part?", choices=[("yes", "Yes, I confirm it"), ("no", "No, I cannot")]
        )

    def answers(self) -> dict[str, Any]:
        """What was answered, by the questions' keys, as plain values."""
        found: dict[str, Any] = {}
        for question in self.asked:
            value = self.cleaned_data[question.key]
            if question.kind == "file":
                continue
            if question.kind == "yes_no" and value:
                found[question.key] = value == "yes"
            elif value not in (None, "", []):
                found[question.key] = value if isinstance(value, list) else str(value)
        return found

    def sent_files(self) -> dict[str, Any]:
        """The papers that were chosen, by the questions' keys."""
        sent = {one.key: self.cleaned_data[one.key] for one in self.asked if one.kind == "file"}
        return {key: file for key, file in sent.items() if file}
