"""Coverage and ratings, by the handbook's codes."""

from datetime import date

import pytest

from action_plans.plans import rules
from action_plans.plans.rules import EssentialFacts, InitiativeFacts, MilestoneFacts
from action_plans.plans.statuses import NEEDS_REASON, TRANSITIONS, Grade, InitiativeStatus, Rag, Standing
from retention_portal.core.refusals import Refused, refusal

ON = date(2026, 10, 12)  # 2026/27 quarter 3
COUNTS = {"L1": 11, "L2": 6, "L3": 5}
ESSENTIALS = [
    EssentialFacts(f"{level}-E{number:02}", f"Essential {number} of {level}", level)
    for level, count in COUNTS.items()
    for number in range(1, count + 1)
]


def initiative(
    status: str, *codes: str, reached: int | None = None, since: date | None = None
) -> InitiativeFacts:
    return InitiativeFacts(1, "An initiative", status, frozenset(codes), since, reached)


def row_of(code: str, *initiatives: InitiativeFacts) -> rules.Covered:
    rows = rules.coverage("L3", ESSENTIALS, initiatives, ON)
    return next(row for row in rows if row.essential.code == code)


def test_an_empty_plan_has_22_gaps_of_which_17_are_inherited():
    rows = rules.coverage("L3", ESSENTIALS, [], ON)
    assert [row.essential.code for row in rows] == [row.code for row in ESSENTIALS]
    assert rules.count_grades(rows) == {"none": 22, "planned": 0, "live": 0, "reaching": 0}
    assert rules.count_standings(rows) == {"met": 0, "part": 0, "gap": 22}
    assert sum(row.inherited for row in rows) == 17
    assert rules.finding(rows) == "22 of 22 essentials have nothing live yet"


@pytest.mark.parametrize("essential", [row.code for row in ESSENTIALS])
def test_an_initiative_covers_its_own_essential_and_no_other(essential: str):
    rows = rules.coverage("L3", ESSENTIALS, [initiative("live", essential, reached=3)], ON)
    assert [row.essential.code for row in rows if row.grade is not Grade.NONE] == [essential]


@pytest.mark.parametrize(
    ("status", "reached", "grade"),
    [
        ("planned", None, Grade.PLANNED),
        ("planned", 4, Grade.PLANNED),
        ("paused", 4, Grade.PLANNED),
        ("live", None, Grade.LIVE),
        ("live", 0, Grade.LIVE),
        ("live", 1, Grade.REACHING),
        ("completed", None, Grade.LIVE),
        ("completed", 9, Grade.REACHING),
        ("stopped", 9, Grade.NONE),
    ],
)
def test_grade_of_an_initiative(status: str, reached: int | None, grade: Grade):
    assert row_of("L1-E03", initiative(status, "L1-E03", reached=reached)).grade is grade


def test_the_best_initiative_gives_the_grade_and_people_add_up():
    row = row_of(
        "L1-E03",
        initiative("planned", "L1-E03"),
        initiative("live", "L1-E03", reached=5),
        initiative("live", "L1-E03", reached=7),
    )
    assert (row.grade, row.people_reached, row.standing) == (Grade.REACHING, 12, Standing.MET)


@pytest.mark.parametrize(
    ("since", "standing"),
    [
        (date(2026, 10, 1), Standing.MET),
        (date(2026, 4, 1), Standing.MET),  # two quarters are not over before quarter 3 began
        (date(2026, 3, 31), Standing.PART),
        (date(2025, 6, 1), Standing.PART),
    ],
)
def test_live_for_two_quarters_without_uptake_counts_as_part(since: date, standing: Standing):
    row = row_of("L1-E07", initiative("live", "L1-E07", since=since))
    assert (row.grade, row.standing, row.waits_for_uptake) == (
        Grade.LIVE,
        standing,
        standing is Standing.PART,
    )


