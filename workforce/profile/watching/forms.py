"""What people ask of a watch-list, and the weights that its system's lead sets."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from retention_portal.core.nhsuk.fields import DecimalField, NumberField
from retention_portal.core.nhsuk.forms import NhsForm
from workforce.profile.watching.kinds import KINDS, LEAST_WEIGHT, MOST_WEIGHT, in_words
from workforce.profile.watching.rules import Settings

SORTS = {
    "place": "Place",
    "name": "Practice",
    "patients": "Patients",
    "figure": "Size of the reason",
}
SHOWN = {"reasons": "Practices with a reason", "all": "Every practice", "open": "Practices not fully judged"}
_UNITS = {"percent": {"suffix": "%"}, "patients": {"suffix": "patients"}, "months": {"suffix": "months"}}


class AskedForm(forms.Form):
    """The questions in the address: what cannot be read is left out, never refused."""

    show = forms.ChoiceField(required=False, choices=SHOWN.items())
    reason = forms.ChoiceField(required=False, choices=[(kind.key, kind.label) for kind in KINDS])
    network = forms.CharField(required=False, max_length=20)
    sort = forms.ChoiceField(required=False, choices=SORTS.items())
    page = forms.CharField(required=False, max_length=10)

    def asked(self) -> dict[str, str]:
        """Every question with its answer; the usual one where none was given."""
        self.is_valid()
        usual = {"show": "reasons", "reason": "", "network": "", "sort": "place", "page": "1"}
        return usual | {name: value for name, value in self.cleaned_data.items() if value}


class WeightsForm(NhsForm):
    """A weight and a threshold for every reason, and the edition that they were changed from."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, settings: Settings) -> None:
        super().__init__(data)
        self.fields["based_on"] = forms.IntegerField(
            widget=forms.HiddenInput, initial=settings.edition, min_value=0
        )
        for kind in KINDS:
            self.fields[f"weight_{kind.key}"] = NumberField(
                label=f"{kind.label}: weight",
                hint=f"{LEAST_WEIGHT} leaves the reason out; {MOST_WEIGHT} counts most",
                min_value=LEAST_WEIGHT,
                max_value=MOST_WEIGHT,
                initial=settings.weights[kind.key],
                look={"width": 2},
            )
            limits = kind.threshold
            self.fields[f"threshold_{kind.key}"] = DecimalField(
                label=f"{kind.label}: counts from",
                hint=f"or more {limits.words}; {in_words(limits.least, kind.unit)}"
                f" to {in_words(limits.most, kind.unit)}",
                min_value=limits.least,
                max_value=limits.most,
                max_digits=7,
                decimal_places=1 if kind.unit == "percent" else 0,
                initial=f"{settings.thresholds[kind.key].normalize():f}",
                look=_UNITS[kind.unit],
            )

    def weights(self) -> dict[str, int]:
        """By reason, once the form is in order."""
        return {kind.key: self.cleaned_data[f"weight_{kind.key}"] for kind in KINDS}

    def thresholds(self) -> dict[str, Decimal]:
        """By reason, once the form is in order."""
        return {kind.key: self.cleaned_data[f"threshold_{kind.key}"] for kind in KINDS}
