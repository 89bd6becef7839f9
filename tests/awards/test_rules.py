"""What awards entitle to: the handbook's worked examples by id, neighbours of theirs, and any history at all."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retention_portal.core.refusals import BadInput, Refused
from schemes.awards.rules import (
    Cost,
    CostKind,
    History,
    LedgerLine,
    Pattern,
    Pause,
    Posted,
    last_day,
    lines_for,
    rebase,
    repaid_if_left,
    total,
)
from schemes.awards.rules.caps import check_rate
from schemes.awards.rules.history import FELLOWSHIP, MENTORS, PARTNERSHIP, RETENTION, RETURN
from schemes.awards.rules.opening import Approval, check_change, check_cost, check_opening, check_pause
from schemes.awards.rules.reviews import Outcome, check_outcome, next_review, review_days
from schemes.awards.rules.still_in_post import Answer, Reply, is_open, milestones_due, outcomes
from schemes.catalogue.rules import money
from schemes.catalogue.rules.money import Line, reversal
from schemes.catalogue.rules.periods import ONE_DAY, Span, plus_months, plus_years
from schemes.catalogue.rules.stated import read_facts
from tests.awards.histories import DAYS, SESSIONS, START, any_history, history, weekly


def by_code(lines: tuple[LedgerLine, ...]) -> dict[str, Decimal]:
    """Pounds of each code."""
    found: dict[str, Decimal] = {}
    for one in lines:
        found[one.line.code] = found.get(one.line.code, Decimal(0)) + one.line.amount
    return found


@pytest.mark.parametrize(
    "starts", [date(2023, 4, 1), date(2020, 9, 14), date(2019, 8, 31), date(2024, 2, 29)]
)
@pytest.mark.parametrize(
    ("sessions", "practice", "supplement"),
    [
        pytest.param(3, "11999.52", "3000.00", id="X-05"),
        pytest.param(4, "15999.36", "4000.00", id="X-06"),
        pytest.param(1, "3999.84", "1000.00", id="NGPRS-M02-one"),
        pytest.param(2, "7999.68", "2000.00", id="NGPRS-M02-two"),
        pytest.param("2.5", "9999.60", "2000.00", id="NGPRS-M05-between"),
        pytest.param(6, "15999.36", "4000.00", id="NGPRS-R16-six-are-funded-as-four"),
    ],
)
def test_a_full_year_is_the_printed_sum_on_whatever_day_it_begins(starts, sessions, practice, supplement):
    lines = lines_for(history(RETENTION, starts, sessions), plus_years(starts, 1) - ONE_DAY)
    assert by_code(lines) == {"NGPRS-M01": Decimal(practice), "NGPRS-M03": Decimal(supplement)}


def test_an_annualised_year_of_130_sessions():
    yearly = replace(history(RETENTION), patterns=(Pattern(START, sessions_per_year=Decimal(130)),))
    lines = lines_for(yearly, plus_years(START, 1) - ONE_DAY)
    assert by_code(lines) == {"NGPRS-M01": Decimal("9999.60"), "NGPRS-M03": Decimal("2000.00")}


def test_a_change_of_pattern_counts_from_its_day():
    changed = replace(
        history(RETENTION, date(2023, 4, 1), 3),
        patterns=(weekly(date(2023, 4, 1), 3), weekly(date(2023, 10, 1), 4)),
    )
    lines = lines_for(changed, date(2024, 3, 31))
    assert by_code(lines) == {"NGPRS-M01": Decimal("13999.44"), "NGPRS-M03": Decimal("3500.00")}
    assert [one.line.amount for one in lines if one.slot.startswith("practice")] == [
        Decimal("999.96")
    ] * 6 + [Decimal("1333.28")] * 6


def test_a_pause_is_not_paid_and_moves_the_end_by_its_whole_months():
    paused = history(RETENTION, date(2020, 4, 1), pauses=(Pause(date(2021, 1, 1), date(2021, 3, 31)),))
    assert last_day(paused, date(2025, 1, 1)) == date(2025, 6, 30)
    assert total(lines_for(paused, date(2025, 12, 31))) == Decimal("74997.60")
    assert not [one for one in lines_for(paused, date(2021, 3, 31)) if one.line.starts >= date(2021, 1, 1)]


@pytest.mark.parametrize(("months", "end"), [(11, date(2026, 2, 28)), (14, date(2026, 3, 31))], ids=str)
def test_no_more_months_than_configured_move_the_end(months, end):
    pause = Pause(date(2021, 4, 1), plus_months(date(2021, 4, 1), months) - ONE_DAY)
    assert last_day(history(RETENTION, date(2020, 4, 1), pauses=(pause,)), date(2025, 1, 1)) == end


def test_no_rate_is_known_for_a_later_year_and_the_sentence_says_so():
    with pytest.raises(BadInput, match="No rate is known for the practice payment"):
        lines_for(history(RETENTION, date(2024, 4, 1)), date(2027, 4, 30))


@pytest.mark.parametrize(
    ("sessions", "payment", "on_costs"),
    [
        pytest.param(6, "13333.33", "2666.67", id="X-13"),
        pytest.param(9, "20000.00", "4000.00", id="X-14"),
        pytest.param(2, "4444.44", "888.89", id="two-sessions"),
        pytest.param("7.5", "16666.67", "3333.33", id="seven-and-a-half"),
        pytest.param(10, "20000.00", "4000.00", id="never-above-full-time"),
    ],
)
def test_a_partnership_payment_is_pro_rata_with_its_on_costs(sessions, payment, on_costs):
    lines = lines_for(history(PARTNERSHIP, date(2021, 7, 1), sessions), date(2021, 7, 1))
    assert [one.line.amount for one in lines] == [Decimal(payment), Decimal(on_costs)]


@pytest.mark.parametrize(
    ("years", "back"),
    [(0, "13333.33"), (1, "10666.66"), (2, "8000.00"), (3, "5333.33"), (4, "2666.67"), (5, "0.00")],
    ids=lambda years: f"N2PP-M06-{years}",
)
def test_leaving_early_repays_a_fifth_for_each_year_not_completed(years, back):
    partner = history(PARTNERSHIP, date(2021, 7, 1), 6)
    left = max(plus_years(date(2021, 7, 1), years), date(2021, 7, 2))
    assert repaid_if_left(partner, left) == Decimal(back)


def test_training_is_repaid_only_when_leaving_within_a_year():
    cost = Cost(1, CostKind.PARTNER_TRAINING, date(2021, 9, 1), Decimal("3400.00"))
    partner = history(PARTNERSHIP, date(2021, 7, 1), 9, costs=(cost,))
    assert by_code(lines_for(partner, date(2022, 1, 1)))["N2PP-M03"] == Decimal("3000.00")
    assert repaid_if_left(partner, date(2022, 6, 30)) == Decimal("23000.00")
    assert repaid_if_left(partner, date(2022, 7, 1)) == Decimal("16000.00")


def test_nothing_is_repaid_of_other_schemes():
    assert repaid_if_left(history(RETENTION), date(2022, 1, 1)) == Decimal("0.00")


@pytest.mark.parametrize(
    ("hours", "month"),
    [
        pytest.param("22.5", "2400.00", id="X-19"),
        pytest.param("33.75", "3600.00", id="IR-M02-90"),
        pytest.param("30", "3200.00", id="IR-M02-80"),
        pytest.param("26.25", "2800.00", id="IR-M02-70"),
        pytest.param("37.5", "4000.00", id="IR-M02-100"),
        pytest.param("40", "4000.00", id="never-above-full-time"),
    ],
)
def test_a_month_of_bursary(hours, month):
    pattern = Pattern(date(2024, 5, 1), Decimal(hours) * 60 / 250)
    placement = History(RETURN, date(2024, 5, 1), date(2024, 8, 31), (pattern,))
    lines = lines_for(placement, date(2024, 8, 31))
    assert [one.line.amount for one in lines] == [Decimal(month)] * 4


def test_childcare_stops_at_333_a_month_and_2000_for_each_child():
    days = [date(2024, month, 20) for month in range(1, 9)]
    costs = tuple(
        Cost(n, CostKind.CHILDCARE, day, Decimal("400.00"), item="1") for n, day in enumerate(days, 1)
    )
    costs += (Cost(90, CostKind.CHILDCARE, days[0], Decimal("50.00"), item="2"),)
    costs += (Cost(91, CostKind.CHILDCARE, days[0], Decimal("50.00"), item="1"),)
    year = replace(history(RETURN, date(2024, 1, 1), 9, years=1), costs=costs)
    paid = {
        one.slot: one.line.amount for one in lines_for(year, date(2024, 12, 31)) if one.line.code == "IR-M05"
    }
    assert [paid[f"cost/{n}"] for n in range(1, 9)] == [Decimal("333.00")] * 6 + [
        Decimal("2.00"),
        Decimal("0.00"),
    ]
    assert (paid["cost/90"], paid["cost/91"]) == (Decimal("50.00"), Decimal("0.00"))


def test_a_fellow_s_release_has_30_per_cent_on_costs():
    fellow = history(FELLOWSHIP, date(2023, 5, 1), 9, years=2, full_time_salary=Decimal("90000.00"))
    assert by_code(lines_for(fellow, date(2024, 4, 30))) == {
        "FEL-M01": Decimal("13000.00"),
        "FEL-M02": Decimal("3000.00"),
    }


def test_mentoring_is_289_a_session_and_its_training_is_paid_once():
    costs = (
        Cost(1, CostKind.MENTORING, date(2023, 5, 1), units=Decimal(3)),
        Cost(2, CostKind.MENTOR_TRAINING, date(2023, 5, 2)),
        Cost(3, CostKind.MENTOR_TRAINING, date(2023, 6, 2)),
    )
    mentor = history(MENTORS, date(2023, 4, 1), 1, years=1, costs=costs)
    assert [one.line.amount for one in lines_for(mentor, date(2024, 1, 1))] == [
        Decimal("867.00"),
        Decimal("1156.00"),
        Decimal("0.00"),
    ]


def test_a_local_mentor_is_paid_by_the_hour_with_the_administration_agreed():
    costs = (Cost(1, CostKind.MENTOR_TIME, date(2026, 5, 1), units=Decimal("3.5")),)
    facts = {"years": 1, "costs": costs, "hourly_rate": Decimal("72.25")}
    [line] = lines_for(history("MENTOR-TIME-QHM", date(2026, 4, 1), 1, **facts), date(2026, 5, 1))
    assert (line.line.code, line.line.units, line.line.amount) == (
        "LOC-MENTOR",
        Fraction(7, 2),
        Decimal("252.88"),
    )
    [line] = lines_for(
        history("MENTOR-TIME-QHM", date(2026, 4, 1), 1, **facts, admin_minutes=30), date(2026, 5, 1)
    )
    assert (line.line.units, line.line.amount) == (Fraction(21, 4), Decimal("379.31"))
    assert line.line.text == "3.5 hours of mentoring, with 30 minutes of administration for each."


@pytest.mark.parametrize(
    ("starts", "cost", "year"),
    [
        pytest.param(date(2024, 10, 1), None, "46231.00", id="ARRS-M01-half-time-half-a-year-at-the-most"),
        pytest.param(date(2024, 10, 1), "80000.00", "40000.00", id="ARRS-M01-the-actual-cost"),
    ],
)
def test_a_network_is_reimbursed_up_to_the_most_of_the_year(starts, cost, year):
    salary = Decimal(cost) if cost else None
    post = history("SCH-ARRS", starts, 9, years=2, full_time_salary=salary)
    assert total(lines_for(post, date(2025, 3, 31))) == Decimal(year)
    with pytest.raises(BadInput) as refused:
        lines_for(post, date(2026, 4, 1))
    assert refused.value.code == "no_rate"


@pytest.mark.parametrize(
    ("kind", "last_without", "first_with"),
    [
        pytest.param(CostKind.MENTORING, date(2020, 3, 31), date(2020, 4, 1), id="MEN-M01"),
        pytest.param(CostKind.MENTOR_TRAINING, date(2020, 3, 31), date(2020, 4, 1), id="MEN-M02"),
        pytest.param(CostKind.OCCUPATIONAL_HEALTH, date(2023, 4, 1), date(2023, 3, 31), id="IR-M04"),
        pytest.param(CostKind.CHILDCARE, date(2020, 3, 31), date(2020, 4, 1), id="IR-M05"),
        # closed to new entrants, and paid on to those still in term
        pytest.param(CostKind.MENTORING, date(2020, 3, 31), date(2024, 6, 1), id="FN-09"),
    ],
)
def test_a_cost_on_a_day_without_a_rate_is_a_sentence(kind, last_without, first_with):
    check_rate(Cost(1, kind, first_with))

    with pytest.raises(BadInput, match="No rate is known"):
        check_rate(Cost(1, kind, last_without))


def test_a_local_grant_is_paid_until_it_is_used_up():
    costs = tuple(Cost(n, CostKind.GRANT, START, Decimal("400.00")) for n in (1, 2, 3))
    local = history("LOC-QHM-01", years=1, costs=costs, grant=Decimal("1000.00"))
    assert [one.line.amount for one in lines_for(local, START)] == [Decimal("400.00")] * 2 + [
        Decimal("200.00")
    ]


def stated(scheme: str, on: date, **facts: object) -> Decimal:
    """The total of the catalogue's rule book for one unchanging pattern."""
    return money(scheme, read_facts(facts), on).total


