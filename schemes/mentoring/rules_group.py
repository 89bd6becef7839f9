"""Pure questions of peer-support groups (L1-E03, CASE-03): facilitated, six months, dated."""

import calendar
from datetime import date, datetime

from retention_portal.core.dates import LONDON
from retention_portal.core.refusals import BadInput

USUAL_MONTHS = 6  # CASE-03: six months of paid, facilitated peer support
LONGEST_MONTHS = 24
FEWEST_PLACES, MOST_PLACES = 2, 30


def usual_last_day(begins_on: date, months: int = USUAL_MONTHS) -> date:
    """The last day of a group that lasts so many months: the same day of the month, or the month's last."""
    year, month = divmod(begins_on.month - 1 + months, 12)
    year, month = begins_on.year + year, month + 1
    return date(year, month, min(begins_on.day, calendar.monthrange(year, month)[1]))


def check_days(begins_on: date, ends_on: date) -> None:
    """Raise BadInput for a group that ends before it begins, or lasts longer than two years."""
    if ends_on <= begins_on:
        raise BadInput(f"The last day must be after the first: {begins_on:%-d %B %Y}.")
    if ends_on > usual_last_day(begins_on, LONGEST_MONTHS):
        raise BadInput("A group lasts up to two years. Open another when this one is over.")


def check_places(places: int) -> None:
    """Raise BadInput for a group of too few, or too many."""
    if not FEWEST_PLACES <= places <= MOST_PLACES:
        raise BadInput(f"Enter {FEWEST_PLACES} to {MOST_PLACES} places. You entered {places}.")


def check_meeting(starts_at: datetime, *, begins_on: date, ends_on: date) -> None:
    """Raise BadInput for a meeting outside the group's days."""
    if not begins_on <= starts_at.astimezone(LONDON).date() <= ends_on:
        raise BadInput(
            f"The group meets from {begins_on:%-d %B %Y} to {ends_on:%-d %B %Y}. Choose a day between them."
        )
