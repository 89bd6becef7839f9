"""Where a workbook that somebody sent stands, and how grave a problem in it is."""

from django.db import models


class WorkbookStatus(models.TextChoices):
    """The life of one workbook. Nothing of it is in the plan before it is applied."""

    RECEIVED = "received", "Received"
    PREVIEWED = "previewed", "Checked, not saved"
    APPLIED = "applied", "Saved in the plan"
    REJECTED = "rejected", "Could not be used"
    STALE = "stale", "The plan changed since"


TRANSITIONS: dict[WorkbookStatus, tuple[WorkbookStatus, ...]] = {
    WorkbookStatus.RECEIVED: (WorkbookStatus.PREVIEWED, WorkbookStatus.REJECTED),
    WorkbookStatus.PREVIEWED: (WorkbookStatus.APPLIED, WorkbookStatus.STALE),
    WorkbookStatus.STALE: (WorkbookStatus.PREVIEWED,),
    WorkbookStatus.APPLIED: (),
    WorkbookStatus.REJECTED: (),
}

OWNERS: dict[WorkbookStatus, str] = {
    WorkbookStatus.PREVIEWED: "the plan's lead",
    WorkbookStatus.STALE: "the plan's lead",
}
"""Whose turn it is; nobody's where a status is not named."""


class Severity(models.TextChoices):
    """How grave a problem is. While there is an error, nothing of the workbook can be saved."""

    ERROR = "error", "Error"
    WARNING = "warning", "Please check"
    NOTE = "note", "Note"
