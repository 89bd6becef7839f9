"""SCH-FEL: General Practice Fellowship, New to Practice (handbook 3.3)."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from retention_portal.core.dates import date_text
from retention_portal.core.refusals import BadInput
from retention_portal.core.rounding import exact
from retention_portal.core.sessions import SESSIONS_PER_FTE
from schemes.catalogue.rules.book import SKIP, Opening, Paid, Rule, RuleBook
from schemes.catalogue.rules.checks import chosen
from schemes.catalogue.rules.closing import first_day
from schemes.catalogue.rules.configuration import setting
from schemes.catalogue.rules.findings import Verdict, all_of, any_of, is_one_of, judgement, met, not_met
from schemes.catalogue.rules.money import Line, counted, line, number_text
from schemes.catalogue.rules.periods import ONE_DAY, Span, plus_months, plus_years, spans, year_from
from schemes.catalogue.rules.rates import rate
from schemes.catalogue.rules.stated import View

OPENED, CLOSED = date(2020, 4, 1), date(2024, 3, 31)
WITHIN_MONTHS = 12  # FEL-R01
YEARS = 2
NEW = "newly_qualified"


def _within(day: date | None, months: int, on: date) -> bool | None:
    return None if day is None else day <= on <= plus_months(day, months)


def _newly_qualified(view: View, on: date) -> bool | Verdict | None:
    profession = view("profession")
    if view("qualified_on") and view("qualified_on") > on and not view("completed_iip"):
        return not_met(
            f"Not qualified yet on {date_text(on)}: ask again from {date_text(view('qualified_on'))}."
        )
    new = _within(view("qualified_on"), WITHIN_MONTHS, on)
    new_nurse = _within(view("new_to_general_practice_on"), WITHIN_MONTHS, on)
    inducted = bool(view("completed_iip"))  # an extra door: silence about it says no
    return any_of(
        all_of(is_one_of(profession, "gp", "nurse"), new),
        all_of(is_one_of(profession, "nurse"), new_nurse),
        all_of(is_one_of(profession, "gp"), inducted),
    )


def _exception(view: View, on: date) -> bool | Verdict | None:
    reason, most = view("exception_reason"), setting("fel.exception_months")
    within = _within(view("qualified_on"), most.value, on)
    if reason == "none" or within is False:
        return False
    if reason is None or within is None:
        return None
    words = f"Away for {reason.replace('_', ' ')}, and within {most.value} months of qualifying"
    if view("area") == "london":
        return met(f"{words}: the London exception{most.mark}.")
    return judgement(f"{words}: London's rule; the local hub decides{most.mark}.", premise=False)


def _contract(view: View, on: date) -> Verdict:
    months, expected = view("contract_months"), setting("fel.contract_months").value
    if months >= expected:
        return met(f"A contract of {months} months.")
    return judgement(f"A contract of {months} months: some hubs expect at least {expected}.", premise=False)


def _part_time(view: View, on: date) -> Verdict:
    sessions = view("sessions_per_week")
    if sessions >= SESSIONS_PER_FTE:
        return SKIP
    return met(f"Part time at {counted(sessions, 'session')} a week: time and money are pro rata.")


RULES = (
    Rule(
        code="FEL-R01",
        text="GP or nurse qualified within 12 months; or nurse new to general practice within 12 months; or doctor "
        "completing International Induction",
        reads=("profession", "qualified_on", "new_to_general_practice_on", "completed_iip"),
        check=_newly_qualified,
        met="Newly qualified or new to general practice within 12 months, or completed International Induction.",
        not_met="Not within 12 months of qualifying, nor a nurse new to general practice within 12 months.",
        one_of=NEW,
    ),
    Rule(
        code="FEL-R02",
        text="Exceptions up to 18 months for parental leave, long sickness or caring (London rule, U-22)",
        reads=("exception_reason", "qualified_on", "area"),
        check=_exception,
        only_if=("exception_reason",),
        not_met="No exception for leave, sickness or caring within 18 months of qualifying.",
        one_of=NEW,
    ),
    Rule(
        code="FEL-R03",
        text="In, or about to take, a substantive post (salaried or partner); locum-only is not enough",
        reads=("post",),
        check=chosen("post", "partner", "salaried", "substantive_and_locum", "offered_substantive"),
        met="In, or about to take, a substantive post.",
        not_met="Not in a substantive post: locum work alone is not enough.",
    ),
    Rule(
        code="FEL-R04",
        text="Part-timers may join; time and money pro rata",
        reads=("sessions_per_week",),
        check=_part_time,
        only_if=("sessions_per_week",),
    ),
    Rule(
        code="FEL-R05",
        text="Some hubs expect a contract of at least two years",
        reads=("contract_months",),
        check=_contract,
        only_if=("contract_months",),
    ),
    Rule(
        code="FEL-R06",
        text="Employment by practice, network, cluster or other body is fine",
        reads=("employer",),
        check=lambda _view, _on: met("Any of these employers is fine."),
        only_if=("employer",),
    ),
)


def fellowship_money(view: View, on: date) -> Paid:
    """Release and programme delivery: for one full year without a start, else year by year, at most two."""
    sessions = min(exact(view.needed("sessions_per_week", "SCH-FEL")), Fraction(SESSIONS_PER_FTE))
    salary = view.needed("full_time_salary", "SCH-FEL")
    notes: list[str] = []
    lines = [
        one for span in _spans(view, on, notes) for one in _lines(sessions / SESSIONS_PER_FTE, salary, span)
    ]
    return lines, notes


def _spans(view: View, on: date, notes: list[str]) -> tuple[Span, ...]:
    start = first_day(FELLOWSHIP, view("starts_on"), on)
    if view("starts_on") is None:
        if view("ends_on"):
            raise BadInput(
                "“ends_on” says nothing without “starts_on”.", allowed=("starts_on",), code="fact_needed"
            )
        return (year_from(start),)
    last = plus_years(start, YEARS) - ONE_DAY
    end = view("ends_on") or plus_years(start, 1) - ONE_DAY
    if end > last:
        notes.append(f"The fellowship is two years: nothing after {date_text(last)}, unless it was paused.")
    return spans(start, min(end, last))


def _lines(share: Fraction, salary: Decimal, span: Span) -> list[Line]:
    on_costs, delivery = rate("fel.on_costs", span.start), rate("fel.delivery", span.start)
    words = (
        f"Release for one session a week, pro rata ({number_text(share)} of a session), at the actual salary."
    )
    release = line(
        "FEL-M01",
        span,
        units=share * span.share / SESSIONS_PER_FTE,
        unit="full-time salaries",
        rate=salary,
        payee="employer",
        text=words,
    )
    return [
        release,
        line(
            "FEL-M01",
            span,
            units=exact(on_costs.value) / 100,
            unit="share of the release",
            rate=release.amount,
            payee="employer",
            text=f"On-costs of {number_text(on_costs.value)}% on the release.",
        ),
        line(
            delivery.code,
            span,
            units=share * span.share,
            unit="years at full time",
            rate=delivery.value,
            payee="programme",
            text="Delivery of the programme, pro rata.",
        ),
    ]


FELLOWSHIP = RuleBook(
    code="SCH-FEL",
    names=((None, "General Practice Fellowship (New to Practice)"),),
    openings=(Opening(OPENED, CLOSED),),
    rules=RULES,
    decided_by="the ICB or training hub",
    in_term="People already on it are funded to the end of their two years.",
    instead="Systems may run local successors.",
    money=fellowship_money,
    money_reads={
        "sessions_per_week": ("FEL-M01", "FEL-M02"),
        "full_time_salary": ("FEL-M01",),
        "starts_on": ("FEL-M01", "FEL-M02"),
        "ends_on": ("FEL-M01", "FEL-M02"),
    },
    money_lines={
        "FEL-M01": "Release: one session a week pro rata at actual salary plus 30% on-costs, to the employer",
        "FEL-M02": "Programme delivery: £3,000 a participant a year, pro rata",
    },
    not_checked={
        "FEL-M03": "Planning figure of 2020/21, £7,200 + £3,000 a GP a year: for planning, never paid as such.",
        "FEL-M04": "Mentoring for one hour every four weeks: part of the programme, no payment of its own.",
        "FEL-M05": "The national pot: not a payment to anyone.",
    },
)
