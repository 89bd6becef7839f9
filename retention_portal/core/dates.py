"""Today, periods and working days, as the NHS in England counts them.

Days are London days. A financial year runs from 1 April to 31 March; quarter 1 is April to June.
Periods are written `2026-27`, `2026-27-Q1` and `2026-06` in addresses and commands (`.code`, also `str()`),
and "2026/27", "2026/27 quarter 1", "June 2026" on pages (`.label`).
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from types import MappingProxyType
from typing import Self
from zoneinfo import ZoneInfo

import holidays
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from retention_portal.core.refusals import BadInput, quoted

LONDON = ZoneInfo("Europe/London")

# The NHS began in 1948; nothing here plans past 2100. The limits also keep date arithmetic from overflowing.
FIRST_YEAR, LAST_YEAR = 1948, 2100

MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def today() -> date:
    """The date in London; in the demo and in tests the setting PORTAL_TODAY (ISO date) moves it."""
    return _portal_today() or _real_now().date()


def now() -> datetime:
    """This moment, aware, in London time. When PORTAL_TODAY is set: that day at the clock's time of day."""
    moved, real = _portal_today(), _real_now()
    return datetime.combine(moved, real.timetz()) if moved else real


def _real_now() -> datetime:
    return timezone.now().astimezone(LONDON)


def _portal_today() -> date | None:
    value = getattr(settings, "PORTAL_TODAY", None)
    if value in (None, "") or isinstance(value, date):
        return value or None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise ImproperlyConfigured(f"PORTAL_TODAY is {value!r}: write a date such as 2026-10-12.") from error


