"""Sending a workbook."""

from typing import Any

from action_plans.plans.workbook.layout import MOST_ROWS
from action_plans.plans.workbook.opening import MOST_BYTES
from retention_portal.core.nhsuk.fields import FileField
from retention_portal.core.nhsuk.forms import NhsForm


class WorkbookForm(NhsForm):
    """The file."""

    file = FileField(
        label="Your workbook",
        accept=".xlsx",
        hint=f"The portal’s template as .xlsx, up to {MOST_BYTES // 1024 // 1024} MB and {MOST_ROWS:,} rows a sheet",
        error_messages={"empty": "The file is empty. Choose the workbook that you filled in"},
    )

    def clean_file(self) -> Any:
        """The file, when it is small enough to be read into memory."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            self.add_error(
                "file", f"The file is larger than {MOST_BYTES // 1024 // 1024} MB, the most that is read."
            )
        return file
