"""Sums over dated patterns, and rates that are not known."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest

from retention_portal.core.refusals import BadInput
from schemes.catalogue.rules.configuration import settings
from schemes.catalogue.rules.periods import full_years, months_since, plus_years, spans, year_from
from schemes.catalogue.rules.rates import all_rates, rate, rates_of
from schemes.catalogue.rules.shipped import table
from tests.schemes.catalogue.people import amounts, paid

IN_2024 = date(2024, 5, 1)


def test_half_a_year_of_a_retained_gp() -> None:
    money = paid("SCH-NGPRS", IN_2024, sessions_per_week=4, starts_on="2023-10-01", ends_on="2024-03-31")

    assert amounts(money) == [("NGPRS-M01", "7999.68"), ("NGPRS-M03", "2000.00")]
    assert money.lines[0].units == 104


def test_a_retained_gp_s_years_run_from_the_start_and_stop_after_five() -> None:
    money = paid("SCH-NGPRS", IN_2024, sessions_per_week=2, starts_on="2018-02-12", ends_on="2024-02-11")
    practice = [line for line in money.lines if line.code == "NGPRS-M01"]

    assert [(line.starts.year, str(line.amount)) for line in practice] == [
        (year, "7999.68") for year in range(2018, 2023)
    ]
    assert practice[-1].ends == date(2023, 2, 11)
    assert money.notes == ("The scheme pays for up to five years: nothing after 11 February 2023.",)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param(date(2016, 6, 30), [("NGPRS-M04", "12309.44"), ("NGPRS-M04", "310.00")], id="NGPRS-M04"),
        pytest.param(
            date(2017, 4, 1), [("NGPRS-M01", "15999.36"), ("NGPRS-M03", "4000.00")], id="NGPRS-M01-M03"
        ),
    ],
)
def test_retention_rates_by_date(on: date, expected: list[tuple[str, str]]) -> None:
    assert amounts(paid("SCH-NGPRS", on, sessions_per_week=4)) == expected


def test_rates_after_2024_25_are_carried_and_say_so() -> None:
    money = paid("SCH-NGPRS", date(2026, 10, 12), sessions_per_week=4)

    assert str(money.total) == "19999.36"
    assert all("(unconfirmed, U-07)" in line.text for line in money.lines)


@pytest.mark.parametrize(
    ("scheme", "on", "facts", "sentence"),
    [
        (
            "SCH-NGPRS",
            date(2016, 8, 1),
            {"sessions_per_week": 4},
            (
                "No rate is known for the Professional Expenses Supplement (NGPRS-M03) on 1 August 2016. It is known to "
                "30 June 2016 and from 1 April 2017 to 31 March 2025 and from 1 April 2025 to 31 March 2027."
            ),
        ),
        (
            "SCH-NGPRS",
            date(2030, 1, 1),
            {"sessions_per_week": 4},
            (
                "No rate is known for the practice payment of the National GP Retention Scheme (NGPRS-M01) on "
                "1 January 2030. It is known to 30 June 2016 and from 1 July 2016 to 31 March 2025 and from 1 April 2025 "
                "to 31 March 2027."
            ),
        ),
        (
            "SCH-IR",
            date(2016, 10, 31),
            {"placement_hours_per_week": 30},
            (
                "No rate is known for the bursary on placement, full time (IR-M01) on 31 October 2016. It is known from "
                "1 November 2016 to 31 March 2023 and from 1 April 2023 onwards."
            ),
        ),
        (
            "SCH-N2PP",
            date(2020, 3, 31),
            {"sessions_per_week": 9},
            (
                "No rate is known for the New to Partnership Payment, full time (N2PP-M01) on 31 March 2020. It is known "
                "from 1 April 2020 onwards."
            ),
        ),
        (
            "SCH-POOL",
            date(2022, 1, 1),
            {"pool_sessions": 1},
            (
                "No rate is known for the recommended highest rate of a pool locum (POOL-R04) on 1 January 2022. It is "
                "known from 1 April 2020 to 31 March 2021."
            ),
        ),
    ],
)
def test_a_missing_rate_names_itself_the_day_and_the_days_known(
    scheme: str, on: date, facts: dict[str, object], sentence: str
) -> None:
    with pytest.raises(BadInput) as refused:
        paid(scheme, on, **facts)

    assert (refused.value.code, refused.value.sentence) == ("no_rate", sentence)


@pytest.mark.parametrize(
    ("scheme", "facts", "code"),
    [
        ("SCH-NGPRS", {}, "fact_needed"),
        ("SCH-NGPRS", {"sessions_per_week": 4, "ends_on": "2024-06-01"}, "fact_needed"),
        ("SCH-FEL", {"sessions_per_week": 4}, "fact_needed"),
        ("SCH-FEL", {"sessions_per_week": 4, "full_time_salary": 90000, "starts_on": "2024-04-01"}, "closed"),
        ("SCH-MEN", {}, "fact_needed"),
        ("SCH-N2PP", {"sessions_per_week": 4, "left_on": "2024-04-01"}, "fact_needed"),
        ("SCH-N2PP", {"sessions_per_week": 4, "partner_since": "2023-07-01"}, "closed"),
        ("SCH-IR", {}, "fact_needed"),
        ("SCH-POOL", {}, "fact_needed"),
        ("SCH-GPCP", {"pilot_areas": 1, "pilot_gps": 8}, "fact_needed"),
        ("SCH-LGPRF", {}, "fact_needed"),
        ("SCH-PHX", {}, "no_money"),
        ("SCH-ARRS", {"sessions_per_week": 4, "ends_on": "2025-02-01"}, "fact_needed"),
    ],
)
def test_money_is_refused_rather_than_guessed(scheme: str, facts: dict[str, object], code: str) -> None:
    with pytest.raises(BadInput) as refused:
        paid(scheme, IN_2024, **facts)

    assert refused.value.code == code


def test_an_annualised_pattern_counts_its_sessions_and_whole_weekly_ones_for_the_supplement() -> None:
    money = paid("SCH-NGPRS", IN_2024, sessions_per_year=130)

    assert amounts(money) == [("NGPRS-M01", "9999.60"), ("NGPRS-M03", "2000.00")]
    assert "(unconfirmed, U-05)" in money.notes[0]


def test_a_change_of_sessions_takes_back_and_pays_anew() -> None:
    money = paid(
        "SCH-N2PP",
        IN_2024,
        sessions_per_week=5,
        partner_since="2021-04-01",
        new_sessions_per_week=7,
        sessions_changed_on="2022-04-01",
    )

    assert amounts(money) == [
        ("N2PP-M01", "11111.11"),
        ("N2PP-M02", "2222.22"),
        ("N2PP-M03", "0.00"),
        ("N2PP-M05", "-11111.11"),
        ("N2PP-M05", "-2222.22"),
        ("N2PP-M05", "15555.56"),
        ("N2PP-M05", "3111.11"),
    ]
    assert str(money.total) == "18666.67"


def test_leaving_after_a_change_repays_what_is_held_and_training_only_within_a_year() -> None:
    changed = {"new_sessions_per_week": 9, "sessions_changed_on": "2021-06-01", "training_cost": 1200}
    after, within = (
        paid("SCH-N2PP", IN_2024, sessions_per_week=6, partner_since="2021-04-01", left_on=left, **changed)
        for left in ("2024-06-30", "2022-03-31")
    )

    assert amounts(after)[-1] == ("N2PP-M06", "-8000.00")
    assert amounts(within)[-2:] == [("N2PP-M06", "-20000.00"), ("N2PP-M03", "-1200.00")]


def test_a_placement_over_the_change_of_rate_is_cut_there() -> None:
    money = paid(
        "SCH-IR",
        IN_2024,
        placement_hours_per_week=Decimal("37.5"),
        starts_on="2023-02-01",
        ends_on="2023-06-30",
    )

    assert [(str(line.rate), str(line.amount)) for line in money.lines] == [
        ("3500.00", "7000.00"),
        ("4000.00", "12000.00"),
    ]


def test_an_employed_placement_pays_the_practice() -> None:
    money = paid("SCH-IR", IN_2024, placement_hours_per_week=30, placement_months=6, pay_route="employed")

    assert [(line.code, str(line.amount), line.payee) for line in money.lines] == [
        ("IR-M03", "29245.20", "practice")
    ]


def test_childcare_pays_the_cost_below_the_month_s_most_and_nothing_after_the_deadline() -> None:
    facts = {"children_under_11": 2, "childcare_months": 3}

    assert str(paid("SCH-IR", IN_2024, **facts, childcare_cost_per_child=200).total) == "1200.00"
    assert str(paid("SCH-IR", IN_2024, **facts, completed_on="2024-02-01").total) == "1998.00"
    assert str(paid("SCH-IR", IN_2024, **facts, completed_on="2024-01-31").total) == "0.00"


def test_one_off_help_of_earlier_years_is_capped() -> None:
    money = paid(
        "SCH-IR",
        date(2021, 5, 1),
        gmc_and_dbs_cost=500,
        occupational_health_cost=150,
        negligence_top_up_cost=900,
    )

    assert [amount for _, amount in amounts(money)] == ["464.00", "150.00", "750.00"]


def test_a_network_gp_over_two_financial_years() -> None:
    money = paid("SCH-ARRS", IN_2024, sessions_per_week=9, starts_on="2024-10-01", ends_on="2025-09-30")

    assert amounts(money) == [("ARRS-M01", "46231.00"), ("ARRS-M02", "41209.00")]


def test_a_network_gp_who_costs_less_is_reimbursed_the_cost() -> None:
    assert str(paid("SCH-ARRS", date(2025, 1, 1), sessions_per_week=9, yearly_cost=80000).total) == "80000.00"


def test_printed_units_times_rate_is_the_amount() -> None:
    for facts in (
        {"sessions_per_week": Decimal("3.7"), "partner_since": "2021-04-01", "left_on": "2023-05-05"},
    ):
        for line in paid("SCH-N2PP", IN_2024, **facts).as_json()["lines"]:
            assert (Decimal(line["units"]) * Decimal(line["rate"])).quantize(Decimal("0.01")) == Decimal(
                line["amount"]
            )


def test_a_year_is_one_in_leap_years_too() -> None:
    for start in (date(2024, 2, 10), date(2024, 2, 29), date(2023, 8, 31), date(2023, 3, 1)):
        year = year_from(start)
        assert sum(span.share for span in spans(year.start, year.end)) == 1
    assert months_since(date(2024, 1, 31), date(2024, 2, 29)) == 1
    assert plus_years(date(2024, 2, 29), 1) == date(2025, 2, 28)


def test_a_period_is_cut_and_adds_up() -> None:
    cut = spans(date(2023, 2, 10), date(2024, 6, 30), [date(2023, 4, 1), date(2030, 1, 1)])

    assert [span.start for span in cut] == [date(2023, 2, 10), date(2023, 4, 1), date(2024, 2, 10)]
    assert all(one.end.toordinal() + 1 == two.start.toordinal() for one, two in pairwise(cut))
    assert sum(span.share for span in cut) == (16 + Fraction(21, 30)) / 12


@pytest.mark.parametrize(
    ("day", "years"), [(date(2022, 3, 31), 0), (date(2022, 4, 1), 1), (date(2026, 4, 1), 5)]
)
def test_full_years(day: date, years: int) -> None:
    assert full_years(date(2021, 4, 1), day) == years


@pytest.mark.parametrize("name", table("rates"))
def test_rows_of_a_rate_never_overlap(name: str) -> None:
    for one, two in pairwise(rates_of(name)):
        assert one.valid_to is not None
        assert two.valid_from is not None
        assert one.valid_to < two.valid_from


def test_rates_are_positive_pounds_with_a_source() -> None:
    assert all(one.value > 0 and one.source for one in all_rates())
    assert rate("n2pp.payment", date(2021, 1, 1)).value == Decimal("20000.00")


def test_every_configured_point_has_a_code_and_its_mark() -> None:
    for one in settings():
        assert one.code
        assert one.note
        assert one.mark == (f" (unconfirmed, {one.code})" if one.unconfirmed else "")
        assert one.unit != "date" or isinstance(one.value, date)


@pytest.mark.parametrize(
    ("scheme", "start", "end", "day"),
    [
        ("SCH-NGPRS", "2026-06-01", "2027-05-31", "1 April 2027"),
        ("SCH-NGPRS", "2016-10-01", "2017-09-30", "1 October 2016"),
        ("SCH-ARRS", "2026-01-01", "2026-12-31", "1 April 2026"),
    ],
)
def test_a_period_that_runs_out_of_known_rates_never_borrows_the_year_before(
    scheme: str, start: str, end: str, day: str
) -> None:
    with pytest.raises(BadInput, match=f" on {day}"):
        paid(scheme, IN_2024, sessions_per_week=4, starts_on=start, ends_on=end)


def test_without_an_end_the_rates_of_the_first_day_hold_for_a_year() -> None:
    money = paid("SCH-NGPRS", IN_2024, sessions_per_week=4, starts_on="2016-06-30", ends_on=None)

    assert {(line.code, line.starts, line.ends) for line in money.lines} == {
        ("NGPRS-M04", date(2016, 6, 30), date(2017, 6, 29))
    }


def test_a_partnership_payment_without_a_start_is_dated_no_later_than_the_closing_day() -> None:
    (payment, *_) = paid("SCH-N2PP", date(2026, 10, 12), sessions_per_week=9).lines

    assert (payment.starts, payment.ends) == (date(2023, 6, 30), date(2028, 6, 29))
