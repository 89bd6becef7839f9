"""What a dated history entitles to: every line up to a day, and what leaving would cost."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from retention_portal.core.money import NOTHING
from schemes.awards.rules.caps import grant, mentor_time, mentoring
from schemes.awards.rules.history import (
    FELLOWSHIP,
    MENTORS,
    NETWORK_GP,
    PARTNERSHIP,
    RETENTION,
    RETURN,
    History,
    is_mentor_time,
)
from schemes.awards.rules.ledger import LedgerLine
from schemes.awards.rules.partnership import partnership_lines
from schemes.awards.rules.placement import fellowship_lines, network_lines, placement_lines
from schemes.awards.rules.retention import retention_lines
from schemes.catalogue.rules.configuration import setting
from schemes.catalogue.rules.periods import ONE_DAY, months_since, plus_months, plus_years

TERM_YEARS = {RETENTION: 5, FELLOWSHIP: 2, PARTNERSHIP: 5}
PAUSABLE = (RETENTION, FELLOWSHIP)  # NGPRS-R22; handbook 3.3: funding pauses in significant absence
REPAYABLE = (PARTNERSHIP,)

_BOOKS: dict[str, Callable[[History, date], Iterator[LedgerLine]]] = {
    RETENTION: retention_lines,
    RETURN: placement_lines,
    FELLOWSHIP: fellowship_lines,
    MENTORS: mentoring,
    PARTNERSHIP: partnership_lines,
    NETWORK_GP: network_lines,
}
"""Schemes whose money falls due month by month; the others pay at the start, or against costs."""


def lines_for(history: History, until: date) -> tuple[LedgerLine, ...]:
    """Every line that the rules want for the days up to `until`, included. A scheme without a book pays a grant.

    Raises BadInput with a sentence where no rate is known for a day: never a neighbouring year's.
    """
    book = mentor_time if is_mentor_time(history.scheme) else _BOOKS.get(history.scheme, grant)
    if history.scheme == PARTNERSHIP:
        return tuple(book(history, until))  # repayment falls due on the day of leaving itself
    return tuple(book(history, min(until, last_day(history, until))))


def total(lines: Iterable[LedgerLine]) -> Decimal:
    """The sum of lines, in pounds."""
    return sum((one.line.amount for one in lines), NOTHING)


def last_day(history: History, on: date) -> date:
    """The last day as known on `on`: the term, moved by whole months of pauses as far as configured, or the day
    before leaving (X-12: no year 6; NGPRS-R22)."""
    years = TERM_YEARS.get(history.scheme)
    last = history.ends
    if years:
        last = min(last, plus_years(history.starts, years) - ONE_DAY)
    if history.scheme in PAUSABLE:
        last = plus_months(last + ONE_DAY, paused_months(history, on)) - ONE_DAY
    return min(last, history.left_on - ONE_DAY) if history.left_on else last


def paused_months(history: History, on: date) -> int:
    """Whole months of pauses up to `on`, at most as many as may move the end (configuration, U-05)."""
    months = sum(
        months_since(one.starts, min(one.ends, on) + ONE_DAY if one.ends else on + ONE_DAY)
        for one in history.pauses
        if one.starts <= on
    )
    return min(int(months), int(setting("ngprs.pause_months").value))


def repaid_if_left(history: History, on: date) -> Decimal:
    """Pounds to repay by somebody who leaves on `on`, the first day that no longer counts; 0 or more."""
    if history.scheme not in REPAYABLE or history.left_on or on < history.starts:
        return NOTHING
    left = lines_for(replace(history, left_on=on), on)
    return max(NOTHING, -total(one for one in left if one.slot.startswith("repaid")))
