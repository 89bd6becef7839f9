"""Single rules of each scheme, by handbook code; cases E-01 to E-06; the subtleties of handbook section 8."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from schemes.catalogue.rules import BOOKS
from schemes.catalogue.rules.facts import register
from schemes.catalogue.rules.ngprs import last_day, records_kept_until
from schemes.catalogue.rules.ngprs_practice import cpd_needed
from tests.schemes.catalogue.people import (
    CAST,
    FELLOW,
    MENTOR,
    PARTNER,
    POOL_GP,
    RETAINED,
    RETURNER,
    amounts,
    asked,
    finding,
    paid,
    results,
)

IN_2024 = date(2024, 5, 1)


@pytest.mark.parametrize(
    ("facts", "code", "result"),
    [
        ({"gmc_status": "provisional"}, "NGPRS-R01", "not_met"),
        ({"profession": "nurse"}, "NGPRS-R01", "not_met"),
        ({"profession": None}, "NGPRS-R01", "met"),
        ({"on_performers_list": False}, "NGPRS-R02", "not_met"),
        ({"gmc_conditions": "health_only"}, "NGPRS-R03", "met"),
        ({"gmc_conditions": "other"}, "NGPRS-R03", "not_met"),
        ({"responsible_officer_concerns": True}, "NGPRS-R04", "judgement"),
        ({"leaving_reason": "another_reason"}, "NGPRS-R05", "not_met"),
        ({"leaving_reason": "approaching_retirement"}, "NGPRS-R05", "met"),
        ({"leaving_reason": None}, "NGPRS-R05", "unknown"),
        ({"leaving_reason": None, "leaving_narrative": "I care for my mother."}, "NGPRS-R05", "judgement"),
        ({"considering_leaving": False}, "NGPRS-R05", "unknown"),
        ({"considering_leaving": False, "left_general_practice": True}, "NGPRS-R05", "met"),
        ({"considering_leaving": False, "left_general_practice": False}, "NGPRS-R05", "not_met"),
        (
            {"regular_post_falls_short": None, "flexibility_narrative": "Short clinics."},
            "NGPRS-R06",
            "judgement",
        ),
        ({"needs_supervision": None, "supervision_narrative": "Two sessions."}, "NGPRS-R07", "judgement"),
        ({"practice_found": False}, "NGPRS-R08", "not_met"),
        ({"job_plan_agreed": False}, "NGPRS-R09", "not_met"),
        ({"contract_meets_model": False}, "NGPRS-R09", "not_met"),
        ({"induction_planned": False}, "NGPRS-R10", "not_met"),
        ({"supervisor_named": False}, "NGPRS-R11", "not_met"),
        ({"supervision_hours_per_month": 1}, "NGPRS-R11", "judgement"),
        ({"cpd_sessions_per_year": 7}, "NGPRS-R12", "not_met"),
        ({"cpd_sessions_per_year": 16}, "NGPRS-R12", "judgement"),
        ({"cpd_sessions_per_year": 8, "sessions_per_week": 1}, "NGPRS-R12", "met"),
        ({"other_retained_gps": 1, "each_retained_gp_supported": True}, "NGPRS-R13", "judgement"),
        ({"other_retained_gps": 1, "each_retained_gp_supported": False}, "NGPRS-R13", "not_met"),
        ({"supervisor_qualification": "student_teaching_only"}, "NGPRS-R14", "not_met"),
        ({"supervisor_qualification": "other"}, "NGPRS-R14", "judgement"),
        ({"sessions_per_week": Decimal("0.5")}, "NGPRS-R15", "not_met"),
        ({"sessions_per_week": None, "sessions_per_year": 130}, "NGPRS-R15", "met"),
        ({"weeks_per_year": 29}, "NGPRS-R18", "judgement"),
        ({"weeks_per_year": 30}, "NGPRS-R18", "met"),
        ({"other_in_hours_gp_work": True}, "NGPRS-R20", "judgement"),
        ({"starts_on": "2019-05-01", "approved_on": "2019-04-01"}, "NGPRS-R21", "not_met"),
        ({"starts_on": "2019-05-02", "approved_on": "2019-04-01"}, "NGPRS-R21", "met"),
        ({"starts_on": "2019-05-01", "paused_months": 3}, "NGPRS-R21", "met"),
        ({"earlier_retainer_months": 24}, "NGPRS-R23", "judgement"),
        ({"starts_on": "2024-04-01"}, "NGPRS-P06", "unknown"),
        ({"starts_on": "2024-06-01"}, "NGPRS-P06", "met"),
        ({"starts_on": "2024-04-01", "approved_on": "2024-04-02"}, "NGPRS-P06", "not_met"),
    ],
)
def test_retention_scheme(facts: dict[str, Any], code: str, result: str) -> None:
    answer = asked("SCH-NGPRS", IN_2024, RETAINED | facts)

    assert finding(answer, code).result == result


def test_other_in_hours_work_was_barred_before_version_6() -> None:
    barred = asked(
        "SCH-NGPRS",
        date(2022, 5, 1),
        RETAINED,
        other_in_hours_gp_work=True,
        changing_workplace_or_last_year=False,
    )
    moving = asked(
        "SCH-NGPRS",
        date(2022, 5, 1),
        RETAINED,
        other_in_hours_gp_work=True,
        changing_workplace_or_last_year=True,
    )

    assert [finding(one, "NGPRS-R20").result for one in (barred, moving)] == ["not_met", "met"]


@pytest.mark.parametrize(
    ("weekly", "needed"), [(1, "8"), (2, "11.56"), (3, "17.33"), (4, "23.11")], ids=["1", "2", "3", "4"]
)
def test_cpd_by_the_formula(weekly: int, needed: str) -> None:
    assert cpd_needed(Decimal(weekly * 52), Decimal(weekly)) == Decimal(needed)


def test_pauses_move_the_last_day_up_to_the_configured_most() -> None:
    assert [last_day(date(2021, 4, 1), months) for months in (0, 3, 40)] == [
        date(2026, 3, 31),
        date(2026, 6, 30),
        date(2027, 3, 31),
    ]


@pytest.mark.parametrize(
    ("facts", "code", "result"),
    [
        ({"gmc_gp_register": "no"}, "IR-R02", "not_met"),
        ({"gmc_gp_register": "applying"}, "IR-R02", "met"),
        ({"mcq_attempts_failed": 3}, "IR-R04", "met"),
        ({"mcq_attempts_failed": 4}, "IR-R04", "not_met"),
        ({"worked_as_gp_overseas": True}, "IR-R05", "judgement"),
        ({"worked_as_gp_overseas": True, "last_nhs_gp_work_on": "2014-04-30"}, "IR-R05", "not_met"),
        ({"worked_as_gp_overseas": False}, "IR-R05", "not_met"),
        ({"needs_remediation": True}, "IR-R06", "not_met"),
        ({"placement_months": 7}, "IR-R07", "judgement"),
        ({"placement_hours_per_week": 16}, "IR-R07", "judgement"),
        ({"placement_hours_per_week": 30, "placement_months": 6}, "IR-R07", "met"),
        ({"last_nhs_gp_work_on": None, "ever_nhs_gp": False}, "IR-R01", "judgement"),
        ({"last_nhs_gp_work_on": "2024-06-01"}, "IR-R01", "not_met"),
    ],
)
def test_coming_back(facts: dict[str, Any], code: str, result: str) -> None:
    assert finding(asked("SCH-IR", IN_2024, RETURNER | facts), code).result == result


def test_four_failed_attempts_leave_the_portfolio_route() -> None:
    failed = asked("SCH-IR", IN_2024, RETURNER, mcq_attempts_failed=4, worked_as_gp_overseas=False)
    abroad = asked("SCH-IR", IN_2024, RETURNER, mcq_attempts_failed=4, worked_as_gp_overseas=True)

    assert [failed.outcome, abroad.outcome] == ["does_not_appear_to_meet", "appears_to_meet"]


@pytest.mark.parametrize(
    ("facts", "code", "result"),
    [
        ({"profession": "pharmacist"}, "FEL-R01", "not_met"),
        (
            {"profession": "nurse", "qualified_on": "2010-01-01", "new_to_general_practice_on": "2023-09-01"},
            "FEL-R01",
            "met",
        ),
        ({"qualified_on": "2015-01-01", "completed_iip": True}, "FEL-R01", "met"),
        ({"qualified_on": "2024-05-01"}, "FEL-R01", "not_met"),
        ({"qualified_on": "2023-01-01"}, "FEL-R01", "met"),
        ({"qualified_on": "2022-12-31"}, "FEL-R01", "not_met"),
        ({"post": "offered_substantive"}, "FEL-R03", "met"),
        ({"sessions_per_week": 4}, "FEL-R04", "met"),
        ({"contract_months": 12}, "FEL-R05", "judgement"),
        ({"contract_months": 24}, "FEL-R05", "met"),
        ({"employer": "network"}, "FEL-R06", "met"),
    ],
)
def test_fellowship(facts: dict[str, Any], code: str, result: str) -> None:
    assert finding(asked("SCH-FEL", date(2024, 1, 1), FELLOW | facts), code).result == result


@pytest.mark.parametrize(
    ("facts", "code", "result"),
    [
        ({"post": "locum_only"}, "MEN-R01", "not_met"),
        ({"declares_concerns": False}, "MEN-R02", "not_met"),
        ({"interim_suspension": True}, "MEN-R03", "not_met"),
        ({"clinical_sessions_per_week": None, "sessions_per_week": 2}, "MEN-R04", "not_met"),
        ({"clinical_sessions_per_week": None, "sessions_per_week": 3}, "MEN-R04", "unknown"),
        ({"agrees_weekly_mentoring": False}, "MEN-R05", "not_met"),
        ({"qualified_on": "2020-01-01"}, "MEN-R06", "judgement"),
        ({"qualified_on": "2019-01-01"}, "MEN-R06", "met"),
    ],
)
def test_mentors(facts: dict[str, Any], code: str, result: str) -> None:
    assert finding(asked("SCH-MEN", date(2024, 1, 1), MENTOR | facts), code).result == result


@pytest.mark.parametrize(
    ("facts", "code", "result"),
    [
        ({"profession": "physician_associate"}, "N2PP-R01", "met"),
        ({"profession": "gp_trainee"}, "N2PP-R01", "not_met"),
        ({"professional_registration": False}, "N2PP-R01", "not_met"),
        ({"meets_partner_definition": False}, "N2PP-R03", "not_met"),
        ({"contract_years_left": 2}, "N2PP-R04", "met"),
        ({"earlier_n2pp_application": True}, "N2PP-R05", "not_met"),
        ({"also_salaried_there": True}, "N2PP-R06", "not_met"),
        ({"agreement_signed_on": "2020-04-01"}, "N2PP-R06", "met"),
        ({"partner_kind": "salaried_partner"}, "N2PP-R06", "not_met"),
        ({"partner_kind": "fixed_share", "profit_share_per_cent": 10}, "N2PP-R07", "met"),
        ({"partner_kind": "fixed_share", "equal_share": True}, "N2PP-R07", "met"),
        ({"partner_kind": "fixed_share", "profit_share_per_cent": 8}, "N2PP-R07", "unknown"),
        ({"partner_kind": "probationary_fixed_share"}, "N2PP-R07", "not_met"),
        ({"clinical_sessions_per_week": 2}, "N2PP-R08", "met"),
        ({"partner_since": "2020-11-01"}, "N2PP-R10", "met"),
        ({"partner_since": "2020-10-31"}, "N2PP-R10", "not_met"),
    ],
)
def test_partnership_payment(facts: dict[str, Any], code: str, result: str) -> None:
    assert finding(asked("SCH-N2PP", date(2021, 5, 1), PARTNER | facts), code).result == result


def test_the_six_month_limit_was_removed_in_december_2021() -> None:
    late = {**PARTNER, "partner_since": "2021-01-01"}
    before, after = (asked("SCH-N2PP", on, late) for on in (date(2021, 11, 30), date(2021, 12, 1)))

    assert results(before, "N2PP-R10") == {"N2PP-R10": "not_met"}
    assert results(after, "N2PP-R10") == {}
    assert after.outcome == "appears_to_meet"


@pytest.mark.parametrize(
    ("facts", "code", "result"),
    [
        ({"gmc_status": "provisional"}, "U-10", "not_met"),
        ({"profession": "nurse"}, "U-10", "judgement"),
        ({"pool_relation": "locum"}, "POOL-R01", "met"),
        ({"pool_host_agreed": False}, "POOL-R02", "not_met"),
        ({"hourly_rate": 80}, "POOL-R04", "judgement"),
        ({"hourly_rate": Decimal("77.57")}, "POOL-R04", "met"),
        ({"pool_plan_shared": False}, "POOL-R05", "not_met"),
        ({"supplier_on_framework": True}, "POOL-EN1", "unknown"),
    ],
)
def test_pool(facts: dict[str, Any], code: str, result: str) -> None:
    assert finding(asked("SCH-POOL", date(2021, 1, 15), POOL_GP | facts), code).result == result


@pytest.mark.parametrize(
    ("scheme", "facts", "code", "result"),
    [
        ("SCH-GPCP", {"career_stage": "CS-EMC"}, "GPCP-R02", "judgement"),
        ("SCH-GPCP", {"career_stage": "CS-TRN"}, "GPCP-R02", "not_met"),
        ("SCH-GPCP", {"wanted_role": "GPCP-L4"}, "GPCP-R04", "met"),
        ("SCH-GPPP", {"area": "london"}, "GPPP-R02", "not_met"),
        ("SCH-GPPP", {"considering_leaving": False, "career_stage": "CS-NQ"}, "GPPP-R01", "met"),
        ("SCH-LGPRF", {"applying_as": "individual"}, "LGPRF-R01", "not_met"),
        ("SCH-LGPRF", {"initiative_group": "another_group"}, "LGPRF-R02", "not_met"),
        ("SCH-COACH", {"profession": "nurse"}, "COACH-R01", "not_met"),
        ("SCH-ARRS", {"qualified_on": "2022-12-31"}, "ARRS-R02", "not_met"),
        ("SCH-ARRS", {"qualified_on": "2023-01-01"}, "ARRS-R02", "met"),
        ("SCH-ARRS", {"qualified_on": "2025-02-01"}, "ARRS-R02", "not_met"),
        ("SCH-ARRS", {"employer": "practice"}, "ARRS-R03", "not_met"),
    ],
)
def test_other_schemes(scheme: str, facts: dict[str, Any], code: str, result: str) -> None:
    base, on = CAST[scheme]

    assert finding(asked(scheme, on, base | facts), code).result == result


def test_phoenix_is_always_a_question_to_the_programme() -> None:
    inside = asked("SCH-PHX", date(2019, 6, 1), area="nottinghamshire", career_stage="CS-NQ")
    outside = asked("SCH-PHX", date(2019, 6, 1), area="london", career_stage="CS-NQ")

    assert [inside.outcome, outside.outcome] == ["needs_discussion", "does_not_appear_to_meet"]


# Scheme facts of the cases


@pytest.mark.parametrize(
    "facts", [{"sessions_per_week": 1}, {"sessions_per_week": 4}], ids=["CASE-E-01-least", "CASE-E-01-most"]
)
def test_one_to_four_sessions_five_years_three_tests(facts: dict[str, Any]) -> None:
    for reason in ("caring", "own_health", "approaching_retirement", "other_work"):
        assert (
            asked("SCH-NGPRS", IN_2024, RETAINED | facts, leaving_reason=reason).outcome == "appears_to_meet"
        )
    assert last_day(date(2024, 5, 1)) == date(2029, 4, 30)


@pytest.mark.parametrize("code", ["NGPRS-R09", "NGPRS-P06"], ids=["CASE-E-02-job-plan", "CASE-E-02-approval"])
def test_job_plan_and_approval_come_before_the_start(code: str) -> None:
    answer = asked(
        "SCH-NGPRS",
        IN_2024,
        RETAINED,
        job_plan_agreed=False,
        starts_on="2024-04-01",
        approved_on="2024-04-15",
    )

    assert finding(answer, code).result == "not_met"


def test_records_are_kept_six_years() -> None:
    assert records_kept_until(date(2026, 3, 31)) == date(2032, 3, 31), "CASE-E-02"


@pytest.mark.parametrize("sessions", [9, 3], ids=["CASE-E-03-full-time", "CASE-E-03-part-time"])
def test_fellowship_is_one_session_a_week_pro_rata_through_the_employer_for_two_years(sessions: int) -> None:
    money = paid(
        "SCH-FEL",
        date(2023, 9, 1),
        sessions_per_week=sessions,
        full_time_salary=81000,
        starts_on="2023-09-01",
        ends_on="2026-08-31",
    )
    release = [line for line in money.lines if line.unit == "full-time salaries"]

    assert [(line.starts, line.ends) for line in release] == [
        (date(2023, 9, 1), date(2024, 8, 31)),
        (date(2024, 9, 1), date(2025, 8, 31)),
    ]
    assert [str(line.amount) for line in release] == [f"{sessions * 1000}.00"] * 2
    assert {line.payee for line in release} == {"employer"}
    assert "The fellowship is two years: nothing after 31 August 2025, unless it was paused." in money.notes


@pytest.mark.parametrize("scheme", ["SCH-FEL", "SCH-MEN"], ids=["CASE-E-04-fellowship", "CASE-E-04-mentors"])
def test_no_new_entrants_after_march_2024_but_systems_may_run_their_own(scheme: str) -> None:
    facts, _ = CAST[scheme]
    last, after = (asked(scheme, on, facts) for on in (date(2024, 3, 31), date(2024, 4, 1)))

    assert [last.outcome, after.outcome] == ["appears_to_meet", "closed"]
    assert after.findings[0].text.endswith("Systems may run local successors.")


@pytest.mark.parametrize(
    ("profession", "outcome"),
    [
        pytest.param("gp", "appears_to_meet", id="CASE-E-05-gp"),
        pytest.param("practice_manager", "appears_to_meet", id="CASE-E-05-practice-manager"),
        pytest.param("nurse", "appears_to_meet", id="CASE-E-05-nurse"),
        pytest.param("paramedic", "does_not_appear_to_meet", id="CASE-E-05-another-profession"),
    ],
)
def test_gp_s_mentoring_is_free_and_open_to_three_professions(profession: str, outcome: str) -> None:
    answer = asked("SCH-GPS", date(2018, 6, 1), profession=profession, area="derbyshire")

    assert answer.outcome == outcome
    assert str(paid("SCH-GPS", date(2018, 6, 1)).total) == "0.00"


@pytest.mark.parametrize(
    ("framework", "payment", "result"),
    [
        pytest.param(True, True, "met", id="CASE-E-06"),
        pytest.param(True, False, "not_met", id="CASE-E-06-no-payment-function"),
        pytest.param(False, True, "not_met", id="CASE-E-06-off-framework"),
    ],
)
def test_pool_supplier(framework: bool, payment: bool, result: str) -> None:
    answer = asked(
        "SCH-POOL",
        date(2023, 6, 1),
        POOL_GP,
        supplier_on_framework=framework,
        supplier_makes_payments=payment,
    )

    assert finding(answer, "POOL-EN1").result == result


def test_pool_money_of_a_system() -> None:
    assert amounts(paid("SCH-POOL", date(2021, 6, 1), pool_plan_shared=True)) == [("POOL-M1", "120000.00")], (
        "CASE-E-06"
    )


# Subtleties of handbook section 8


def test_subtlety_2_and_9_no_fact_asks_an_age() -> None:
    asked_words = {
        word for one in register().values() for word in one.question.lower().replace("?", "").split()
    }

    assert not {"age", "old", "aged"} & asked_words


def test_subtlety_4_a_retained_gp_of_six_sessions_is_funded_for_four() -> None:
    money = paid("SCH-NGPRS", IN_2024, sessions_per_week=6)

    assert [str(line.units) for line in money.lines] == ["208", "4"]
    assert money.notes == (
        "Money stops at four sessions a week, 208 a year; the rest is at the practice's expense.",
    )


def test_subtlety_5_practice_managers_were_announced_and_never_got_it() -> None:
    answer = asked("SCH-N2PP", date(2021, 5, 1), PARTNER, profession="practice_manager")

    assert "announced" in finding(answer, "N2PP-R02").text


def test_subtlety_6_money_of_a_closed_scheme_runs_on_for_those_in_term() -> None:
    money = paid(
        "SCH-FEL",
        date(2025, 2, 1),
        sessions_per_week=9,
        full_time_salary=81000,
        starts_on="2024-03-31",
        ends_on="2026-03-30",
    )

    assert [line.starts for line in money.lines[::3]] == [date(2024, 3, 31), date(2025, 3, 31)]


def test_subtlety_10_each_line_says_whom_it_is_paid_to() -> None:
    payees = {
        "SCH-NGPRS": {line.payee for line in paid("SCH-NGPRS", IN_2024, sessions_per_week=2).lines},
        "SCH-N2PP": {line.payee for line in paid("SCH-N2PP", IN_2024, sessions_per_week=2).lines},
        "SCH-ARRS": {line.payee for line in paid("SCH-ARRS", date(2025, 1, 1), sessions_per_week=2).lines},
    }

    assert payees == {
        "SCH-NGPRS": {"practice", "doctor"},
        "SCH-N2PP": {"contract holder"},
        "SCH-ARRS": {"network"},
    }


def test_subtlety_10_training_is_not_pro_rata() -> None:
    money = paid("SCH-N2PP", date(2021, 5, 1), sessions_per_week=2, training_cost=3500)

    assert ("N2PP-M03", "3000.00") in amounts(money)


def test_subtlety_19_the_fund_is_for_initiatives_and_names_the_scheme_for_one_person() -> None:
    answer = asked("SCH-LGPRF", date(2018, 6, 30), applying_as="individual")

    assert "National GP Retention Scheme" in finding(answer, "LGPRF-R01").text


def test_subtlety_21_pool_membership_is_no_contract() -> None:
    answer = asked("SCH-POOL", date(2021, 1, 15), pool_relation="locum")

    assert finding(answer, "POOL-R01").text == (
        "Matched as a locum: membership is no contract, and brings no death in service."
    )


def _codes(prefix: str, letter: str, last: int) -> set[str]:
    return {f"{prefix}-{letter}{number:02}" for number in range(1, last + 1)}


@pytest.mark.parametrize(
    ("scheme", "printed"),
    [
        ("SCH-NGPRS", _codes("NGPRS", "R", 23) | _codes("NGPRS", "M", 6)),
        ("SCH-IR", _codes("IR", "R", 8) | _codes("IR", "M", 7)),
        ("SCH-FEL", _codes("FEL", "R", 6) | _codes("FEL", "M", 5)),
        ("SCH-MEN", _codes("MEN", "R", 7)),
        ("SCH-N2PP", _codes("N2PP", "R", 10) | _codes("N2PP", "M", 8)),
        ("SCH-POOL", _codes("POOL", "R", 9) | {"POOL-M1", "POOL-M2", "POOL-EN1", "POOL-EN2"}),
    ],
)
def test_every_printed_code_is_a_rule_a_money_line_or_said_not_to_be_checked(
    scheme: str, printed: set[str]
) -> None:
    book = BOOKS[scheme]
    known = {rule.code for rule in book.rules} | set(book.money_lines) | set(book.not_checked)

    assert printed - known == set()
