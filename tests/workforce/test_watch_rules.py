"""Why support should go first: thresholds, least sizes, gaps, places. Pure, by handbook and case codes."""

from dataclasses import replace
from decimal import Decimal

import pytest
import yaml
from django.urls import resolve

from retention_portal.core.dates import Month
from workforce.profile.watching import rules
from workforce.profile.watching.kinds import BY_KEY, FILE, KINDS, in_words, read_kinds
from workforce.profile.watching.rules import DEFAULTS, Around, Facts, Settings

SEPTEMBER = Month(2024, 9)
QUIET = Facts(
    code="A81001",
    name="The Densham Surgery",
    network_code="U1",
    network_name="One Network",
    patients=8000,
    gp_fte=Decimal(6),
    qualified_fte=Decimal(5),
    permanent_fte=Decimal("4.5"),
    share_55=Decimal("0.2"),
    patients_per_fte=Decimal(1600),
    fte_before=Decimal("4.5"),
    months_without=0,
    months_unchanged=1,
    gaps={},
)
AROUND = Around("the system", Decimal("0.251"), Decimal(2280), Decimal("-1.2"))


def judged(settings: Settings = DEFAULTS, **changes: object) -> rules.Entry:
    return rules.judged(replace(QUIET, **changes), settings, AROUND, SEPTEMBER)


def reasons(**changes: object) -> list[str]:
    return [reason.kind.key for reason in judged(**changes).reasons]


def test_a_practice_without_anything_special_has_no_reason() -> None:
    found = judged()
    assert (found.reasons, found.not_judged, found.score, found.place) == ((), (), 0, None)


AT_AND_BELOW = {
    "KPI-06 aged 55 and over": ("aged_55", "share_55", Decimal("0.33"), Decimal("0.329")),
    "QW-01 list for each GP": ("list_per_fte", "patients_per_fte", Decimal(2600), Decimal("2599.9")),
    "I-36 fall on the year before": ("fte_fall", "permanent_fte", Decimal("4.05"), Decimal("4.06")),
    "I-34 no data": ("no_data", "months_without", 1, 0),
    "I-17 unchanged return": ("unchanged_return", "months_unchanged", 3, 2),
}


@pytest.mark.parametrize(("key", "fact", "at", "below"), AT_AND_BELOW.values(), ids=AT_AND_BELOW)
def test_a_reason_holds_from_its_threshold_on(key: str, fact: str, at: object, below: object) -> None:
    assert reasons(**{fact: at}) == [key]
    assert reasons(**{fact: below}) == []


def test_case_t_02_a_reason_says_size_direction_period_comparison_and_what_to_do() -> None:
    found = {
        reason.kind.key: reason
        for reason in judged(
            share_55=Decimal("0.412"),
            patients_per_fte=Decimal("3120.4"),
            permanent_fte=Decimal("3.5"),
            months_unchanged=4,
        ).reasons
    }
    assert [reason.sentence for reason in found.values()] == [
        (
            "41.2% of GP time is given by GPs aged 55 and over, September 2024"
            " (threshold 33% or more; 25.1% in the system)."
        ),
        (
            "3,120 patients for each full-time fully qualified GP, September 2024"
            " (threshold 2,600 or more; 2,280 in the system)."
        ),
        (
            "22.2% less qualified permanent GP time, from 4.5 to 3.5 FTE, September 2023 to September 2024"
            " (threshold 10% or more; 1.2% more in the system)."
        ),
        "4 months in a row with every staff figure the same, to September 2024 (threshold 3 months or more).",
    ]
    assert found["aged_55"].kind.action == "Ask about last years in practice, mentoring and lighter weeks"
    assert found["fte_fall"].period == "September 2023 to September 2024"


def test_months_without_data_are_counted() -> None:
    assert [reason.sentence for reason in judged(months_without=2).reasons] == [
        "2 months in a row without valid GP figures, to September 2024 (threshold 1 month or more)."
    ]


SMALL = {
    "aged_55": ("gp_fte", Decimal("1.9"), {"share_55": Decimal(1)}, "2.0 GP FTE"),
    "list_per_fte": ("patients", 999, {"patients_per_fte": Decimal(5000)}, "1,000 patients"),
    "fte_fall": (
        "fte_before",
        Decimal("1.9"),
        {"permanent_fte": Decimal(1)},
        "2.0 qualified permanent GP FTE a year before",
    ),
}


@pytest.mark.parametrize("key", SMALL)
def test_case_t_01_below_the_least_size_there_is_no_reason_and_that_is_said(key: str) -> None:
    fact, size, big, words = SMALL[key]
    found = judged(**{fact: size}, **big)
    assert found.reasons == ()
    assert [(one.kind.key, one.why) for one in found.not_judged] == [
        (key, f"too small to judge: below {words}")
    ]


