"""Matching mentors and mentees: as the cases M-03 to M-06 say."""

from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemes.mentoring.matching import Bar, Mentee, Mentor, Points, propose

POINTS = Points(
    preferred_first=60,
    preferred_second=40,
    preferred_third=25,
    topic=20,
    same_area=15,
    way_of_meeting=10,
    career_stage=10,
    left_out_before=30,
    least_points=20,
)
TOPICS = ("burnout", "partnership advice", "professional development", "regulation")


def mentor(number: int, *topics: str, free: int = 1, **more) -> Mentor:
    return Mentor(number, 1000 + number, free, frozenset(topics or TOPICS), **more)


def mentee(number: int, *topics: str, **more) -> Mentee:
    return Mentee(number, 2000 + number, frozenset(topics or TOPICS), **more)


def placed(proposal) -> dict[int, int]:
    return {pair.mentee: pair.mentor for pair in proposal.pairs}


def test_the_best_whole_beats_the_best_first_pair() -> None:
    # One alone would go to mentor 1 with two topics; then nobody is left for 2, who shares only that mentor's.
    proposal = propose(
        [mentor(1, "burnout", "regulation"), mentor(2, "burnout")],
        [mentee(1, "burnout", "regulation"), mentee(2, "regulation")],
        POINTS,
    )

    assert placed(proposal) == {1: 2, 2: 1}


def test_preferences_count_in_their_order() -> None:
    proposal = propose([mentor(1), mentor(2)], [mentee(1, preferences=(2, 1))], POINTS)

    assert placed(proposal) == {1: 2}
    assert proposal.pairs[0].reasons[0].text == "You named this mentor first."


def test_reasons_add_up_to_the_points() -> None:
    proposal = propose(
        [mentor(1, "burnout", "regulation", areas=frozenset({"Luton"}), ways=frozenset({"by video"}))],
        [mentee(1, "burnout", "regulation", areas=frozenset({"Luton"}), ways=frozenset({"by video"}))],
        POINTS,
    )

    (pair,) = proposal.pairs
    assert [reason.text for reason in pair.reasons] == [
        "You both chose burnout and regulation.",
        "You both chose to meet in Luton.",
        "You can both meet by video.",
    ]
    assert sum(reason.points for reason in pair.reasons) == pair.points == 65


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(mentor(1), Mentee(1, 1001, frozenset(TOPICS)), id="M-03 oneself"),
        pytest.param(mentor(1, practice="E81001"), mentee(1, practice="E81001"), id="same practice"),
        pytest.param(
            mentor(1, professions=frozenset({"nurse"})), mentee(1, profession="gp"), id="profession"
        ),
        pytest.param(mentor(1, "burnout"), mentee(1, "regulation"), id="too little in common"),
    ],
)
def test_a_pair_that_must_not_be_never_is(one: Mentor, other: Mentee) -> None:
    proposal = propose([one], [other], POINTS)

    assert proposal.pairs == ()
    assert [waiting.mentee for waiting in proposal.waiting] == [1]


def test_two_without_a_practice_are_not_of_the_same() -> None:
    assert placed(propose([mentor(1)], [mentee(1)], POINTS)) == {1: 1}


@pytest.mark.parametrize("bars", [True, False])
def test_the_same_network_bars_where_that_is_chosen(bars: bool) -> None:
    points = Points(**{**POINTS.__dict__, "same_network_bars": bars})
    proposal = propose([mentor(1, network="U1")], [mentee(1, network="U1")], points)

    assert placed(proposal) == ({} if bars else {1: 1})


@pytest.mark.parametrize("why", [Bar.APPRAISER, Bar.FAMILY, Bar.EARLIER_PAIR, Bar.DECLARED])
def test_declared_bars_hold_even_for_a_first_preference(why: Bar) -> None:
    proposal = propose([mentor(1)], [mentee(1, preferences=(1,))], POINTS, [(1, 1, why)])

    assert proposal.pairs == ()


def test_a_mentor_gets_no_more_than_their_places() -> None:
    proposal = propose([mentor(1, free=2)], [mentee(number) for number in (1, 2, 3)], POINTS)

    assert len(proposal.pairs) == 2
    assert proposal.waiting[0].why == "Every mentor who would suit has no place left in this round."


def test_who_was_left_out_before_comes_first() -> None:  # M-06
    proposal = propose([mentor(1)], [mentee(1), mentee(2, rounds_left_out=1)], POINTS)

    assert placed(proposal) == {2: 1}


def test_being_left_out_does_not_make_a_poor_pair_a_match() -> None:
    proposal = propose([mentor(1, "burnout")], [mentee(1, "regulation", rounds_left_out=3)], POINTS)

    assert proposal.pairs == ()


def test_one_more_person_placed_is_worth_more_than_any_points() -> None:
    proposal = propose(
        [mentor(1, *TOPICS), mentor(2, "burnout")],
        [mentee(1, *TOPICS, preferences=(1,)), mentee(2, "regulation")],
        POINTS,
    )

    assert placed(proposal) == {1: 2, 2: 1}


def test_without_mentors_everybody_is_told_why() -> None:
    proposal = propose([mentor(1, free=0)], [mentee(1)], POINTS)

    assert [waiting.why for waiting in proposal.waiting] == ["No mentor has a free place."]


def test_without_mentees_there_is_nothing() -> None:
    assert propose([mentor(1)], [], POINTS).pairs == ()


def test_the_order_in_which_people_come_does_not_matter() -> None:  # M-05
    mentors = [mentor(1, "burnout"), mentor(2, "regulation"), mentor(3, *TOPICS)]
    mentees = [mentee(1, *TOPICS), mentee(2, "burnout", "regulation"), mentee(3, "regulation")]

    outcomes = {
        propose(list(some), list(others), POINTS)
        for some in permutations(mentors)
        for others in permutations(mentees)
    }

    assert len(outcomes) == 1


topics = st.frozensets(st.sampled_from(TOPICS), min_size=1)
practices = st.sampled_from(["", "P1", "P2"])


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a machine under load is slow to draw
@given(
    offers=st.lists(st.tuples(topics, practices, st.integers(0, 3)), max_size=5),
    wishes=st.lists(st.tuples(topics, practices, st.integers(0, 4)), max_size=7),
    barred=st.sets(st.tuples(st.integers(0, 6), st.integers(0, 4))),
)
def test_any_round_keeps_the_rules(offers, wishes, barred) -> None:
    mentors = [mentor(n, *words, practice=place, free=free) for n, (words, place, free) in enumerate(offers)]
    mentees = [
        mentee(n, *words, practice=place, rounds_left_out=left)
        for n, (words, place, left) in enumerate(wishes)
    ]

    proposal = propose(mentors, mentees, POINTS, [(a, b, Bar.DECLARED) for a, b in barred])

    people = sorted([pair.mentee for pair in proposal.pairs] + [one.mentee for one in proposal.waiting])
    assert people == list(range(len(mentees)))
    for one in mentors:
        assert sum(pair.mentor == one.id for pair in proposal.pairs) <= one.free
    for pair in proposal.pairs:
        seeker, giver = mentees[pair.mentee], mentors[pair.mentor]
        assert (pair.mentee, pair.mentor) not in barred
        assert not seeker.practice or seeker.practice != giver.practice
        assert pair.points == sum(reason.points for reason in pair.reasons) >= POINTS.least_points
