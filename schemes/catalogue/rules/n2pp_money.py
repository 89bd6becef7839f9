"""SCH-N2PP: payment, on-costs, training, re-basing and repayment (handbook 3.5, N2PP-M01 to M08).

It is a ledger over five years, not a payment: every change is a line that takes back and a line that gives anew.
"""

from datetime import date
from fractions import Fraction

from retention_portal.core.dates import date_text
from retention_portal.core.refusals import BadInput
from retention_portal.core.rounding import Number, exact
from schemes.catalogue.rules.book import Paid
from schemes.catalogue.rules.configuration import day, setting
from schemes.catalogue.rules.money import Line, line, number_text, reversal
from schemes.catalogue.rules.periods import ONE_DAY, Span, full_years, months_since, plus_years
from schemes.catalogue.rules.rates import rate
from schemes.catalogue.rules.stated import View

YEARS = 5
PAYEE = "contract holder"
LEAST_CLINICAL_SESSIONS = 2  # N2PP-R08

LINES = {
    "N2PP-M01": "Payment up to £20,000, pro rata to sessions (9 full time)",
    "N2PP-M02": "On-costs, 20% of the payment, up to £4,000",
    "N2PP-M03": "Training up to £3,000 in year one, not pro rata, reimbursed; repaid when leaving within a year",
    "N2PP-M05": "Change of sessions: payment adjusted in proportion, within the cap",
    "N2PP-M06": "Leaving early: repay 20% for each year not completed",
}
READS = {
    "sessions_per_week": ("N2PP-M01", "N2PP-M02"),
    "partner_since": tuple(LINES),
    "training_cost": ("N2PP-M03",),
    "new_sessions_per_week": ("N2PP-M05",),
    "sessions_changed_on": ("N2PP-M05",),
    "left_on": ("N2PP-M03", "N2PP-M06"),
}


def n2pp_money(view: View, on: date) -> Paid:
    """The ledger as the facts have it: payment and on-costs, training, re-basing, repayment on leaving early."""
    sessions = view.needed("sessions_per_week", "SCH-N2PP")
    start = _start(view, on)
    term = Span(start, plus_years(start, YEARS) - ONE_DAY, Fraction(YEARS))
    notes = ["Paid to the contract holder (N2PP-M07); taxable, not pensionable (N2PP-M08)."]
    if sessions < LEAST_CLINICAL_SESSIONS:
        notes.append("Fewer than two clinical sessions a week: the scheme's rules are not met (N2PP-R08).")
    paid = _payment(sessions, start, term)
    lines = [*paid, _training(view, start)]
    if view("sessions_changed_on"):
        paid = _rebased(view, paid, start, term, lines)
    if view("left_on"):
        lines += _repayment(view, paid, start, lines, notes)
    if not view("training_cost"):
        notes.append(
            "Training: up to £3,000 in year one is reimbursed when it is claimed; it is not in the total."
        )
    return lines, notes


def _start(view: View, on: date) -> date:
    since, closed = view("partner_since"), day("n2pp.closed_on")
    for fact in ("left_on", "sessions_changed_on"):
        if view(fact) and since is None:
            raise BadInput(
                f"“{fact}” says nothing without “partner_since”.",
                allowed=("partner_since",),
                code="fact_needed",
            )
    if since and since > closed:
        mark = setting("n2pp.closed_on").mark
        raise BadInput(
            f"The New to Partnership Payment took nobody new after {date_text(closed)}{mark}, so nothing is paid for a "
            f"partnership that began on {date_text(since)}.",
            code="closed",
        )
    return since or min(on, closed)


def _payment(sessions: Number, start: date, span: Span, code: str = "") -> list[Line]:
    """The payment and its on-costs for so many sessions a week, never above full time."""
    full, basis = rate("n2pp.payment", start), setting("n2pp.full_time_sessions")
    on_costs = rate("n2pp.on_costs", start)
    share = min(exact(sessions) / basis.value, Fraction(1))
    words = (
        f"{number_text(min(exact(sessions), Fraction(basis.value)))} of {basis.value} sessions{basis.mark}"
    )
    payment = line(
        code or full.code,
        span,
        units=share,
        unit="full-time payments",
        rate=full.value,
        payee=PAYEE,
        text=f"Payment for {words}.",
    )
    return [payment, _on_costs(payment, on_costs.value, code or on_costs.code)]


