"""What an applicant types: interest, one answer at a time, a paper, a word, a reason."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from retention_portal.core.nhsuk.fields import (
    CheckboxesField,
    CheckboxField,
    DateField,
    DecimalField,
    EmailField,
    FileField,
    LongTextField,
    PhoneField,
    RadiosField,
    SelectField,
    TextField,
)
from retention_portal.core.nhsuk.forms import NhsForm
from schemes.applications.equality import questions
from schemes.applications.statuses import BestTime
from schemes.catalogue.form_layout import Question

MANY_CHOICES = 12
ENDINGS, ACCEPTED = ".pdf,.docx,.jpg,.jpeg,.png", "PDF, Word (.docx), JPEG or PNG, at most 10 MB"
YES_NO = (("yes", "Yes"), ("no", "No"))


class InterestForm(NhsForm):
    """Name, contact, best time and one line: no account, no password."""

    full_name = TextField(label="Your name", max_length=200, look={"autocomplete": "name"})
    email = EmailField(label="Email address", max_length=254, hint="A private address is best")
    phone = PhoneField(label="Telephone number", hint="So that somebody can ring you")
    best_time = RadiosField(label="When is a good time to ring?", choices=BestTime.choices)
    line = TextField(
        label="Anything you would like to say in one line",
        max_length=300,
        required=False,
        hint="Leave out health and anything you would rather tell a person",
    )


class AddressForm(NhsForm):
    """The address that registered."""

    email = EmailField(label="Email address", max_length=254)


class AnswerForm(NhsForm):
    """One question of a frozen form, as the field `answer`.

    `seen` is the mark of the answer that the page began from; `elsewhere` what was kept meanwhile in another tab.
    """

    seen, elsewhere = "", ""

    def __init__(
        self, question: Question, answer: Any, *args: Any, later: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, initial={"answer": shown_as(question, answer)}, **kwargs)
        self.question = question
        self.fields["answer"] = field_for(question, required=question.required and not later)

    def answer(self) -> Any:
        """The answer as it is kept: see rules_form."""
        value = self.cleaned_data["answer"]
        if self.question.kind == "yes_no":
            return None if not value else value == "yes"
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, Decimal):
            return f"{value:f}"
        return value


def shown_as(question: Question, answer: Any) -> Any:
    """A kept answer as its field takes it."""
    if question.kind == "yes_no" and isinstance(answer, bool):
        return "yes" if answer else "no"
    if question.kind == "date" and isinstance(answer, str):
        return date.fromisoformat(answer)
    return answer


def field_for(question: Question, *, required: bool) -> forms.Field:
    """The field that asks a question."""
    known: dict[str, Any] = {"label": question.text, "hint": question.hint, "required": required}
    choices = [(one.value, one.label) for one in question.choices]
    if question.kind == "yes_no":
        return RadiosField(choices=YES_NO, look={"classes": "nhsuk-radios--inline"}, **known)
    if question.kind == "choice":
        kind = SelectField if len(choices) > MANY_CHOICES else RadiosField
        first = [("", "Choose one")] if len(choices) > MANY_CHOICES else []
        return kind(choices=[*first, *choices], **known)
    if question.kind == "choices":
        return CheckboxesField(choices=choices, **known)
    if question.kind == "date":
        return DateField(**known)
    if question.kind == "number":
        look = {"suffix": question.unit} if question.unit else {}
        return DecimalField(max_digits=12, decimal_places=4, look=look, **known)
    if question.kind == "file":
        return FileField(accept=ENDINGS, **(known | {"hint": question.hint or ACCEPTED}))
    if question.kind == "long_text":
        return LongTextField(max_length=3000, rows=8, **known)
    return TextField(max_length=300, **known)


class PaperForm(NhsForm):
    """One file."""

    file = FileField(
        label="Choose a file",
        accept=ENDINGS,
        hint=ACCEPTED,
    )


class WordForm(NhsForm):
    """A message in the thread."""

    text = LongTextField(label="Your message", max_length=3000, rows=4)


class WithdrawForm(NhsForm):
    """Why, if the applicant likes to say."""

    because = TextField(
        label="Why, if you would like to say",
        max_length=300,
        required=False,
        hint="Nobody will try to change your mind. It helps us to do better",
    )


class EqualityForm(NhsForm):
    """What somebody may say for counts alone; every question may be left out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in questions():
            self.fields[one.key] = RadiosField(label=one.text, choices=one.choices, required=False)

    def answers(self) -> dict[str, str]:
        """What was chosen, by question."""
        return {key: value for key, value in self.cleaned_data.items() if value}


class SendForm(NhsForm):
    """The declaration under the checked answers."""

    edit_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**6)
    true = CheckboxField(label="What I have said is true as far as I know")