@dataclass(frozen=True, order=True, slots=True)
class FinancialYear:
    """A year from 1 April to 31 March, known by the calendar year it starts in."""

    first: int

    def __post_init__(self) -> None:
        _check_year(self.first, str(self.first), _YEAR_ALLOWED, last=LAST_YEAR - 1)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2026-27" or "2026/27".

        Raises BadInput, also when the second half does not follow the first.
        """
        match = re.fullmatch(r"([0-9]{4})[-/]([0-9]{2})", _clean(text))
        if not match or int(match[2]) != (int(match[1]) + 1) % 100:
            raise BadInput(
                f"{quoted(text)} is not a financial year. Write it as 2026-27.", allowed=_YEAR_ALLOWED
            )
        return cls(int(match[1]))

    @classmethod
    def of(cls, day: date) -> Self:
        """The financial year that `day` is in."""
        return cls(day.year if day.month >= 4 else day.year - 1)

    @property
    def start(self) -> date:
        """1 April."""
        return date(self.first, 4, 1)

    @property
    def end(self) -> date:
        """31 March, the last day, included."""
        return date(self.first + 1, 3, 31)

    @property
    def code(self) -> str:
        """As in addresses and commands: "2026-27"."""
        return f"{self.first}-{(self.first + 1) % 100:02}"

    @property
    def label(self) -> str:
        """As on pages: "2026/27"."""
        return self.code.replace("-", "/")

    @property
    def quarters(self) -> tuple["Quarter", ...]:
        """Its four quarters in order."""
        return tuple(Quarter(self, number) for number in (1, 2, 3, 4))

    @property
    def months(self) -> tuple["Month", ...]:
        """Its twelve months, April first."""
        return tuple(month for quarter in self.quarters for month in quarter.months)

    def previous(self) -> Self:
        """The financial year before."""
        return type(self)(self.first - 1)

    def next(self) -> Self:
        """The financial year after."""
        return type(self)(self.first + 1)

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def __str__(self) -> str:
        return self.code


@dataclass(frozen=True, order=True, slots=True)
class Quarter:
    """A quarter of a financial year: 1 is April to June, 4 is January to March."""

    year: FinancialYear
    number: int

    def __post_init__(self) -> None:
        if self.number not in (1, 2, 3, 4):
            raise BadInput(f"There is no quarter {quoted(self.number)}.", allowed=_QUARTER_ALLOWED)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2026-27-Q1" in any case; "2026/27" before "-Q1" is accepted too. Raises BadInput."""
        match = re.fullmatch(r"([0-9]{4}[-/][0-9]{2})-Q([1-4])", _clean(text).upper())
        if not match:
            raise BadInput(
                f"{quoted(text)} is not a quarter. Write it as 2026-27-Q1.", allowed=_QUARTER_ALLOWED
            )
        return cls(FinancialYear.parse(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        """The quarter that `day` is in."""
        return cls(FinancialYear.of(day), (day.month - 4) % 12 // 3 + 1)

    @property
    def months(self) -> tuple["Month", ...]:
        """Its three months in order."""
        first = Month(self.year.first, 4).shifted(3 * (self.number - 1))
        return (first, first.shifted(1), first.shifted(2))

    @property
    def start(self) -> date:
        """Its first day."""
        return self.months[0].start

    @property
    def end(self) -> date:
        """Its last day, included."""
        return self.months[2].end

    @property
    def code(self) -> str:
        """As in addresses and commands: "2026-27-Q1"."""
        return f"{self.year.code}-Q{self.number}"

    @property
    def label(self) -> str:
        """As on pages: "2026/27 quarter 1"."""
        return f"{self.year.label} quarter {self.number}"

    def previous(self) -> Self:
        """The quarter before."""
        return type(self).of(self.start - timedelta(days=1))

    def next(self) -> Self:
        """The quarter after."""
        return type(self).of(self.end + timedelta(days=1))

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def __str__(self) -> str:
        return self.code


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A calendar month. Workforce figures are a snapshot at its last calendar day."""

    year: int
    number: int

    def __post_init__(self) -> None:
        _check_year(self.year, f"{self.year}-{self.number:02}", _MONTH_ALLOWED)
        if not 1 <= self.number <= 12:
            raise BadInput(f"There is no month {quoted(self.number)}.", allowed=_MONTH_ALLOWED)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2026-06". Raises BadInput."""
        match = re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])", _clean(text))
        if not match:
            raise BadInput(f"{quoted(text)} is not a month. Write it as 2026-06.", allowed=_MONTH_ALLOWED)
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        """The month that `day` is in."""
        return cls(day.year, day.month)

    @property
    def start(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def end(self) -> date:
        """Its last calendar day, included."""
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    @property
    def code(self) -> str:
        """As in addresses and commands: "2026-06"."""
        return f"{self.year}-{self.number:02}"

    @property
    def label(self) -> str:
        """As on pages: "June 2026"."""
        return f"{MONTH_NAMES[self.number - 1]} {self.year}"

    @property
    def financial_year(self) -> FinancialYear:
        """The financial year it belongs to."""
        return FinancialYear.of(self.start)

    @property
    def quarter(self) -> Quarter:
        """The quarter of the financial year it belongs to."""
        return Quarter.of(self.start)

    def shifted(self, months: int) -> Self:
        """The month `months` later, or earlier when negative."""
        year, month = divmod(self.year * 12 + self.number - 1 + months, 12)
        return type(self)(year, month + 1)

    def previous(self) -> Self:
        """The month before."""
        return self.shifted(-1)

    def next(self) -> Self:
        """The month after."""
        return self.shifted(1)

    def year_before(self) -> Self:
        """The same month a year earlier: workforce numbers are seasonal, so they compare with this."""
        return self.shifted(-12)

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def __str__(self) -> str:
        return self.code


def parse_date(text: str) -> date:
    """Read an ISO date, "2026-10-12". Raises BadInput, also for a year outside 1948 to 2100."""
    allowed = ("YYYY-MM-DD, such as 2026-10-12",)
    match = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", _clean(text))
    try:
        day = date(*map(int, match.groups())) if match else None
    except ValueError:
        day = None
    if day is None:
        raise BadInput(f"{quoted(text)} is not a date. Write it as 2026-10-12.", allowed=allowed)
    _check_year(day.year, text, allowed)
    return day


def date_text(day: date) -> str:
    """A day as pages print it: "12 October 2026". A datetime is read in London time."""
    if isinstance(day, datetime) and timezone.is_aware(day):
        day = day.astimezone(LONDON)
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


def moment_text(moment: datetime) -> str:
    """A moment as pages print it, in London time: "12 October 2026, 2:05pm"; midday in words."""
    if timezone.is_aware(moment):
        moment = moment.astimezone(LONDON)
    return f"{date_text(moment)}, {_clock_text(moment.time())}"


def moments_text(start: datetime, end: datetime) -> str:
    """From one moment to another, the day named once: "7 January 2027, 6:30pm to 8:30pm"."""
    first, last = moment_text(start), moment_text(end)
    day, _, clock = last.rpartition(", ")
    return f"{first} to {clock if first.startswith(f'{day}, ') else last}"


def _clock_text(clock: time) -> str:
    if (clock.hour, clock.minute) in ((0, 0), (12, 0)):
        return "midday" if clock.hour else "midnight"
    minutes = f":{clock.minute:02}" if clock.minute else ""
    return f"{(clock.hour - 1) % 12 + 1}{minutes}{'am' if clock.hour < 12 else 'pm'}"


@cache
def bank_holidays(year: int) -> Mapping[date, str]:
    """The bank holidays of England in a calendar year, substitute days included: {date: name}."""
    return MappingProxyType(dict(holidays.country_holidays("GB", subdiv="ENG", years=year)))


def is_working_day(day: date) -> bool:
    """True for Monday to Friday, except bank holidays in England."""
    return day.weekday() < 5 and day not in bank_holidays(day.year)


def add_working_days(day: date, count: int) -> date:
    """The `count`-th working day after `day`; before it when `count` is negative. `day` itself is never
    counted.

    A count of 0 gives `day` back, even when it is not a working day.
    """
    step = timedelta(days=1 if count > 0 else -1)
    left = abs(count)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def working_days_between(start: date, end: date) -> int:
    """How many working days `end` lies after `start`: `start` is not counted, `end` is when it is a working
    day.

    Negative when `end` is earlier: then `end` is counted and `start` is not. So that for every count
    `working_days_between(day, add_working_days(day, count)) == count`.
    """
    if end >= start:
        return _working_days(start.toordinal(), end.toordinal())
    return -_working_days(end.toordinal() - 1, start.toordinal() - 1)


def _working_days(after: int, last: int) -> int:
    """Working days among the ordinals `after` + 1 to `last`, without looking at each: a queue asks this often."""
    closed = 0
    for year in range(date.fromordinal(max(after, 1)).year, date.fromordinal(last).year + 1 if last else 1):
        closed += sum(after < day <= last for day in _weekday_holidays(year))
    return _weekdays_to(last) - _weekdays_to(after) - closed


def _weekdays_to(ordinal: int) -> int:
    """Mondays to Fridays from the first of all days, a Monday, to this one."""
    weeks, days = divmod(ordinal, 7)
    return weeks * 5 + min(days, 5)


@cache
def _weekday_holidays(year: int) -> tuple[int, ...]:
    """Ordinals of the bank holidays that fall on a Monday to Friday."""
    return tuple(day.toordinal() for day in bank_holidays(year) if day.weekday() < 5)


_YEAR_ALLOWED = (f"YYYY-YY from {FIRST_YEAR}-49 to {LAST_YEAR - 1}-00, such as 2026-27",)
_QUARTER_ALLOWED = ("YYYY-YY-Q1 to YYYY-YY-Q4, such as 2026-27-Q1",)
_MONTH_ALLOWED = (f"YYYY-MM from {FIRST_YEAR}-01 to {LAST_YEAR}-12, such as 2026-06",)


def _clean(text: object) -> str:
    return text.strip() if isinstance(text, str) else ""


def _check_year(year: int, read: str, allowed: tuple[str, ...], last: int = LAST_YEAR) -> None:
    if not FIRST_YEAR <= year <= last:
        raise BadInput(f"{quoted(read)} is outside the years {FIRST_YEAR} to {last}.", allowed=allowed)
