"""Pure rules of a posted session: its local times, the days of a series, and what its rate needs.

Local times are London's. Lengths are counted between two moments, so that the hour that the clocks skip or repeat
counts as it passes. Everything here is plain values; what a pool has chosen comes in as arguments.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum

from retention_portal.core.dates import LONDON, bank_holidays, date_text
from retention_portal.core.money import display, to_pence
from retention_portal.core.refusals import BadInput
from retention_portal.core.sessions import MINUTES_PER_SESSION, hours_text

MOST_AT_ONCE = 200  # sessions posted together; more is a slip of the keyboard
ONE_DAY = timedelta(days=1)


def local_moment(day: date, clock: time) -> datetime:
    """A day and a clock time in London as a moment in UTC.

    Raises BadInput for a time that the clocks skip (1:30am on 28 March 2027). Of a time that comes twice the
    first is meant (1:30am on 25 October 2026).
    """
    stated = datetime.combine(day, clock, LONDON)
    moment = stated.astimezone(UTC)
    if moment.astimezone(LONDON).replace(tzinfo=None) != stated.replace(tzinfo=None):
        raise BadInput(
            f"{clock:%H:%M} does not exist on {date_text(day)}: the clocks go forward. Choose another time."
        )
    return moment


def moments(day: date, starts: time, ends: time, *, next_day: bool = False) -> tuple[datetime, datetime]:
    """First and last moment of a session that starts on a day; `next_day` when it ends after midnight.

    Raises BadInput when it would end before it starts (S-15).
    """
    first = local_moment(day, starts)
    last = local_moment(day + ONE_DAY if next_day else day, ends)
    if last <= first:
        raise BadInput(
            f"The session would end at {ends:%H:%M}, before it starts at {starts:%H:%M}. "
            "Enter a later end, or say that it ends on the next day."
        )
    return first, last


def minutes_between(first: datetime, last: datetime) -> int:
    """Minutes that pass between two moments, whatever the clocks do."""
    return int((last.astimezone(UTC) - first.astimezone(UTC)).total_seconds() // 60)


def check_times(
    first: datetime, last: datetime, *, now: datetime, longest_minutes: int, ahead_days: int
) -> None:
    """Raise BadInput for a session that is no session: of no length, too long, in the past, or too far ahead."""
    length = minutes_between(first, last)
    if length <= 0:
        raise BadInput("The session would end before it starts. Enter a later end.")
    if length > longest_minutes:
        raise BadInput(
            f"The session would last {hours_text(length)}. The most in this pool is {hours_text(longest_minutes)}."
        )
    check_to_come(first, now)
    if first.astimezone(LONDON).date() > now.astimezone(LONDON).date() + timedelta(days=ahead_days):
        raise BadInput(
            f"{date_text(first)} is too far ahead. Sessions are posted up to {ahead_days} days ahead."
        )


def check_to_come(first: datetime, now: datetime) -> None:
    """Raise BadInput for a session that would have begun already."""
    if first <= now:
        raise BadInput(
            f"{date_text(first)} at {first.astimezone(LONDON):%H:%M} is over. Choose a later time."
        )


@dataclass(frozen=True)
class SeriesDays:
    """The days of a series, and the bank holidays that were left out with their names."""

    days: tuple[date, ...]
    skipped: tuple[tuple[date, str], ...]


def series_days(
    first: date, last: date, weekdays: Iterable[int], every_weeks: int = 1, *, most: int = MOST_AT_ONCE
) -> SeriesDays:
    """Every chosen weekday (0 is Monday) from `first` to `last` in every so many weeks, without bank holidays.

    Weeks begin on Monday and are counted from the week of `first`. Raises BadInput when the last day comes before
    the first, when nothing is left, or when there are more than `most`.
    """
    wanted = set(weekdays)
    if last < first:
        raise BadInput(f"The last day, {date_text(last)}, comes before the first, {date_text(first)}.")
    if not wanted:
        raise BadInput("Choose at least one day of the week.")
    if not 1 <= every_weeks <= 12:
        raise BadInput("Choose between every week and every 12 weeks.")
    if (last - first).days > 800:
        raise BadInput("Choose a last day within two years of the first.")
    monday = first - timedelta(days=first.weekday())
    days, skipped = [], []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if day.weekday() not in wanted or (day - monday).days // 7 % every_weeks:
            continue
        holiday = bank_holidays(day.year).get(day)
        if holiday:
            skipped.append((day, holiday))
        else:
            days.append(day)
    if not days:
        raise BadInput("No day is left. Choose other days of the week, or a later last day.")
    if len(days) > most:
        raise BadInput(f"These are {len(days)} sessions. The most posted together is {most}.")
    return SeriesDays(tuple(days), tuple(skipped))


class Advice(StrEnum):
    """What a rate needs before the session is open."""

    FINE = "fine"
    WARN = "warn"
    APPROVE = "approve"


@dataclass(frozen=True)
class RateAdvice:
    """What a rate needs, and the sentence that says so; empty when it is fine."""

    advice: Advice
    sentence: str = ""


def rate_advice(rate: Decimal, recommended: Decimal | None, ceiling: Decimal | None) -> RateAdvice:
    """Above the recommended highest rate warns, above the ceiling needs a named approver (POOL-R04).

    Pounds an hour; None where the pool has set nothing.
    """
    if ceiling is not None and rate > ceiling:
        return RateAdvice(
            Advice.APPROVE,
            f"{display(rate)} an hour is above this pool’s ceiling of {display(ceiling)}. "
            "A named approver has to agree before anybody sees the session.",
        )
    if recommended is not None and rate > recommended:
        return RateAdvice(
            Advice.WARN,
            f"{display(rate)} an hour is above the recommended highest rate of {display(recommended)}. "
            "You may post it.",
        )
    return RateAdvice(Advice.FINE)


def check_rate(rate: Decimal) -> None:
    """Raise BadInput for a rate that cannot be: below nothing, or past what a column holds."""
    if rate < 0:
        raise BadInput(f"{display(rate)} an hour is less than nothing. Enter £0 or more.")
    if rate > Decimal("99999.99"):
        raise BadInput("Enter a rate below £100,000 an hour.")


def pay_for(rate: Decimal, minutes: int) -> Decimal:
    """Pounds for so many minutes at a rate an hour: £77.57 for 250 minutes is £323.21 (X-26)."""
    return to_pence(rate * Decimal(minutes) / 60)


def check_places(places: int, taken: int) -> None:
    """Raise BadInput for fewer places than are taken (S-12), none, or more than 20."""
    if places < taken:
        raise BadInput(
            f"{taken} {'place is' if taken == 1 else 'places are'} taken. Enter {taken} or more, or cancel the session."
        )
    if not 1 <= places <= 20:
        raise BadInput("Enter between 1 and 20 places.")


def is_late(starts_at: datetime, now: datetime, late_days: int) -> bool:
    """Whether a practice that cancels now cancels late: fewer than so many days before the start (S-19)."""
    return starts_at - now < timedelta(days=late_days)


def needs_reconfirming(was: datetime, becomes: datetime, from_minutes: int) -> bool:
    """Whether a moved start or end is far enough from the old one to ask everybody again (S-11)."""
    return abs(minutes_between(was, becomes)) > from_minutes


USUAL_LENGTH = MINUTES_PER_SESSION
"""Minutes of a session in GP terms, 4 h 10 min (S-20): what a form offers first."""
