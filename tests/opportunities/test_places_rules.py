"""Places without a database: who may book, where people stand, how long an offer lasts, what a certificate needs."""

from datetime import datetime, timedelta

import pytest

from retention_portal.core.dates import LONDON
from retention_portal.core.refusals import BadInput, Refused
from schemes.opportunities.rules_places import (
    DayThere,
    Facts,
    Outcome,
    Person,
    Window,
    check_places,
    check_window,
    minutes_earned,
    offer_ends,
    standing,
    waiting_words,
)

NOW = datetime(2026, 10, 1, 12, 0, tzinfo=LONDON)
START = NOW + timedelta(days=20)
OPEN = Window(NOW - timedelta(days=1), NOW + timedelta(days=10), places=16)
GP = Person("gp", "CS-RET", gmc_checked=True)


def facts(window: Window = OPEN, person: Person = GP, **more: object) -> Facts:
    return Facts(NOW, window, person, START, **{"free": 3, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("known", "outcome"),
    [
        (facts(), Outcome.FREE),
        (facts(free=None), Outcome.FREE),
        (facts(free=0), Outcome.FULL),
        (facts(free=0, booked=True), Outcome.BOOKED),
        (facts(free=0, offer_ends_at=NOW + timedelta(hours=1)), Outcome.OFFERED),
        (facts(free=0, offer_ends_at=NOW), Outcome.FULL),
        (facts(free=0, waiting=True), Outcome.WAITING),
        (facts(shown=False), Outcome.NOT_SHOWN),
        (facts(shown=False, offer_ends_at=NOW + timedelta(hours=1)), Outcome.OFFERED),
        (facts(Window(NOW + timedelta(hours=1), NOW + timedelta(days=2))), Outcome.EARLY),
        (facts(Window(NOW - timedelta(days=2), NOW)), Outcome.LATE),
        (facts(Window(OPEN.opens_at, OPEN.closes_at, professions=("nurse",))), Outcome.PROFESSION),
        (facts(Window(OPEN.opens_at, OPEN.closes_at, career_stages=("CS-NQ",))), Outcome.STAGE),
        (
            facts(Window(OPEN.opens_at, OPEN.closes_at, career_stages=("CS-NQ",)), Person("gp", "", True)),
            Outcome.STAGE_UNKNOWN,
        ),
        (facts(person=Person("gp", "CS-RET")), Outcome.NOT_CHECKED),
        (facts(person=Person("nurse")), Outcome.FREE),
        (
            facts(person=Person("gp"), window=Window(OPEN.opens_at, OPEN.closes_at, checked_only=False)),
            Outcome.FREE,
        ),
    ],
)
def test_the_first_reason_that_applies_is_told(known: Facts, outcome: Outcome) -> None:
    found = standing(known)

    assert found.outcome == outcome
    assert found.sentence.endswith(".")
    assert found.may_book == (outcome in (Outcome.FREE, Outcome.OFFERED))
    assert found.may_wait == (outcome == Outcome.FULL)


def test_nothing_is_booked_once_it_has_begun() -> None:
    begun = Facts(START, Window(NOW, START + timedelta(days=1)), GP, START, free=3)

    assert standing(begun).outcome == Outcome.OVER


@pytest.mark.parametrize(
    ("window", "end"),
    [
        (OPEN, NOW + timedelta(hours=48)),
        (
            Window(OPEN.opens_at, OPEN.closes_at, offers_until=NOW + timedelta(hours=5)),
            NOW + timedelta(hours=5),
        ),
        (Window(OPEN.opens_at, OPEN.closes_at, offers_until=NOW), None),
    ],
    ids=["W-03 configured hours", "W-06 not past the cut-off", "W-06 none after the cut-off"],
)
def test_how_long_a_place_is_kept(window: Window, end: datetime | None) -> None:
    assert offer_ends(NOW, window, START) == end


def test_no_place_is_kept_past_the_start_w_06() -> None:
    assert offer_ends(NOW, OPEN, NOW + timedelta(hours=1)) == NOW + timedelta(hours=1)
    assert offer_ends(NOW, OPEN, NOW) is None


def test_everybody_reads_where_they_stand_and_why_w_10() -> None:
    assert waiting_words(0) == (
        "You are number 1 on the waiting list. The next place that comes free is offered to you."
    )
    assert waiting_words(2) == (
        "You are number 3 on the waiting list. 2 people are before you; no place has come free for you yet."
    )


def test_places_are_not_cut_below_those_taken_s_12() -> None:
    check_places(16, 16)
    check_places(None, 40)
    with pytest.raises(Refused, match="3 places are taken or kept for somebody, so there cannot be 2"):
        check_places(2, 3)


@pytest.mark.parametrize(
    ("window", "sentence"),
    [
        (Window(NOW, NOW), "close after it opens"),
        (Window(START, START + timedelta(days=1)), "open before the first date"),
        (Window(NOW, START, places=0), "1 to 1,000 places"),
        (Window(NOW, START, offer_hours=0), "1 to 336 hours"),
    ],
)
def test_a_window_that_cannot_be_is_refused_in_a_sentence(window: Window, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        check_window(window, START)


@pytest.mark.parametrize(
    ("there", "window", "minutes"),
    [
        ([True, True], OPEN, 240),
        ([True, False], OPEN, None),
        ([True, False], Window(NOW, START, dates_needed=1), 120),
        ([True, True], Window(NOW, START, cpd_minutes=200), 200),
        ([False, False], Window(NOW, START, dates_needed=1), None),
        ([True, True], Window(NOW, START, dates_needed=9), 240),
    ],
)
def test_a_certificate_needs_enough_dates(there: list[bool], window: Window, minutes: int | None) -> None:
    assert minutes_earned([DayThere(120, came) for came in there], window) == minutes
