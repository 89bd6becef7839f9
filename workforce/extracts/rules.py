"""Pure questions about files and versions: no database here."""

from datetime import datetime, timedelta
from typing import Any

from workforce.extracts.statuses import ImportStatus, MissingReason, Scope

NATIONAL_SHARE = 0.8
UNDO_WINDOW = timedelta(hours=24)
STUCK_AFTER = timedelta(hours=2)
CHECK_JOB = "workforce.check_import"
MONTH_UNKNOWN = "W-104"


def scope_of(known_practices: int, active_practices: int) -> Scope:
    """National when the file has at least four fifths of England's active practices, else an extract.

    `known_practices` are those of the file that were active at the end of its month. Four fifths, because
    the list of practices of an old month is itself not complete.
    """
    covers = active_practices > 0 and known_practices >= NATIONAL_SHARE * active_practices
    return Scope.NATIONAL if covers else Scope.EXTRACT


def asks_for_month(workforce_import: Any) -> bool:
    """Whether a file was refused only because nothing says its month, and can still be read."""
    refused = workforce_import.status == ImportStatus.REJECTED and bool(workforce_import.file)
    return refused and set(workforce_import.problem_counts) == {MONTH_UNKNOWN}


def may_undo_alone(*, published_at: datetime, is_publisher: bool, citations: int, at: datetime) -> bool:
    """Whether the publisher may undo without an administrator: within 24 hours, while nothing cites the version."""
    return is_publisher and citations == 0 and at - published_at <= UNDO_WINDOW


def reason_in_words(code: str) -> str:
    """Why a figure is missing, from the code stored with it: "NA" is "the practice gave no valid data (NA)"."""
    return MissingReason(code).label


def reason_of_column(missing: dict[str, list[str]], column: str, absent: bool) -> str:
    """Why a practice has no figure in `column`, in words. `missing` as stored with the row."""
    if absent:
        return MissingReason.NOT_IN_FILE.label
    code = next((code for code, columns in missing.items() if column in columns), None)
    return reason_in_words(code) if code else MissingReason.NOT_IN_FILE.label
