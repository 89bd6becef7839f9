"""Pure questions about an application: days, turns, files, moves. No database."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from retention_portal.core.dates import add_working_days, working_days_between
from retention_portal.core.refusals import BadInput, Refused
from schemes.applications.statuses import (
    FINAL,
    WITH_US,
    Outcome,
    Status,
)

LARGEST_EVIDENCE = 10 * 1024 * 1024
MOST_EVIDENCE = 20


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is after a move, and from which day the wait of it counts.

    `days_with_us` are working days already waited on us: they are kept while the applicant has the turn, so
    that somebody who was asked for more comes back to where they were and not to the end of the queue.
    """

    with_us: bool
    waiting_since: date
    days_with_us: int


def turn_after(status: Status, before: Turn, on: date) -> Turn:
    """The turn after a move to `status` on a day (CASE-A-07)."""
    with_us = status in WITH_US
    if with_us is before.with_us:
        return before
    if with_us:
        return Turn(True, add_working_days(on, -before.days_with_us), before.days_with_us)
    return Turn(False, on, working_days_between(before.waiting_since, on))


def days_waiting(waiting_since: date, on: date) -> int:
    """Working days waited on a day, bank holidays not counted; never below 0."""
    return max(0, working_days_between(waiting_since, on))


def service_clock(arrived_on: date, first_word_on: date | None, on: date, target: int) -> tuple[int, bool]:
    """Working days from arrival to the first human word, or to today; and whether that is within `target`."""
    days = max(0, working_days_between(arrived_on, first_word_on or on))
    return days, days <= target


def expect_word_by(status: Status, waiting_since: date, on: date, target: int) -> date | None:
    """By when the applicant may expect word, while it is our turn; never a day that has passed already."""
    if status not in WITH_US:
        return None
    return max(add_working_days(waiting_since, target), add_working_days(on, 1))


def whose_turn(status: Status) -> str:
    """Whose turn it is, as the applicant reads it."""
    if status in FINAL or status is Status.ACCEPTED:
        return "Nobody’s: this is finished"
    return "Ours" if status in WITH_US else "Yours"


def check_not_own(applicant_id: int | None, user_id: int) -> None:
    """Refuse to anyone their own application, whatever roles they hold (CASE-R-02)."""
    if applicant_id == user_id:
        raise Refused("This is your own application. Somebody else looks after it.", code="CASE-R-02")


def check_another(first_id: int, second_id: int, did: str) -> None:
    """Refuse when the same person would take two steps that two people take."""
    if first_id == second_id:
        raise Refused(f"You {did} this yourself. Somebody else takes the next step.", code="two_people")


def check_outcome(outcome: Outcome, *, status: Status, gmc_checked: bool, needs_approval: bool) -> None:
    """Refuse an outcome that the state, the unchecked number or a missing approval does not allow."""
    if outcome is not Outcome.OFFER:
        return
    if not gmc_checked:
        raise Refused(
            "The applicant’s GMC number is not checked yet. Look it up and mark it as checked first.",
            code="gmc_not_checked",
        )
    if needs_approval and status is not Status.APPROVED:
        raise Refused("No place can be offered before formal approval by NHS England.", code="NGPRS-P06")


_KINDS = (
    (b"%PDF-", "application/pdf", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
)
ACCEPTED_FILES = "PDF, Word (.docx), JPEG or PNG"


def kind_of_file(head: bytes, members: Iterable[str] = ()) -> tuple[str, str]:
    """(content type, ending) of a file by what is in it; `members` are the names inside a zip.

    Raises BadInput for anything but PDF, .docx without macros, JPEG and PNG, whatever its name says.
    """
    inside = set(members)
    for start, content_type, ending in _KINDS:
        if head.startswith(start) and (ending != "docx" or _is_word(inside)):
            return content_type, ending
    raise BadInput(
        f"This file is not one we can keep. Send it as {ACCEPTED_FILES}.",
        allowed=("pdf", "docx", "jpg", "png"),
        code="file_kind",
    )


def _is_word(members: set[str]) -> bool:
    return "word/document.xml" in members and not any(name.endswith("vbaProject.bin") for name in members)


def check_size(size: int) -> None:
    """Refuse an empty file and one above the limit, with the limit in the sentence."""
    if size == 0:
        raise BadInput("The file is empty. Choose another.", code="file_empty")
    if size > LARGEST_EVIDENCE:
        megabytes = LARGEST_EVIDENCE // (1024 * 1024)
        raise BadInput(
            f"The file is larger than {megabytes} MB, which is the most for one paper. Nothing was kept.",
            code="file_size",
        )


def safe_name(name: str) -> str:
    """A file's name for people: no folders, no control characters, at most 100 characters."""
    last = re.split(r"[\\/]", name)[-1]
    plain = "".join(character for character in last if character.isprintable() and character not in '"<>|')
    return plain.strip()[-100:] or "paper"
