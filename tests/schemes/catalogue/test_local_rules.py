"""The rules that an area may put on its own offer: three values, and a person to judge."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from schemes.catalogue.local_rules import RULE_KINDS, offer_findings, offer_outcome, rule_problem, rule_words
from schemes.catalogue.rules.facts import register

ON = date(2026, 10, 1)


def result(rule: dict[str, Any], facts: dict[str, Any]) -> str:
    return str(offer_findings([rule], ["gp"], [], facts, ON)[-1].result)


@pytest.mark.parametrize(
    ("rule", "facts", "expected"),
    [
        ({"kind": "full_gmc"}, {"gmc_status": "full_with_licence"}, "met"),
        ({"kind": "full_gmc"}, {"gmc_status": "full_without_licence"}, "not_met"),
        ({"kind": "full_gmc"}, {}, "unknown"),
        ({"kind": "on_performers_list"}, {"on_performers_list": True}, "met"),
        ({"kind": "on_performers_list"}, {"on_performers_list": False}, "not_met"),
        ({"kind": "substantive_post"}, {"post": "offered_substantive"}, "met"),
        ({"kind": "substantive_post"}, {"post": "locum_only"}, "not_met"),
        ({"kind": "qualified_within_years", "value": 2}, {"qualified_on": date(2024, 10, 1)}, "met"),
        ({"kind": "qualified_within_years", "value": 2}, {"qualified_on": date(2024, 9, 30)}, "not_met"),
        ({"kind": "qualified_at_least_years", "value": "5"}, {"qualified_on": date(2021, 10, 1)}, "met"),
        ({"kind": "qualified_at_least_years", "value": "5"}, {"qualified_on": date(2021, 10, 2)}, "not_met"),
        ({"kind": "sessions_at_least", "value": 3}, {"sessions_per_week": Decimal("2.5")}, "not_met"),
        ({"kind": "sessions_at_least", "value": 3}, {"sessions_per_week": Decimal(3)}, "met"),
        ({"kind": "sessions_at_most", "value": 4}, {"sessions_per_week": Decimal(4)}, "met"),
        ({"kind": "sessions_at_most", "value": 4}, {"sessions_per_week": Decimal(5)}, "not_met"),
        pytest.param(
            {"kind": "away_at_least_months", "value": 12}, {"last_nhs_gp_work_on": date(2025, 10, 1)}, "met",
            id="CASE-10 more than one year",
        ),
        pytest.param(
            {"kind": "away_at_most_months", "value": 24}, {"last_nhs_gp_work_on": date(2024, 9, 30)}, "not_met",
            id="CASE-10 less than two",
        ),
        ({"kind": "away_at_most_months", "value": 24}, {"last_nhs_gp_work_on": date(2027, 1, 1)}, "met"),
        ({"kind": "considering_leaving"}, {"considering_leaving": True}, "met"),
        ({"kind": "age_at_least", "value": 55, "aim": "A reason."}, {}, "judgement"),
        ({"kind": "works_here"}, {}, "judgement"),
    ],
)  # fmt: skip
def test_a_rule_finds(rule: dict[str, Any], facts: dict[str, Any], expected: str) -> None:
    assert result(rule, facts) == expected


@pytest.mark.parametrize(
    ("rules", "facts", "expected"),
    [
        ([], {"profession": "gp"}, "appears_to_meet"),
        ([], {"profession": "nurse"}, "does_not_appear_to_meet"),
        ([], {}, "needs_discussion"),
        ([{"kind": "stays_years", "value": 2}], {"profession": "gp"}, "appears_to_meet"),
        ([{"kind": "works_here"}], {"profession": "gp"}, "needs_discussion"),
    ],
)
def test_what_the_findings_come_to(rules: list[Any], facts: dict[str, Any], expected: str) -> None:
    found = offer_findings(rules, ["gp"], [], facts, ON)
    assert str(offer_outcome(found, is_open=True)) == expected
    assert str(offer_outcome(found, is_open=False)) == "closed"


def test_another_career_stage_is_for_a_person_to_judge() -> None:
    found = offer_findings([], ["gp"], ["CS-RET"], {"profession": "gp", "career_stage": "CS-EMC"}, ON)
    assert [(one.code, str(one.result)) for one in found] == [("LOC-PROF", "met"), ("LOC-STAGE", "judgement")]


def test_a_rule_reads_as_a_sentence_with_its_aim() -> None:
    assert rule_words({"kind": "stays_years", "value": 2}) == "You mean to stay in this area for 2 years."
    assert rule_words({"kind": "age_at_least", "value": 55, "aim": "Experience."}) == (
        "You are at least 55 years old. Why: Experience."
    )


def test_every_kind_reads_a_known_fact_and_has_a_code_of_its_own() -> None:
    assert all(kind.fact in register() for kind in RULE_KINDS.values() if kind.fact)
    assert len({kind.code for kind in RULE_KINDS.values()}) == len(RULE_KINDS)
    assert all((kind.check is None) == (kind.fact == "") for kind in RULE_KINDS.values())


@pytest.mark.parametrize("value", ["", None, "x", -1, 0, 81, "1e999", "NaN", True])
def test_a_number_that_cannot_be(value: object) -> None:
    assert rule_problem({"kind": "stays_years", "value": value}) == (
        "“Means to stay for” needs a number of years, at most 80."
    )
