from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from retention_portal.core.dates import (
    LONDON,
    FinancialYear,
    Month,
    Quarter,
    add_working_days,
    bank_holidays,
    date_text,
    is_working_day,
    moment_text,
    now,
    parse_date,
    today,
    working_days_between,
)
from retention_portal.core.refusals import BadInput

DAYS = st.dates(date(1948, 4, 1), date(2100, 3, 31))
MODERN_DAYS = st.dates(date(2016, 1, 1), date(2036, 12, 31))
quick = settings(max_examples=100, deadline=None)


# Today


@override_settings(PORTAL_TODAY=None)
def test_today_is_the_day_in_london_not_in_greenwich() -> None:
    with time_machine.travel(datetime(2026, 6, 30, 23, 30, tzinfo=UTC), tick=False):
        assert today() == date(2026, 7, 1)
        assert now() == datetime(2026, 7, 1, 0, 30, tzinfo=LONDON)


@pytest.mark.parametrize("value", ["2027-02-03", date(2027, 2, 3)])
def test_portal_today_moves_the_day_and_keeps_the_time(value: object) -> None:
    with (
        override_settings(PORTAL_TODAY=value),
        time_machine.travel(datetime(2026, 1, 5, 9, 30, tzinfo=UTC), tick=False),
    ):
        assert today() == date(2027, 2, 3)
        assert now() == datetime(2027, 2, 3, 9, 30, tzinfo=LONDON)


@override_settings(PORTAL_TODAY="tomorrow")
def test_a_portal_today_that_is_no_date_says_so() -> None:
    with pytest.raises(ImproperlyConfigured, match="PORTAL_TODAY is 'tomorrow'"):
        today()


# Financial years


@pytest.mark.parametrize("text", ["2026-27", "2026/27", " 2026-27 "])
def test_financial_year_is_read_both_ways(text: str) -> None:
    year = FinancialYear.parse(text)
    assert (year.code, year.label, str(year)) == ("2026-27", "2026/27", "2026-27")
    assert (year.start, year.end) == (date(2026, 4, 1), date(2027, 3, 31))


def test_financial_year_crosses_a_century() -> None:
    assert FinancialYear.parse("1999-00").end == date(2000, 3, 31)
    assert FinancialYear(1999).code == "1999-00"


@pytest.mark.parametrize(
    ("day", "code"),
    [(date(2026, 3, 31), "2025-26"), (date(2026, 4, 1), "2026-27"), (date(2026, 12, 31), "2026-27")],
)
def test_financial_year_turns_on_1_april(day: date, code: str) -> None:
    assert FinancialYear.of(day).code == code
    assert day in FinancialYear.of(day)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026",
        "2026-28",
        "2026-2027",
        "26-27",
        "1947-48",
        "2100-01",
        "9999-00",
        "२०२६-२७",
        "2026-27\x00",
        None,
    ],
)
def test_financial_year_refuses_anything_else(text: str | None) -> None:
    with pytest.raises(BadInput) as caught:
        FinancialYear.parse(text)  # type: ignore[arg-type]
    assert caught.value.allowed == ("YYYY-YY from 1948-49 to 2099-00, such as 2026-27",)


@given(DAYS)
@quick
def test_every_day_is_in_exactly_one_of_each_period(day: date) -> None:
    year = FinancialYear.of(day)
    assert [q for q in year.quarters if day in q] == [Quarter.of(day)]
    assert [m for m in year.months if day in m] == [Month.of(day)]
    assert Month.of(day).financial_year == year
    assert Month.of(day).quarter == Quarter.of(day)


@given(DAYS)
@quick
def test_codes_read_back_as_the_same_period(day: date) -> None:
    assert FinancialYear.parse(FinancialYear.of(day).code) == FinancialYear.of(day)
    assert Quarter.parse(Quarter.of(day).code) == Quarter.of(day)
    assert Month.parse(Month.of(day).code) == Month.of(day)


# Quarters


@pytest.mark.parametrize("text", ["2026-27-Q1", "2026-27-q1", "2026/27-Q1"])
def test_quarter_is_read_in_any_case(text: str) -> None:
    quarter = Quarter.parse(text)
    assert (quarter.code, quarter.label) == ("2026-27-Q1", "2026/27 quarter 1")
    assert (quarter.start, quarter.end) == (date(2026, 4, 1), date(2026, 6, 30))


def test_the_fourth_quarter_is_january_to_march() -> None:
    quarter = Quarter.parse("2023-24-Q4")
    assert (quarter.start, quarter.end) == (date(2024, 1, 1), date(2024, 3, 31))
    assert quarter.next().code == "2024-25-Q1"
    assert quarter.previous().code == "2023-24-Q3"
    assert Quarter.parse("2024-25-Q1").previous() == quarter