@given(sessions=SESSIONS, last=DAYS)
@settings(max_examples=60, deadline=None)
def test_without_a_change_it_is_what_the_retention_rule_book_says(sessions, last):
    ours = total(lines_for(history(RETENTION, START, sessions), last))
    facts = {
        "starts_on": START.isoformat(),
        "ends_on": last.isoformat(),
        "sessions_per_week": sessions,
    }
    assert ours == stated(RETENTION, START, **facts)


@given(first=SESSIONS, then=SESSIONS, changed=DAYS, left=st.none() | DAYS)
@settings(max_examples=60, deadline=None)
def test_with_one_change_it_is_what_the_partnership_rule_book_says(first, then, changed, left):
    changed, left = max(changed, START + ONE_DAY), left and max(left, START + ONE_DAY)
    if changed >= plus_years(START, 5) or (left and changed >= left):
        return
    ours = replace(
        history(PARTNERSHIP, START, first),
        patterns=(weekly(START, str(first)), weekly(changed, str(then))),
        left_on=left,
    )
    facts = {
        "partner_since": START.isoformat(),
        "sessions_per_week": first,
        "sessions_changed_on": changed.isoformat(),
        "new_sessions_per_week": then,
    } | ({"left_on": left.isoformat()} if left else {})
    assert total(lines_for(ours, date(2030, 1, 1))) == stated(PARTNERSHIP, START, **facts)


