"""SCH-ARRS: GPs in the Additional Roles Reimbursement Scheme (handbook 3.12).

The handbook prints no codes for its rules and money: ARRS-R01 to R03 and ARRS-M01, M02 number them in its order.
"""

from datetime import date
from fractions import Fraction

from retention_portal.core.dates import date_text
from retention_portal.core.refusals import BadInput
from retention_portal.core.rounding import exact
from retention_portal.core.sessions import SESSIONS_PER_FTE
from schemes.catalogue.rules.book import Opening, Paid, Rule, RuleBook
from schemes.catalogue.rules.checks import chosen
from schemes.catalogue.rules.configuration import setting
from schemes.catalogue.rules.findings import Verdict, not_met
from schemes.catalogue.rules.money import Line, line, number_text
from schemes.catalogue.rules.periods import Span, plus_years, spans, year_from
from schemes.catalogue.rules.rates import change_days, rate
from schemes.catalogue.rules.stated import View

OPENED = date(2024, 10, 1)
WITHIN_YEARS = 2
_BOTH = ("ARRS-M01", "ARRS-M02")


def _within_two_years(view: View, on: date) -> bool | Verdict | None:
    cct = view("qualified_on")
    if cct is None:
        return None
    if cct > on:
        return not_met(f"No CCT yet on {date_text(on)}.")
    return bool(on <= plus_years(cct, WITHIN_YEARS))


def arrs_money(view: View, on: date) -> Paid:
    """What a network may claim for one GP: without an end, for one full year at the rate of its first day."""
    share = min(exact(view.needed("sessions_per_week", "SCH-ARRS")) / SESSIONS_PER_FTE, Fraction(1))
    start, end = view("starts_on"), view("ends_on")
    if start is None and end is not None:
        raise BadInput(
            "“ends_on” says nothing without “starts_on”.", allowed=("starts_on",), code="fact_needed"
        )
    parts = spans(start, end, change_days(["arrs.gp"])) if start and end else (year_from(start or on),)
    lines = [_line(view, share, span) for span in parts]
    notes = []
    if any(one.code == "ARRS-M02" for one in lines):
        notes.append("From 2025/26 only the salary element is known to us; the most with on-costs is higher.")
    return lines, notes


def _line(view: View, share: Fraction, span: Span) -> Line:
    most, cost = rate("arrs.gp", span.start), view("yearly_cost")
    paid = most.value if cost is None else min(cost, most.value)
    what = "with on-costs" if most.code == "ARRS-M01" else "salary element"
    words = f"{number_text(share * SESSIONS_PER_FTE)} of {SESSIONS_PER_FTE} sessions, {what}, at most £{most.value:,}."
    return line(
        most.code,
        span,
        units=share * span.share,
        unit="years at full time",
        rate=paid,
        payee="network",
        text=words,
    )


ARRS = RuleBook(
    code="SCH-ARRS",
    names=((None, "Additional Roles Reimbursement Scheme (GPs)"),),
    openings=(Opening(OPENED),),
    rules=(
        Rule(
            code="ARRS-R01",
            text="A GP (since 1 October 2024)",
            reads=("profession",),
            check=chosen("profession", "gp"),
            met="A GP.",
            not_met="This part of the scheme is for GPs.",
        ),
        Rule(
            code="ARRS-R02",
            text="Within two years of the CCT",
            reads=("qualified_on",),
            check=_within_two_years,
            met="Within two years of the CCT.",
            not_met="More than two years since the CCT.",
        ),
        Rule(
            code="ARRS-R03",
            text="Claimed by a primary care network",
            reads=("employer",),
            check=chosen("employer", "network"),
            met="The network claims for the post.",
            not_met="Only a primary care network can claim.",
        ),
    ),
    decided_by="the ICB, by the network's claim",
    confirmed_until=setting("arrs.confirmed_until"),
    money=arrs_money,
    money_reads={
        "sessions_per_week": _BOTH,
        "yearly_cost": _BOTH,
        "starts_on": _BOTH,
        "ends_on": _BOTH,
    },
    money_lines={
        "ARRS-M01": "2024/25: at most £92,462 a year with on-costs (salary £73,113), nine sessions full time",
        "ARRS-M02": "2025/26: salary element £82,418",
    },
)
