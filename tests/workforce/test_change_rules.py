"""Whether two months may be compared: definition, estimates, boundaries, extents. Pure, by case codes."""

from decimal import Decimal

import pytest

from retention_portal.core.dates import Month
from workforce.profile import rules_change as rules
from workforce.profile.rules_change import BREAKS, Break, Overlap, SamePractices, Side, read_breaks

NOW = Side(Month(2024, 9), "practice_detailed", False, 340, 335)
BEFORE = Side(Month(2023, 9), "practice_detailed", False, 341, 335)
PART = Side(Month(2024, 9), "practice_detailed", True, 5, 5)
PART_BEFORE = Side(Month(2023, 9), "practice_detailed", True, 3, 3)
OTHER_LAYOUT = Side(Month(2023, 9), "another", False, 341, 335)
ESTIMATES = Break("I-37", Month(2024, 1), False, "Estimates came back.")

AGAINST = {
    "nothing": (NOW, BEFORE, Overlap(both=340), (), ()),
    "openings and closures alone": (NOW, BEFORE, Overlap(339, 1, 2), (), ()),
    "I-37 a break that forbids": (NOW, BEFORE, Overlap(), (ESTIMATES,), ("Estimates came back.",)),
    "I-37 a break before both": (
        NOW,
        BEFORE,
        Overlap(),
        (Break("I-37", Month(2023, 9), False, "Before."),),
        (),
    ),
    "I-37 a break that is said": (NOW, BEFORE, Overlap(), (Break("x", Month(2024, 9), True, "Said."),), ()),
    "layout": (NOW, OTHER_LAYOUT, Overlap(), (), ("The two months were published in different layouts.",)),
    "national beside an extract": (
        NOW,
        PART_BEFORE,
        Overlap(),
        (),
        ("September 2023 is here only as an extract of 3 practices.",),
    ),
    "an extract beside national": (
        PART,
        BEFORE,
        Overlap(),
        (),
        ("September 2024 is here only as an extract of 5 practices.",),
    ),
    "two extracts of other practices": (
        PART,
        PART_BEFORE,
        Overlap(3, 2, 0),
        (),
        ("The two extracts do not hold the same practices: 3 in September 2023, 5 in September 2024.",),
    ),
    "two extracts of the same practices": (PART, PART_BEFORE, Overlap(5), (), ()),
    "I-38 practices that moved": (
        NOW,
        BEFORE,
        Overlap(330, 0, 0, 1, 9),
        (),
        (
            "1 practice moved in and 9 practices moved out between the two months, so they are not of the same area.",
        ),
    ),
}


@pytest.mark.parametrize(("now", "before", "overlap", "breaks", "expected"), AGAINST.values(), ids=AGAINST)
def test_months_are_not_compared_across_a_change_unless_said(
    now: Side, before: Side, overlap: Overlap, breaks: tuple[Break, ...], expected: tuple[str, ...]
) -> None:
    assert rules.why_not_comparable(now, before, overlap, breaks) == expected


def test_what_is_said_of_months_that_are_compared() -> None:
    fewer = Side(Month(2023, 9), "practice_detailed", False, 341, 330)
    said = Break("I-34", Month(2024, 2), True, "A nought counts as missing.")
    assert rules.notes_on(NOW, fewer, Overlap(338, 2, 3), (said, ESTIMATES)) == (
        "A nought counts as missing.",
        "2 practices only in September 2024, 3 practices only in September 2023.",
        "GP figures came from 330 practices in September 2023 and from 335 in September 2024.",
    )
    assert rules.notes_on(NOW, BEFORE, Overlap(340), ()) == ()


def test_the_breaks_of_the_series_are_those_of_the_cases() -> None:
    assert [(one.code, one.month.code) for one in BREAKS] == [("I-37", "2021-12"), ("I-34", "2023-02")]
    with pytest.raises(KeyError):
        read_breaks("- {code: I-37, month: 2021-12, comparable: true}")


@pytest.mark.parametrize(
    ("now", "before", "comparable", "expected"),
    [(5, 3, True, 2), (5, 3, False, None), (None, 3, True, None), (5, None, True, None)],
)
def test_a_change_needs_both_months_and_that_they_compare(
    now: int | None, before: int | None, comparable: bool, expected: int | None
) -> None:
    same = {"TOTAL_PATIENTS": SamePractices(4, 2, Decimal(1))}
    (row,) = rules.change_between({"TOTAL_PATIENTS": ("patients", now, before)}, same, comparable=comparable)
    assert (row.change, row.same) == (expected, same["TOTAL_PATIENTS"])
