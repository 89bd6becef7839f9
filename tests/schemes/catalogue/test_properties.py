"""What holds for any facts (Hypothesis)."""

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from retention_portal.core.refusals import BadInput
from schemes.catalogue.rules import BOOKS, check, check_all, money
from schemes.catalogue.rules.book import Answer
from schemes.catalogue.rules.facts import Fact, Facts, register
from schemes.catalogue.rules.money import Money
from schemes.catalogue.rules.stated import check_together
from schemes.catalogue.rules.timing import milliseconds_for_all_schemes

DAYS = st.dates(date(2014, 1, 1), date(2028, 12, 31))


def _values(fact: Fact) -> st.SearchStrategy[Any]:
    least = fact.least if fact.least is not None else 0
    most = min(fact.most or 0, 1000)
    return {
        "bool": st.booleans(),
        "int": st.integers(least, most),
        "decimal": st.decimals(least, most, places=2).filter(
            lambda value: fact.above is None or value > fact.above
        ),
        "date": DAYS,
        "choice": st.sampled_from(fact.allowed or ("",)),
        "text": st.just("In my own words."),
    }[fact.type]


FACTS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {}, optional={name: _values(fact) for name, fact in register().items()}
)


def _consistent(facts: Facts) -> bool:
    try:
        check_together(facts)
    except BadInput:
        return False
    return True


def _by_code(answer: Answer) -> dict[str, Any]:
    return {finding.code: finding for finding in answer.findings}


@given(FACTS, DAYS, st.data())
@settings(max_examples=150, deadline=None)
def test_one_changed_fact_changes_only_findings_that_read_it(
    facts: dict[str, Any], on: date, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(list(register())))
    changed = {**facts, name: data.draw(_values(register()[name]))}
    for code, book in BOOKS.items():
        before, after = _by_code(check(code, facts, on)), _by_code(check(code, changed, on))
        reading = {rule.code for rule in book.rules if name in rule.reads}
        assert {one for one in before.keys() | after.keys() if before.get(one) != after.get(one)} <= reading


@given(FACTS, DAYS)
@settings(max_examples=150, deadline=None)
def test_any_facts_get_an_answer_on_any_day(facts: dict[str, Any], on: date) -> None:
    for answer in check_all(facts, on):
        results = {finding.result.value for finding in answer.findings if not finding.one_of}
        alternatives = any(finding.one_of for finding in answer.findings)
        assert (answer.outcome == "closed") == (not BOOKS[answer.scheme].is_open(on))
        if answer.outcome == "appears_to_meet":
            assert not results & {"not_met", "unknown"}
        if answer.outcome == "does_not_appear_to_meet":
            assert "not_met" in results or alternatives


@given(FACTS, DAYS, st.data())
@settings(max_examples=100, deadline=None)
def test_more_information_never_turns_an_answer_into_an_error(
    facts: dict[str, Any], on: date, data: st.DataObject
) -> None:
    less = {name: value for name, value in facts.items() if data.draw(st.booleans())}
    for code in BOOKS:
        for stated in (less, facts):
            assert check(code, stated, on).findings[0].code == code


@given(FACTS.filter(_consistent), DAYS)
@settings(max_examples=200, deadline=None)
def test_money_adds_up_or_is_refused_with_a_sentence(facts: dict[str, Any], on: date) -> None:
    for code in BOOKS:
        answer = _money_or_refusal(code, facts, on)
        if isinstance(answer, Money):
            _adds_up(answer)
        else:
            assert answer.code in {"no_rate", "fact_needed", "closed", "no_money"}
            assert answer.sentence[0].isupper() or answer.sentence[0] == "“"


def _money_or_refusal(code: str, facts: Facts, on: date) -> Money | BadInput:
    try:
        return money(code, facts, on)
    except BadInput as no:
        return no


def _adds_up(paid: Money) -> None:
    printed = paid.as_json()
    assert sum(Decimal(line["amount"]) for line in printed["lines"]) == Decimal(printed["total"])
    for line in paid.lines:
        assert line.amount == line.amount.quantize(Decimal("0.01"))
        assert line.starts <= line.ends


PAID_BY_SESSIONS = {
    "SCH-NGPRS": (date(2024, 5, 1), {}, 4),
    "SCH-N2PP": (date(2021, 5, 1), {}, 9),
    "SCH-FEL": (date(2023, 9, 1), {"full_time_salary": Decimal(80000)}, 9),
    "SCH-ARRS": (date(2025, 1, 1), {}, 9),
}
SESSIONS = st.decimals(Decimal("0.01"), 14, places=2)


@given(st.sampled_from(list(PAID_BY_SESSIONS)), SESSIONS, SESSIONS)
@settings(max_examples=200, deadline=None)
def test_money_rises_with_sessions_up_to_the_cap_and_no_further(
    code: str, one: Decimal, other: Decimal
) -> None:
    on, facts, cap = PAID_BY_SESSIONS[code]
    fewer, more = sorted((one, other))
    totals = [
        money(code, {**facts, "sessions_per_week": week}, on).total for week in (fewer, more, Decimal(cap))
    ]

    assert totals[0] <= totals[1] <= totals[2]
    if more >= cap:
        assert totals[1] == totals[2]


@given(st.dates(date(2017, 4, 1), date(2020, 3, 31)), st.dates(date(2020, 4, 1), date(2022, 3, 31)), SESSIONS)
@settings(max_examples=100, deadline=None)
def test_parts_of_a_retained_term_use_no_more_than_a_year_s_sessions_each(
    start: date, end: date, week: Decimal
) -> None:
    facts = {"sessions_per_week": week, "starts_on": start, "ends_on": end}
    paid = money("SCH-NGPRS", facts, date(2024, 5, 1))

    assert all(line.units <= 208 for line in paid.lines if line.code == "NGPRS-M01")


def test_all_schemes_are_timed() -> None:
    assert milliseconds_for_all_schemes({"profession": "gp"}, date(2024, 5, 1), runs=3) > 0
