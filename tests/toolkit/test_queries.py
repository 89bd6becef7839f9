"""What plans ask of the toolkit: inheritance, dates, filters, and a fixed number of statements."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from action_plans.toolkit import queries, rules
from action_plans.toolkit.models import Essential, NationalItem
from action_plans.toolkit.statuses import EntrySet

pytestmark = pytest.mark.django_db

ON = date(2026, 6, 30)


def codes(rows: Any) -> list[str]:
    return [row.code for row in rows]


@pytest.mark.parametrize(("level", "count"), [("L1", 11), ("L2", 17), ("L3", 22)])
def test_essentials_that_count_at_a_level(level: str, count: int) -> None:
    assert len(queries.essentials_for(level, ON)) == count


@pytest.mark.parametrize(("level", "count", "distinct"), [("L1", 7, 7), ("L2", 13, 12), ("L3", 15, 14)])
def test_national_items_that_count_at_a_level(level: str, count: int, distinct: int) -> None:
    items = queries.national_items_for(level, ON)
    assert len(items) == count
    assert len(rules.distinct_national_offers(items)) == distinct


def test_goals_are_not_inherited() -> None:
    assert codes(queries.goals_for("L2", ON)) == ["L2-G01", "L2-G02", "L2-G03", "L2-G04"]


def test_the_checklist_is_in_its_printed_order() -> None:
    found = codes(queries.checklist(ON))
    assert (len(found), found[0], found[4], found[-1]) == (22, "CQ-EE-01", "CQ-CC-01", "CQ-RP-04")


@pytest.mark.parametrize(
    ("on", "counts"),
    [
        (date(2019, 3, 31), False),
        (date(2019, 4, 1), True),
        (date(2025, 3, 31), True),
        (date(2025, 4, 1), False),
    ],
)
def test_a_retired_essential_counts_to_its_last_day(on: date, counts: bool) -> None:
    Essential.objects.filter(code="L1-E03").update(valid_to=date(2025, 3, 31))
    assert ("L1-E03" in codes(queries.essentials_for("L3", on))) is counts


def test_local_essentials_follow_national_ones_for_their_owner_only(organisation: Any) -> None:
    facts = {"position": 1, "source": "portal", "status_tag": "R", "level": "L1", "name": "Island offer"}
    Essential.objects.create(code="LOC-QHM-E01", organisation=organisation, **facts)
    assert codes(queries.essentials_for("L3", ON, [organisation]))[22:] == ["LOC-QHM-E01"]
    assert len(queries.essentials_for("L3", ON)) == 22


CASE_FILTERS = [
    ({}, 21),
    ({"level": "L1"}, 11),
    ({"level": "L2"}, 5),
    ({"career_stage": "CS-TRN"}, 0),
    ({"career_stage": "CS-NQ"}, 2),
    ({"career_stage": "CS-EMC"}, 4),
    ({"career_stage": "CS-W5"}, 5),
    ({"career_stage": "CS-RET"}, 3),
    ({"career_stage": "every"}, 9),
    ({"essential": "L1-E08"}, 2),
    ({"essential": "L2-E06"}, 1),
    ({"text": "whatsapp"}, 1),
    ({"text": "BLACK mentoring country"}, 1),
    ({"text": "%"}, 3),
    ({"text": "person level"}, 11),
    ({"text": "approaching retirement"}, 5),
    ({"level": "L3", "career_stage": "CS-W5"}, 2),
]


@pytest.mark.parametrize(("filters", "count"), CASE_FILTERS, ids=str)
def test_case_studies_are_narrowed(filters: dict[str, str], count: int) -> None:
    assert len(queries.case_studies(**filters)) == count


def test_case_counts_say_nought_for_trainees() -> None:
    assert queries.case_counts() == {"CS-TRN": 0, "CS-NQ": 2, "CS-EMC": 4, "CS-W5": 5, "CS-RET": 3}


def test_levels_with_counts() -> None:
    assert [(row.code, own, all_) for row, own, all_ in queries.levels_with_counts(ON)] == [
        ("L1", 11, 11),
        ("L2", 6, 17),
        ("L3", 5, 22),
    ]


def test_funding_facts_are_dated() -> None:
    assert codes(queries.entries(EntrySet.FUNDING_FACTS, date(2019, 6, 1))) == [
        "FN-03",
        "FN-05",
        "FN-06",
        "FN-07",
    ]


def test_sources_are_found_in_texts() -> None:
    found = queries.sources_named_in("toolkit", "£300 a session (SRC-20), and SRC-22.", "no SRC-999 here")
    assert codes(found) == ["toolkit", "SRC-20", "SRC-22"]


def essentials_with_goals() -> list[list[str]]:
    return [codes(row.helps.all()) for row in queries.essentials_for("L3", ON)]


def items_with_parts() -> list[tuple]:
    return [
        (codes(x.sub_items.all()), x.parent_code, x.same_as_code)
        for x in queries.national_items_for("L3", ON)
    ]


READS: list[tuple[Callable[[], Any], int]] = [
    (essentials_with_goals, 2),
    (items_with_parts, 2),
    (lambda: queries.goals_for("L3", ON), 1),
    (lambda: [row.stage.name for row in queries.checklist(ON)], 1),
    (lambda: [codes(row.can_help.all()) for row in queries.case_studies()], 2),
    (queries.case_counts, 1),
    (lambda: queries.levels_with_counts(ON), 2),
    (lambda: queries.entries_of_sets([EntrySet.MEASURES, EntrySet.INDICATORS], ON), 1),
    (lambda: queries.essentials_by_code(["L1-E01", "nothing"], ON), 1),
    (lambda: queries.sources_of_items(queries.national_items(ON)), 3),
]


@pytest.mark.parametrize(("read", "statements"), READS, ids=range(len(READS)))
def test_reads_make_a_fixed_number_of_statements(
    read: Callable[[], Any], statements: int, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(statements):
        read()


def test_statements_do_not_grow_with_rows(django_assert_num_queries: Any, organisation: Any) -> None:
    facts = {"source": "portal", "status_tag": "R", "level": "L3", "name": "Local"}
    for n in range(30):
        Essential.objects.create(code=f"LOC-{n}", position=n, organisation=organisation, **facts)
    with django_assert_num_queries(2):
        found = [codes(row.helps.all()) for row in queries.essentials_for("L3", ON, [organisation])]
    assert len(found) == 52


def test_an_item_says_what_it_repeats() -> None:
    assert NationalItem.objects.get(code="L2-N04").same_as_code == "L1-N04"
    assert NationalItem.objects.get(code="L2-N01a").parent_code == "L2-N01"
