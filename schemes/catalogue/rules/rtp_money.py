"""SCH-IR: bursary, employed route, childcare and one-off help (handbook 3.2, IR-M01 to M06)."""

from datetime import date
from fractions import Fraction

from retention_portal.core.dates import date_text
from retention_portal.core.refusals import BadInput
from retention_portal.core.rounding import exact
from schemes.catalogue.rules.book import Paid
from schemes.catalogue.rules.money import Line, counted, line, number_text
from schemes.catalogue.rules.periods import ONE_DAY, Span, months_since, plus_months, spans
from schemes.catalogue.rules.rates import change_days, rate
from schemes.catalogue.rules.stated import View

FULL_TIME_HOURS = Fraction(75, 2)
CLAIM_MONTHS = 3  # IR-M06
ONE_OFF = {
    "gmc_and_dbs_cost": "ir.gmc_and_dbs",
    "occupational_health_cost": "ir.occupational_health",
    "negligence_top_up_cost": "ir.negligence_top_up",
}

LINES = {
    "IR-M01": "Bursary on placement: up to £3,500 a month from November 2016, up to £4,000 from April 2023",
    "IR-M02": "The bursary pro rata on 37.5 hours a week",
    "IR-M03": "Employed route: the practice is reimbursed gross salary, £73,113 full time (2024/25)",
    "IR-M04": "One-off help on earlier pages: GMC and DBS £464; occupational health £200; negligence top-up £750",
    "IR-M05": "Childcare: up to £2,000 for a child under 11, at most £333 a month for a child",
}
_PLACEMENT = ("IR-M01", "IR-M02", "IR-M03")
READS = {
    "pay_route": _PLACEMENT,
    "placement_hours_per_week": _PLACEMENT,
    "placement_months": (*_PLACEMENT, "IR-M05"),
    "starts_on": (*_PLACEMENT, "IR-M05"),
    "ends_on": _PLACEMENT,
    "children_under_11": ("IR-M05",),
    "childcare_months": ("IR-M05",),
    "childcare_cost_per_child": ("IR-M05",),
    "completed_on": ("IR-M05",),
    **dict.fromkeys(ONE_OFF, ("IR-M04",)),
}


def rtp_money(view: View, on: date) -> Paid:
    """Whatever the facts name: a placement (for one month without a length), childcare, one-off help."""
    lines, notes = _placement(view, on)
    lines += _childcare(view, on, notes) + _one_off(view, on)
    if not lines:
        raise BadInput(
            "The money of SCH-IR needs one of the facts “placement_hours_per_week”, “children_under_11” or a cost.",
            allowed=("placement_hours_per_week", "children_under_11", *ONE_OFF),
            code="fact_needed",
        )
    return lines, notes


def _span(view: View, on: date) -> Span:
    """The placement: its two days, else so many months from its first day, else one month from `on`."""
    start = view("starts_on") or on
    if view("starts_on") and view("ends_on"):
        end = view("ends_on")
        return Span(start, end, months_since(start, end + ONE_DAY) / 12)
    months = exact(view("placement_months") or 1)
    begun = plus_months(start, int(months))
    end = date.fromordinal(begun.toordinal() + round((months - int(months)) * 30)) - ONE_DAY
    return Span(start, max(end, start), months / 12)


def _placement(view: View, on: date) -> Paid:
    if view("placement_hours_per_week") is None:
        return [], []
    share = min(exact(view("placement_hours_per_week")) / FULL_TIME_HOURS, Fraction(1))
    if view("pay_route") == "employed":
        return [_salary(span, share) for span in _cut(view, on, "ir.salary")], []
    return [_bursary(span, share) for span in _cut(view, on, "ir.bursary")], []


def _cut(view: View, on: date, name: str) -> list[Span]:
    """The placement in parts that have one rate each; whole when no first day is stated: the rate of `on` holds."""
    whole = _span(view, on)
    cuts = [day for day in change_days([name]) if view("starts_on") and whole.start < day <= whole.end]
    if not cuts:
        return [whole]
    parts = spans(whole.start, whole.end, cuts)
    of_all = sum(part.share for part in parts)
    return [Span(part.start, part.end, part.share * whole.share / of_all) for part in parts]


def _bursary(span: Span, share: Fraction) -> Line:
    month = rate("ir.bursary", span.start)
    months = span.share * 12
    text = f"Bursary, up to: {number_text(share * 100)}% of full time for {counted(months, 'month')}{month.mark}."
    return line(
        month.code,
        span,
        units=share * months,
        unit="months at full time",
        rate=month.value,
        payee="doctor",
        text=text,
    )


def _salary(span: Span, share: Fraction) -> Line:
    year = rate("ir.salary", span.start)
    text = f"Gross salary on placement, {number_text(share * 100)}% of full time{year.mark}."
    return line(
        year.code,
        span,
        units=share * span.share,
        unit="years at full time",
        rate=year.value,
        payee="practice",
        text=text,
    )


def _childcare(view: View, on: date, notes: list[str]) -> list[Line]:
    children, span = view("children_under_11"), _span(view, on)
    if not children:
        return []
    month, most = rate("ir.childcare_month", span.start), rate("ir.childcare_child", span.start)
    months = exact(view("childcare_months") or span.share * 12)
    cost = view("childcare_cost_per_child")
    paid = month.value if cost is None else min(month.value, cost)
    words = f"Childcare for {children} under 11, {counted(months, 'month')}: "
    words += f"at most £{month.value} a month and £{most.value:,} for each child."
    notes.append("Care for other dependants can be claimed too; no amount is published (IR-M05).")
    units, unit, price = children * months, "months for a child", paid
    if exact(paid) * months > most.value:
        units, unit, price = Fraction(children), "children", most.value
    if _too_late(view("completed_on"), on, notes):
        units, words = Fraction(0), "Childcare, claimed too late."
    return [line("IR-M05", span, units=units, unit=unit, rate=price, payee="doctor", text=words)]


def _too_late(completed: date | None, on: date, notes: list[str]) -> bool:
    """IR-M06: invoices within three months of completing the programme."""
    if completed is None or on <= plus_months(completed, CLAIM_MONTHS):
        return False
    due = date_text(plus_months(completed, CLAIM_MONTHS))
    notes.append(f"Nothing for childcare: invoices were due by {due} (IR-M06).")
    return True


def _one_off(view: View, on: date) -> list[Line]:
    day = view("starts_on") or on
    lines = []
    for fact, name in ONE_OFF.items():
        cost = view(fact)
        if cost is not None:
            most = rate(name, day)
            text = f"{most.what[0].upper()}{most.what[1:]}, at most £{most.value}{most.mark}."
            lines.append(
                line(
                    most.code,
                    Span(day, day, Fraction(0)),
                    units=1,
                    unit="claim",
                    rate=min(cost, most.value),
                    payee="doctor",
                    text=text,
                )
            )
    return lines
