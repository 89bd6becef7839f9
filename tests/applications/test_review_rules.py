"""The pure part of reading by a panel: totals, disagreement, piles, places, what is hidden."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from schemes.applications import rules_blind, rules_review
from schemes.applications.rules_review import Paper, Reader, Vote
from schemes.applications.statuses import Status
from schemes.applications.statuses_review import PHASES, Phase, phase_of
from schemes.catalogue.form_layout import Criterion, Form, Question, ReviewPlan, Section, form_from_json

CRITERIA = (
    Criterion("benefit", "Benefit", 60),
    Criterion("doable", "Doable", 40),
    Criterion("fit", "Fit", 0, independent=True),
)
FORM = Form(title="An offer", sections=(), criteria=CRITERIA, decision_by="panel", blind=True)


def vote(benefit: int, doable: int, opinion: str = "yes") -> Vote:
    return Vote({"benefit": benefit, "doable": doable}, opinion)


def test_each_status_is_in_exactly_one_phase() -> None:
    """CASE-R-01: phases cannot overlap, only the first has no start and only the last no end."""
    listed = [status for statuses in PHASES.values() for status in statuses]
    assert len(listed) == len(set(listed))
    assert [
        phase_of(one) for one in (Status.DRAFT, Status.IN_REVIEW, Status.DISCUSSION, Status.READY)
    ] == list(Phase)


@pytest.mark.parametrize(
    ("scores", "total"),
    [
        pytest.param({"benefit": 5, "doable": 0}, Fraction(3), id="weights"),
        pytest.param({"benefit": 4}, Fraction(4), id="CASE-R-10-left-out"),
        pytest.param({"benefit": 4, "doable": 3, "fit": 0}, Fraction(18, 5), id="CASE-R-10-independent"),
        pytest.param({"fit": 5}, None, id="CASE-R-10-independent-alone"),
        pytest.param({}, None, id="nothing"),
        pytest.param({"benefit": 0, "doable": 0}, Fraction(0), id="nought-is-a-score"),
    ],
)
def test_weighted_total(scores: dict[str, int], total: Fraction | None) -> None:
    assert rules_review.weighted_total(CRITERIA, scores) == total


@pytest.mark.parametrize(
    ("votes", "split", "total"),
    [
        pytest.param([vote(4, 4), vote(3, 4)], (), Fraction(37, 10), id="agree"),
        pytest.param([vote(5, 4), vote(3, 4)], ("Benefit",), None, id="CASE-R-09-scores"),
        pytest.param([vote(4, 4), vote(4, 4, "no")], ("What to do",), None, id="CASE-R-09-opinions"),
        pytest.param([vote(4, 4), Vote({}, abstained=True)], (), Fraction(4), id="CASE-R-15-abstained"),
        pytest.param([], (), None, id="none"),
    ],
)
def test_a_disagreement_is_no_average(
    votes: list[Vote], split: tuple[str, ...], total: Fraction | None
) -> None:
    found = rules_review.weigh(FORM, votes)
    assert (found.split, found.total, found.conflicted) == (split, total, bool(split))


def test_a_wider_gap_may_be_allowed() -> None:
    wide = replace(FORM, review=ReviewPlan(apart=3))
    assert rules_review.weigh(wide, [vote(5, 4), vote(3, 4)]).total == Fraction(4)


@pytest.mark.parametrize(
    ("votes", "to"),
    [
        ([vote(4, 4)], None),
        ([vote(4, 4), vote(4, 4)], Status.READY),
        ([vote(4, 4), vote(4, 4), vote(4, 4)], Status.READY),
        ([vote(4, 4), vote(0, 4)], Status.DISCUSSION),
        ([vote(4, 4, "more"), vote(4, 4, "more")], Status.DISCUSSION),
        ([Vote({}, abstained=True)] * 2, Status.DISCUSSION),
    ],
)
def test_where_it_goes_by_itself(votes: list[Vote], to: Status | None) -> None:
    assert rules_review.next_status(FORM, votes) == to


def test_the_widest_disagreement_comes_first() -> None:
    rows = [
        (1, rules_review.weigh(FORM, [vote(4, 4), vote(4, 4)])),
        (2, rules_review.weigh(FORM, [vote(4, 4), vote(2, 4)])),
        (3, rules_review.weigh(FORM, [vote(5, 5), vote(0, 0, "no")])),
        (4, rules_review.weigh(FORM, [vote(4, 4), vote(3, 3)])),
    ]
    assert rules_review.by_disagreement(rows) == [3, 2, 4, 1]


ids = some.integers(1, 6)


@given(
    needs=some.dictionaries(ids, some.integers(0, 3), max_size=6),
    allowed=some.dictionaries(ids, some.sets(ids), min_size=6, max_size=6),
    loads=some.dictionaries(ids, some.integers(0, 3)),
)
def test_piles_are_even_never_forbidden_and_always_the_same(
    needs: dict[int, int], allowed: dict[int, set[int]], loads: dict[int, int]
) -> None:
    chosen = rules_review.assign(needs, allowed, loads)
    assert chosen == rules_review.assign(dict(reversed(needs.items())), allowed, loads)
    weights = {one: loads.get(one, 0) for one in range(1, 7)}
    for paper, names in chosen.items():
        assert len(names) == len(set(names)) == min(needs[paper], len(allowed.get(paper, ())))
        assert set(names) <= set(allowed.get(paper, ()))
        for name in names:
            weights[name] += 1
    for paper, names in chosen.items():  # no single exchange makes a heavier pile lighter
        others = set(allowed.get(paper, ())) - set(names)
        assert all(weights[other] >= weights[name] - 1 for name in names for other in others)


def test_without_conflicts_nobody_has_two_more_than_another() -> None:
    chosen = rules_review.assign(dict.fromkeys(range(10), 2), {key: [1, 2, 3] for key in range(10)}, {})
    counts = sorted(sum(name in names for names in chosen.values()) for name in (1, 2, 3))
    assert (sum(counts), counts[-1] - counts[0]) == (20, 1)


def test_the_same_two_are_not_always_a_pair() -> None:
    chosen = rules_review.assign(dict.fromkeys(range(6), 2), {key: [1, 2, 3, 4] for key in range(6)}, {})
    assert sorted(chosen.values()) == [[1, 2], [1, 3], [1, 4], [2, 3], [2, 4], [3, 4]]


def test_a_chain_of_exchanges_makes_piles_even() -> None:
    """The first gives to the second, who gives to the third: no exchange between two of them alone would do."""
    allowed = {1: [1, 2], 2: [2, 3], 3: [1, 2], 4: [1, 2], 5: [1, 2]}
    chosen = rules_review.assign(dict.fromkeys(allowed, 1), allowed, {})
    assert chosen == {1: [2], 2: [3], 3: [1], 4: [2], 5: [1]}


READER = Reader(7, "r@example.org", "dr reader", frozenset({"the surgery", "a81001"}))
CLEAN = Paper(1, 99, same_round=frozenset({99}), text="a clinic at the old mill")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, ""),
        ({"applicant": 7}, "it is their own"),
        ({"same_round": frozenset({7})}, "they applied for the same offer"),
        ({"declared": frozenset({7})}, "they declared a conflict"),
        ({"practices": frozenset({"a81001"})}, "they work at the same practice"),
        ({"text": "i work at the surgery"}, "their practice is named in it"),
        ({"named": frozenset({"dr reader"})}, "they are named as host or supervisor"),
        ({"named": frozenset({"r@example.org"})}, "they are named as host or supervisor"),
        ({"looked_after_by": frozenset({7})}, "they have looked after it"),
    ],
)
def test_conflicts_are_found_and_said(changes: dict[str, Any], why: str) -> None:
    assert rules_review.conflict(READER, replace(CLEAN, **changes)) == why


def test_a_reviewer_without_a_name_matches_no_empty_host() -> None:
    nameless = replace(READER, name="", email="")
    assert rules_review.conflict(nameless, replace(CLEAN, named=frozenset({""}))) == ""


def test_places_are_shared_and_without_a_total_one_is_last() -> None:
    totals = {1: Fraction(3), 2: Fraction(4), 3: Fraction(3), 4: None, 5: Fraction(0)}
    assert rules_review.places(totals) == {
        2: (1, False), 1: (2, True), 3: (2, True), 5: (4, False), 4: (5, False),
    }  # fmt: skip


@given(some.dictionaries(some.integers(1, 9), some.fractions(0, 5) | some.none()))
def test_a_better_total_never_stands_behind(totals: dict[int, Fraction | None]) -> None:
    found = rules_review.places(totals)
    rows = sorted(found, key=lambda key: found[key][0])
    for before, after in pairwise(rows):
        first, second = totals[before], totals[after]
        assert second is None or (first is not None and first >= second)


@pytest.mark.parametrize(
    ("moved", "order"),
    [
        ({}, [1, 2, 3]),
        ({3: 1}, [3, 1, 2]),
        ({1: 9}, [2, 3, 1]),
        ({3: 1, 2: 1}, [3, 2, 1]),
        ({8: 1}, [1, 2, 3]),
    ],
)
def test_what_was_moved_stands_where_it_was_put(moved: dict[int, int], order: list[int]) -> None:
    assert rules_review.in_order([1, 2, 3], moved) == order


WHY = Question(key="why", text="Why?", kind="long_text")
PRACTICE = Question(key="practice", text="Where?", kind="text")
HURDLE = Question(key="hurdle", text="Anything hard?", kind="text", health=True)
BLIND = replace(
    FORM,
    sections=(Section("s", "S", (WHY, PRACTICE, HURDLE)),),
    review=ReviewPlan(hidden=("practice",)),
)
SECRETS = rules_blind.give_away(["Dr Amina Yusuf"], ["a.yusuf@example.net", "01632 960100"], ["The Surgery"])


@pytest.mark.parametrize(
    ("question", "blind", "words"),
    [
        (WHY, True, "I am [hidden] [hidden] of [hidden]: write to [hidden]."),
        (WHY, False, "I am AMINA Yusuf of the surgery: write to a.yusuf@example.net."),
        (PRACTICE, True, rules_blind.HIDDEN),
        (PRACTICE, False, "I am AMINA Yusuf of the surgery: write to a.yusuf@example.net."),
        (HURDLE, True, rules_blind.HEALTH),
        (HURDLE, False, rules_blind.HEALTH),
    ],
)
def test_the_person_is_hidden_and_comes_back(question: Question, blind: bool, words: str) -> None:
    """CASE-R-12"""
    text = "I am AMINA Yusuf of the surgery: write to a.yusuf@example.net."
    assert rules_blind.shown(BLIND, question, text, blind=blind, secrets=SECRETS) == words


def test_a_name_is_hidden_as_a_word_not_inside_others() -> None:
    assert (
        rules_blind.masked("Ann annoys nobody; Ann’s clinic", ("Ann",))
        == "[hidden] annoys nobody; [hidden]’s clinic"
    )


@pytest.mark.parametrize("status", Status)
def test_names_are_hidden_only_while_reviewers_score_on_their_own(status: Status) -> None:
    assert rules_blind.is_blind(BLIND, status) is (status is Status.IN_REVIEW)
    assert rules_blind.is_blind(replace(BLIND, blind=False), status) is False


def test_a_form_frozen_before_there_were_panels_is_read() -> None:
    from schemes.catalogue.form_layout import as_json

    old = as_json(replace(FORM, criteria=CRITERIA[:2]))
    assert "review" not in old
    assert form_from_json(old).review == ReviewPlan()
    new = replace(FORM, review=ReviewPlan(reviewers=3, hidden=("why",), text_required=False))
    assert form_from_json(as_json(new)) == new
