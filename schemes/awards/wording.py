"""An award in plain words: what a GP reads of it, and what staff read beside its figures."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from retention_portal.core.dates import FinancialYear, date_text
from retention_portal.core.money import NOTHING
from retention_portal.core.sessions import MINUTES_PER_SESSION, hours_text
from schemes.awards import rules
from schemes.awards.balance_of import open_balances
from schemes.awards.history_of import claimed_history, history_of, pattern_of
from schemes.awards.models import Award, LedgerEntry, SessionPattern
from schemes.awards.rules.entitlement import REPAYABLE
from schemes.awards.rules.history import is_mentor_time
from schemes.awards.rules.opening import allowance_on, cost_kinds
from schemes.awards.rules.reviews import next_review
from schemes.awards.statuses import OVER, EntryKind
from schemes.catalogue.rules import BOOKS
from schemes.catalogue.rules.configuration import setting
from schemes.catalogue.rules.money import counted, number_text
from schemes.catalogue.rules.periods import ONE_DAY, plus_years

LOCAL = "LOC-"
MENTOR_TITLE = "Paid time as a mentor"
PAYEE_WORDS = {
    "doctor": "you",
    "practice": "your practice",
    "employer": "your employer",
    "contract holder": "your partnership",
    "programme": "the programme",
    "mentor": "you",
    "network": "your network",
}
STATUS_KIND = {
    "planned": "new",
    "active": "done",
    "paused": "waiting",
    "ended": "neutral",
    "left": "neutral",
    "cancelled": "neutral",
}
CLAIM_KIND = {
    "submitted": "waiting",
    "returned": "problem",
    "approved": "new",
    "paid": "done",
    "withdrawn": "neutral",
}


def scheme_title(code: str, on: date) -> str:
    """The name that a scheme had on a day."""
    return BOOKS[code].name_on(on)


def pattern_words(row: SessionPattern) -> str:
    """ "3 sessions a week (12 h 30 min)", or "130 sessions a year, spread as agreed"."""
    pattern = pattern_of(row)
    if pattern.sessions_per_year is not None:
        return f"{counted(pattern.sessions_per_year, 'session')} a year, spread as agreed"
    hours = hours_text(round(pattern.sessions_per_week * MINUTES_PER_SESSION))
    return f"{counted(pattern.sessions_per_week, 'session')} a week ({hours})"


@dataclass(frozen=True, slots=True)
class Repay:
    """What is repaid by somebody who leaves from `starts` on, until the next such day; `ends` None: from then on."""

    starts: date
    ends: date | None
    amount: Decimal


def repayments(award: Award, on: date) -> list[Repay]:
    """Today's sum and every later step down to nothing; empty where nothing is ever repaid."""
    history = history_of(award)
    if award.scheme_code not in REPAYABLE or award.status in OVER or award.left_on:
        return []
    first = max(on, history.starts + ONE_DAY)
    steps = [first, *(day for year in range(1, 6) if (day := plus_years(history.starts, year)) > first)]
    ends: list[date | None] = [day - ONE_DAY for day in steps[1:]]
    return [
        Repay(day, end, rules.repaid_if_left(history, day))
        for day, end in zip(steps, [*ends, None], strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Paid:
    """Pounds due and paid to one payee, in words for the person."""

    payee: str
    due: Decimal
    paid: Decimal


@dataclass(frozen=True, slots=True)
class Owed:
    """Pounds still to be paid to somebody for what was paid already, below nothing for too much, in words."""

    payee: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Card:
    """One award as its person reads it."""

    award: Award
    patterns: list[tuple[str, str]]
    last_day: date
    review: tuple[int, date] | None
    paid: list[Paid]
    repay: list[Repay]
    may_repay: bool
    may_claim: bool
    may_claim_month: bool
    repay_words: str
    open: list[Owed]
    time_left: str


def repay_words() -> str:
    """How the repayment is counted, as the configuration has it (N2PP-M06, U-08)."""
    parts = setting("n2pp.part_years").value
    begun = "counts as not completed" if parts == "not_completed" else "counts by its months"
    on_costs = "are counted too" if setting("n2pp.repay_on_costs").value else "are not counted here"
    return (
        "A fifth of the payment for each of the five years not completed, at the sessions you have now. A year begun "
        f"and not finished {begun}. On-costs {on_costs}. The guidance leaves both points open, so ask before you decide."
    )


def card(award: Award, on: date) -> Card:
    """Everything on the page "My support" for one prefetched award. No statement."""
    history = history_of(award)
    held = [row.year for row in award.reviews.all()]
    running = award.status not in OVER and not award.left_on
    return Card(
        award=award,
        patterns=[(_when(row, on), pattern_words(row)) for row in reversed(award.patterns.all())],
        last_day=rules.last_day(history, on),
        review=next_review(history, held, on) if running else None,
        paid=paid_to(award),
        repay=repayments(award, on),
        may_repay=award.scheme_code in REPAYABLE,
        may_claim=award.status != "planned" and bool(cost_kinds(award.scheme_code)),
        may_claim_month=any(
            line.payee in (PAYEE_WORDS["doctor"], PAYEE_WORDS["contract holder"]) and line.due > line.paid
            for line in paid_to(award)
        ),
        repay_words=repay_words(),
        time_left=time_left(award, on),
        open=[Owed(PAYEE_WORDS.get(payee, payee), amount) for payee, amount in open_balances(award).items()],
    )


def time_left(award: Award, on: date) -> str:
    """ "9 hours of 12, until 31 March 2027" for a local mentor whose time runs; empty for everybody else."""
    if not is_mentor_time(award.scheme_code) or award.allowance is None or on < award.starts_on:
        return ""
    year = allowance_on(claimed_history(award), on, award.allowance)
    return f"{counted(year.left, 'hour')} of {number_text(year.allowed)}, until {date_text(year.last)}"


def _when(row: SessionPattern, on: date) -> str:
    if row.ends_on:
        return f"{date_text(row.starts_on)} to {date_text(row.ends_on)}"
    return f"{'From' if row.starts_on > on else 'Since'} {date_text(row.starts_on)}"


def paid_to(award: Award) -> list[Paid]:
    """Due and paid so far, by payee, the person first. No statement when the entries are prefetched."""
    sums: dict[str, list[Decimal]] = {}
    for entry in award.entries.all():
        pair = sums.setdefault(entry.payee, [NOTHING, NOTHING])
        pair[entry.kind == EntryKind.PAID] += entry.amount
    order = sorted(sums, key=lambda payee: (payee != "doctor", payee))
    return [Paid(PAYEE_WORDS.get(payee, payee), *sums[payee]) for payee in order]


@dataclass(frozen=True, slots=True)
class Year:
    """One financial year of a ledger: pounds due, reversed ones included, and paid."""

    label: str
    due: Decimal
    paid: Decimal


def years(entries: list[LedgerEntry]) -> list[Year]:
    """The ledger by financial year of the days that it is for, newest first."""
    sums: dict[FinancialYear, list[Decimal]] = {}
    for entry in entries:
        pair = sums.setdefault(FinancialYear.of(entry.starts_on), [NOTHING, NOTHING])
        pair[entry.kind == EntryKind.PAID] += entry.amount
    return [Year(year.label, *sums[year]) for year in sorted(sums, reverse=True)]


def money_rule(award: Award) -> str:
    """One sentence on what sets the money, for staff."""
    facts = []
    if award.grant is not None:
        facts.append(f"grant of £{award.grant:,.2f}")
    if award.full_time_salary is not None:
        facts.append(f"full-time salary £{award.full_time_salary:,.2f}")
    if award.hourly_rate is not None:
        facts.append(f"£{award.hourly_rate:,.2f} for an hour of mentoring")
    if award.admin_minutes:
        facts.append(f"{award.admin_minutes} minutes of administration paid for each hour")
    if award.allowance is not None and is_mentor_time(award.scheme_code):
        facts.append(f"at most {counted(award.allowance, 'hour')} a year")
    elif award.allowance is not None:
        facts.append(f"at most {number_text(award.allowance)} mentoring sessions a year")
    if award.employed:
        facts.append("employed on placement")
    return ", ".join(facts)
