"""What happened to one award, dated: patterns, pauses, costs approved, and leaving early. Nothing else decides money."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

RETENTION, RETURN, FELLOWSHIP, MENTORS, PARTNERSHIP, NETWORK_GP = (
    "SCH-NGPRS",
    "SCH-IR",
    "SCH-FEL",
    "SCH-MEN",
    "SCH-N2PP",
    "SCH-ARRS",
)
MENTOR_TIME = "MENTOR-TIME"  # a local service's mentors, paid by the hour; its owner's code follows


def is_mentor_time(scheme: str) -> bool:
    """True for the time of a local service's mentor, whose hourly rate the area sets."""
    return scheme.startswith(MENTOR_TIME)


class CostKind(StrEnum):
    """What was spent or given, and is paid back against evidence."""

    CHILDCARE = "childcare"
    GMC_AND_DBS = "gmc_and_dbs"
    OCCUPATIONAL_HEALTH = "occupational_health"
    NEGLIGENCE_TOP_UP = "negligence_top_up"
    PARTNER_TRAINING = "partner_training"
    MENTORING = "mentoring"
    MENTOR_TRAINING = "mentor_training"
    MENTOR_TIME = "mentor_time"
    GRANT = "grant"


@dataclass(frozen=True, slots=True)
class Pattern:
    """Time at work from a day on: sessions a week, or a year when annualised (NGPRS-R18).

    Thousandths of a session, which also hold every whole minute (0.004), so that no sum is rounded twice.
    """

    starts: date
    sessions_per_week: Decimal = Decimal(0)
    sessions_per_year: Decimal | None = None

    @property
    def weekly(self) -> Fraction:
        """Sessions a week, exact; of an annualised pattern a 52nd of its year."""
        if self.sessions_per_year is not None:
            return Fraction(self.sessions_per_year) / 52
        return Fraction(self.sessions_per_week)


@dataclass(frozen=True, slots=True)
class Pause:
    """Days away, both included; without an end it lasts still (NGPRS-R22, handbook 3.3)."""

    starts: date
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """A cost whose claim was approved. `on` is the day it fell on, `item` tells children apart ("1", "2").

    `amount` is pounds spent; `units` counts mentoring sessions, whose rate the handbook has, or hours of a mentor's
    time.
    """

    id: int
    kind: CostKind
    on: date
    amount: Decimal = Decimal("0.00")
    units: Decimal = Decimal(0)
    item: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """Everything that the money of one award follows from.

    `ends` is the last day as it was approved, before pauses move it. `left_on` is the first day that no longer
    counts, for somebody who leaves before the end. `patterns` are in order of date, and the first begins on
    `starts`. `grant` is the most that a local scheme pays; `employed` and `full_time_salary` are for placements
    and fellowships; `hourly_rate` and `admin_minutes` (for each hour, CASE-M-08) for a local mentor's time.
    """

    scheme: str
    starts: date
    ends: date
    patterns: tuple[Pattern, ...]
    pauses: tuple[Pause, ...] = ()
    costs: tuple[Cost, ...] = field(default=())
    left_on: date | None = None
    employed: bool = False
    full_time_salary: Decimal | None = None
    grant: Decimal | None = None
    hourly_rate: Decimal | None = None
    admin_minutes: int = 0

    def pattern_on(self, day: date) -> Pattern:
        """The pattern of a day that is not before `starts`."""
        return [one for one in self.patterns if one.starts <= day][-1]

    def is_paused(self, day: date) -> bool:
        """True on a day of a pause."""
        return any(one.starts <= day and (one.ends is None or day <= one.ends) for one in self.pauses)
