"""What narrows and orders the list of the offers that somebody writes."""

from retention_portal.core.nhsuk.fields import SelectField, TextField
from retention_portal.core.nhsuk.forms import NhsForm
from schemes.catalogue.queries_offers import SHOWS, OfferFilter
from schemes.catalogue.statuses import OfferKind

ORDER_WORDS = [
    ("", "By area and state"),
    ("title", "By title"),
    ("closes", "Closing first"),
    ("changed", "Changed last"),
]


class OfferListForm(NhsForm):
    """The filter of the list; what is not understood is left out."""

    text = TextField(label="Part of the title", required=False, max_length=80)
    shows = SelectField(label="State", required=False, choices=list(SHOWS.items()))
    kind = SelectField(label="Kind", required=False, choices=[("", "Any"), *OfferKind.choices])
    order = SelectField(label="Order", required=False, choices=ORDER_WORDS)

    def wanted(self) -> OfferFilter:
        """What was understood."""
        self.is_valid()
        return OfferFilter(**{name: value for name, value in self.cleaned_data.items() if value})