def _on_costs(payment: Line, per_cent: Number, code: str) -> Line:
    span = Span(payment.starts, payment.ends, Fraction(0))
    share = exact(per_cent) / 100
    text = f"On-costs of {number_text(per_cent)}% on the payment."
    return line(
        code, span, units=share, unit="share of the payment", rate=payment.amount, payee=PAYEE, text=text
    )


def _training(view: View, start: date) -> Line:
    most, cost = rate("n2pp.training", start), view("training_cost")
    year_one = Span(start, plus_years(start, 1) - ONE_DAY, Fraction(1))
    if cost is None:
        text = "Training in year one, up to this rate when it is claimed."
        return line(most.code, year_one, units=0, unit="claims", rate=most.value, payee=PAYEE, text=text)
    text = f"Training in year one, at most £{most.value:,}, not pro rata."
    return line(
        most.code, year_one, units=1, unit="claims", rate=min(cost, most.value), payee=PAYEE, text=text
    )


def _rebased(view: View, paid: list[Line], start: date, term: Span, lines: list[Line]) -> list[Line]:
    """Add the lines of a change of sessions; the payment and on-costs that are held after it."""
    changed, basis = view("sessions_changed_on"), setting("n2pp.rebase")
    rest = Span(changed, max(term.end, changed), Fraction(0))
    share = Fraction(1)
    if basis.value == "remaining_term":
        share = max(Fraction(0), 1 - months_since(start, changed) / (12 * YEARS))
    anew = _payment(view("new_sessions_per_week"), start, rest, "N2PP-M05")
    back = [reversal(one, "N2PP-M05", rest, f"Taken back: {one.text}{basis.mark}", share) for one in paid]
    given = [reversal(one, "N2PP-M05", rest, f"Paid anew: {one.text}", -share) for one in anew]
    lines += back + given
    return anew if share == 1 else [_held(one, new, share) for one, new in zip(paid, anew, strict=True)]


def _held(old: Line, new: Line, share: Fraction) -> Line:
    """What is held after part of `old` was exchanged for `new`: the base of a later repayment."""
    span = Span(new.starts, new.ends, Fraction(0))
    kept = reversal(old, old.code, span, old.text, -(1 - share))
    gained = reversal(new, new.code, span, new.text, -share)
    return line(
        new.code, span, units=1, unit=new.unit, rate=kept.amount + gained.amount, payee=PAYEE, text=new.text
    )


def _repayment(view: View, paid: list[Line], start: date, lines: list[Line], notes: list[str]) -> list[Line]:
    left, part_years = view("left_on"), setting("n2pp.part_years")
    if part_years.value == "by_month":
        missing = max(Fraction(0), YEARS - months_since(start, left) / 12)
    else:
        missing = Fraction(max(0, YEARS - full_years(start, left)))
    if not missing:
        notes.append("The five years are completed: nothing is repaid.")
        return []
    on_costs = setting("n2pp.repay_on_costs")
    share = missing * exact(rate("n2pp.yearly_repayment", start).value) / 100
    day_left = Span(left, left, Fraction(0))
    words = f"Repaid: 20% for each of {number_text(missing)} years not completed"
    repaid = [
        line(
            "N2PP-M06",
            day_left,
            units=-share,
            unit="share repaid",
            rate=one.amount,
            payee=PAYEE,
            text=f"{words}{part_years.mark}.",
        )
        for one in (paid if on_costs.value else paid[:1])
    ]
    if not on_costs.value:
        notes.append(f"On-costs are not repaid here{on_costs.mark}.")
    training = next(one for one in lines if one.code == "N2PP-M03")
    if training.amount and left < plus_years(start, 1):
        repaid.append(reversal(training, "N2PP-M03", day_left, "Training repaid: left within one year."))
    return repaid
