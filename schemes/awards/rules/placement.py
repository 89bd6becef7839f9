"""By month: the bursary or salary of a placement (SCH-IR), the release of a fellow (SCH-FEL), and what a network is
reimbursed for a GP (SCH-ARRS)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from retention_portal.core.money import display, to_pence
from retention_portal.core.refusals import BadInput
from retention_portal.core.rounding import exact
from retention_portal.core.sessions import SESSIONS_PER_FTE
from schemes.awards.rules.caps import childcare, one_off
from schemes.awards.rules.history import History, Pattern
from schemes.awards.rules.ledger import LedgerLine
from schemes.awards.rules.months import Stretch, amounts, stretches
from schemes.catalogue.rules.money import Line, number_text
from schemes.catalogue.rules.periods import Span
from schemes.catalogue.rules.rates import Rate, change_days, rate


def full_time_share(pattern: Pattern) -> Fraction:
    """The share of full time (37.5 hours, nine sessions), at most 1."""
    return min(pattern.weekly / SESSIONS_PER_FTE, Fraction(1))


def placement_lines(history: History, last: date) -> Iterator[LedgerLine]:
    """Bursary (or salary, for the employed), childcare and one-off help up to `last` (IR-M01 to M05)."""
    name = "ir.salary" if history.employed else "ir.bursary"
    for stretch in stretches(history, last, change_days([name])):
        yield from _paid_by_month(stretch, rate(name, stretch.starts), history.employed)
    yield from childcare(history, last)
    yield from one_off(history, last)


def _paid_by_month(stretch: Stretch, price: Rate, employed: bool) -> Iterator[LedgerLine]:
    share = full_time_share(stretch.pattern)
    a_year = Fraction(1) if employed else Fraction(12)
    what, payee, unit = ("Gross salary on placement", "practice", "years at full time")
    if not employed:
        what, payee, unit = "Bursary, up to", "doctor", "months at full time"

    def total_of(part: Fraction) -> Decimal:
        return to_pence(share * part * a_year * exact(price.value))

    for month, part, amount in amounts(stretch, total_of):
        text = f"{what}: {number_text(share * 100)}% of full time{price.mark}."
        units = share * part * a_year
        line = Line(price.code, month.start, month.end, units, unit, price.value, amount, payee, text)
        yield LedgerLine(f"placement/{month.start}", line)


def fellowship_lines(history: History, last: date) -> Iterator[LedgerLine]:
    """Release of one session a week pro rata with on-costs, and delivery (FEL-M01, M02).

    Raises BadInput without a salary: the release is paid at the actual one.
    """
    salary = history.full_time_salary
    if salary is None:
        raise BadInput(
            "The release is paid at the actual salary: enter the full-time salary.", code="FEL-M01"
        )
    for stretch in stretches(history, last, change_days(("fel.on_costs", "fel.delivery"))):
        yield from _release(stretch, salary)


def _release(stretch: Stretch, salary: Decimal) -> Iterator[LedgerLine]:
    share = full_time_share(stretch.pattern)
    on_costs, delivery = rate("fel.on_costs", stretch.starts), rate("fel.delivery", stretch.starts)

    def released(part: Fraction) -> Decimal:
        return to_pence(share * part / SESSIONS_PER_FTE * exact(salary))

    def added(part: Fraction) -> Decimal:
        return to_pence(exact(released(part)) * exact(on_costs.value) / 100)

    def delivered(part: Fraction) -> Decimal:
        return to_pence(share * part * exact(delivery.value))

    session = share / SESSIONS_PER_FTE
    for month, part, amount in amounts(stretch, released):
        text = f"Release for {number_text(share)} of a session a week, at the actual salary."
        yield _line("release", month, (session * part, salary, amount), text)
    for month, part, amount in amounts(stretch, added):
        text = f"On-costs of {number_text(on_costs.value)}% on the release."
        units = session * part * exact(on_costs.value) / 100
        yield _line("on-costs", month, (units, salary, amount), text)
    for month, part, amount in amounts(stretch, delivered):
        text = "Delivery of the programme, pro rata."
        yield _line("delivery", month, (share * part, delivery.value, amount), text)


def _line(slot: str, month: Span, figures: tuple[Fraction, Decimal, Decimal], text: str) -> LedgerLine:
    """`figures` are units, price and amount."""
    delivery = slot == "delivery"
    code, unit, payee = ("FEL-M02", "years at full time", "programme")
    if not delivery:
        code, unit, payee = "FEL-M01", "full-time salaries", "employer"
    line = Line(code, month.start, month.end, figures[0], unit, figures[1], figures[2], payee, text)
    return LedgerLine(f"{slot}/{month.start}", line)


def network_lines(history: History, last: date) -> Iterator[LedgerLine]:
    """What a network is reimbursed: the actual cost, at most the most of the year, pro rata (handbook 3.12).

    `full_time_salary` is the yearly cost at full time; the most is taken where it is not known.
    """
    for stretch in stretches(history, last, change_days(["arrs.gp"])):
        most = rate("arrs.gp", stretch.starts)
        yield from _reimbursed(stretch, most, min(most.value, history.full_time_salary or most.value))


def _reimbursed(stretch: Stretch, most: Rate, a_year: Decimal) -> Iterator[LedgerLine]:
    share = full_time_share(stretch.pattern)

    def total_of(part: Fraction) -> Decimal:
        return to_pence(share * part * exact(a_year))

    for month, part, amount in amounts(stretch, total_of):
        text = f"GP of a network: {number_text(share * 100)}% of full time, at most {display(most.value)} a year."
        unit = "years at full time"
        line = Line(most.code, month.start, month.end, share * part, unit, a_year, amount, "network", text)
        yield LedgerLine(f"network/{month.start}", line)
