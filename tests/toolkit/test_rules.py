"""What a level includes (handbook 1.4, 1.8), on plain rows and without the database."""

from dataclasses import dataclass, field

import pytest

from action_plans.toolkit import rules


@dataclass(frozen=True)
class Row:
    """An essential or a national item by its codes."""

    code: str
    parent_code: str | None = None
    same_as_code: str | None = None

    @property
    def level(self) -> str:
        return self.code[:2]


@dataclass(frozen=True)
class Case:
    """The career stages of a case study."""

    career_stages: list[str] = field(default_factory=list)
    every_career_stage: bool = False


ESSENTIALS = [
    Row(f"L{level}-E{n:02}") for level, many in ((3, 5), (1, 11), (2, 6)) for n in range(1, many + 1)
]
NATIONAL = [
    *(Row(f"L{level}-N{n:02}") for level, many in ((1, 7), (2, 3), (3, 2)) for n in range(1, many + 1)),
    Row("L2-N04", same_as_code="L1-N04"),
    Row("L2-N05"),
    Row("L2-N06"),
    *(Row(f"L2-N01{part}", parent_code="L2-N01") for part in "abcde"),
]


@pytest.mark.parametrize(("level", "count"), [("L1", 11), ("L2", 17), ("L3", 22)])
def test_essentials_inherit_upward(level: str, count: int) -> None:
    assert len(rules.effective_essentials(level, ESSENTIALS)) == count


def test_inherited_essentials_come_first() -> None:
    levels = [row.level for row in rules.effective_essentials("L3", ESSENTIALS)]
    assert levels == ["L1"] * 11 + ["L2"] * 6 + ["L3"] * 5


@pytest.mark.parametrize(("level", "count"), [("L1", 7), ("L2", 13), ("L3", 15)])
def test_national_support_inherits_upward_without_sub_items(level: str, count: int) -> None:
    assert len(rules.effective_national_items(level, NATIONAL)) == count


@pytest.mark.parametrize(("level", "count"), [("L1", 7), ("L2", 12), ("L3", 14)])
def test_one_pack_at_two_levels_counts_once(level: str, count: int) -> None:
    effective = rules.effective_national_items(level, NATIONAL)
    offers = rules.distinct_national_offers(effective)
    assert len(offers) == count
    assert "L1-N04" in {row.code for row in offers}


def test_a_repeat_counts_where_what_it_repeats_is_not_there() -> None:
    only_level_2 = [row for row in NATIONAL if row.level == "L2"]
    assert "L2-N04" in {row.code for row in rules.distinct_national_offers(only_level_2)}


@pytest.mark.parametrize(
    ("level", "code", "inherited"),
    [("L1", "L1-E01", False), ("L2", "L1-E01", True), ("L2", "L2-E01", False), ("L2", "L3-E01", False)],
)
def test_a_row_is_inherited_from_lower_levels_only(level: str, code: str, inherited: bool) -> None:
    assert rules.is_inherited(level, Row(code)) is inherited


@pytest.mark.parametrize("level", ["", "L4", "l1"])
def test_unknown_levels_are_refused(level: str) -> None:
    with pytest.raises(ValueError, match="is not a valid Level"):
        rules.effective_essentials(level, ESSENTIALS)


@pytest.mark.parametrize(
    ("case", "labelled"),
    [(Case(["CS-TRN"]), True), (Case(["CS-NQ"]), False), (Case(every_career_stage=True), False)],
)
def test_a_page_for_all_stages_is_not_labelled_for_trainees(case: Case, labelled: bool) -> None:
    assert rules.is_labelled_for("CS-TRN", case) is labelled
