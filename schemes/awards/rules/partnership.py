"""SCH-N2PP over its five years: payment, on-costs, training, re-basing at every change, repayment (N2PP-M01 to M06)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from retention_portal.core.money import NOTHING, to_pence
from retention_portal.core.rounding import exact
from schemes.awards.rules.caps import capped
from schemes.awards.rules.history import CostKind, History, Pattern
from schemes.awards.rules.ledger import LedgerLine
from schemes.catalogue.rules.configuration import setting
from schemes.catalogue.rules.money import Line, number_text
from schemes.catalogue.rules.n2pp_money import PAYEE, YEARS
from schemes.catalogue.rules.periods import ONE_DAY, full_years, months_since, plus_years
from schemes.catalogue.rules.rates import rate


@dataclass(frozen=True, slots=True)
class Paid:
    """The payment and its on-costs, in pounds."""

    payment: Decimal
    on_costs: Decimal


def paid_for(pattern: Pattern, start: date) -> Paid:
    """Payment and on-costs of a partnership begun on `start`, pro rata to nine sessions (N2PP-M01, M02)."""
    share = min(pattern.weekly / setting("n2pp.full_time_sessions").value, Fraction(1))
    payment = to_pence(share * exact(rate("n2pp.payment", start).value))
    return Paid(payment, to_pence(exact(payment) * exact(rate("n2pp.on_costs", start).value) / 100))


def partnership_lines(history: History, last: date) -> Iterator[LedgerLine]:
    """Everything that falls due up to `last`, in order of date."""
    if last < history.starts:
        return
    first, *later = history.patterns
    paid = paid_for(first, history.starts)
    yield from _given("N2PP-M01", "N2PP-M02", history.starts, paid, _words(first), "payment")
    held, before = paid, paid
    for pattern in later:
        if not history.starts < pattern.starts <= min(last, _last_change(history)):
            continue
        share, anew = _share_left(history, pattern.starts), paid_for(pattern, history.starts)
        back, given = _part(before, -share), _part(anew, share)
        yield from _given("N2PP-M05", "N2PP-M05", pattern.starts, back, "Taken back at the change.", "back")
        yield from _given("N2PP-M05", "N2PP-M05", pattern.starts, given, _words(pattern), "anew")
        held = Paid(
            held.payment + back.payment + given.payment, held.on_costs + back.on_costs + given.on_costs
        )
        before = anew
    training = list(_training(history, last))
    yield from training
    if history.left_on and history.left_on <= last:
        yield from _repaid(history, held, sum((one.line.amount for one in training), NOTHING))


def missing_years(start: date, left: date) -> Fraction:
    """Years of the five not completed when leaving on `left`: a year begun counts as configured (N2PP-M06, U-08)."""
    if setting("n2pp.part_years").value == "by_month":
        return max(Fraction(0), YEARS - months_since(start, left) / 12)
    return Fraction(max(0, YEARS - full_years(start, left)))


def _last_change(history: History) -> date:
    end = plus_years(history.starts, YEARS) - ONE_DAY
    return min(end, history.left_on - ONE_DAY) if history.left_on else end


def _share_left(history: History, changed: date) -> Fraction:
    if setting("n2pp.rebase").value == "remaining_term":
        return max(Fraction(0), 1 - months_since(history.starts, changed) / (12 * YEARS))
    return Fraction(1)


def _part(paid: Paid, share: Fraction) -> Paid:
    return Paid(to_pence(exact(paid.payment) * share), to_pence(exact(paid.on_costs) * share))


def _words(pattern: Pattern) -> str:
    full = setting("n2pp.full_time_sessions")
    weekly = min(pattern.weekly, Fraction(full.value))
    return f"Payment for {number_text(weekly)} of {full.value} sessions{full.mark}."


def _given(code: str, on_costs: str, day: date, paid: Paid, words: str, slot: str) -> Iterator[LedgerLine]:
    yield _line(f"{slot}/{day}", code, day, paid.payment, words)
    yield _line(f"{slot}-on-costs/{day}", on_costs, day, paid.on_costs, f"On-costs. {words}")


def _line(slot: str, code: str, day: date, amount: Decimal, text: str) -> LedgerLine:
    sign = -1 if amount < 0 else 1
    return LedgerLine(
        slot, Line(code, day, day, Fraction(sign), "payments", abs(amount), amount, PAYEE, text)
    )


def _training(history: History, last: date) -> Iterator[LedgerLine]:
    costs = [
        cost
        for cost in history.costs
        if cost.kind is CostKind.PARTNER_TRAINING and cost.on < plus_years(history.starts, 1)
    ]
    yield from capped(costs, "n2pp.training", last, PAYEE)


def _repaid(history: History, held: Paid, training: Decimal) -> Iterator[LedgerLine]:
    left = history.left_on
    assert left is not None  # the caller asked
    missing = missing_years(history.starts, left)
    share = missing * exact(rate("n2pp.yearly_repayment", history.starts).value) / 100
    back = _part(held, -share)
    if not setting("n2pp.repay_on_costs").value:
        back = replace(back, on_costs=NOTHING)
    words = f"Repaid: 20% for each of {number_text(missing)} years not completed{setting('n2pp.part_years').mark}."
    if back.payment:
        yield _line(f"repaid/{left}", "N2PP-M06", left, back.payment, words)
    if back.on_costs:
        yield _line(f"repaid-on-costs/{left}", "N2PP-M06", left, back.on_costs, f"On-costs. {words}")
    if training and left < plus_years(history.starts, 1):
        text = "Training repaid: left within one year."
        yield _line(f"repaid-training/{left}", "N2PP-M03", left, -training, text)