def test_case_t_05_a_missing_figure_is_not_judged_and_never_nought() -> None:
    gaps = {
        "aged_55": "the practice gave no valid data (NA)",
        "list_per_fte": "the practice gave no valid data (NA)",
        "fte_fall": "September 2023 is not here",
        "unchanged_return": "there are no GP figures this month",
    }
    found = judged(share_55=None, patients_per_fte=None, months_unchanged=None, months_without=1, gaps=gaps)
    assert [reason.kind.key for reason in found.reasons] == ["no_data"]
    assert {one.kind.key: one.why for one in found.not_judged} == gaps


def test_case_t_05_every_kind_says_what_a_missing_figure_does() -> None:
    assert {kind.key: kind.missing for kind in KINDS} == {
        "aged_55": "skip_if_any",
        "list_per_fte": "skip_if_any",
        "fte_fall": "skip_if_any",
        "no_data": "never_skip",
        "unchanged_return": "skip_if_any",
    }


def test_case_t_07_every_kind_has_an_importance_and_an_instruction_on_a_page_that_exists() -> None:
    for kind in KINDS:
        assert kind.importance in ("high", "medium", "low")
        assert kind.action
        assert resolve(f"/{kind.link}")


def test_a_kind_without_a_rule_for_gaps_is_refused() -> None:
    read = yaml.safe_load(FILE.read_text())
    read["reasons"][0]["missing"] = "sometimes"
    with pytest.raises(ValueError, match="aged_55"):
        read_kinds(yaml.safe_dump(read))


def test_a_weight_of_nought_leaves_the_reason_out_wholly() -> None:
    settings = replace(DEFAULTS, weights={**DEFAULTS.weights, "aged_55": 0})
    found = judged(settings, share_55=Decimal("0.9"), gp_fte=Decimal(1))
    assert (found.reasons, found.not_judged) == ((), ())


def test_the_score_is_the_sum_of_weights() -> None:
    settings = replace(DEFAULTS, weights={**DEFAULTS.weights, "aged_55": 5, "no_data": 2})
    assert judged(settings, share_55=Decimal("0.5"), months_unchanged=3).score == 6


def test_places_go_by_score_then_patients_and_are_shared() -> None:
    entries = [
        judged(code="small", share_55=Decimal("0.5"), patients=2000),
        judged(code="none"),
        judged(code="big", share_55=Decimal("0.5"), patients=9000),
        judged(code="two", share_55=Decimal("0.5"), patients_per_fte=Decimal(3000)),
    ]
    assert [(one.facts.code, one.place) for one in rules.placed(entries)] == [
        ("two", 1),
        ("big", 2),
        ("small", 2),
        ("none", None),
    ]


def test_top_reasons_count_practices_and_patients() -> None:
    entries = [
        judged(share_55=Decimal("0.5")),
        judged(share_55=Decimal("0.5"), patients=None),
        judged(months_without=1),
    ]
    assert [
        (one.kind.key, one.practices, one.patients, one.weight)
        for one in rules.top_reasons(entries, DEFAULTS)
    ] == [
        ("aged_55", 2, 8000, 3),
        ("no_data", 1, 8000, 1),
    ]


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [(None, 1, None), (1, None, None), (1, 0, None), (0, 2, 100), (3, 2, -50), (2, 2, 0)],
)
def test_a_fall_is_of_the_earlier_figure(now: int | None, before: int | None, expected: int | None) -> None:
    def number(value: int | None) -> Decimal | None:
        return None if value is None else Decimal(value)

    assert rules.fall(number(now), number(before)) == expected


FAULTS = {
    "weight above 5": ({"aged_55": 6}, {}, "The weight of “Aged 55 and over” must be from 0 to 5."),
    "weight below 0": ({"no_data": -1}, {}, "The weight of “No GP figures” must be from 0 to 5."),
    "threshold above": (
        {},
        {"aged_55": Decimal(101)},
        "The threshold of “Aged 55 and over” must be from 5% to 100%.",
    ),
    "threshold below": (
        {},
        {"unchanged_return": Decimal(1)},
        "The threshold of “Unchanged return” must be from 2 months to 12 months.",
    ),
    "all nought": (
        dict.fromkeys(BY_KEY, 0),
        {},
        "At least one reason needs a weight above 0: otherwise the list is empty.",
    ),
}


@pytest.mark.parametrize(("weights", "thresholds", "sentence"), FAULTS.values(), ids=FAULTS)
def test_settings_outside_their_limits_are_said(
    weights: dict[str, int], thresholds: dict[str, Decimal], sentence: str
) -> None:
    assert rules.settings_faults({**DEFAULTS.weights, **weights}, {**DEFAULTS.thresholds, **thresholds}) == [
        sentence
    ]


def test_the_portals_own_settings_have_no_fault() -> None:
    assert rules.settings_faults(DEFAULTS.weights, DEFAULTS.thresholds) == []


def test_a_reason_left_out_has_a_fault_for_weight_and_threshold() -> None:
    assert len(rules.settings_faults({}, {})) == 2 * len(KINDS)


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        ("33", "percent", "33%"),
        ("33.33", "percent", "33.3%"),
        ("2599.6", "patients", "2,600"),
        ("1", "months", "1 month"),
    ],
)
def test_figures_are_written_with_their_unit(value: str, unit: str, words: str) -> None:
    assert in_words(Decimal(value), unit) == words
