"""Codes, steps and comparison of reports."""

from itertools import chain, combinations

import pytest

from action_plans.assurance import rules
from action_plans.assurance.rows import Change
from action_plans.assurance.statuses import STEPS, TRANSITIONS, ReportStatus
from retention_portal.core.refusals import BadInput, Refused

SUBSETS = list(chain.from_iterable(combinations(STEPS, size) for size in range(len(STEPS) + 1)))


@pytest.mark.parametrize("required", SUBSETS, ids=lambda steps: "+".join(steps) or "none")
def test_a_report_passes_exactly_the_required_steps_in_their_order(required: tuple[ReportStatus, ...]):
    at, passed = ReportStatus.DRAFT, []
    while at is not ReportStatus.SUBMITTED:
        to = rules.next_status(at, required)
        assert to in TRANSITIONS[at]
        passed.append(to)
        at = to
    assert passed == [*required, ReportStatus.SUBMITTED]


def test_codes_are_long_distinct_and_without_letters_that_are_misread():
    codes = {rules.new_code() for _ in range(500)}
    assert len(codes) == 500
    assert len(rules.ALPHABET) ** 16 > 2**60
    assert not set("".join(codes)) & set("0O1IL2Z5S8BUV")
    assert all(rules.read_code(code) == code for code in codes)


@pytest.mark.parametrize(
    "typed", ["7k4m9qxrht3wcd6f", " 7K4M 9QXR HT3W CD6F ", "7K4M-9QXR-HT3W-CD6F", "7k4m—9qxr—ht3w—cd6f"]
)
def test_a_code_is_read_however_it_is_typed(typed: str):
    assert rules.read_code(typed) == "7K4M-9QXR-HT3W-CD6F"


@pytest.mark.parametrize(
    "typed", ["", "7K4M-9QXR-HT3W-CD6", "7K4M-9QXR-HT3W-CD60", "x" * 5000, "' OR 1=1 --", "７K4M9QXRHT3WCD6F"]
)
def test_what_is_no_code_is_refused(typed: str):
    with pytest.raises(BadInput):
        rules.read_code(typed)


def test_nobody_signs_what_they_froze():
    with pytest.raises(Refused, match="somebody else must sign"):
        rules.check_not_own(7, 7)
    rules.check_not_own(7, 8)


def test_unknown_steps_are_refused_and_known_ones_put_in_order():
    assert rules.check_steps(["sro_approval", "clinical_review"]) == ("clinical_review", "sro_approval")
    with pytest.raises(BadInput, match="no signing step"):
        rules.check_steps(["submitted"])


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        ("green", "amber", "worse than last quarter"),
        ("red", "amber", "better than last quarter"),
        ("amber", "amber", "unchanged"),
        ("", "amber", ""),
        ("grey", "green", ""),
    ],
)
def test_change_of_rating(before: str, now: str, words: str):
    assert rules.rag_change(before, now) == words


def test_comparison_names_what_changed_by_its_own_key_and_leaves_moments_out():
    before = (
        '{"header":{"version":1,"frozen_at":"a","made_up":false},"money":[{"programme":"Pool","committed":"1.00"}],'
        '"asks":[{"text":"Money"}],"stages":[["Trainees",1]],"changes":["x"],"sources":["of 1 May"]}'
    )
    after = (
        '{"header":{"version":2,"frozen_at":"b","made_up":false},"money":[{"programme":"Pool","committed":"2.00"}],'
        '"asks":[{"text":"Time"}],"stages":[["Trainees",2]],"changes":[],"sources":["of 2 May"]}'
    )
    assert rules.compare(before, after) == (
        Change("Asks, Money", "was there", "taken out"),
        Change("Asks, Time", "not there", "added"),
        Change("Money, Pool, committed", "1.00", "2.00"),
        Change("Career stages, Trainees, 2", "1", "2"),
    )
    assert rules.compare(before, before) == ()
