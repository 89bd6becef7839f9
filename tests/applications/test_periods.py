"""Periods are dated local choices: a place may have its own, and what was promised on a day stays promised."""

from datetime import date

import pytest

from schemes.applications import periods
from schemes.applications.periods import read_period

ENTRY = {
    "what": "A person speaks",
    "unit": "working days",
    "rows": [{"to": date(2026, 12, 31), "value": 5}, {"from": date(2027, 1, 1), "value": 3}],
    "systems": {"QHM": [{"from": date(2026, 11, 1), "value": 1}]},
}


@pytest.mark.parametrize(
    ("owner", "on", "words", "own"),
    [
        ("QZZ", date(2026, 12, 31), "5 working days", False),
        ("QZZ", date(2027, 1, 1), "3 working days", False),
        ("QHM", date(2026, 10, 31), "5 working days", False),
        ("QHM", date(2026, 11, 1), "1 working day", True),
    ],
)
def test_a_period_is_that_of_its_day_and_place(owner: str, on: date, words: str, own: bool):
    found = read_period("first_word", ENTRY, owner, on)
    assert (found.words, found.own) == (words, own)


def test_a_day_without_a_row_is_an_error_not_a_guess():
    with pytest.raises(KeyError, match="no row for 2026-10-12"):
        read_period("x", ENTRY | {"rows": [], "systems": {}}, "QHM", date(2026, 10, 12))


def test_the_shipped_periods_are_whole():
    shipped = {one.name: (one.value, one.unit) for one in periods.periods_of("QHM", date(2026, 10, 12))}
    assert shipped["first_word"] == (5, "working days")
    assert shipped["keep_closed"] == (72, "months")
    assert {unit for _, unit in shipped.values()} == {"working days", "days", "months"}
    assert shipped["offer_reminder_first"] > shipped["offer_reminder_last"]
