"""What the profile pages ask for."""

from retention_portal.core.nhsuk.fields import TextField
from retention_portal.core.nhsuk.forms import NhsForm


class PlaceForm(NhsForm):
    """The name, code or postcode of a place."""

    q = TextField(
        label="Practice, network, system or region",
        hint="Name, code or postcode. For example, QHM or Densham Surgery.",
        required=False,
        max_length=100,
    )

    def words(self) -> str:
        """What was asked for, or nothing."""
        return str(self.cleaned_data["q"]).strip() if self.is_valid() else ""
