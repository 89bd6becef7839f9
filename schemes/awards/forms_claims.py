"""What people type about claims, money lines and the posting of months."""

from datetime import date
from decimal import Decimal
from typing import Any

from action_plans.funding.models import AllocationLine
from retention_portal.core.dates import Month
from retention_portal.core.money import display
from retention_portal.core.nhsuk.fields import (
    CheckboxField,
    DateField,
    DecimalField,
    FileField,
    LongTextField,
    ModelSelectField,
    MoneyField,
    SelectField,
)
from retention_portal.core.nhsuk.forms import NhsForm
from schemes.applications.rules import ACCEPTED_FILES
from schemes.awards.actions_claims import Cost, Papers
from schemes.awards.rules.history import CostKind
from schemes.awards.statuses import ClaimKind


class PapersFields(NhsForm):
    """Evidence, whether it shows health, and words for the coordinator."""

    file = FileField(
        label="Evidence",
        required=False,
        accept=".pdf,.docx,.jpg,.jpeg,.png",
        hint=f"Invoice, receipt or record: {ACCEPTED_FILES}, at most 10 MB. Cross out anything about health",
    )
    private = CheckboxField(label="The evidence shows something about health", required=False)
    words = LongTextField(
        label="Anything to explain",
        required=False,
        max_length=600,
        rows=3,
        hint="Only you and the coordinator read this. Finance sees neither it nor evidence about health",
    )

    def papers(self) -> Papers:
        """As the actions take them."""
        data = self.cleaned_data
        return Papers(data.get("file"), bool(data.get("private")), data.get("words") or "")


class MonthClaimForm(PapersFields):
    """A month of payments that is due and not claimed."""

    month = SelectField(label="Which month?")
    field_order = ("month", "file", "private", "words")

    def __init__(self, *args: Any, months: list[tuple[date, str, Decimal]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].choices = [
            ("", "Select a month"),
            *(
                (f"{first}|{payee}", f"{Month.of(first).label}: {display(amount)} to the {payee}")
                for first, payee, amount in months
            ),
        ]

    def chosen(self) -> tuple[date, str]:
        """The month's first day and its payee."""
        first, _, payee = self.cleaned_data["month"].partition("|")
        return date.fromisoformat(first), payee


class CostClaimForm(PapersFields):
    """One cost, or mentoring sessions given."""

    kind = SelectField(label="What is it for?")
    on = DateField(label="On which day?", hint="The day on the invoice, or on which the sessions were given")
    amount = MoneyField(label="What did it cost?", required=False, hint="Leave empty for a mentor’s time")
    units = DecimalField(
        label="How many mentoring sessions?", required=False, max_digits=5, decimal_places=2, min_value=0
    )
    item = SelectField(
        label="Which child?",
        required=False,
        choices=[("", "Not for a child"), *((str(n), f"Child {n}") for n in range(1, 10))],
        hint="A number is enough: no name",
    )
    field_order = ("kind", "on", "amount", "units", "item", "file", "private", "words")

    def __init__(self, *args: Any, kinds: tuple[CostKind, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = dict(ClaimKind.choices)
        self.fields["kind"].choices = [
            ("", "Select one"),
            *((kind.value, labels[kind.value]) for kind in kinds),
        ]
        if CostKind.MENTOR_TIME in kinds:
            self.fields["units"].label = "How many hours of mentoring?"
            del self.fields["amount"]
        elif CostKind.MENTORING not in kinds:
            del self.fields["units"]
        if CostKind.CHILDCARE not in kinds:
            del self.fields["item"]

    def cost(self) -> Cost:
        """As `actions_claims.claim_cost` takes it."""
        data = self.cleaned_data
        return Cost(
            kind=data["kind"],
            on=data["on"],
            amount=data.get("amount") or Decimal("0.00"),
            units=data.get("units") or Decimal(0),
            item=data.get("item") or "",
        )


class LineField(ModelSelectField):
    """A money line, with what is left of it."""

    def label_from_instance(self, obj: Any) -> str:
        """Programme and what may still be committed."""
        return f"{obj.programme.name}: {display(obj.amount - obj.committed)} left of {display(obj.amount)}"


class ApproveForm(NhsForm):
    """The money line that pays."""

    line = LineField(label="Money line", queryset=AllocationLine.objects.none(), empty_label="Select a line")

    def __init__(self, *args: Any, lines: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].queryset = lines


class ReturnForm(NhsForm):
    """The question with which a claim goes back."""

    reason = LongTextField(
        label="What is missing or wrong?", max_length=400, rows=3, hint="Nothing about health"
    )


class PayForm(NhsForm):
    """The day of the payment."""

    paid_on = DateField(label="Paid on")
