"""What the region or an administrator types to allocate money."""

from datetime import date
from typing import Any

from action_plans.funding.models import AllocationLine, Programme
from action_plans.funding.queries import DrawOn, programmes, systems_to_allocate_to
from action_plans.funding.rules import last_day
from retention_portal.core import money
from retention_portal.core.dates import FinancialYear, Month
from retention_portal.core.nhsuk.fields import (
    LongTextField,
    ModelSelectField,
    MoneyField,
    SelectField,
    TextField,
)
from retention_portal.core.nhsuk.forms import NhsForm
from retention_portal.organisations.models import Organisation


class ProgrammeField(ModelSelectField):
    """A programme, with whether its money is ring-fenced."""

    def label_from_instance(self, obj: Any) -> str:
        """Name and ring-fence."""
        return f"{obj.name}{' (ring-fenced)' if obj.ring_fenced else ''}"


class SystemField(ModelSelectField):
    """A system by name and code."""

    def label_from_instance(self, obj: Any) -> str:
        """Name and code."""
        return f"{obj.name} ({obj.code})"


class AllocationForm(NhsForm):
    """What a system holds of a programme in a financial year."""

    system = SystemField(label="System", queryset=Organisation.objects.none(), empty_label="Select a system")
    programme = ProgrammeField(
        label="Programme", queryset=Programme.objects.none(), empty_label="Select a programme"
    )
    financial_year = SelectField(label="Financial year")
    amount = MoneyField(
        label="Allocation for the year",
        hint="The whole amount: it replaces what stands there. The change is kept",
    )
    reason = TextField(label="Why, or the letter it comes from", max_length=200, required=False)

    def __init__(self, *args: Any, user: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year = FinancialYear.of(on)
        self.fields["system"].queryset = systems_to_allocate_to(user, on)
        self.fields["programme"].queryset = programmes(on)
        self.fields["financial_year"].choices = [
            (each.code, each.label) for each in (year, year.next(), year.previous())
        ]


class SpendForm(NhsForm):
    """Money that was paid for one thing in one month."""

    code = SelectField(label="What was it spent on?")
    month = SelectField(label="In which month?", hint="The month that it counts for")
    amount = MoneyField(label="Amount spent")
    reason = TextField(
        label="What for", required=False, max_length=200, hint="Such as “Mentors’ sessions, invoice 12”"
    )

    def __init__(
        self, *args: Any, line: AllocationLine, draws: list[DrawOn], on: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        months = [month for month in FinancialYear.parse(line.financial_year).months if month.start <= on]
        self.fields["code"].choices = [
            (draw.code, f"{draw.label}: {money.display(draw.unspent)} not spent yet")
            for draw in draws
            if draw.committed
        ]
        self.fields["month"].choices = [(month.code, month.label) for month in reversed(months)]

    def counts_on(self) -> date:
        """The day that the money counts for."""
        return last_day(Month.parse(self.cleaned_data["month"]), self.on)


class ForecastForm(NhsForm):
    """What a line will cost in its whole year."""

    amount = MoneyField(label="Forecast for the whole year", hint="With what is spent already")
    reason = LongTextField(label="Why you expect this", rows=3, max_length=600)


class CorrectionForm(NhsForm):
    """Why an entry of spend is taken back."""

    reason = LongTextField(
        label="Why it is taken back", rows=2, max_length=600, hint="Such as “Entered twice”"
    )
