"""Where an import stands, how grave a problem is, and why a figure may be missing."""

from django.db.models import TextChoices


class ImportStatus(TextChoices):
    """The life of one file that somebody sent."""

    RECEIVED = "received", "Received"
    CHECKING = "checking", "Being checked"
    FAILED = "failed", "Check stopped"
    REJECTED = "rejected", "Could not be read"
    PREVIEWED = "previewed", "Checked, not published"
    DISCARDED = "discarded", "Set aside"
    PUBLISHED = "published", "Published"
    SUPERSEDED = "superseded", "Replaced by a newer edition"
    UNDONE = "undone", "Publication undone"


TRANSITIONS: dict[ImportStatus, tuple[ImportStatus, ...]] = {
    ImportStatus.RECEIVED: (ImportStatus.CHECKING, ImportStatus.FAILED, ImportStatus.DISCARDED),
    ImportStatus.CHECKING: (
        ImportStatus.PREVIEWED,
        ImportStatus.REJECTED,
        ImportStatus.FAILED,
        ImportStatus.DISCARDED,
    ),
    ImportStatus.FAILED: (ImportStatus.CHECKING, ImportStatus.DISCARDED),
    ImportStatus.PREVIEWED: (ImportStatus.CHECKING, ImportStatus.PUBLISHED, ImportStatus.DISCARDED),
    ImportStatus.PUBLISHED: (ImportStatus.SUPERSEDED, ImportStatus.UNDONE),
    ImportStatus.SUPERSEDED: (ImportStatus.PUBLISHED,),
    ImportStatus.REJECTED: (ImportStatus.CHECKING,),
    ImportStatus.DISCARDED: (),
    ImportStatus.UNDONE: (),
}

OWNERS: dict[ImportStatus, str] = {
    ImportStatus.RECEIVED: "the portal",
    ImportStatus.CHECKING: "the portal",
    ImportStatus.FAILED: "system lead",
    ImportStatus.PREVIEWED: "system lead",
}
"""Whose turn it is; nobody's where a status is not named."""


class Scan(TextChoices):
    """What a virus scanner said of a file. Without a scanner a file is "not scanned", never "clean"."""

    CLEAN = "clean", "Nothing harmful found"
    NOT_SCANNED = "not_scanned", "Not scanned for viruses"


class Severity(TextChoices):
    """How grave a problem is. An error rejects its row, or the file when it has no row."""

    ERROR = "error", "Error"
    WARNING = "warning", "Warning"
    NOTE = "note", "Note"


class Scope(TextChoices):
    """Whether a file covers the country or is a part of it."""

    NATIONAL = "national", "England"
    EXTRACT = "extract", "Extract"


class MissingReason(TextChoices):
    """Why a cell holds no figure. The values are what stood in the file, where something did."""

    NA = "NA", "the practice gave no valid data (NA)"
    ND = "ND", "no valid records (ND)"
    NULL = "NULL", "the published file says NULL"
    BLANK = "blank", "the cell is blank in the published file"
    NOT_GIVEN = "not_given", "marked as not given in the published file"
    ZERO_NOT_SUBMITTED = "0", "0 in a file from before February 2023, when it stood for nothing submitted"
    NOT_IN_FILE = "not_in_file", "not in the published data"


MISSING_MARKS: dict[str, MissingReason] = {
    "NA": MissingReason.NA,
    "N/A": MissingReason.NA,
    "ND": MissingReason.ND,
    "NULL": MissingReason.NULL,
    "": MissingReason.BLANK,
    "EST": MissingReason.NOT_GIVEN,
    "NS": MissingReason.NOT_GIVEN,
    ".": MissingReason.NOT_GIVEN,
}
"""What stands for "missing" in published files of any year, in capitals."""