def test_quarters_sort_by_time() -> None:
    codes = ["2026-27-Q1", "2025-26-Q4", "2025-26-Q2"]
    assert [q.code for q in sorted(map(Quarter.parse, codes))] == ["2025-26-Q2", "2025-26-Q4", "2026-27-Q1"]


@pytest.mark.parametrize(
    "text", ["", "2026-27", "2026-27-Q0", "2026-27-Q5", "2026-28-Q1", "2026-Q1", "2026-27Q1"]
)
def test_quarter_refuses_anything_else(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        Quarter.parse(text)
    assert caught.value.allowed


def test_there_is_no_quarter_before_the_first_year() -> None:
    with pytest.raises(BadInput, match="outside the years 1948 to 2099"):
        Quarter.parse("1948-49-Q1").previous()


# Months


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("2026-06", date(2026, 6, 30)),
        ("2024-02", date(2024, 2, 29)),
        ("2023-02", date(2023, 2, 28)),
        ("2025-12", date(2025, 12, 31)),
    ],
)
def test_month_ends_on_its_last_calendar_day(text: str, end: date) -> None:
    assert Month.parse(text).end == end


def test_month_moves_and_compares_with_the_same_month_a_year_before() -> None:
    june = Month.parse("2026-06")
    assert june.label == "June 2026"
    assert june.year_before().code == "2025-06"
    assert Month.parse("2026-01").previous().code == "2025-12"
    assert Month.parse("2025-12").next().code == "2026-01"


@pytest.mark.parametrize("text", ["", "2026-13", "2026-00", "2026-6", "June 2026", "1947-12", "2101-01"])
def test_month_refuses_anything_else(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        Month.parse(text)
    assert caught.value.allowed


# Dates in words


@pytest.mark.parametrize(
    "text", ["2026-02-30", "12/10/2026", "2026-10-12T00:00", "0001-01-01", "9999-12-31", ""]
)
def test_parse_date_refuses_what_is_no_sane_date(text: str) -> None:
    with pytest.raises(BadInput):
        parse_date(text)


def test_dates_are_written_for_people() -> None:
    assert parse_date("2026-10-12") == date(2026, 10, 12)
    assert date_text(date(2026, 10, 12)) == "12 October 2026"
    assert date_text(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "1 July 2026"


@pytest.mark.parametrize(
    ("hour", "minute", "text"),
    [
        (0, 0, "midnight"),
        (0, 5, "12:05am"),
        (9, 0, "9am"),
        (12, 0, "midday"),
        (12, 30, "12:30pm"),
        (14, 5, "2:05pm"),
    ],
)
def test_moments_are_written_for_people(hour: int, minute: int, text: str) -> None:
    assert moment_text(datetime(2026, 10, 12, hour, minute, tzinfo=LONDON)) == f"12 October 2026, {text}"


# Working days


def test_bank_holidays_are_those_of_england_with_substitute_days() -> None:
    christmas_2021 = [day for day in bank_holidays(2021) if day.month == 12 and day.weekday() < 5]
    assert sorted(christmas_2021) == [date(2021, 12, 27), date(2021, 12, 28)]
    assert not is_working_day(date(2026, 8, 31)), "the last Monday of August"
    assert is_working_day(date(2026, 8, 3)), "a holiday in Scotland only"


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        (date(2026, 10, 12), 0, date(2026, 10, 12)),
        (date(2026, 10, 12), 5, date(2026, 10, 19)),
        (date(2026, 10, 10), 1, date(2026, 10, 12)),
        (date(2026, 4, 2), 1, date(2026, 4, 7)),  # over Good Friday and Easter Monday
        (date(2026, 12, 24), 2, date(2026, 12, 30)),  # 28 December stands in for Saturday's Boxing Day
        (date(2026, 4, 7), -1, date(2026, 4, 2)),
    ],
)
def test_add_working_days(start: date, count: int, expected: date) -> None:
    assert add_working_days(start, count) == expected


def test_working_days_between_counts_the_end_and_not_the_start() -> None:
    monday, friday = date(2026, 10, 12), date(2026, 10, 16)
    assert working_days_between(monday, friday) == 4
    assert working_days_between(friday, monday) == -4
    assert working_days_between(monday, monday) == 0
    assert working_days_between(friday, friday + timedelta(days=2)) == 0


@given(MODERN_DAYS, st.integers(-60, 60))
@quick
def test_working_days_between_undoes_add_working_days(day: date, count: int) -> None:
    assert working_days_between(day, add_working_days(day, count)) == count
