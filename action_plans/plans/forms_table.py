"""One row of the table of initiatives."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

from action_plans.plans.models import Initiative
from action_plans.plans.rules_table import TABLE_LABELS, TableRow
from action_plans.plans.statuses import Rag
from retention_portal.core.dates import FIRST_YEAR, LAST_YEAR
from retention_portal.core.nhsuk.fields import LongTextField, NhsField, SelectField, TextField
from retention_portal.core.nhsuk.forms import NhsForm


class ShortDateField(NhsField, forms.CharField):
    """A day in one box, as 01/10/2026: three boxes do not fit into a table."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, max_length=10, **kwargs)
        self.look = {"width": 5, "inputmode": "numeric", "spellcheck": False} | self.look

    def prepare_value(self, value: Any) -> Any:
        """A stored day as it is typed."""
        return f"{value:%d/%m/%Y}" if isinstance(value, date) else value

    def clean(self, value: Any) -> date | None:  # type: ignore[override]
        """The day, or None. Raises ValidationError."""
        text = str(super().clean(value))
        if not text:
            return None
        match = re.fullmatch(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", text, re.ASCII)
        try:
            found = date(int(match[3]), int(match[2]), int(match[1])) if match else None
        except ValueError:
            found = None
        if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise ValidationError(f"{self.label} must be a real date, like 01/10/2026", code="invalid")
        return found


class InitiativeRowForm(NhsForm):
    """The cells of one initiative. `stamp` is that of what its writer began from."""

    title = TextField(label="Title", max_length=120)
    lead_name = TextField(label="Lead", max_length=120)
    starts_on = ShortDateField(label="Start", required=False)
    ends_on = ShortDateField(label="End", required=False)
    rag = SelectField(label="Rating", choices=[("", "Not rated"), *Rag.choices], required=False)
    # several lines, because a box of one line would swallow the line ends of what stands there
    rag_reason = LongTextField(
        label="Why it is rated so", rows=2, required=False, validators=[MaxLengthValidator(600)]
    )
    stamp = forms.CharField(widget=forms.HiddenInput, max_length=20, required=False)

    def __init__(self, *args: Any, initiative: Initiative, reference: str, **kwargs: Any) -> None:
        super().__init__(*args, prefix=str(initiative.pk), **kwargs)
        self.initiative, self.reference = initiative, reference
        for name in TABLE_LABELS:
            field = self.fields[name]
            hidden = {
                "label": {"text": f"{field.label} of {reference}", "classes": "nhsuk-u-visually-hidden"}
            }
            field.look = getattr(field, "look", {}) | hidden  # type: ignore[attr-defined]

    def typed(self) -> tuple[TableRow, str]:
        """What was typed, and the stamp it began from, for the action."""
        data = dict(self.cleaned_data)
        stamp = data.pop("stamp")
        return TableRow(**data), stamp
