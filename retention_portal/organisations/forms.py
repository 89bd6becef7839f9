"""What people type about organisations."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisation_by_code
from retention_portal.organisations.rules import as_code
from retention_portal.organisations.statuses import ADDED_BY_PEOPLE, OrganisationKind


class SearchForm(forms.Form):
    """A search in the address: what cannot be read is left out, never refused."""

    q = forms.CharField(required=False, max_length=100)
    kind = forms.ChoiceField(required=False, choices=[("", "Every kind"), *OrganisationKind.choices])
    closed = forms.BooleanField(required=False)
    page = forms.CharField(required=False, max_length=10)

    def wanted(self) -> dict[str, Any]:
        """The parts that could be read; the others are as if not given."""
        self.is_valid()
        return {"q": "", "kind": "", "closed": False, "page": "1"} | {
            name: value for name, value in self.cleaned_data.items() if value
        }


class AddForm(forms.Form):
    """A training hub, LMC or federation that no published file lists."""

    kind = forms.ChoiceField(
        label="What is it?",
        choices=[(kind.value, kind.label) for kind in ADDED_BY_PEOPLE],
        error_messages={"required": "Select what it is", "invalid_choice": "Select what it is"},
    )
    name = forms.CharField(label="Name", max_length=200, error_messages={"required": "Enter its name"})
    code = forms.CharField(
        label="Code",
        max_length=20,
        help_text="Its ODS code if it has one; if not, a code of your own such as LMC-DURHAM",
        error_messages={"required": "Enter a code"},
    )
    parent = forms.CharField(
        label="Code of the system, sub-ICB location or network it belongs to",
        max_length=20,
        error_messages={"required": "Enter the code of the body it belongs to"},
    )
    valid_from = forms.DateField(
        label="Since when does it belong there?",
        help_text="For example, 2026-04-01",
        error_messages={"required": "Enter a date", "invalid": "Enter a date such as 2026-04-01"},
    )

    def clean_code(self) -> str:
        """The code in capitals."""
        code = as_code(self.cleaned_data["code"])
        if code is None:
            raise ValidationError("Enter a code of 2 to 20 letters, digits or hyphens")
        return code

    def clean_parent(self) -> Organisation:
        """The organisation that the code names."""
        parent = organisation_by_code(self.cleaned_data["parent"])
        if parent is None:
            raise ValidationError("No organisation has this code")
        return parent

    def error_summary(self) -> list[dict[str, str]]:
        """Every fault with a link to its field, for the error summary."""
        return [
            {"text": str(message), "href": f"#{name}" if name != "__all__" else "#code"}
            for name, messages in self.errors.items()
            for message in messages
        ]
