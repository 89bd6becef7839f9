"""SCH-NGPRS: practice payment and Professional Expenses Supplement (handbook 3.1, NGPRS-M01 to M06)."""

from datetime import date
from fractions import Fraction

from retention_portal.core.dates import date_text
from retention_portal.core.refusals import BadInput
from retention_portal.core.rounding import exact
from schemes.catalogue.rules.book import Paid
from schemes.catalogue.rules.configuration import setting
from schemes.catalogue.rules.money import Line, counted, line
from schemes.catalogue.rules.periods import ONE_DAY, Span, plus_months, plus_years, spans, year_from
from schemes.catalogue.rules.rates import change_days, rate
from schemes.catalogue.rules.stated import View

WEEKS = 52
FUNDED_A_WEEK = 4
FUNDED_A_YEAR = WEEKS * FUNDED_A_WEEK  # 208, CPD and protected time included
YEARS = 5
PRACTICE, SUPPLEMENT = "ngprs.practice_payment", "ngprs.supplement"

LINES = {
    "NGPRS-M01": "Practice payment, £76.92 a session, up to four a week (52, 104, 156 or 208 sessions a year)",
    "NGPRS-M03": "Professional Expenses Supplement to the doctor, £1,000 a year per weekly session, at most £4,000",
    "NGPRS-M04": "Before July 2016: £59.18 a session; £310 a year",
}
_ALL = tuple(LINES)
READS = {
    "sessions_per_week": _ALL,
    "sessions_per_year": _ALL,
    "starts_on": _ALL,
    "ends_on": _ALL,
    "paused_months": _ALL,
}


def ngprs_money(view: View, on: date) -> Paid:
    """Practice payment and supplement; without an end: for one full year at the rates of its first day.

    With an end, the scheme's own years from the start, at most five (and pauses), each cut where a rate changes.
    The first day is the stated start, else `on`.
    """
    year, weekly, notes = _pattern(view)
    lines: list[Line] = []
    for span in _spans(view, on, notes):
        lines += _lines(year, weekly, span)
    return lines, notes


def _pattern(view: View) -> tuple[Fraction, Fraction, list[str]]:
    """Funded sessions a year, weekly sessions for the supplement, and what to say about the pattern."""
    annual, week = view("sessions_per_year"), view("sessions_per_week")
    if annual is None:
        week = view.needed("sessions_per_week", "SCH-NGPRS")
    yearly = exact(annual) if annual is not None else exact(week) * WEEKS
    weekly = min(yearly / WEEKS, Fraction(FUNDED_A_WEEK))
    notes = []
    if yearly > FUNDED_A_YEAR:
        notes.append(
            "Money stops at four sessions a week, 208 a year; the rest is at the practice's expense."
        )
    if weekly.denominator > 1:
        edges = setting("ngprs.supplement_edges")
        notes.append(f"The supplement for {counted(weekly, 'session')} a week: {edges.note}{edges.mark}.")
        weekly = weekly if edges.value == "pro_rata" else Fraction(int(weekly))
    return min(yearly, Fraction(FUNDED_A_YEAR)), weekly, notes


def _spans(view: View, on: date, notes: list[str]) -> tuple[Span, ...]:
    start, end = view("starts_on"), view("ends_on")
    if start is None:
        if end is not None:
            raise BadInput(
                "“ends_on” says nothing without “starts_on”.", allowed=("starts_on",), code="fact_needed"
            )
        return (year_from(on),)
    if end is None:
        return (year_from(start),)
    pause = min(view("paused_months") or 0, setting("ngprs.pause_months").value)
    last = plus_months(plus_years(start, YEARS), pause) - ONE_DAY
    if end > last:
        notes.append(f"The scheme pays for up to five years: nothing after {date_text(last)}.")
    return spans(start, min(end, last), change_days((PRACTICE, SUPPLEMENT)))


def _lines(year: Fraction, weekly: Fraction, span: Span) -> list[Line]:
    session, supplement = rate(PRACTICE, span.start), rate(SUPPLEMENT, span.start)
    units = year * span.share
    per_session = "weekly session" in supplement.unit
    return [
        line(
            session.code,
            span,
            units=units,
            unit="sessions",
            rate=session.value,
            payee="practice",
            text=f"Practice payment for {counted(units, 'session')}{session.mark}.",
        ),
        line(
            supplement.code,
            span,
            units=(weekly if per_session else 1) * span.share,
            unit="weekly sessions for a year" if per_session else "years",
            rate=supplement.value,
            payee="doctor",
            text=f"Professional Expenses Supplement{supplement.mark}.",
        ),
    ]
