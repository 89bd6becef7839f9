"""Parts of a year for money: whole months first, then days of the month that was begun.

So half a year from any day is exactly 6 of 12, a year is exactly 1 in leap years too, and parts of a period
always add up to the whole.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `start` to `end`, both included, and the share of a year that they are."""

    start: date
    end: date
    share: Fraction


def plus_months(day: date, months: int) -> date:
    """The same day of the month, `months` later; the last day of a month that is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def plus_years(day: date, years: int) -> date:
    """The same day `years` later; 29 February becomes 28 February."""
    return plus_months(day, 12 * years)


def months_since(start: date, day: date) -> Fraction:
    """Months from `start` until `day` (which is not counted), exact. `day` is not before `start`."""
    whole = (day.year - start.year) * 12 + day.month - start.month
    if plus_months(start, whole) > day:
        whole -= 1
    begun, next_one = plus_months(start, whole), plus_months(start, whole + 1)
    return whole + Fraction((day - begun).days, (next_one - begun).days)


def full_years(start: date, day: date) -> int:
    """Full years from `start` until `day`, the day that no longer counts. `day` is not before `start`."""
    return int(months_since(start, day) // 12)


def year_from(start: date) -> Span:
    """One full year from `start`."""
    return Span(start, plus_years(start, 1) - ONE_DAY, Fraction(1))


def spans(start: date, end: date, cuts: Iterable[date] = ()) -> tuple[Span, ...]:
    """`start` to `end` (both included), cut before each anniversary of `start` and before each day of `cuts`."""
    years = end.year - start.year + 1
    first_days = {start, *(plus_years(start, n) for n in range(1, years + 1)), *cuts}
    starts = sorted(day for day in first_days if start <= day <= end)
    ends = [*(day - ONE_DAY for day in starts[1:]), end]
    return tuple(
        Span(one, last, (months_since(start, last + ONE_DAY) - months_since(start, one)) / 12)
        for one, last in zip(starts, ends, strict=True)
    )
