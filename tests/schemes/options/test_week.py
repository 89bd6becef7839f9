"""A planned week: hours, sessions, FTE, clashes, the limit of funded sessions; and the page that shows it."""

import re
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retention_portal.core.refusals import BadInput
from schemes.catalogue.options import reference
from schemes.catalogue.options.rules import (
    DAYS,
    Kind,
    Slot,
    clashes,
    clock,
    funded,
    minutes_of,
    planned,
    slot,
)
from schemes.catalogue.rules.rates import rates_of

WEEK = "/options/week/"


def retained(*minutes: int) -> list[Slot]:
    """Time on the retention scheme, one slot a day from 8:00."""
    return [Slot(day, 480, 480 + length, Kind.RETAINED) for day, length in enumerate(minutes)]


@pytest.mark.parametrize(
    ("sessions", "hours", "fte"),
    [
        pytest.param(4, "16 h 40 min", "0.44", id="X-01"),
        pytest.param(6, "25 h", "0.67", id="X-02"),
        pytest.param(9, "37 h 30 min", "1.00", id="X-03"),
    ],
)
def test_totals_in_hours_sessions_and_fte(sessions: int, hours: str, fte: str) -> None:
    slots = [Slot(n // 2, 480 + 300 * (n % 2), 730 + 300 * (n % 2), Kind.SALARIED) for n in range(sessions)]
    total = planned(slots).totals[-1]

    assert (total.hours, total.sessions, total.fte) == (hours, f"{sessions} sessions", fte)


@pytest.mark.parametrize(
    ("week", "weeks", "sentence"),
    [
        pytest.param((250,) * 4, 52, "within what is funded", id="NGPRS-R15 four a week, 208 a year"),
        pytest.param((250,) * 5, 52, "52 sessions a year would be at the practice’s expense", id="NGPRS-R16 five a week"),
        pytest.param((250,) * 5, 41, "agree it as annualised sessions", id="NGPRS-R18 205 a year in 41 weeks"),
        pytest.param((250,) * 5, 42, "2 sessions a year would be at", id="NGPRS-R15 210 a year in 42 weeks"),
        pytest.param((500, 500, 1), 52, "0.208 sessions a year would be at", id="one minute over four a week"),
    ],
)  # fmt: skip
def test_money_stops_at_208_a_year(week: tuple[int, ...], weeks: int, sentence: str) -> None:
    assert sentence in funded(retained(*week), weeks)[1]


def test_other_work_is_outside_the_limit() -> None:
    """NGPRS-R19."""
    assert funded([Slot(0, 480, 1200, Kind.POOL), Slot(1, 480, 1200, Kind.PORTFOLIO)]) == []


def test_what_ends_when_the_next_begins_does_not_clash() -> None:
    assert clashes([Slot(0, 480, 730, Kind.PARTNER), Slot(0, 730, 980, Kind.MENTOR)]) == []


def test_a_clash_says_what_and_how_long() -> None:
    found = clashes([Slot(0, 510, 760, Kind.PARTNER), Slot(0, 720, 970, Kind.MENTOR)])

    assert found == ["Monday 08:30 to 12:40, Partner, and 12:00 to 16:10, Mentoring, overlap by 40 min."]


SLOTS = st.lists(
    st.builds(
        lambda day, start, length, kind: Slot(day, start, start + length, kind),
        st.integers(0, 6),
        st.integers(0, 1200),
        st.integers(1, 240),
        st.sampled_from(list(Kind)),
    ),
    max_size=6,
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # the machine may be busy
@given(SLOTS)
def test_no_clash_means_that_every_day_is_in_a_row(slots: list[Slot]) -> None:
    days = [sorted(one for one in slots if one.day == day) for day in range(7)]
    in_a_row = all(one.ends <= other.starts for row in days for one, other in pairwise(row))

    assert (clashes(slots) == []) == in_a_row


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("8:30", 510), ("0830", 510), ("8.30", 510), ("13", 780), ("24:00", 1440), (" 9h15 ", 555)],
)
def test_times_as_people_write_them(text: str, minutes: int) -> None:
    assert minutes_of(text) == minutes


@pytest.mark.parametrize("text", ["", "25:00", "8:60", "24:01", "half past", "8:3", "-1", "٨:٣٠"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="Enter a time like"):
        minutes_of(text)


@given(st.integers(0, 1440))
def test_a_time_reads_back(minutes: int) -> None:
    assert minutes_of(clock(minutes)) == minutes


def test_an_end_before_the_start_is_refused() -> None:
    with pytest.raises(BadInput, match="The end must be after the start"):
        slot(0, "13:00", "8:00", "pool")


def row(number: int, day: str, starts: str, ends: str, kind: str) -> dict[str, str]:
    """One row as a browser sends it."""
    parts = {"day": day, "starts": starts, "ends": ends, "kind": kind}
    return {f"{name}-{number}": value for name, value in parts.items()}


def words(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.mark.django_db
def test_a_week_is_checked_and_nothing_is_stored(client: Client) -> None:
    rows = row(1, "Monday", "8:30", "12:40", "retained") | row(2, "Monday", "12:00", "16:10", "pool")

    with CaptureQueriesContext(connection) as captured:
        page = client.post(WEEK, rows | {"rows": "6", "weeks": "52"})

    assert page.status_code == 200
    assert "This week is 8 h 20 min, 2 sessions" in words(page)
    assert "overlap by 40 min" in words(page)
    assert "within what is funded" in words(page)
    assert len(captured) == 0
    assert "no-store" in page.headers["Cache-Control"]
    assert client.cookies.get("session") is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Enter at least one start and end"),
        (row(1, "Monday", "8:30", "", "pool"), "Row 1: Enter a time like 8:30 or 13:00"),
        (row(2, "Monday", "13", "8", "pool"), "Row 2: The end must be after the start"),
        (row(1, "", "8", "13", "pool"), "Row 1: Choose a day"),
        (row(1, "Someday", "8", "13", "pool"), "Row 1: Choose a day"),
        (row(1, "Monday", "8", "13", "holiday"), "Row 1: Choose what the time is"),
        (row(1, "Monday", "8", "13", "pool") | {"weeks": "54"}, "Enter weeks from 1 to 53"),
        (row(1, "Monday", "8", "13", "pool") | {"weeks": "²"}, "Enter weeks from 1 to 53"),
    ],
)
def test_a_fault_is_a_sentence_and_what_was_typed_stays(
    client: Client, given: dict[str, str], sentence: str
) -> None:
    page = client.post(WEEK, {"rows": "6", "weeks": "52"} | given)

    assert (page.status_code, sentence in words(page)) == (422, True)
    assert all(
        f'value="{value}"' in page.content.decode()
        for name, value in given.items()
        if name[:4] in ("star", "ends") and value
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "shown"), [("6", 10), ("10", 14), ("999", 22), ("-5", 10), ("²", 10), ("", 10)]
)
def test_more_rows_on_request_and_never_too_many(client: Client, asked: str, shown: int) -> None:
    page = client.post(WEEK, {"rows": asked, "more": "1"})

    assert (page.status_code, page.content.decode().count("<legend")) == (200, shown)


@pytest.mark.django_db
def test_options_stand_side_by_side_with_dated_signposts(client: Client) -> None:
    with CaptureQueriesContext(connection) as captured:
        page = client.get("/options/")

    assert page.content.decode().count('class="app-option"') == 8
    assert words(page).count("This line was last looked through on") == len(reference.signposts())
    assert "Death in service and the like come with a contract, not with being in the pool" in words(page)
    assert len(captured) == 2  # what the page is made from, and whether a kept one still holds


@pytest.mark.django_db
def test_every_option_names_what_exists(client: Client) -> None:
    for option in reference.options():
        assert [rates_of(name)[0].name for name in option.rates] == list(option.rates)
        for slug in option.schemes:
            assert client.get(f"/schemes/{slug}/").status_code == 200


def test_the_week_begins_on_monday() -> None:
    assert (DAYS[0], len(DAYS)) == ("Monday", 7)
