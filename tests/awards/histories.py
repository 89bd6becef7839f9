"""Histories of awards for tests, and any history at all for Hypothesis."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from schemes.awards.rules import Cost, CostKind, History, Pattern, Pause
from schemes.awards.rules.history import FELLOWSHIP, MENTOR_TIME, MENTORS, PARTNERSHIP, RETENTION, RETURN
from schemes.catalogue.rules.periods import ONE_DAY, plus_years

START = date(2020, 9, 14)


def weekly(day: date, sessions: int | str) -> Pattern:
    """So many sessions a week from a day on."""
    return Pattern(day, Decimal(sessions))


def history(
    scheme: str, starts: date = START, sessions: int | str = 3, years: int = 5, **facts: Any
) -> History:
    """An award of some years at one pattern."""
    end = plus_years(starts, years) - ONE_DAY
    return replace(History(scheme, starts, end, (weekly(starts, sessions),)), **facts)


DAYS = st.integers(0, 5 * 366).map(lambda days: START + timedelta(days=days))
SESSIONS = st.integers(8, 36).map(lambda quarters: Decimal(quarters) / 4)


@st.composite
def any_history(draw: st.DrawFn) -> History:
    """Any scheme, with up to three changes, two pauses, five costs, and perhaps an early end."""
    scheme = draw(
        st.sampled_from(
            (RETENTION, RETURN, FELLOWSHIP, MENTORS, PARTNERSHIP, "LOC-QHM-01", f"{MENTOR_TIME}-QHM")
        )
    )
    years = {FELLOWSHIP: 2, RETURN: 1, MENTORS: 2}.get(scheme, 5)
    changes = draw(st.dictionaries(DAYS.filter(lambda day: day > START), SESSIONS, max_size=3))
    days = {START: draw(SESSIONS)} | changes
    return History(
        scheme,
        START,
        plus_years(START, years) - ONE_DAY,
        tuple(weekly(day, str(days[day])) for day in sorted(days)),
        pauses=draw(_pauses()) if scheme in (RETENTION, FELLOWSHIP) else (),
        costs=tuple(
            Cost(
                number,
                draw(st.sampled_from(CostKind)),
                day,
                draw(MONEY),
                draw(st.integers(1, 4).map(Decimal)),
                "1",
            )
            for number, day in enumerate(draw(st.lists(DAYS, max_size=5)), start=1)
        ),
        left_on=draw(st.none() | DAYS.filter(lambda day: day > START)),
        full_time_salary=Decimal("91234.00"),
        grant=Decimal("1000.00"),
        hourly_rate=Decimal("72.25"),
        admin_minutes=30,
    )


MONEY = st.integers(1, 300_000).map(lambda pence: Decimal(pence).scaleb(-2))


@st.composite
def _pauses(draw: st.DrawFn) -> tuple[Pause, ...]:
    ends = sorted(set(draw(st.lists(DAYS, max_size=4))))
    pairs = zip(ends[::2], ends[1::2], strict=False)
    return tuple(Pause(first, last - ONE_DAY) for first, last in pairs)