@given(sessions=SESSIONS, last=DAYS)
@settings(max_examples=40, deadline=None)
def test_without_a_change_it_is_what_the_fellowship_rule_book_says(sessions, last):
    last = min(last, plus_years(START, 2) - ONE_DAY)
    fellow = history(FELLOWSHIP, START, sessions, years=2, full_time_salary=Decimal("91234.00"))
    facts = {
        "starts_on": START.isoformat(),
        "ends_on": last.isoformat(),
        "sessions_per_week": sessions,
        "full_time_salary": 91234,
    }
    assert total(lines_for(fellow, last)) == stated(FELLOWSHIP, START, **facts)


class Ledger:
    """A ledger in memory, as the database keeps it: added to, never changed."""

    def __init__(self) -> None:
        self.entries: list[Posted] = []
        self.ids = count(1)

    def post(self, wanted: tuple[LedgerLine, ...]) -> int:
        """Add what is missing; how many entries."""
        step = rebase(self.entries, wanted)
        for wrong in step.reverse:
            self.entries.append(Posted(next(self.ids), wrong.version, reversed_line(wrong), wrong.id))
        for version, line in step.new:
            self.entries.append(Posted(next(self.ids), version, line))
        return len(step.reverse) + len(step.new)

    @property
    def total(self) -> Decimal:
        return total(entry.line for entry in self.entries)


