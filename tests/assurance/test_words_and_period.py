"""What stands in the boxes of a new draft and where it came from; what a quarter did to a milestone. Pure."""

from datetime import date

import pytest

from action_plans.assurance import rules, rules_period
from action_plans.assurance.rows import Change
from action_plans.assurance.rules_period import Dates, movement, state
from action_plans.assurance.rules_words import (
    LONGEST,
    Update,
    boxes_with_marks,
    carried,
    fitting,
    prefilled,
    with_updates,
)
from retention_portal.core.dates import Quarter

Q2 = Quarter.parse("2026-27-Q2")
MARK = "[From the update on QHM-2026-27-01, 14 September 2026] "


def update(rag: str = "green", text: str = "Twelve\njoined.") -> Update:
    return Update("QHM-2026-27-01", "Peer groups", date(2026, 9, 14), text, rag)


@pytest.mark.parametrize(
    ("rag", "box"),
    [
        ("green", "went_well"),
        ("blue", "went_well"),
        ("amber", "got_worse"),
        ("red", "got_worse"),
        ("grey", None),
        ("", None),
    ],
)
def test_an_update_goes_where_its_rating_says(rag: str, box: str | None):
    found = prefilled({}, "", [update(rag)])
    assert found == ({box: f"{MARK}Peer groups: Twelve joined."} if box else {})


def test_last_quarters_passages_come_first_each_with_its_mark():
    found = prefilled(
        {"went_well": "One.\n\n[From the report for 2025/26 quarter 4] Two.", "learning": ""},
        "2026/27 quarter 1",
        [update()],
    )
    assert found == {
        "went_well": "[From the report for 2026/27 quarter 1] One.\n[From the report for 2026/27 quarter 1] Two.\n"
        f"{MARK}Peer groups: Twelve joined."
    }


def test_an_update_is_brought_in_once():
    words = with_updates({}, [update()])
    assert with_updates(words, [update()]) == words


def test_a_box_holds_whole_paragraphs_and_no_more_than_it_may():
    text = carried("\n".join(["x" * 500] * 5), "[From the report for 2026/27 quarter 1] ")
    assert len(text.splitlines()) == 2
    assert len(text) <= LONGEST
    assert len(fitting(["y" * 5000])) == LONGEST


def test_what_still_stands_as_it_was_brought_in_is_named():
    assert boxes_with_marks({"went_well": f"{MARK}Twelve.", "learning": "Ours [From here] on."}) == (
        "What went well",
    )


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (Dates(date(2026, 8, 1)), rules_period.DUE),
        (Dates(date(2026, 8, 1), actual_on=date(2026, 8, 3)), rules_period.DUE),
        (Dates(date(2026, 8, 1), forecast_on=date(2026, 10, 5)), rules_period.MOVED_OUT),
        (Dates(date(2026, 11, 1), planned_then=date(2026, 8, 1)), rules_period.MOVED_OUT),
        (Dates(date(2026, 8, 1), added_on=date(2026, 7, 9)), rules_period.ADDED),
        (Dates(date(2026, 12, 1), added_on=date(2026, 7, 9)), rules_period.ADDED),
        (Dates(date(2026, 6, 1)), rules_period.LEFT_OVER),
        (Dates(date(2026, 6, 1), actual_on=date(2026, 7, 5)), rules_period.LEFT_OVER),
        (Dates(date(2026, 6, 1), actual_on=date(2026, 6, 5)), ""),
        (Dates(date(2026, 12, 1), forecast_on=date(2026, 9, 1)), rules_period.BROUGHT_FORWARD),
        (Dates(date(2026, 12, 1), actual_on=date(2026, 9, 1)), rules_period.REACHED),
        (Dates(date(2026, 12, 1)), ""),
    ],
    ids=lambda value: f"case-p-25 {value}" if isinstance(value, str) else None,
)
def test_what_a_quarter_did_to_a_milestone_case_p_25(dates: Dates, expected: str):
    assert movement(dates, Q2, began_before=True) == expected


def test_in_the_quarter_in_which_the_plan_began_nothing_counts_as_added():
    fresh = Dates(date(2026, 8, 1), added_on=date(2026, 7, 9))
    assert movement(fresh, Q2, began_before=False) == rules_period.DUE


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        (Dates(date(2026, 8, 1), actual_on=date(2026, 8, 1)), "reached on time"),
        (Dates(date(2026, 8, 1), actual_on=date(2026, 8, 2)), "reached 1 day late"),
        (Dates(date(2026, 8, 1)), "not reached, 60 days late"),
        (Dates(date(2026, 8, 1), forecast_on=date(2026, 10, 10)), "not reached, 70 days late"),
        (Dates(date(2026, 11, 1), forecast_on=date(2026, 11, 4)), "expected 3 days late"),
        (Dates(date(2026, 11, 1)), "not due yet"),
    ],
)
def test_where_a_milestone_stands(dates: Dates, words: str):
    assert state(dates, date(2026, 9, 30)) == words


def test_two_rows_of_one_name_are_compared_apart_case_c_07():
    steps = '{"title":"Step","planned_on":"1"},{"title":"Step","planned_on":"2"}'
    before = f'{{"initiatives":[{{"reference":"A","milestones":[{steps}]}}]}}'
    after = before.replace('"2"', '"3"')
    assert rules.compare(before, after) == (
        Change("Initiatives, A, milestones, Step (2), planned on", "2", "3"),
    )


def test_what_grows_by_itself_is_no_change():
    before = (
        '{"period":[{"reference":"A","title":"S","movement":"Due","state":"not due yet"}],"exceptions":["x"]}'
    )
    after = (
        '{"period":[{"reference":"A","title":"S","movement":"Due","state":"1 day late"}],"exceptions":["y"]}'
    )
    assert rules.compare(before, after) == ()
