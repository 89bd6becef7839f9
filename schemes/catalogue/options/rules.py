"""A planned week: hours, sessions and FTE, what clashes, and the limit of funded sessions on the retention scheme.

Time is minutes: 250 a session, 2,250 a week is 1.0 FTE. Money of the retention scheme stops at four sessions a week,
208 a year (NGPRS-R15, R16). Pure.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import combinations

from retention_portal.core.refusals import BadInput
from retention_portal.core.sessions import fte, hours_text, sessions_exact, sessions_text
from schemes.catalogue.rules.money import counted
from schemes.catalogue.rules.ngprs_money import FUNDED_A_WEEK, FUNDED_A_YEAR, WEEKS

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_TIME = re.compile(r"^(\d{1,2})(?:[:.h ]?(\d{2}))?$", re.ASCII)


class Kind(StrEnum):
    """What the time is."""

    PARTNER = "partner"
    SALARIED = "salaried"
    RETAINED = "retained"
    POOL = "pool"
    MENTOR = "mentor"
    APPRAISER = "appraiser"
    PORTFOLIO = "portfolio"

    @property
    def label(self) -> str:
        """As a GP reads it."""
        return _LABELS[self]


_LABELS = {
    Kind.PARTNER: "Partner",
    Kind.SALARIED: "Salaried",
    Kind.RETAINED: "Salaried, on the retention scheme",
    Kind.POOL: "Pool or locum",
    Kind.MENTOR: "Mentoring",
    Kind.APPRAISER: "Appraising",
    Kind.PORTFOLIO: "Other portfolio work",
}


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """Time on one day: `day` 0 is Monday; `starts` and `ends` are minutes after midnight."""

    day: int
    starts: int
    ends: int
    kind: Kind

    @property
    def minutes(self) -> int:
        """How long."""
        return self.ends - self.starts

    @property
    def words(self) -> str:
        """ "Monday 08:30 to 12:40, Partner"."""
        return f"{DAYS[self.day]} {clock(self.starts)} to {clock(self.ends)}, {self.kind.label}"


@dataclass(frozen=True, slots=True)
class Total:
    """Minutes of one kind, or of all, in words: hours, sessions, FTE."""

    label: str
    hours: str
    sessions: str
    fte: str


@dataclass(frozen=True, slots=True)
class Week:
    """What a planned week comes to. `slots` in the order of the week."""

    slots: list[Slot]
    totals: list[Total]
    clashes: list[str]
    funded: list[str]


def minutes_of(text: str) -> int:
    """ "8:30", "0830", "8.30" or "13" as minutes after midnight; "24:00" ends a day. Raises BadInput."""
    found = _TIME.match(text.strip())
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        raise BadInput("Enter a time like 8:30 or 13:00", code="time")
    return hour * 60 + minute


def clock(minutes: int) -> str:
    """Minutes after midnight as "08:30"."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def slot(day: int, starts: str, ends: str, kind: str) -> Slot:
    """One row of the form. Raises BadInput with a sentence when the end is not after the start."""
    made = Slot(day, minutes_of(starts), minutes_of(ends), Kind(kind))
    if made.ends <= made.starts:
        raise BadInput(
            "The end must be after the start. Put work past midnight on two rows, one for each day",
            code="order",
        )
    return made


def planned(slots: Sequence[Slot], weeks: int = WEEKS) -> Week:
    """What a week of `slots` comes to, worked in `weeks` weeks of the year."""
    ordered = sorted(slots)
    return Week(ordered, _totals(ordered), clashes(ordered), funded(ordered, weeks))


def clashes(slots: Sequence[Slot]) -> list[str]:
    """A sentence for each two slots that share time on a day; one that ends when the next begins does not clash."""
    return [
        f"{one.words}, and {other.words[len(DAYS[other.day]) + 1 :]}, overlap by "
        f"{hours_text(min(one.ends, other.ends) - max(one.starts, other.starts))}."
        for one, other in combinations(sorted(slots), 2)
        if one.day == other.day and other.starts < one.ends
    ]


def _totals(slots: Sequence[Slot]) -> list[Total]:
    kinds = [kind for kind in Kind if any(slot.kind == kind for slot in slots)]
    rows = [_total(kind.label, sum(s.minutes for s in slots if s.kind == kind)) for kind in kinds]
    return [*rows, _total("All", sum(s.minutes for s in slots))] if len(rows) != 1 else rows


def _total(label: str, minutes: int) -> Total:
    return Total(label, hours_text(minutes), sessions_text(minutes), f"{fte(minutes, 2)}")


def funded(slots: Sequence[Slot], weeks: int = WEEKS) -> list[str]:
    """What the limit of four a week, 208 a year, says of the sessions on the retention scheme; empty without any.

    The year decides where sessions are annualised: six a week in 34 weeks are 204 (NGPRS-R15, R18).
    """
    minutes = sum(slot.minutes for slot in slots if slot.kind == Kind.RETAINED)
    if not minutes:
        return []
    week = sessions_exact(minutes)
    year = week * weeks
    first = (
        f"{counted(week, 'session')} a week on the retention scheme, in {weeks} weeks, "
        f"are {counted(year, 'session')} a year."
    )
    return [first, _limit(week, year)]


def _limit(week: Fraction, year: Fraction) -> str:
    if year > FUNDED_A_YEAR:
        return (
            f"Money stops at {FUNDED_A_WEEK} a week, {FUNDED_A_YEAR} a year, professional development included: "
            f"{counted(year - FUNDED_A_YEAR, 'session')} a year would be at the practice’s expense."
        )
    if week > FUNDED_A_WEEK:
        return (
            f"That is more than {FUNDED_A_WEEK} in a working week and within {FUNDED_A_YEAR} a year: agree it as "
            "annualised sessions. A least number of weeks may apply; ask the scheme lead."
        )
    return f"That is within what is funded: {FUNDED_A_WEEK} a week, {FUNDED_A_YEAR} a year."
