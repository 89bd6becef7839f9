"""Pure questions of what two people agree: by when, how many sessions, when next, and what stands in a note."""

from datetime import date, datetime, timedelta

from retention_portal.core.refusals import BadInput
from schemes.mentoring.rules import LONGEST_SESSION

WEEKS_A_SESSION = 4  # M-08: about one hour every four weeks
MOST_SESSIONS = 24
LONGEST_NOTE = 4000
FARTHEST = timedelta(days=366)


def usual_end(began: date, sessions: int, shortest: int, longest: int) -> date:
    """When that many sessions are over at one every four weeks (M-08), within the weeks that the service allows."""
    weeks = min(max(sessions * WEEKS_A_SESSION, shortest), longest)
    return began + timedelta(weeks=weeks)


def check_end(ends_on: date, *, began: date, shortest: int, longest: int, today: date) -> None:
    """Raise BadInput for an end that is past, or sooner or later than the service allows (M-03)."""
    if ends_on <= today:
        raise BadInput(f"{ends_on:%-d %B %Y} is not in the future. Choose a later day.")
    first, last = began + timedelta(weeks=shortest), began + timedelta(weeks=longest)
    if not first <= ends_on <= last:
        raise BadInput(
            f"Mentoring here lasts {shortest} to {longest} weeks: choose a day from {first:%-d %B %Y} "
            f"to {last:%-d %B %Y}."
        )


def check_sessions(sessions: int, approved: int) -> None:
    """Raise BadInput for fewer sessions than the two had agreed, or more than a plan may have (M-11)."""
    if sessions < approved:
        raise BadInput(f"You agreed {approved} sessions. A changed plan may have more, never fewer.")
    if sessions > MOST_SESSIONS:
        raise BadInput(f"A plan may have up to {MOST_SESSIONS} sessions.")


def check_appointment(starts_at: datetime, minutes: int, *, now: datetime) -> None:
    """Raise BadInput for a session that cannot be: begun already, more than a year ahead, or of no sensible length."""
    if starts_at <= now:
        raise BadInput("That time is past. Log a session that took place; agree one that is still to come.")
    if starts_at > now + FARTHEST:
        raise BadInput("That is more than a year ahead. Choose a nearer day.")
    if not 1 <= minutes <= LONGEST_SESSION:
        raise BadInput(f"Enter a length between 1 and {LONGEST_SESSION} minutes. You entered {minutes}.")


def notes_go_on(ended_at: date, weeks: int) -> date:
    """The day on which the notes of an ended pairing are erased."""
    return ended_at + timedelta(weeks=weeks)


def check_note(text: str) -> None:
    """Raise BadInput for an empty note, or one that is too long."""
    if not text.strip():
        raise BadInput("Write something first.")
    if len(text) > LONGEST_NOTE:
        raise BadInput(f"A note may have up to {LONGEST_NOTE:,} characters. Yours has {len(text):,}.")
