"""The handbook's worked examples (section 9) that concern schemes, by their ids, and their unprinted neighbours."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from retention_portal.core.refusals import BadInput
from retention_portal.core.rounding import per_cent
from retention_portal.core.sessions import fte, hours_text, minutes_of_hours, minutes_of_sessions
from schemes.catalogue.rules.ngprs import next_review
from tests.schemes.catalogue.people import (
    FELLOW,
    MENTOR,
    PARTNER,
    RETAINED,
    RETURNER,
    amounts,
    asked,
    finding,
    paid,
)

IN_2024, IN_2021 = date(2024, 5, 1), date(2021, 5, 1)


@pytest.mark.parametrize(
    ("minutes", "hours", "share"),
    [
        pytest.param(minutes_of_sessions(4), "16 h 40 min", "0.444", id="X-01"),
        pytest.param(minutes_of_sessions(6), "25 h", "0.667", id="X-02"),
        pytest.param(minutes_of_sessions(9), "37 h 30 min", "1.000", id="X-03"),
        pytest.param(minutes_of_hours(40), "40 h", "1.067", id="X-04"),
    ],
)
def test_sessions_hours_and_fte(minutes: int, hours: str, share: str) -> None:
    assert (hours_text(minutes), str(fte(minutes))) == (hours, share)


@pytest.mark.parametrize(
    ("sessions", "units", "practice", "supplement"),
    [
        pytest.param(3, 156, "11999.52", "3000.00", id="X-05"),
        pytest.param(4, 208, "15999.36", "4000.00", id="X-06"),
        pytest.param(1, 52, "3999.84", "1000.00", id="one-session"),
        pytest.param(2, 104, "7999.68", "2000.00", id="two-sessions"),
        pytest.param(6, 208, "15999.36", "4000.00", id="six-sessions-are-funded-as-four"),
    ],
)
def test_a_retained_year(sessions: int, units: int, practice: str, supplement: str) -> None:
    money = paid("SCH-NGPRS", IN_2024, sessions_per_week=sessions)

    assert amounts(money) == [("NGPRS-M01", practice), ("NGPRS-M03", supplement)]
    assert money.lines[0].units == units
    assert [line.payee for line in money.lines] == ["practice", "doctor"]


@pytest.mark.parametrize(
    ("on", "sessions", "outcome", "code", "result"),
    [
        pytest.param(date(2019, 5, 1), 6, "does_not_appear_to_meet", "NGPRS-R17", "not_met", id="X-08"),
        pytest.param(IN_2024, 6, "appears_to_meet", "NGPRS-R16", "met", id="six-sessions-in-may-2024"),
        pytest.param(
            date(2023, 3, 31), 5, "does_not_appear_to_meet", "NGPRS-R17", "not_met", id="last-day-of-cap"
        ),
        pytest.param(date(2023, 4, 1), 5, "appears_to_meet", "NGPRS-R16", "met", id="first-day-without-cap"),
        pytest.param(
            date(2019, 5, 1), 4, "appears_to_meet", "NGPRS-R17", "met", id="four-sessions-in-may-2019"
        ),
        pytest.param(date(2020, 6, 1), 6, "needs_discussion", "NGPRS-R17", "judgement", id="in-the-pandemic"),
    ],
)
def test_cap_on_sessions(on: date, sessions: int, outcome: str, code: str, result: str) -> None:
    answer = asked("SCH-NGPRS", on, RETAINED, sessions_per_week=sessions)

    assert (answer.outcome, finding(answer, code).result) == (outcome, result)


@pytest.mark.parametrize(
    ("r06", "r07", "outcome"),
    [
        pytest.param(False, False, "does_not_appear_to_meet", id="X-10"),
        pytest.param(True, False, "does_not_appear_to_meet", id="two-of-three"),
        pytest.param(False, True, "does_not_appear_to_meet", id="other-two-of-three"),
        pytest.param(None, None, "needs_discussion", id="the-others-unknown"),
        pytest.param(None, False, "does_not_appear_to_meet", id="one-unknown-one-denied"),
        pytest.param(True, True, "appears_to_meet", id="all-three"),
    ],
)
def test_three_criteria_are_joined_by_and(r06: bool | None, r07: bool | None, outcome: str) -> None:
    answer = asked("SCH-NGPRS", IN_2024, RETAINED, regular_post_falls_short=r06, needs_supervision=r07)

    assert finding(answer, "NGPRS-R05").result == "met"
    assert answer.outcome == outcome


@pytest.mark.parametrize(
    ("passed", "due"),
    [
        pytest.param(5, None, id="X-12"),
        pytest.param(4, date(2026, 4, 1), id="year-5-review-ahead"),
        pytest.param(0, date(2022, 4, 1), id="first-review"),
    ],
)
def test_next_review_of_a_scheme_begun_in_april_2021(passed: int, due: date | None) -> None:
    assert next_review(date(2021, 4, 1), passed) == due


def test_after_the_year_5_review_the_scheme_ends() -> None:
    answer = asked(
        "SCH-NGPRS",
        date(2026, 3, 31),
        RETAINED,
        starts_on="2021-04-01",
        approved_on="2021-03-01",
        reviews_passed=5,
    )

    assert (
        finding(answer, "NGPRS-R21").text
        == "The year 5 review is passed: the scheme ends, there is no year 6."
    )
    assert answer.outcome == "does_not_appear_to_meet"


@pytest.mark.parametrize(
    ("sessions", "payment", "on_costs", "total"),
    [
        pytest.param(6, "13333.33", "2666.67", "16000.00", id="X-13"),
        pytest.param(9, "20000.00", "4000.00", "24000.00", id="X-14"),
        pytest.param(2, "4444.44", "888.89", "5333.33", id="two-sessions"),
        pytest.param(10, "20000.00", "4000.00", "24000.00", id="never-above-full-time"),
    ],
)
def test_partnership_payment(sessions: int, payment: str, on_costs: str, total: str) -> None:
    money = paid("SCH-N2PP", IN_2021, sessions_per_week=sessions)

    assert amounts(money) == [("N2PP-M01", payment), ("N2PP-M02", on_costs), ("N2PP-M03", "0.00")]
    assert str(money.total) == total
    assert money.lines[2].rate == Decimal("3000.00")


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        pytest.param({"clinical_sessions_per_week": 1, "sessions_per_week": 1}, "N2PP-R08", id="X-15"),
        pytest.param(
            {"clinical_sessions_per_week": None, "sessions_per_week": 1}, "N2PP-R08", id="X-15-by-sessions"
        ),
        pytest.param(
            {"partner_kind": "fixed_share", "profit_share_per_cent": 8}, "N2PP-R07", id="share-below-10"
        ),
        pytest.param({"profession": "practice_manager"}, "N2PP-R02", id="X-17"),
        pytest.param({"earlier_partner_in_england": True}, "N2PP-R05", id="partner-before"),
        pytest.param({"agreement_signed_on": "2020-03-31"}, "N2PP-R06", id="signed-too-early"),
        pytest.param({"contract_years_left": 1.5}, "N2PP-R04", id="contract-too-short"),
        pytest.param({"contract_type": "other"}, "N2PP-R04", id="another-contract"),
        pytest.param({"partner_since": "2020-10-01"}, "N2PP-R10", id="seven-months-late"),
        pytest.param({"commits_five_years": False}, "N2PP-R09", id="no-commitment"),
    ],
)
def test_partnership_payment_is_not_for(facts: dict[str, object], code: str) -> None:
    facts = {
        name: Decimal(str(value)) if isinstance(value, float) else value for name, value in facts.items()
    }
    equal = {"equal_share": False} if "profit_share_per_cent" in facts else {}
    answer = asked("SCH-N2PP", IN_2021, PARTNER | facts | equal)

    assert finding(answer, code).result == "not_met"
    assert answer.outcome == "does_not_appear_to_meet"


@pytest.mark.parametrize(
    ("left", "repaid"),
    [
        pytest.param("2024-04-01", "-8000.00", id="after-three-years"),
        pytest.param("2022-03-31", "-20000.00", id="within-a-year"),
        pytest.param("2025-09-30", "-4000.00", id="in-the-fifth-year"),
        pytest.param("2026-04-01", None, id="after-five-years"),
    ],
)
def test_a_full_time_partner_leaves(left: str, repaid: str | None) -> None:
    money = paid("SCH-N2PP", date(2026, 5, 1), sessions_per_week=9, partner_since="2021-04-01", left_on=left)

    assert [amount for code, amount in amounts(money) if code == "N2PP-M06"] == ([repaid] if repaid else [])


@pytest.mark.parametrize(
    ("hours", "on", "amount"),
    [
        pytest.param("22.5", IN_2024, "2400.00", id="X-19"),
        pytest.param("33.75", IN_2024, "3600.00", id="90-per-cent"),
        pytest.param("30", IN_2024, "3200.00", id="80-per-cent"),
        pytest.param("26.25", IN_2024, "2800.00", id="70-per-cent"),
        pytest.param("37.5", IN_2024, "4000.00", id="full-time"),
        pytest.param("40", IN_2024, "4000.00", id="never-above-full-time"),
        pytest.param("37.5", date(2023, 3, 31), "3500.00", id="last-day-of-the-old-rate"),
    ],
)
def test_bursary_a_month(hours: str, on: date, amount: str) -> None:
    money = paid("SCH-IR", on, placement_hours_per_week=Decimal(hours))

    assert amounts(money) == [("IR-M01", amount)]


@pytest.mark.parametrize(
    ("children", "months", "amount"),
    [
        pytest.param(1, 6, "1998.00", id="below-the-cap"),
        pytest.param(2, 6, "3996.00", id="two-children"),
        pytest.param(1, 7, "2000.00", id="capped"),
        pytest.param(4, 12, "8000.00", id="no-cap-on-number"),
    ],
)
def test_childcare(children: int, months: int, amount: str) -> None:
    money = paid("SCH-IR", IN_2024, children_under_11=children, childcare_months=months)

    assert str(money.total) == amount


@pytest.mark.parametrize(
    ("last", "on_list", "outcome", "code", "result"),
    [
        pytest.param("2021-05-01", True, "appears_to_meet", "IR-R03", "met", id="X-22"),
        pytest.param(
            "2022-11-01", True, "does_not_appear_to_meet", "IR-R08", "not_met", id="absent-18-months"
        ),
        pytest.param(
            "2022-05-01", True, "does_not_appear_to_meet", "IR-R01", "not_met", id="two-years-to-the-day"
        ),
        pytest.param("2022-04-30", True, "appears_to_meet", "IR-R01", "met", id="a-day-more-than-two-years"),
        pytest.param("2021-05-01", False, "appears_to_meet", "IR-R04", "met", id="off-the-list"),
    ],
)
def test_absence(last: str, on_list: bool, outcome: str, code: str, result: str) -> None:
    answer = asked("SCH-IR", IN_2024, RETURNER, last_nhs_gp_work_on=last, on_performers_list=on_list)

    assert (answer.outcome, finding(answer, code).result) == (outcome, result)


def test_three_years_away_and_still_on_the_list_is_the_refresher_route() -> None:
    answer = asked("SCH-IR", IN_2024, RETURNER, last_nhs_gp_work_on="2021-05-01", on_performers_list=True)

    assert "MPL refresher route" in finding(answer, "IR-R03").text


@pytest.mark.parametrize(
    ("facts", "on", "outcome", "code", "result"),
    [
        pytest.param(
            {"post": "locum_only", "qualified_on": "2023-05-01"},
            date(2024, 1, 1),
            "does_not_appear_to_meet",
            "FEL-R03",
            "not_met",
            id="X-23",
        ),
        pytest.param({}, date(2024, 4, 1), "closed", "SCH-FEL", "not_met", id="the-day-after-it-closed"),
        pytest.param({}, date(2024, 3, 31), "appears_to_meet", "FEL-R01", "met", id="its-last-day"),
        pytest.param(
            {"qualified_on": "2022-11-01"},
            date(2024, 1, 1),
            "does_not_appear_to_meet",
            "FEL-R01",
            "not_met",
            id="fourteen-months-qualified",
        ),
        pytest.param(
            {"qualified_on": "2022-11-01", "exception_reason": "parental_leave", "area": "london"},
            date(2024, 1, 1),
            "appears_to_meet",
            "FEL-R02",
            "met",
            id="fourteen-months-and-parental-leave-in-london",
        ),
        pytest.param(
            {"qualified_on": "2022-11-01", "exception_reason": "caring", "area": "derbyshire"},
            date(2024, 1, 1),
            "needs_discussion",
            "FEL-R02",
            "judgement",
            id="caring-outside-london",
        ),
        pytest.param(
            {"post": "substantive_and_locum"},
            date(2024, 1, 1),
            "appears_to_meet",
            "FEL-R03",
            "met",
            id="both-posts",
        ),
    ],
)
def test_fellowship(facts: dict[str, object], on: date, outcome: str, code: str, result: str) -> None:
    answer = asked("SCH-FEL", on, FELLOW | facts)

    assert (answer.outcome, finding(answer, code).result) == (outcome, result)


def test_fellow_of_six_sessions() -> None:
    money = paid("SCH-FEL", date(2023, 9, 1), sessions_per_week=6, full_time_salary=90000)

    # one session a week is 1/9 of £90,000; six ninths of it; 30% on top; £3,000 × 6/9
    assert amounts(money) == [("FEL-M01", "6666.67"), ("FEL-M01", "2000.00"), ("FEL-M02", "2000.00")]
    assert [line.payee for line in money.lines] == ["employer", "employer", "programme"]


def test_mentor_of_forty_sessions() -> None:
    money = paid("SCH-MEN", date(2023, 9, 1), mentoring_sessions=40, mentor_training_done=True)

    assert amounts(money) == [("MEN-M01", "11560.00"), ("MEN-M02", "1156.00")]


@pytest.mark.parametrize(
    ("clinical", "outcome"), [(3, "appears_to_meet"), (2, "does_not_appear_to_meet")], ids=["three", "two"]
)
def test_mentor_gives_three_clinical_sessions(clinical: int, outcome: str) -> None:
    assert asked("SCH-MEN", date(2024, 3, 31), MENTOR, clinical_sessions_per_week=clinical).outcome == outcome


def test_pool_locum_session() -> None:
    money = paid("SCH-POOL", date(2021, 1, 15), pool_sessions=1)

    assert amounts(money) == [("POOL-R04", "323.21")], "X-26"
    assert money.lines[0].units == Fraction(25, 6)


@pytest.mark.parametrize(
    ("part", "whole", "places", "share"),
    [
        pytest.param(9, 99, 2, "9.09", id="X-27"),
        pytest.param(24, 66, 1, "36.4", id="X-29"),
        pytest.param(35, 96, 1, "36.5", id="X-33-applicants"),
        pytest.param(35, 33, 0, "106", id="X-33-places"),
    ],
)
def test_shares(part: int, whole: int, places: int, share: str) -> None:
    assert str(per_cent(part, whole, places)) == share


@pytest.mark.parametrize(
    ("facts", "total"),
    [
        pytest.param({"pilot_areas": 1}, "100000.00", id="X-30-area"),
        pytest.param({"pilot_gps": 1}, "12500.00", id="X-30-gp"),
        pytest.param({"pilot_areas": 10}, "1000000.00", id="X-30-all-areas"),
        pytest.param({"pilot_gps": 80}, "1000000.00", id="X-30-all-gps"),
    ],
)
def test_career_plus_shares(facts: dict[str, int], total: str) -> None:
    assert str(paid("SCH-GPCP", date(2017, 9, 1), **facts).total) == total


def test_network_gp_at_full_time_in_each_year() -> None:
    assert str(paid("SCH-ARRS", date(2024, 10, 1), sessions_per_week=9).total) == "92462.00"
    assert str(paid("SCH-ARRS", date(2025, 4, 1), sessions_per_week=9).total) == "82418.00"
    with pytest.raises(BadInput, match="on 1 April 2026"):
        paid("SCH-ARRS", date(2026, 4, 1), sessions_per_week=9)