def reversed_line(entry: Posted) -> LedgerLine:
    one: Line = entry.line.line
    span = Span(one.starts, one.ends, one.units)
    return LedgerLine(entry.line.slot, reversal(one, one.code, span, one.text))


@given(st.lists(st.tuples(any_history(), DAYS), min_size=1, max_size=5))
@settings(max_examples=120, deadline=None)
def test_the_ledger_says_what_the_rules_say_whatever_happened_before(steps):
    ledger = Ledger()
    for happened, until in steps:
        wanted = lines_for(happened, until)
        ledger.post(wanted)
        assert ledger.total == total(wanted)
        assert ledger.post(wanted) == 0
    keys = [(entry.line.slot, entry.version) for entry in ledger.entries if entry.reverses is None]
    assert len(keys) == len(set(keys))


@given(any_history(), DAYS, DAYS)
@settings(max_examples=100, deadline=None)
def test_posting_on_never_touches_what_was_posted(happened, one, other):
    first, then = sorted((one, other))
    happened = replace(happened, left_on=None)
    ledger = Ledger()
    ledger.post(lines_for(happened, date(first.year, first.month, 1) - ONE_DAY))
    ledger.post(lines_for(happened, date(then.year, then.month, 1) - ONE_DAY))
    assert [entry for entry in ledger.entries if entry.reverses] == []


