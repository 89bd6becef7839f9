"""What the pages of imports ask for."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from retention_portal.accounts import access
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import Month
from retention_portal.core.nhsuk.fields import (
    CheckboxField,
    FileField,
    LongTextField,
    ModelSelectField,
    TextField,
)
from retention_portal.core.nhsuk.forms import NhsForm
from retention_portal.core.refusals import BadInput
from retention_portal.core.scanner import scan
from workforce.extracts.permissions import is_keeper


class WorkforceFileForm(NhsForm):
    """The file, its month when the name does not say it, and in whose name, when there is a choice."""

    file = FileField(
        label="Workforce file",
        hint="The “Practice Level - Detailed” CSV, or the zip it came in, or an XLSX workbook of it. At most 200 MB.",
        accept=".csv,.zip,.xlsx",
    )
    period = TextField(
        label="Month of the figures",
        hint="Only when the file’s name does not say it. For example, 2024-09.",
        required=False,
        look={"width": 10},
    )

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owners = list(access.organisations_where(by, [Role.SYSTEM_LEAD]).order_by("name"))
        if len(self.owners) > 1 and not is_keeper(by):
            self.fields["owner"] = ModelSelectField(
                label="System in whose name you send it",
                hint="Counts for an extract only. A file of the whole country is shared.",
                queryset=access.organisations_where(by, [Role.SYSTEM_LEAD]).order_by("name"),
            )

    def clean_file(self) -> UploadedFile:
        """The file, once the scanner, if there is one, has nothing against it."""
        file: UploadedFile = self.cleaned_data["file"]
        try:
            self.scan_state = scan(file)  # type: ignore[arg-type]
        except BadInput as fault:
            raise ValidationError(fault.sentence) from fault
        return file

    def clean_period(self) -> str:
        """The month as "2024-09", or empty."""
        return _month(self.cleaned_data["period"])

    def owner_for(self, by: Any) -> Any:
        """In whose name the file is sent; none for administrators."""
        if is_keeper(by):
            return None
        return self.cleaned_data.get("owner") or (self.owners[0] if self.owners else None)


class MonthForm(NhsForm):
    """The month of a file whose name does not say it."""

    period = TextField(
        label="Which month are the figures of?", hint="For example, 2024-09.", look={"width": 10}
    )

    def clean_period(self) -> str:
        """The month as "2024-09"."""
        return _month(self.cleaned_data["period"])


def _month(text: str) -> str:
    try:
        return Month.parse(text.strip()).code if text.strip() else ""
    except BadInput as fault:
        raise ValidationError(fault.sentence) from fault


class PublishForm(NhsForm):
    """A reason, when rows are left out, and a tick when practices would lose their figures."""

    reason = LongTextField(
        label="Why the rows with errors may be left out",
        hint="It stays with the edition.",
        max_length=500,
        rows=3,
    )
    understood = CheckboxField(label="I have seen that practices with figures now would have none")

    def __init__(self, *args: Any, has_errors: bool, loses_practices: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_errors:
            del self.fields["reason"]
        if not loses_practices:
            del self.fields["understood"]
