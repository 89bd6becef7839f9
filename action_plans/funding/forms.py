"""What the region or an administrator types to allocate money."""

from datetime import date
from typing import Any

from action_plans.funding.models import Programme
from action_plans.funding.queries import programmes, systems_to_allocate_to
from retention_portal.core.dates import FinancialYear
from retention_portal.core.nhsuk.fields import ModelSelectField, MoneyField, SelectField, TextField
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