@given(any_history(), DAYS)
@settings(max_examples=100, deadline=None)
def test_never_more_than_208_sessions_in_a_year_of_the_scheme(happened, until):
    happened = replace(happened, scheme=RETENTION)
    for year in range(6):
        first, after = plus_years(START, year), plus_years(START, year + 1)
        lines = [
            one.line
            for one in lines_for(happened, until)
            if one.slot.startswith("practice") and first <= one.line.starts < after
        ]
        assert sum(one.units for one in lines) <= 208


def test_slots_are_used_once():
    for scheme in (RETENTION, RETURN, FELLOWSHIP, PARTNERSHIP):
        lines = lines_for(history(scheme, years=1, full_time_salary=Decimal(90000)), date(2021, 9, 13))
        assert len({one.slot for one in lines}) == len(lines)


# Opening, changing, pausing


APPROVED = Approval("NHS England", date(2023, 3, 1), date(2023, 3, 2))


@pytest.mark.parametrize(
    ("change", "approval", "code"),
    [
        pytest.param({}, replace(APPROVED, on=date(2023, 4, 2)), "NGPRS-P06", id="start-before-approval"),
        pytest.param({}, replace(APPROVED, job_plan_on=None), "CASE-E-02", id="CASE-E-02-no-job-plan"),
        pytest.param({}, replace(APPROVED, job_plan_on=date(2023, 4, 2)), "CASE-E-02", id="CASE-E-02-late"),
        pytest.param({"ends": date(2028, 4, 1)}, APPROVED, "NGPRS-R21", id="CASE-E-01-five-years"),
        pytest.param({"ends": date(2023, 3, 31)}, APPROVED, "CASE-S-15", id="ends-before-start"),
        pytest.param({"patterns": (weekly(date(2023, 4, 1), 0),)}, APPROVED, "CASE-S-20", id="no-sessions"),
        pytest.param(
            {"patterns": (weekly(date(2023, 4, 1), 40),)}, APPROVED, "CASE-S-20", id="forty-sessions"
        ),
        pytest.param(
            {"patterns": (weekly(date(2023, 4, 1), "0.5"),)}, APPROVED, "NGPRS-R15", id="half-a-session"
        ),
    ],
)
def test_what_cannot_open(change, approval, code):
    wanted = replace(history(RETENTION, date(2023, 4, 1)), **change)
    with pytest.raises(Refused) as refused:
        check_opening(wanted, approval)
    assert refused.value.code == code


