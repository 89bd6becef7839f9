"""Sums over sessions whose start has passed: fill rate, unfilled hours, and which places are under-doctored. Pure."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import TypeVar

from retention_portal.core.rounding import exact, per_cent, rounded
from retention_portal.core.sessions import MINUTES_PER_FTE

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Cell:
    """Sessions of one practice, kind of work and lead time: places, places worked, minutes, pounds.

    `lead` is a number of the bands of `reference_words.lead_times`, None where the day of posting is not known.
    """

    practice: int
    cover_type: str
    lead: int | None
    posted: int
    worked: int
    unfilled_minutes: int
    worked_minutes: int
    cost: Decimal


@dataclass(frozen=True, slots=True)
class Sums:
    """What cells add up to. The fill rate is places worked of places posted whose start has passed (handbook 3.7)."""

    posted: int = 0
    worked: int = 0
    unfilled_minutes: int = 0
    worked_minutes: int = 0
    cost: Decimal = field(default=Decimal("0.00"))

    @property
    def fill_rate(self) -> Decimal | None:
        """Per cent to one place; None when nothing was posted."""
        return per_cent(self.worked, self.posted) if self.posted else None

    @property
    def unfilled_hours(self) -> Decimal:
        """Hours that nobody worked, to one place."""
        return rounded(Fraction(self.unfilled_minutes, 60), 1)

    @property
    def worked_hours(self) -> Decimal:
        """Hours worked, to one place."""
        return rounded(Fraction(self.worked_minutes, 60), 1)

    def as_fte(self, weeks: Fraction) -> Decimal | None:
        """Full-time equivalents of the hours worked over so many weeks; None for no time at all."""
        return rounded(exact(self.worked_minutes) / (MINUTES_PER_FTE * weeks), 2) if weeks > 0 else None


def summed(cells: Iterable[Cell]) -> Sums:
    """Everything added up."""
    rows = list(cells)
    return Sums(
        sum(row.posted for row in rows),
        sum(row.worked for row in rows),
        sum(row.unfilled_minutes for row in rows),
        sum(row.worked_minutes for row in rows),
        sum((row.cost for row in rows), Decimal("0.00")),
    )


def by_key(cells: Iterable[Cell], key: Callable[[Cell], Key]) -> dict[Key, Sums]:
    """Sums for each key, in the order in which the keys first come."""
    groups: dict[Key, list[Cell]] = {}
    for cell in cells:
        groups.setdefault(key(cell), []).append(cell)
    return {found: summed(rows) for found, rows in groups.items()}


@dataclass(frozen=True, slots=True)
class Doctored:
    """Patients for each full-time GP of places, the middle of them, and which lie so far above it that they count
    as under-doctored. `per_gp` is None where a figure is missing: a place without figures is never counted."""

    middle: Decimal | None
    limit: Decimal | None
    per_gp: Mapping[int, Decimal | None]
    under: frozenset[int]


def doctored(figures: Mapping[int, tuple[int | None, Decimal | None]], above_percent: int) -> Doctored:
    """Compare places by (patients, full-time GPs): more than `above_percent` above their middle is under-doctored.

    The middle leaves out places whose figures are missing. A place with patients and no GP at all counts as
    under-doctored once there is a middle.
    """
    per_gp = {
        place: rounded(Fraction(patients) / exact(gps), 0) if patients and gps else None
        for place, (patients, gps) in figures.items()
    }
    known = [value for value in per_gp.values() if value is not None]
    if not known:
        return Doctored(None, None, per_gp, frozenset())
    middle = Decimal(median(known))
    limit = rounded(exact(middle) * (100 + above_percent) / 100, 0)
    under = {place for place, value in per_gp.items() if value is not None and value > limit}
    under |= {place for place, (patients, gps) in figures.items() if patients and gps == 0}
    return Doctored(middle, limit, per_gp, frozenset(under))
