"""From findings to what the portal says: every scheme's cast, closing days, alternatives, judgement."""

from datetime import date

import pytest

from schemes.catalogue.rules import BOOKS, check_all
from schemes.catalogue.rules.findings import Finding, Result, all_of, any_of, at_least, is_one_of, negated
from schemes.catalogue.rules.outcome import Outcome, outcome_of
from schemes.catalogue.rules.stated import read_facts
from tests.schemes.catalogue.people import CAST, RETAINED, RETURNER, asked, finding, results

M, N, U, J = Result.MET, Result.NOT_MET, Result.UNKNOWN, Result.JUDGEMENT


@pytest.mark.parametrize(
    ("parts", "outcome"),
    [
        pytest.param([M, M], Outcome.APPEARS_TO_MEET, id="all-met"),
        pytest.param([M, N, U], Outcome.DOES_NOT_APPEAR_TO_MEET, id="not-met-outweighs-unknown"),
        pytest.param([M, N, J], Outcome.DOES_NOT_APPEAR_TO_MEET, id="not-met-outweighs-judgement"),
        pytest.param([M, U], Outcome.NEEDS_DISCUSSION, id="unknown"),
        pytest.param([M, J], Outcome.NEEDS_DISCUSSION, id="judgement-without-premise"),
        pytest.param([], Outcome.NEEDS_DISCUSSION, id="nothing"),
    ],
)
def test_parts_are_joined_by_and(parts: list[Result], outcome: Outcome) -> None:
    assert outcome_of([Finding("X", part, "") for part in parts], is_open=True) == outcome


def test_a_judgement_with_its_premise_counts_as_met() -> None:
    assert (
        outcome_of([Finding("X", M, ""), Finding("Y", J, "", premise=True)], is_open=True)
        == "appears_to_meet"
    )


@pytest.mark.parametrize(
    ("alternatives", "outcome"),
    [
        ([N, M], Outcome.APPEARS_TO_MEET),
        ([N, U], Outcome.NEEDS_DISCUSSION),
        ([N, J], Outcome.NEEDS_DISCUSSION),
        ([N, N], Outcome.DOES_NOT_APPEAR_TO_MEET),
        ([U, M], Outcome.APPEARS_TO_MEET),
    ],
    ids=["one-met", "one-unknown", "one-judged", "none-met", "unknown-beside-met"],
)
def test_alternatives_are_joined_by_or(alternatives: list[Result], outcome: Outcome) -> None:
    findings = [Finding("X", part, "", one_of="door") for part in alternatives] + [Finding("Y", M, "")]

    assert outcome_of(findings, is_open=True) == outcome


def test_closed_outweighs_everything() -> None:
    assert outcome_of([Finding("X", M, "")], is_open=False) == "closed"


def test_three_values_know_and_and_or() -> None:
    assert [all_of(True, None), all_of(False, None), all_of(True, True)] == [None, False, True]
    assert [any_of(True, None), any_of(False, None), any_of(False, False)] == [True, None, False]
    assert [negated(None), negated(True), is_one_of(None, 1), is_one_of(2, 1)] == [None, False, None, False]
    assert [at_least(None, 2), at_least(2, 2), at_least(1, 2)] == [None, True, False]


@pytest.mark.parametrize("scheme", CAST)
def test_the_cast_appears_to_meet_its_scheme(scheme: str) -> None:
    facts, on = CAST[scheme]
    answer = asked(scheme, on, facts)

    assert {
        code: result for code, result in results(answer).items() if result not in ("met", "judgement")
    } == ({"IR-R03": "not_met", "IR-R05": "unknown"} if scheme == "SCH-IR" else {})
    assert answer.outcome == "appears_to_meet"


@pytest.mark.parametrize("scheme", [code for code in BOOKS if code != "SCH-PH"])
def test_nothing_stated_needs_discussion_and_reads_as_unknown(scheme: str) -> None:
    on = CAST.get(scheme, ({}, date(2019, 6, 1)))[1]
    answer = asked(scheme, on)

    assert answer.outcome == "needs_discussion"
    assert {one.result.value for one in answer.findings[1:]} == {"unknown"}


SETTLED_WITHOUT = {
    "SCH-NGPRS": {
        "profession",
        "supervision_hours_per_month",
    },  # the GMC status says enough; hours are recommended
    "SCH-N2PP": {"sessions_per_week"},  # the clinical sessions say enough
}