def test_what_can_open():
    check_opening(history(RETENTION, date(2023, 4, 1), 6), APPROVED)
    check_opening(history(MENTORS, date(2023, 4, 1), 1, years=1), Approval("ICB", date(2023, 4, 1)))


@pytest.mark.parametrize(
    ("scheme", "starts", "sessions", "code"),
    [
        pytest.param(RETENTION, date(2019, 5, 1), 6, "NGPRS-R17", id="X-08"),
        pytest.param(RETENTION, date(2023, 3, 31), "4.5", "NGPRS-R17", id="day-before-the-cap-went"),
        pytest.param(PARTNERSHIP, date(2021, 5, 1), 1, "N2PP-R08", id="X-15"),
        pytest.param(PARTNERSHIP, date(2023, 7, 1), 6, "closed", id="partnership-closed"),
        pytest.param(FELLOWSHIP, date(2024, 4, 1), 6, "closed", id="fellowship-closed"),
        pytest.param(MENTORS, date(2024, 4, 1), 1, "closed", id="mentors-closed"),
    ],
)
def test_patterns_that_a_scheme_does_not_have(scheme, starts, sessions, code):
    with pytest.raises(Refused) as refused:
        check_opening(history(scheme, starts, sessions), Approval("NHS England", starts, starts))
    assert refused.value.code == code


def test_more_than_four_were_allowed_while_the_cap_was_lifted():
    approval = Approval("NHS England", date(2020, 4, 1), date(2020, 4, 1))
    check_opening(history(RETENTION, date(2020, 5, 1), 6), approval)


def test_a_change_lies_inside_and_after_the_last_one():
    award = replace(history(RETENTION), patterns=(weekly(START, 3), weekly(date(2021, 3, 1), 4)))
    check_change(award, weekly(date(2021, 3, 1), 2), date(2022, 1, 1))
    for day in (date(2021, 2, 1), date(2020, 9, 13), date(2025, 9, 14)):
        with pytest.raises(Refused):
            check_change(award, weekly(day, 2), date(2022, 1, 1))


def test_pauses():
    award = history(RETENTION)
    check_pause(award, date(2021, 1, 1), None, date(2021, 1, 1))
    bad = ((date(2021, 1, 2), None), (date(2020, 9, 1), None), (date(2020, 12, 1), date(2020, 11, 30)))
    for first, last in bad:
        with pytest.raises(Refused):
            check_pause(award, first, last, date(2021, 1, 1))
    with pytest.raises(Refused, match="know no pause"):
        check_pause(history(PARTNERSHIP), date(2021, 1, 1), None, date(2021, 1, 1))


# Reviews


def test_a_review_each_year_and_none_after_the_fifth():
    award = history(RETENTION, date(2020, 4, 1))
    assert [day for _, day in review_days(award, date(2021, 1, 1))] == [
        date(2020 + n, 4, 1) for n in range(1, 6)
    ]
    assert next_review(award, [1, 2], date(2021, 1, 1)) == (3, date(2023, 4, 1))
    assert next_review(award, [1, 2, 3, 4, 5], date(2025, 1, 1)) is None
    assert review_days(history(FELLOWSHIP, years=2), START) == ()


def test_x_12_year_5_passed_is_the_end():
    assert next_review(history(RETENTION), range(1, 6), date(2025, 9, 14)) is None


