"""Who may take a session, and why not: cases S-01 to S-09, S-17, S-18, and times of travel."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from retention_portal.core.dates import LONDON
from retention_portal.core.sessions import MINUTES_PER_SESSION, hours_text
from schemes.pools import rules_booking as rules
from schemes.pools.rules_booking import Facts, Outcome, Own, Taken, Terms, Wanted
from schemes.pools.statuses import MemberStatus, SessionStatus

DAY = datetime(2026, 12, 3, tzinfo=UTC)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def at(hour: float, day: datetime = DAY) -> datetime:
    return day + timedelta(hours=hour)


def taken(start: float, end: float, **where: float) -> Taken:
    return Taken(at(start), at(end), "a session at Hill Surgery", **where)


WANTED = Wanted(at(9), at(13), SessionStatus.POSTED, 1)
FACTS = Facts(WANTED, NOW, Terms(), member=MemberStatus.ACTIVE)


def wanted(**changes: object) -> Facts:
    return replace(FACTS, session=replace(WANTED, **changes))


ORDER = [
    (Outcome.YOURS, {"own": Own()}),
    (Outcome.OVER, {"now": at(13)}),
    (Outcome.CANCELLED, {"session": replace(WANTED, status=SessionStatus.CANCELLED)}),
    (Outcome.FULL, {"session": replace(WANTED, free=0)}),
    (Outcome.NOT_MEMBER, {"member": None}),
    (Outcome.CHECKS, {"gaps": ("Your indemnity runs out on 1 December 2026.",)}),
    (Outcome.NO_SHOWS, {"no_shows": 2}),
    (Outcome.MARKS, {"marks": 3}),
    (Outcome.CLASH, {"taken": (taken(8, 12),)}),
    (Outcome.EARLY, {"terms": Terms(post_ahead_days=1)}),
]


@pytest.mark.parametrize(
    ("wins", "loses"),
    [
        pytest.param(one, other, id=f"S-06 {one[0]} before {other[0]}")
        for place, one in enumerate(ORDER)
        for other in ORDER[place + 1 :]
        if one[0] != Outcome.OVER and not ("session" in one[1] and "session" in other[1])
    ],
)
def test_the_first_reason_that_applies_is_told(wins, loses) -> None:
    both = replace(FACTS, **loses[1] | wins[1])

    assert rules.standing(both).outcome == wins[0]


@pytest.mark.parametrize(
    ("facts", "outcome", "words"),
    [
        pytest.param(FACTS, Outcome.FREE, "You can take this one.", id="S-06 free"),
        pytest.param(replace(FACTS, own=Own()), Outcome.YOURS, "is yours already", id="S-05 same one twice"),
        pytest.param(replace(FACTS, own=Own(True)), Outcome.YOURS, "The practice answers", id="asked for"),
        pytest.param(
            replace(FACTS, own=Own(reconfirm_by=at(0))), Outcome.RECONFIRM, "by 3 December 2026, midnight",
            id="S-11 moved",
        ),
        pytest.param(wanted(status=SessionStatus.OVER), Outcome.OVER, "was on 3 December 2026", id="over"),
        pytest.param(wanted(status=SessionStatus.DRAFT), Outcome.NOT_OPEN, "not posted", id="draft"),
        pytest.param(wanted(free=0), Outcome.FULL, "All places are taken.", id="S-14 full"),
        pytest.param(replace(FACTS, pool_is_open=False), Outcome.NOT_OPEN, "no bookings", id="closed pool"),
        pytest.param(replace(FACTS, member=None), Outcome.NOT_MEMBER, "ask to join", id="S-09 no member"),
        pytest.param(replace(FACTS, member="left"), Outcome.NOT_MEMBER, "ask to join", id="S-09 has left"),
        pytest.param(replace(FACTS, member="asked"), Outcome.ASKED, "A coordinator answers", id="S-09 asked"),
        pytest.param(replace(FACTS, member="suspended"), Outcome.SUSPENDED, "paused", id="suspended"),
        pytest.param(replace(FACTS, covers_for_me=True), Outcome.OWN_COVER, "cover for you", id="own cover"),
        pytest.param(
            replace(FACTS, gaps=("Your DBS is missing.",)), Outcome.CHECKS, "Your DBS is missing.", id="S-18"
        ),
        pytest.param(replace(FACTS, no_shows=1), Outcome.FREE, "", id="S-08 one no-show"),
        pytest.param(replace(FACTS, no_shows=2), Outcome.NO_SHOWS, "noted 2 times", id="S-08 two"),
        pytest.param(replace(FACTS, marks=2), Outcome.FREE, "", id="S-19 two warnings"),
        pytest.param(replace(FACTS, marks=3), Outcome.MARKS, "3 warnings, and 3 pause", id="S-19 three"),
        pytest.param(
            replace(FACTS, taken=(taken(9, 13),)), Outcome.CLASH,
            "overlaps with a session at Hill Surgery, 3 December 2026, 9am to 1pm", id="S-02 names which",
        ),
        pytest.param(replace(FACTS, now=at(10)), Outcome.LATE, "has begun", id="begun"),
        pytest.param(replace(FACTS, terms=Terms(practice_answers=True)), Outcome.APPLY, "ask for", id="apply"),
    ],
)  # fmt: skip
def test_one_sentence_why_not(facts: Facts, outcome: Outcome, words: str) -> None:
    found = rules.standing(facts)

    assert (found.outcome, words in found.sentence) == (outcome, True)
    assert found.may_book == (outcome in (Outcome.FREE, Outcome.APPLY))


@pytest.mark.parametrize(
    ("existing", "hard", "soft"),
    [
        pytest.param(taken(7, 10.5), True, False, id="S-02 overlap longer than the grace before"),
        pytest.param(taken(11.5, 15), True, False, id="S-02 overlap longer than the grace after"),
        pytest.param(taken(10, 12), True, False, id="S-02 within"),
        pytest.param(taken(7, 10), False, True, id="S-03 exactly the grace before"),
        pytest.param(taken(12, 15), False, True, id="S-03 exactly the grace after"),
        pytest.param(taken(12.5, 15), False, True, id="S-03 half the grace"),
        pytest.param(taken(9, 9.5), False, True, id="S-03 short one inside the grace"),
        pytest.param(taken(13, 15), False, False, id="S-04 end equals start"),
        pytest.param(taken(7, 9), False, False, id="S-04 start equals end"),
        pytest.param(taken(14, 15), False, False, id="apart"),
    ],
)
def test_clashes_with_an_hour_of_grace(existing: Taken, hard: bool, soft: bool) -> None:
    assert rules.is_hard_clash(existing, at(9), at(13), 60) is hard
    assert rules.is_soft_clash(existing, at(9), at(13), 60) is soft


@pytest.mark.parametrize(
    ("minutes", "grace"),
    [
        pytest.param(60, 30, id="S-01 no longer than the grace"),
        pytest.param(40, 20, id="S-01 shorter"),
        pytest.param(61, 60, id="S-01 a minute longer"),
        pytest.param(250, 60, id="S-01 a session"),
    ],
)
def test_grace_of_short_sessions_is_half_their_length(minutes: int, grace: int) -> None:
    assert rules.grace_of(at(9), at(9) + timedelta(minutes=minutes), 60) == timedelta(minutes=grace)


@pytest.mark.parametrize("one", [20, 60, 61, 90, 120, 121, 250, 600])
@pytest.mark.parametrize("other", [20, 60, 61, 90, 120, 121, 250, 600])
def test_what_the_database_refuses_is_a_hard_clash_by_the_rule(one: int, other: int) -> None:
    """The database is the second line: it never refuses more than the rule, but for two with the same middle."""
    start, end = at(9), at(9) + timedelta(minutes=one)
    mine = rules.held(start, end, 60)
    for shift in range(-700, 701, 5):
        begins = start + timedelta(minutes=shift)
        ends = begins + timedelta(minutes=other)
        theirs = rules.held(begins, ends, 60)
        overlap = theirs[0] < mine[1] and mine[0] < theirs[1]
        if overlap and other > 120 and one > 60:
            assert rules.is_hard_clash(Taken(begins, ends, ""), start, end, 60)


@pytest.mark.parametrize(
    ("minutes", "held"),
    [pytest.param(240, (10, 12)), pytest.param(120, (10, 10)), pytest.param(60, (9.5, 9.5))],
)
def test_what_is_held_of_a_session(minutes: int, held: tuple[float, float]) -> None:
    assert rules.held(at(9), at(9) + timedelta(minutes=minutes), 60) == (at(held[0]), at(held[1]))


@pytest.mark.parametrize(
    ("night", "hours"),
    [
        pytest.param((2027, 3, 27), 7, id="2027-03-28 an hour is lost"),
        pytest.param((2026, 10, 24), 9, id="2026-10-25 an hour is won"),
        pytest.param((2026, 12, 3), 8, id="any other midnight"),
    ],
)
def test_a_night_over_a_clock_change_counts_its_real_hours(night: tuple[int, int, int], hours: int) -> None:
    start = datetime(*night, 22, tzinfo=LONDON)
    end = (start + timedelta(days=1)).replace(hour=6)
    grace = 30

    first, last = rules.held(start, end, grace)

    assert last - first == timedelta(hours=hours) - timedelta(minutes=2 * grace)
    # Another that begins when this ends does not clash, one that begins 31 minutes before its end does.
    beside = Taken(end.astimezone(UTC), end.astimezone(UTC) + timedelta(hours=4), "")
    before = replace(beside, starts_at=beside.starts_at - timedelta(minutes=31))
    assert not rules.is_hard_clash(beside, start, end, grace)
    assert rules.is_hard_clash(before, start, end, grace)
    assert not rules.may_give_back(start, start.astimezone(UTC) - timedelta(minutes=179), 3)


@pytest.mark.parametrize(
    ("minutes_before", "may"),
    [pytest.param(181, True), pytest.param(180, True, id="S-07 the last moment"), pytest.param(179, False, id="S-07")],
)  # fmt: skip
def test_giving_back_closes_three_hours_before(minutes_before: int, may: bool) -> None:
    assert rules.may_give_back(at(9), at(9) - timedelta(minutes=minutes_before), 3) is may


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        pytest.param(at(0), at(1), id="W-03 an hour"),
        pytest.param(at(8.5), at(9), id="W-06 no longer than to the start"),
        pytest.param(at(9), None, id="W-06 none from the start on"),
    ],
)
def test_how_long_a_place_is_kept(now: datetime, ends: datetime | None) -> None:
    assert rules.offer_ends(now, at(9), 60) == ends


BEDFORD, LUTON = {"latitude": 52.136, "longitude": -0.467}, {"latitude": 51.879, "longitude": -0.418}


@pytest.mark.parametrize(
    ("existing", "warned"),
    [
        pytest.param(taken(13, 15, **LUTON), True, id="back to back, 29 km"),
        pytest.param(taken(13.5, 15, **LUTON), True, id="half an hour for 43 minutes"),
        pytest.param(taken(14, 15, **LUTON), False, id="an hour for 43 minutes"),
        pytest.param(taken(7, 9, **LUTON), True, id="before"),
        pytest.param(taken(13, 15, **BEDFORD), False, id="the same place"),
        pytest.param(taken(13, 15), False, id="place not known"),
    ],
)
def test_the_way_between_two_places_warns(existing: Taken, warned: bool) -> None:
    facts = replace(wanted(**BEDFORD), taken=(existing,))

    found = rules.standing(facts)

    assert (found.outcome, bool(found.warnings)) == (Outcome.FREE, warned)
    if warned:
        assert "about 18 miles in a straight line, about 43 minutes at 25 miles an hour" in found.warnings[0]


def test_a_small_overlap_warns_and_does_not_block_case_s_03() -> None:
    found = rules.standing(replace(FACTS, taken=(taken(12.5, 15),)))

    assert found.may_book
    (warning,) = found.warnings
    assert warning == (
        "It overlaps a little with a session at Hill Surgery, 3 December 2026, 12:30pm to 3pm. Agree the handover "
        "with both."
    )


def test_who_waits_for_a_full_one_is_asked_the_same_questions() -> None:
    full = wanted(free=0, status=SessionStatus.FILLED)

    assert rules.standing(full).outcome == Outcome.FULL
    assert rules.standing_on_reserve(full).outcome == Outcome.FREE
    assert rules.standing_on_reserve(replace(full, taken=(taken(9, 13),))).outcome == Outcome.CLASH


def test_a_session_in_terms_of_gps_case_s_20() -> None:
    assert [hours_text(count * MINUTES_PER_SESSION) for count in (1, 4)] == ["4 h 10 min", "16 h 40 min"]