def test_nobody_counted_is_not_nobody_reached():
    assert row_of("L1-E07", initiative("live", "L1-E07")).people_reached is None
    assert row_of("L1-E07", initiative("live", "L1-E07", reached=0)).people_reached == 0


@pytest.mark.parametrize(
    ("covered", "title"),
    [
        (7, "15 of 22 essentials have nothing live yet"),
        (21, "1 of 22 essentials has nothing live yet"),
        (22, "Every essential has something live; 22 of 22 reach nobody on record"),
    ],
)
def test_the_title_states_the_finding(covered: int, title: str):
    live = initiative("live", *(row.code for row in ESSENTIALS[:covered]))
    assert rules.finding(rules.coverage("L3", ESSENTIALS, [live], ON)) == title


def test_the_title_when_all_reach_people():
    live = initiative("live", *(row.code for row in ESSENTIALS), reached=1)
    assert rules.finding(rules.coverage("L3", ESSENTIALS, [live], ON)) == "All 22 essentials reach people"


@pytest.mark.parametrize(
    ("milestone", "rag"),
    [
        (MilestoneFacts(date(2026, 11, 1)), Rag.GREEN),
        (MilestoneFacts(date(2026, 11, 1), date(2026, 11, 15)), Rag.GREEN),  # 14 days
        (MilestoneFacts(date(2026, 11, 1), date(2026, 11, 16)), Rag.AMBER),
        (MilestoneFacts(date(2026, 11, 1), date(2026, 12, 27)), Rag.AMBER),  # 56 days
        (MilestoneFacts(date(2026, 11, 1), date(2026, 12, 28)), Rag.RED),
        (MilestoneFacts(date(2026, 8, 1)), Rag.RED),  # overdue by today
        (MilestoneFacts(date(2026, 8, 1), None, date(2026, 9, 30)), Rag.GREEN),  # reached, though late
    ],
)
def test_rag_hint_of_handbook_4_3(milestone: MilestoneFacts, rag: Rag):
    assert rules.rag_hint("live", [milestone], None, ON).rag is rag


@pytest.mark.parametrize(
    ("status", "starts_on", "rag"),
    [
        ("completed", None, Rag.BLUE),
        ("planned", None, Rag.GREY),
        ("planned", date(2026, 12, 1), Rag.GREY),
        ("planned", date(2026, 10, 1), Rag.GREEN),
        ("planned", date(2026, 9, 1), Rag.AMBER),
        ("planned", date(2026, 7, 1), Rag.RED),
    ],
)
def test_rag_hint_without_milestones_case_p_21(status: str, starts_on: date | None, rag: Rag):
    assert rules.rag_hint(status, [], starts_on, ON).rag is rag


@pytest.mark.parametrize("start", list(InitiativeStatus))
@pytest.mark.parametrize("end", list(InitiativeStatus))
def test_moves_that_need_a_reason_case_p_03(start: InitiativeStatus, end: InitiativeStatus):
    needs = (start, end) in NEEDS_REASON
    assert (refusal(rules.check_reason, start, end, " ") is not None) is needs
    assert refusal(rules.check_reason, start, end, "The trust withdrew.") is None
    assert not needs or end in TRANSITIONS[start]


def test_a_moved_date_needs_a_reason_case_p_06():
    before, after = MilestoneFacts(date(2026, 11, 1)), MilestoneFacts(date(2026, 12, 1))
    with pytest.raises(Refused, match="Say why the date moved"):
        rules.check_milestone(after, before, "", ON)
    rules.check_milestone(after, before, "The trust asked for time.", ON)
    rules.check_milestone(before, before, "", ON)


def test_a_milestone_is_not_reached_tomorrow():
    with pytest.raises(Refused, match="in the future"):
        rules.check_milestone(MilestoneFacts(ON, None, date(2026, 10, 13)), None, "", ON)


def test_reference_case_p_11():
    assert rules.reference("QHM", "2026-27", 3) == "QHM-2026-27-03"
