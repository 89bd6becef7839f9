"""What must be so before an award opens, changes or takes a claim. Each refusal is a sentence with its code."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from retention_portal.core.dates import date_text
from retention_portal.core.refusals import Refused
from retention_portal.core.rounding import exact
from retention_portal.core.sessions import MINUTES_PER_SESSION, hours_text
from schemes.awards.rules.entitlement import PAUSABLE, TERM_YEARS, last_day
from schemes.awards.rules.history import (
    FELLOWSHIP,
    MENTORS,
    NETWORK_GP,
    PARTNERSHIP,
    RETENTION,
    RETURN,
    Cost,
    CostKind,
    History,
    Pattern,
    is_mentor_time,
)
from schemes.catalogue.rules import BOOKS
from schemes.catalogue.rules.configuration import day
from schemes.catalogue.rules.money import counted, number_text
from schemes.catalogue.rules.n2pp_money import LEAST_CLINICAL_SESSIONS
from schemes.catalogue.rules.ngprs import CAP_REMOVED
from schemes.catalogue.rules.ngprs_money import FUNDED_A_WEEK, FUNDED_A_YEAR
from schemes.catalogue.rules.periods import ONE_DAY, plus_months, plus_years
from schemes.catalogue.rules.rtp_money import CLAIM_MONTHS

MOST_SESSIONS = 14  # two a day, every day: what is typed above it is a slip
RETURN_COSTS = (
    CostKind.CHILDCARE,
    CostKind.GMC_AND_DBS,
    CostKind.OCCUPATIONAL_HEALTH,
    CostKind.NEGLIGENCE_TOP_UP,
)
_COSTS = {
    RETURN: RETURN_COSTS,
    PARTNERSHIP: (CostKind.PARTNER_TRAINING,),
    MENTORS: (CostKind.MENTORING, CostKind.MENTOR_TRAINING),
    RETENTION: (),
    FELLOWSHIP: (),
    NETWORK_GP: (),
}


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved, when, and when the job plan was agreed."""

    by: str
    on: date
    job_plan_on: date | None = None


def cost_kinds(scheme: str) -> tuple[CostKind, ...]:
    """The costs that a scheme pays back; of a scheme without a book, its grant."""
    return (CostKind.MENTOR_TIME,) if is_mentor_time(scheme) else _COSTS.get(scheme, (CostKind.GRANT,))


def check_opening(history: History, approval: Approval) -> None:
    """Refuse a start before approval or job plan (CASE-E-02, NGPRS-P06), too long a term, or a pattern out of bounds."""
    if approval.on > history.starts:
        raise Refused(
            f"It cannot start on {date_text(history.starts)}: it was approved on {date_text(approval.on)}, "
            "and nobody starts before approval.",
            code="NGPRS-P06",
        )
    if history.scheme == RETENTION and (
        approval.job_plan_on is None or approval.job_plan_on > history.starts
    ):
        raise Refused(
            "The job plan is agreed before the start. Enter the day it was agreed.", code="CASE-E-02"
        )
    _check_open(history, approval)
    _check_term(history)
    check_pattern(history, history.patterns[0])


def _check_open(history: History, approval: Approval) -> None:
    """A closed scheme takes nobody new: a partnership counts by its start, the others by their approval."""
    book = BOOKS.get(history.scheme)
    if book is None:
        return
    joined = history.starts if history.scheme == PARTNERSHIP else approval.on
    if last := book.last_day(joined):
        raise Refused(f"The {book.name} took nobody new after {date_text(last)}.", code="closed")


def _check_term(history: History) -> None:
    if history.ends < history.starts:
        raise Refused("It cannot end before it starts.", code="CASE-S-15")
    years = TERM_YEARS.get(history.scheme)
    if years and history.ends >= plus_years(history.starts, years):
        last = plus_years(history.starts, years) - ONE_DAY
        raise Refused(
            f"It lasts {years} years at most: the last day it can have is {date_text(last)}.",
            code="NGPRS-R21" if history.scheme == RETENTION else f"{history.scheme[4:]}-R05",
        )


def check_pattern(history: History, pattern: Pattern) -> None:
    """Refuse no sessions, impossible sessions, and what the scheme does not allow on that day."""
    weekly = pattern.weekly
    if weekly <= 0 or weekly > MOST_SESSIONS:
        raise Refused(f"Enter more than 0 and at most {MOST_SESSIONS} sessions a week.", code="CASE-S-20")
    if history.scheme == RETENTION:
        _check_retention(pattern, weekly)
    if history.scheme == PARTNERSHIP and weekly < LEAST_CLINICAL_SESSIONS:
        raise Refused(
            "The New to Partnership Payment needs at least two clinical sessions a week for all five years.",
            code="N2PP-R08",
        )


def _check_retention(pattern: Pattern, weekly: Fraction) -> None:
    if pattern.sessions_per_year is None and weekly < 1:
        raise Refused("The retention scheme funds 1 to 4 sessions a week.", code="NGPRS-R15")
    lifted = day("ngprs.cap_lifted_from") <= pattern.starts <= day("ngprs.cap_lifted_to")
    if weekly > FUNDED_A_WEEK and pattern.starts < CAP_REMOVED and not lifted:
        raise Refused(
            f"Before {date_text(CAP_REMOVED)} at most four sessions a week could be worked "
            f"({FUNDED_A_YEAR} a year): {number_text(weekly)} is more.",
            code="NGPRS-R17",
        )


