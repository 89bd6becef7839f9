from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retention_portal.core.rounding import per_cent, rounded
from retention_portal.core.sessions import (
    MINUTES_PER_FTE,
    TRAINEE_MINUTES,
    fte,
    fte_exact,
    hours_text,
    minutes_of_fte,
    minutes_of_hours,
    minutes_of_sessions,
    sessions,
    sessions_exact,
    sessions_text,
)


@pytest.mark.parametrize(
    ("count", "hours", "expected"),
    [
        pytest.param(4, "16 h 40 min", Decimal("0.444"), id="X-01"),
        pytest.param(6, "25 h", Decimal("0.667"), id="X-02"),
        pytest.param(9, "37 h 30 min", Decimal("1.000"), id="X-03"),
    ],
)
def test_sessions_in_hours_and_fte(count: int, hours: str, expected: Decimal) -> None:
    minutes = minutes_of_sessions(count)
    assert hours_text(minutes) == hours
    assert fte(minutes) == expected


def test_nine_sessions_are_37_and_a_half_hours() -> None:
    assert minutes_of_sessions(9) == minutes_of_hours(Decimal("37.5")) == MINUTES_PER_FTE == 2250


@pytest.mark.parametrize("hours", [pytest.param(40, id="X-04")])
def test_a_trainee_is_contracted_on_40_hours_and_counted_over_37_and_a_half(hours: int) -> None:
    assert minutes_of_hours(hours) == TRAINEE_MINUTES
    assert fte_exact(TRAINEE_MINUTES) == Fraction(16, 15)
    assert fte(TRAINEE_MINUTES) == Decimal("1.067")


def test_ten_sessions_are_more_than_full_time() -> None:
    assert fte(minutes_of_sessions(10)) == Decimal("1.111")


def test_a_pattern_need_not_be_whole_sessions() -> None:
    assert minutes_of_sessions(Decimal("4.5")) == 1125
    assert sessions(1125) == Decimal("4.50")
    assert minutes_of_sessions(Fraction(1, 3)) == 83


def test_fte_shown_is_not_for_storing() -> None:
    assert minutes_of_fte(Decimal("0.444")) == 999
    assert minutes_of_fte(fte_exact(1000)) == 1000


def test_a_float_is_a_fault() -> None:
    with pytest.raises(TypeError):
        minutes_of_sessions(0.1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(0, "0 h"), (50, "50 min"), (60, "1 h"), (125, "2 h 5 min"), (-1000, "-16 h 40 min")],
)
def test_hours_text(minutes: int, text: str) -> None:
    assert hours_text(minutes) == text


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (0, "0 sessions"),
        (83, "0.33 sessions"),
        (250, "1 session"),
        (1000, "4 sessions"),
        (1125, "4.5 sessions"),
        (2500, "10 sessions"),
        (25000, "100 sessions"),
    ],
)
def test_sessions_text(minutes: int, text: str) -> None:
    assert sessions_text(minutes) == text


@given(st.lists(st.integers(0, 3000), max_size=30))
def test_fte_sums_exactly(rows: list[int]) -> None:
    assert sum(map(fte_exact, rows), Fraction(0)) == fte_exact(sum(rows))
    assert sum(map(sessions_exact, rows), Fraction(0)) * 250 == sum(rows)


@given(st.integers(0, 20_000))
def test_minutes_survive_the_way_through_sessions(minutes: int) -> None:
    assert minutes_of_sessions(sessions_exact(minutes)) == minutes


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        ("0.125", 2, "0.13"),
        ("-0.125", 2, "-0.13"),
        ("2.5", 0, "3"),
        ("-0.004", 2, "0.00"),
        ("1e20", 1, "1e20"),
    ],
)
def test_halves_are_rounded_away_from_nought(value: str, places: int, expected: str) -> None:
    result = rounded(Decimal(value), places)
    assert result == Decimal(expected)
    assert not result.is_signed() or result < 0


@pytest.mark.parametrize(
    ("part", "whole", "places", "expected"),
    [
        pytest.param(9, 99, 2, Decimal("9.09"), id="X-27"),
        pytest.param(24, 66, 1, Decimal("36.4"), id="X-29"),
        pytest.param(35, 96, 1, Decimal("36.5"), id="X-33-applicants"),
        pytest.param(35, 33, 0, Decimal(106), id="X-33-places"),
        pytest.param(0, 0, 1, None, id="nothing-of-nothing"),
    ],
)
def test_per_cent(part: int, whole: int, places: int, expected: Decimal | None) -> None:
    assert per_cent(part, whole, places) == expected