@pytest.mark.parametrize(("need", "practice"), [(True, False), (False, True), (False, False)])
def test_it_continues_only_when_both_halves_hold(need, practice):
    with pytest.raises(Refused):
        check_outcome(Outcome.CONTINUE, need_continues=need, practice_meets=practice, reason="")
    with pytest.raises(Refused):
        check_outcome(Outcome.END, need_continues=need, practice_meets=practice, reason=" ")
    check_outcome(Outcome.END, need_continues=need, practice_meets=practice, reason="The post ended.")


# Costs


def mentor(*costs: Cost) -> History:
    return history(MENTORS, date(2023, 4, 1), 1, years=2, costs=costs)


@pytest.mark.parametrize(
    ("given_before", "units", "words"),
    [
        pytest.param(0, 13, "12 sessions (50 h)", id="CASE-M-13-all-left"),
        pytest.param(10, 3, "2 sessions (8 h 20 min)", id="CASE-M-13-two-left"),
        pytest.param(12, 1, "0 sessions (0 h)", id="CASE-M-13-none-left"),
    ],
)
def test_mentor_time_above_the_allowance_names_what_is_left(given_before, units, words):
    before = Cost(1, CostKind.MENTORING, date(2023, 6, 1), units=Decimal(given_before))
    asked = Cost(2, CostKind.MENTORING, date(2023, 9, 1), units=Decimal(units))
    with pytest.raises(Refused) as refused:
        check_cost(mentor(before), asked, date(2023, 9, 2), Decimal(12))
    assert words in refused.value.sentence
    assert refused.value.code == "CASE-M-13"
    next_year = replace(asked, on=date(2024, 4, 1), units=Decimal(12))
    check_cost(mentor(before), next_year, date(2024, 5, 1), Decimal(12))


@pytest.mark.parametrize("day", [date(2023, 3, 31), date(2025, 4, 1), date(2026, 1, 1)], ids=str)
def test_mentor_time_outside_the_window_is_refused(day):
    with pytest.raises(Refused) as refused:
        check_cost(mentor(), Cost(1, CostKind.MENTORING, day, units=Decimal(1)), date(2025, 6, 1), None)
    assert refused.value.code == "CASE-M-13"


def test_return_to_practice_invoices_come_within_three_months():
    placement = history(RETURN, date(2024, 1, 1), 9, years=1)
    cost = Cost(1, CostKind.CHILDCARE, date(2024, 12, 1), Decimal("10.00"), item="1")
    check_cost(placement, cost, date(2025, 3, 31), None)
    with pytest.raises(Refused) as refused:
        check_cost(placement, cost, date(2025, 4, 1), None)
    assert refused.value.code == "IR-M06"
    with pytest.raises(Refused, match="which child"):
        check_cost(placement, replace(cost, item=""), date(2024, 12, 2), None)
    with pytest.raises(Refused, match="does not pay"):
        check_cost(placement, replace(cost, kind=CostKind.GRANT), date(2024, 12, 2), None)


# Still in post


def test_the_question_is_asked_at_6_and_12_months_and_not_long_after():
    start = date(2026, 1, 15)
    assert milestones_due(start, date(2026, 7, 14)) == ()
    assert milestones_due(start, date(2026, 7, 15)) == (6,)
    assert milestones_due(start, date(2026, 8, 12)) == (6,)
    assert milestones_due(start, date(2026, 8, 13)) == ()
    assert milestones_due(start, date(2027, 1, 20)) == (12,)
    assert [is_open(date(2026, 7, 15), day) for day in (date(2026, 8, 11), date(2026, 8, 12))] == [
        True,
        False,
    ]


def test_outcomes_count_those_who_answered():
    replies = [
        Reply(Answer.SAME, Decimal("1000.00")),
        Reply(Answer.MOVED, Decimal("500.00")),
        Reply(Answer.LEFT, Decimal("250.00")),
        Reply(None, Decimal("9000.00")),
    ]
    found = outcomes(replies)
    assert (found.asked, found.answered, found.here, found.in_general_practice) == (4, 3, 1, 2)
    assert found.paid == Decimal("1750.00")