@pytest.mark.parametrize("scheme", CAST)
def test_taking_out_a_required_fact_leaves_a_question(scheme: str) -> None:
    facts, on = CAST[scheme]
    required = {name for one in asked(scheme, on).findings[1:] for name in one.facts} & set(facts)
    outcomes = {name: asked(scheme, on, facts, **{name: None}).outcome for name in required}

    assert {name for name, outcome in outcomes.items() if outcome == "appears_to_meet"} == (
        SETTLED_WITHOUT.get(scheme, set())
    )
    assert set(outcomes.values()) <= {"needs_discussion", "appears_to_meet"}


@pytest.mark.parametrize(
    ("scheme", "first", "last"),
    [
        ("SCH-NGPRS", date(2017, 4, 1), None),
        ("SCH-IR", date(2015, 3, 1), None),
        ("SCH-FEL", date(2020, 4, 1), date(2024, 3, 31)),
        ("SCH-MEN", date(2020, 4, 1), date(2024, 3, 31)),
        ("SCH-N2PP", date(2020, 7, 1), date(2023, 6, 30)),
        ("SCH-GPCP", date(2017, 3, 1), date(2018, 9, 30)),
        ("SCH-POOL", date(2020, 12, 1), None),
        ("SCH-LGPRF", date(2018, 5, 1), date(2023, 3, 31)),
        ("SCH-GPPP", date(2018, 5, 18), None),
        ("SCH-PHX", date(2019, 1, 31), None),
        ("SCH-COACH", date(2017, 1, 1), date(2018, 12, 31)),
        ("SCH-COACH", date(2020, 4, 1), date(2024, 3, 31)),
        ("SCH-PH", date(2017, 1, 30), None),
        ("SCH-ARRS", date(2024, 10, 1), None),
    ],
)
def test_new_people_may_join_between_two_days(scheme: str, first: date, last: date | None) -> None:
    book = BOOKS[scheme]

    assert [book.is_open(first), book.is_open(first.replace(year=first.year - 1))] == [True, False]
    if last:
        after = date.fromordinal(last.toordinal() + 1)
        assert [book.is_open(last), book.is_open(after)] == [True, False]
        assert asked(scheme, after).outcome == "closed"


def test_a_scheme_that_has_not_opened_is_closed_and_says_when_it_opened() -> None:
    answer = asked("SCH-N2PP", date(2020, 6, 30))

    assert answer.outcome == "closed"
    assert answer.findings[0].text.endswith("had not opened on 30 June 2020: it opened on 1 July 2020.")


def test_an_unconfirmed_closing_day_says_so() -> None:
    assert "30 June 2023 (unconfirmed, U-08)" in asked("SCH-N2PP", date(2023, 7, 1)).findings[0].text


def test_an_unconfirmed_state_is_a_judgement_that_says_so() -> None:
    confirmed, later = (asked("SCH-NGPRS", on, RETAINED) for on in (date(2025, 3, 31), date(2025, 4, 1)))

    assert [confirmed.findings[0].result, later.findings[0].result] == ["met", "judgement"]
    assert "(unconfirmed, U-07)" in later.findings[0].text
    assert [confirmed.outcome, later.outcome] == ["appears_to_meet", "appears_to_meet"]


def test_a_local_scheme_of_unknown_state_needs_discussion() -> None:
    facts, _ = CAST["SCH-GPPP"]

    assert asked("SCH-GPPP", date(2026, 10, 12), facts).outcome == "needs_discussion"


def test_no_outcome_says_eligible_or_approved() -> None:
    words = " ".join(outcome.value + outcome.label for outcome in Outcome)

    assert "eligible" not in words
    assert "approved" not in words


def test_practitioner_health_reads_nothing_and_finds_nothing() -> None:
    everything = read_facts({**RETAINED, **RETURNER})
    (answer,) = [one for one in check_all(everything, date(2026, 10, 12)) if one.scheme == "SCH-PH"]

    assert BOOKS["SCH-PH"].reads() == {}
    assert [(one.result, one.facts) for one in answer.findings] == [("met", ()), ("judgement", ())]
    assert answer.outcome == "needs_discussion"


def test_every_finding_has_a_sentence_and_names_registered_facts() -> None:
    for facts, on in CAST.values():
        for answer in check_all(read_facts(facts), on):
            for one in answer.findings:
                assert one.text[0].isupper() or one.text[0] in "£0123456789"
                assert one.text.endswith((".", "?"))
            codes = [one.code for one in answer.findings]
            assert answer.scheme == "SCH-PH" or len(codes) == len(set(codes))


def test_names_change_with_the_date() -> None:
    assert asked("SCH-IR", date(2023, 3, 31)).name == "Induction and Refresher"
    assert asked("SCH-IR", date(2023, 4, 1)).name == "Return to Practice and International Induction"
    assert finding(asked("SCH-IR", date(2016, 1, 1)), "SCH-IR").text == (
        "Induction and Refresher takes new people on 1 January 2016."
    )