def check_change(history: History, pattern: Pattern, on: date) -> None:
    """Refuse a change outside the award, or before a change that is already there."""
    last = last_day(history, on)
    if not history.starts <= pattern.starts <= last:
        raise Refused(
            f"Choose a day from {date_text(history.starts)} to {date_text(last)}, while the support runs.",
            code="outside",
        )
    latest = history.patterns[-1].starts
    if pattern.starts < latest:
        raise Refused(
            f"There is a change on {date_text(latest)} already. Choose that day, which corrects it, or a later one.",
            code="outside",
        )
    check_pattern(history, pattern)


def check_pause(history: History, starts: date, ends: date | None, on: date) -> None:
    """Refuse a pause where the scheme has none, in the future, or outside the award."""
    if history.scheme not in PAUSABLE:
        raise Refused("The rules of this scheme know no pause.", code="NGPRS-R22")
    if ends is not None and ends < starts:
        raise Refused("A pause cannot end before it begins.", code="CASE-S-15")
    if starts > on or (ends is not None and ends > on):
        raise Refused("Record a pause when it has begun, and its end when it is over.", code="outside")
    if not history.starts <= starts <= last_day(history, on):
        raise Refused("A pause lies inside the support.", code="outside")


def check_cost(history: History, cost: Cost, claimed_on: date, allowance: Decimal | None) -> None:
    """Refuse a cost that the scheme does not pay, outside its window (CASE-M-13, IR-M06), or above the allowance."""
    if cost.kind not in cost_kinds(history.scheme):
        raise Refused("This scheme does not pay that kind of cost.", code="outside")
    timed = cost.kind in (CostKind.MENTORING, CostKind.MENTOR_TIME)
    _check_window(history, cost, claimed_on, allowance if timed else None)
    if timed:
        _check_allowance(history, cost, allowance)
    elif cost.kind is CostKind.CHILDCARE and not cost.item:
        raise Refused("Say which child it is for: 1, 2 and so on.", code="IR-M05")


def _check_window(history: History, cost: Cost, claimed_on: date, allowance: Decimal | None) -> None:
    last = last_day(history, claimed_on)
    if cost.kind is CostKind.PARTNER_TRAINING:
        last = min(last, plus_years(history.starts, 1) - ONE_DAY)
    if cost.on > claimed_on:
        raise Refused("The day of a cost cannot lie in the future.", code="CASE-M-13")
    before_start = cost.on < history.starts and cost.kind not in RETURN_COSTS[1:]
    if before_start or cost.on > last:
        words = f"It can be claimed for days from {date_text(history.starts)} to {date_text(last)}."
        if allowance is not None:
            inside = min(max(claimed_on, history.starts), last)
            words += f" {_left_words(allowance_on(history, inside, allowance))}."
        raise Refused(words, code="CASE-M-13")
    due = plus_months(last_day(history, claimed_on), CLAIM_MONTHS)
    if history.scheme == RETURN and claimed_on > due:
        raise Refused(f"Invoices were due by {date_text(due)}.", code="IR-M06")


@dataclass(frozen=True, slots=True)
class Allowance:
    """A mentor's time in one year of the award, both days included: allowed and used in sessions, or in hours."""

    first: date
    last: date
    allowed: Decimal
    used: Decimal
    in_hours: bool

    @property
    def left(self) -> Decimal:
        """What can still be claimed; never below nothing."""
        return max(self.allowed - self.used, Decimal(0))


def allowance_on(history: History, on: date, allowance: Decimal) -> Allowance:
    """The allowance of the award's year in which `on` lies, with every claim in the history counted (CASE-M-13)."""
    years = on.year - history.starts.year
    years -= plus_years(history.starts, years) > on
    first, after = plus_years(history.starts, years), plus_years(history.starts, years + 1)
    timed = (one for one in history.costs if one.kind in (CostKind.MENTORING, CostKind.MENTOR_TIME))
    used = sum((one.units for one in timed if first <= one.on < after), Decimal(0))
    last = min(after - ONE_DAY, last_day(history, on))
    return Allowance(first, last, allowance, used, is_mentor_time(history.scheme))


def _check_allowance(history: History, cost: Cost, allowance: Decimal | None) -> None:
    """The mentor's allowance of a year of the award; what is left is named, sessions also in hours."""
    hours = cost.kind is CostKind.MENTOR_TIME
    if cost.units <= 0:
        what = "hours of mentoring" if hours else "mentoring sessions"
        raise Refused(f"Enter how many {what} were given.", code="CASE-M-13")
    if allowance is None:
        return
    year = allowance_on(history, cost.on, allowance)
    if cost.units > year.left:
        raise Refused(f"{_left_words(year)}: {number_text(cost.units)} is more.", code="CASE-M-13")


def _left_words(year: Allowance) -> str:
    """ "2 sessions (8 h 20 min) of this year's allowance of 12 are left"."""
    if year.in_hours:
        left = counted(year.left, "hour")
    else:
        left = f"{counted(year.left, 'session')} ({hours_text(int(exact(year.left) * MINUTES_PER_SESSION))})"
    return f"{left} of this year's allowance of {number_text(year.allowed)} are left"
