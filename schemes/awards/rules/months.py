"""An award cut into months, so that each stretch of one pattern and rate adds up to its exact total.

A stretch is rounded once and its months are the differences of the running total: a full year at three sessions
is £11,999.52 (X-05) on whatever day of a month it began.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from retention_portal.core.dates import Month
from retention_portal.core.money import NOTHING
from schemes.awards.rules.history import History, Pattern
from schemes.catalogue.rules.periods import ONE_DAY, Span, spans


@dataclass(frozen=True, slots=True)
class Stretch:
    """Months (or parts of one) under one pattern and one set of rates, within one year of the award."""

    pattern: Pattern
    months: tuple[Span, ...]

    @property
    def starts(self) -> date:
        """Its first day, whose rates hold."""
        return self.months[0].start

    def running(self) -> Iterator[tuple[Span, Fraction, Fraction]]:
        """Each month with the share of a year before it and up to its end."""
        before = Fraction(0)
        for month in self.months:
            yield month, before, before + month.share
            before += month.share


def stretches(history: History, last: date, change_days: Iterable[date]) -> tuple[Stretch, ...]:
    """The days from the start to `last` (both included), without pauses, in stretches; none before the start."""
    if last < history.starts:
        return ()
    cuts = {one.starts for one in history.patterns} | set(change_days)
    cuts |= {one.starts for one in history.pauses}
    cuts |= {one.ends + ONE_DAY for one in history.pauses if one.ends}
    wholes = spans(history.starts, last, cuts)
    parts = spans(history.starts, last, cuts | set(_month_starts(history.starts, last)))
    return tuple(
        Stretch(
            history.pattern_on(whole.start),
            tuple(part for part in parts if whole.start <= part.start <= whole.end),
        )
        for whole in wholes
        if not history.is_paused(whole.start)
    )


def amounts(
    stretch: Stretch, total_of: Callable[[Fraction], Decimal]
) -> Iterator[tuple[Span, Fraction, Decimal]]:
    """Each month with its share of a year and its amount; `total_of` gives the rounded total of a share."""
    for month, before, after in stretch.running():
        yield month, after - before, total_of(after) - (total_of(before) if before else NOTHING)


def _month_starts(first: date, last: date) -> Iterator[date]:
    month = Month.of(first).next()
    while month.start <= last:
        yield month.start
        month = month.next()
