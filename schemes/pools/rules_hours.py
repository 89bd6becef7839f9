"""Pure rules of hours worked: what can be stated, and what is paid for them. Minutes and pounds."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from retention_portal.core.dates import moment_text
from retention_portal.core.refusals import BadInput
from retention_portal.core.rounding import rounded
from schemes.pools.rules_policy import minutes_between, pay_for

AROUND = timedelta(hours=6)
"""How far before and after the session stated hours may lie; further is a slip of the keyboard."""
RATINGS_SHOWN_FROM = 8
"""As with published counts of people: an average of fewer is not shown."""


def check_hours(
    worked_from: datetime,
    worked_to: datetime,
    break_minutes: int,
    *,
    session: tuple[datetime, datetime],
    now: datetime,
) -> None:
    """Raise BadInput for hours that cannot have been: backwards, all break, far from the session, not over yet."""
    start, end = (moment.astimezone(UTC) for moment in session)
    length = minutes_between(worked_from, worked_to)
    if length <= 0:
        raise BadInput("The hours end before they start. Enter a later end.")
    if not 0 <= break_minutes < length:
        raise BadInput("The break has to be shorter than the hours.")
    if worked_to > now:
        raise BadInput(f"These hours are not over: {moment_text(worked_to)} is to come.")
    if worked_from < start - AROUND or worked_to > end + AROUND:
        raise BadInput(
            f"The session was from {moment_text(start)} to {moment_text(end)}. Enter hours within "
            f"{AROUND // timedelta(hours=1)} hours of it."
        )


def worked_minutes(worked_from: datetime, worked_to: datetime, break_minutes: int) -> int:
    """Minutes worked, breaks left out, as they pass on the night of a clock change."""
    return minutes_between(worked_from, worked_to) - break_minutes


def pay(rate: Decimal, worked_from: datetime, worked_to: datetime, break_minutes: int) -> Decimal:
    """Pounds for stated hours at a rate an hour."""
    return pay_for(rate, worked_minutes(worked_from, worked_to, break_minutes))


def average_shown(count: int, total: int) -> Decimal | None:
    """The average of private ratings to one place; None below the floor."""
    return rounded(Decimal(total) / count, 1) if count >= RATINGS_SHOWN_FROM else None
