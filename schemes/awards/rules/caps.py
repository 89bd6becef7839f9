"""Costs paid back against evidence, each up to what is left of its cap. What is spent above it is not an entitlement."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from retention_portal.core.dates import Month
from retention_portal.core.money import NOTHING, display, to_pence
from retention_portal.core.rounding import exact
from schemes.awards.rules.history import Cost, CostKind, History
from schemes.awards.rules.ledger import LedgerLine
from schemes.catalogue.rules.mentors import PAYEE as MENTOR
from schemes.catalogue.rules.money import Line, counted
from schemes.catalogue.rules.rates import rate

ONE_OFF = {
    CostKind.GMC_AND_DBS: "ir.gmc_and_dbs",
    CostKind.OCCUPATIONAL_HEALTH: "ir.occupational_health",
    CostKind.NEGLIGENCE_TOP_UP: "ir.negligence_top_up",
}
GRANT_CODE = "LOC-GRANT"  # a local scheme's own money: the handbook has no code for it (section 1.3)
TIME_CODE = "LOC-MENTOR"
LOCAL_MENTOR = "mentor"


_RATES = {
    CostKind.CHILDCARE: ("ir.childcare_month", "ir.childcare_child"),
    CostKind.PARTNER_TRAINING: ("n2pp.training",),
    CostKind.MENTORING: ("men.session",),
    CostKind.MENTOR_TRAINING: ("men.training",),
    **{kind: (name,) for kind, name in ONE_OFF.items()},
}


def check_rate(cost: Cost) -> None:
    """Raise BadInput with a sentence where no rate or cap is known for the day of a cost."""
    for name in _RATES.get(cost.kind, ()):
        rate(name, cost.on)


def capped(costs: Iterable[Cost], name: str, last: date, payee: str) -> Iterator[LedgerLine]:
    """A line for each cost up to `last`, in order, until the rate `name` is reached in all."""
    used = NOTHING
    for cost in _in_order(costs, last):
        most = rate(name, cost.on)
        paid = min(cost.amount, max(NOTHING, most.value - used))
        used += paid
        words = f"{most.what[0].upper()}{most.what[1:]}: {display(most.value)} in all{most.mark}."
        yield cost_line(cost, most.code, paid, payee, words)


def childcare(history: History, last: date) -> Iterator[LedgerLine]:
    """Childcare for each child: at most £333 a month and £2,000 in all (IR-M05)."""
    by_month: dict[tuple[str, Month], Decimal] = defaultdict(lambda: NOTHING)
    in_all: dict[str, Decimal] = defaultdict(lambda: NOTHING)
    for cost in _in_order((c for c in history.costs if c.kind is CostKind.CHILDCARE), last):
        month, most = rate("ir.childcare_month", cost.on), rate("ir.childcare_child", cost.on)
        key = (cost.item, Month.of(cost.on))
        left = min(month.value - by_month[key], most.value - in_all[cost.item])
        paid = min(cost.amount, max(NOTHING, left))
        by_month[key] += paid
        in_all[cost.item] += paid
        words = f"Childcare: at most {display(month.value)} a month and {display(most.value)} for each child."
        yield cost_line(cost, "IR-M05", paid, "doctor", words)


def one_off(history: History, last: date) -> Iterator[LedgerLine]:
    """GMC and DBS, occupational health, negligence top-up: each up to its own cap (IR-M04)."""
    for kind, name in ONE_OFF.items():
        yield from capped((cost for cost in history.costs if cost.kind is kind), name, last, "doctor")


def mentoring(history: History, last: date) -> Iterator[LedgerLine]:
    """Mentoring sessions at their rate, and the training once (MEN-M01, M02)."""
    for cost in _in_order((c for c in history.costs if c.kind is CostKind.MENTORING), last):
        session = rate("men.session", cost.on)
        amount = to_pence(exact(cost.units) * exact(session.value))
        words = f"{counted(cost.units, 'mentoring session')}."
        line = Line(
            session.code,
            cost.on,
            cost.on,
            exact(cost.units),
            "sessions",
            session.value,
            amount,
            MENTOR,
            words,
        )
        yield LedgerLine(f"cost/{cost.id}", line)
    training = _in_order((c for c in history.costs if c.kind is CostKind.MENTOR_TRAINING), last)
    for number, cost in enumerate(training):
        once = rate("men.training", cost.on)
        amount = NOTHING if number else once.value
        yield cost_line(cost, once.code, amount, MENTOR, "Time for the mentor's training, once.")


def mentor_time(history: History, last: date) -> Iterator[LedgerLine]:
    """A local mentor's hours at the area's rate, with the administration that it pays for each hour (CASE-M-08)."""
    price = history.hourly_rate or NOTHING
    for cost in _in_order((c for c in history.costs if c.kind is CostKind.MENTOR_TIME), last):
        units = exact(cost.units) * (1 + Fraction(history.admin_minutes, 60))
        words = f"{counted(cost.units, 'hour')} of mentoring"
        if history.admin_minutes:
            words += f", with {history.admin_minutes} minutes of administration for each"
        amount = to_pence(units * exact(price))
        line = Line(TIME_CODE, cost.on, cost.on, units, "hours", price, amount, LOCAL_MENTOR, f"{words}.")
        yield LedgerLine(f"cost/{cost.id}", line)


def grant(history: History, last: date) -> Iterator[LedgerLine]:
    """Costs under a local scheme's grant, until it is used up."""
    most, used = history.grant or NOTHING, NOTHING
    for cost in _in_order((c for c in history.costs if c.kind is CostKind.GRANT), last):
        paid = min(cost.amount, max(NOTHING, most - used))
        used += paid
        words = f"Paid from the grant of {display(most)}."
        yield cost_line(cost, GRANT_CODE, paid, "doctor", words)


def cost_line(cost: Cost, code: str, paid: Decimal, payee: str, words: str) -> LedgerLine:
    """The line of one cost: what of it is paid."""
    line = Line(code, cost.on, cost.on, Fraction(1), "claims", paid, paid, payee, words)
    return LedgerLine(f"cost/{cost.id}", line)


def _in_order(costs: Iterable[Cost], last: date) -> list[Cost]:
    return sorted((cost for cost in costs if cost.on <= last), key=lambda cost: (cost.on, cost.id))
