"""What people type about awards: patterns, pauses, reviews, ends, settling, and the filter of the list."""

from decimal import Decimal
from typing import Any

from retention_portal.core.money import display
from retention_portal.core.nhsuk.fields import (
    DateField,
    DecimalField,
    LongTextField,
    RadiosField,
    SelectField,
    TextField,
)
from retention_portal.core.nhsuk.forms import NhsForm
from schemes.awards.statuses import AwardStatus, ReviewOutcome


class PatternFields(NhsForm):
    """Sessions a week, or a year when annualised: one of the two."""

    per_week = DecimalField(
        label="Sessions a week",
        required=False,
        max_digits=6,
        decimal_places=3,
        min_value=0,
        hint="A session is 4 hours 10 minutes. Hours a week divided by 4.1667: 22.5 hours are 5.4",
    )
    per_year = DecimalField(
        label="Or sessions a year, when they are spread unevenly",
        required=False,
        max_digits=6,
        decimal_places=2,
        min_value=0,
    )

    def clean(self) -> dict[str, Any]:
        """Exactly one of the two."""
        data = super().clean() or {}
        wrong = "per_week" in self.errors or "per_year" in self.errors
        if not wrong and (data.get("per_week") is None) == (data.get("per_year") is None):
            self.add_error("per_week", "Enter sessions a week, or sessions a year, not both")
        return data

    def pattern(self) -> dict[str, Decimal | None]:
        """As the actions take it."""
        return {"per_week": self.cleaned_data["per_week"], "per_year": self.cleaned_data["per_year"]}


class PatternForm(PatternFields):
    """Another pattern from a day on."""

    starts = DateField(label="From which day?")
    field_order = ("starts", "per_week", "per_year")


class PauseForm(NhsForm):
    """Days away. No reason is asked."""

    starts = DateField(label="First day away")
    ends = DateField(label="Last day away", required=False, hint="Leave empty while it lasts")


class ResumeForm(NhsForm):
    """The end of a pause that lasts."""

    last_day = DateField(label="Last day away")


class ReviewForm(NhsForm):
    """The two halves of a yearly review, and what came of it."""

    held_on = DateField(label="When was it held?")
    need_continues = RadiosField(
        label="Does the doctor’s need go on?", choices=[("yes", "Yes"), ("no", "No")]
    )
    practice_meets = RadiosField(
        label="Does the practice meet its obligations?", choices=[("yes", "Yes"), ("no", "No")]
    )
    outcome = RadiosField(label="What came of it?", choices=ReviewOutcome.choices)
    reason = LongTextField(
        label="Anything to note",
        max_length=600,
        rows=3,
        required=False,
        hint="Needed when it ends. The person reads it. Nothing about health",
    )

    def saying(self) -> dict[str, Any]:
        """As `actions.hold_review` takes it."""
        data = dict(self.cleaned_data)
        return data | {name: data[name] == "yes" for name in ("need_continues", "practice_meets")}


class EndForm(NhsForm):
    """An early end."""

    left_on = DateField(label="First day without it", hint="Not in the future")
    reason = TextField(label="Why, in a few words that the person may read", max_length=200)


class CancelForm(NhsForm):
    """Why it never began."""

    reason = TextField(label="Why, in a few words that the person may read", max_length=200)


def settle_words(payee: str, amount: Decimal) -> str:
    """What settling an open difference does: below nothing it comes back."""
    if amount > 0:
        return f"Pay {display(amount)} to the {payee}"
    return f"Take back {display(-amount)} from the {payee}"


class SettleForm(NhsForm):
    """With whom a difference is settled."""

    payee = RadiosField(label="Which difference?")
    words = LongTextField(
        label="Anything to explain",
        required=False,
        max_length=600,
        rows=2,
        hint="Only coordinators read this. Nothing about health",
    )

    def __init__(self, *args: Any, balances: dict[str, Decimal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["payee"].choices = [
            (payee, settle_words(payee, amount)) for payee, amount in balances.items()
        ]
        if len(balances) == 1:
            self.fields["payee"].initial = next(iter(balances))


class ListFilter(NhsForm):
    """The filter of the list; what is not understood is left out."""

    scheme = SelectField(label="Scheme", required=False)
    status = SelectField(label="State", required=False, choices=[("", "Any"), *AwardStatus.choices])
    review = SelectField(
        label="Yearly review",
        required=False,
        choices=[("", "Any"), ("due", "Due now"), ("soon", "Due within 60 days")],
    )
    settle = SelectField(
        label="Difference to settle", required=False, choices=[("", "Any"), ("yes", "To be settled")]
    )
    text = TextField(label="Name or practice", required=False, max_length=80)

    def __init__(self, *args: Any, schemes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scheme"].choices = [("", "Any"), *schemes]

    def wanted(self) -> dict[str, Any]:
        """What was understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
