"""The yearly review: on each anniversary, years 1 to 5, and none after the end (NGPRS-R21, P08; handbook 3.5)."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from retention_portal.core.refusals import Refused
from schemes.awards.rules.entitlement import TERM_YEARS, last_day
from schemes.awards.rules.history import PARTNERSHIP, RETENTION, History
from schemes.catalogue.rules.periods import ONE_DAY, plus_years

REVIEWED = (RETENTION, PARTNERSHIP)
DUE_SOON_DAYS = 60


class Outcome(StrEnum):
    """What a review found."""

    CONTINUE = "continue"
    END = "end"


def review_days(history: History, on: date) -> tuple[tuple[int, date], ...]:
    """(year, day) of every review: the anniversaries up to the day after the last (X-12: year 5 is the last)."""
    if history.scheme not in REVIEWED:
        return ()
    after = last_day(history, on) + ONE_DAY
    years = range(1, TERM_YEARS[history.scheme] + 1)
    days = ((year, plus_years(history.starts, year)) for year in years)
    return tuple((year, day) for year, day in days if day <= after)


def next_review(history: History, held: Iterable[int], on: date) -> tuple[int, date] | None:
    """The first review that was not held; None when every one was, or the scheme has none."""
    done = set(held)
    return next(((year, day) for year, day in review_days(history, on) if year not in done), None)


def check_outcome(outcome: Outcome, *, need_continues: bool, practice_meets: bool, reason: str) -> None:
    """Refuse to continue when either half of the review failed, and to end without a reason (NGPRS-R21)."""
    if outcome is Outcome.CONTINUE and not (need_continues and practice_meets):
        raise Refused(
            "It continues only when the need goes on and the practice meets its obligations. "
            "Choose that it ends, or record what has been put right.",
            code="NGPRS-R21",
        )
    if outcome is Outcome.END and not reason.strip():
        raise Refused("Say why it ends: the person reads it.", code="NGPRS-R21")
