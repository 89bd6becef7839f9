"""The only door for writes: receive, check, publish, set aside, undo, tell, keep.

Truth about a file is its row; the check runs in a worker or, by command, at once, through the same function.
"""

from workforce.extracts.actions.checking import check_again, check_import, state_month
from workforce.extracts.actions.keeping import clean_up, fail_check, fail_stopped_checks, tell_of_stuck_checks
from workforce.extracts.actions.publishing import cite_version, publish_import, undo_publication
from workforce.extracts.actions.receiving import (
    discard_import,
    forget_import,
    receive_file,
    try_again,
)
from workforce.extracts.actions.telling import TELL_JOB, mark_seen, tell_of_edition
from workforce.extracts.rules import CHECK_JOB

__all__ = [
    "CHECK_JOB",
    "TELL_JOB",
    "check_again",
    "check_import",
    "cite_version",
    "clean_up",
    "discard_import",
    "fail_check",
    "fail_stopped_checks",
    "forget_import",
    "mark_seen",
    "publish_import",
    "receive_file",
    "state_month",
    "tell_of_edition",
    "tell_of_stuck_checks",
    "try_again",
    "undo_publication",
]
