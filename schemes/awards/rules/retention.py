"""SCH-NGPRS by month: practice payment and supplement (NGPRS-M01, M03; at most four a week, 208 a year, five years)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from retention_portal.core.money import to_pence
from retention_portal.core.rounding import exact
from schemes.awards.rules.history import History, Pattern
from schemes.awards.rules.ledger import LedgerLine
from schemes.awards.rules.months import Stretch, amounts, stretches
from schemes.catalogue.rules.configuration import setting
from schemes.catalogue.rules.money import Line, counted
from schemes.catalogue.rules.ngprs_money import FUNDED_A_WEEK, FUNDED_A_YEAR, PRACTICE, SUPPLEMENT, WEEKS
from schemes.catalogue.rules.rates import Rate, change_days, rate


def funded_a_year(pattern: Pattern) -> Fraction:
    """Sessions a year that are paid for: at most 208, CPD and protected time included (NGPRS-R15)."""
    return min(pattern.weekly * WEEKS, Fraction(FUNDED_A_YEAR))


def supplement_sessions(pattern: Pattern) -> Fraction:
    """Weekly sessions that the supplement counts, at most four; between whole ones as configured (NGPRS-M05)."""
    weekly = min(pattern.weekly, Fraction(FUNDED_A_WEEK))
    return weekly if setting("ngprs.supplement_edges").value == "pro_rata" else Fraction(int(weekly))


def retention_lines(history: History, last: date) -> Iterator[LedgerLine]:
    """The lines of every month up to `last`. Raises BadInput for a day that no rate is known for."""
    for stretch in stretches(history, last, change_days((PRACTICE, SUPPLEMENT))):
        session, supplement = rate(PRACTICE, stretch.starts), rate(SUPPLEMENT, stretch.starts)
        yield from _practice(stretch, session)
        yield from _supplement(stretch, supplement)


def _practice(stretch: Stretch, session: Rate) -> Iterator[LedgerLine]:
    year = funded_a_year(stretch.pattern)

    def total_of(share: Fraction) -> Decimal:
        return to_pence(year * share * exact(session.value))

    for month, share, amount in amounts(stretch, total_of):
        text = f"Practice payment for {counted(year * share, 'session')}{session.mark}."
        line = Line(
            session.code,
            month.start,
            month.end,
            year * share,
            "sessions",
            session.value,
            amount,
            "practice",
            text,
        )
        yield LedgerLine(f"practice/{month.start}", line)


def _supplement(stretch: Stretch, supplement: Rate) -> Iterator[LedgerLine]:
    each = "weekly session" in supplement.unit
    weekly = supplement_sessions(stretch.pattern) if each else Fraction(1)
    unit = "weekly sessions for a year" if each else "years"

    def total_of(share: Fraction) -> Decimal:
        return to_pence(weekly * share * exact(supplement.value))

    for month, share, amount in amounts(stretch, total_of):
        text = f"Professional Expenses Supplement{supplement.mark}."
        line = Line(
            supplement.code,
            month.start,
            month.end,
            weekly * share,
            unit,
            supplement.value,
            amount,
            "doctor",
            text,
        )
        yield LedgerLine(f"supplement/{month.start}", line)
