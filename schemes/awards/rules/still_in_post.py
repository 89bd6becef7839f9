"""Still in post: when it is asked, how long an answer can change, and what the answers come to (KPI-08)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from schemes.catalogue.rules.periods import plus_months

MILESTONES = (6, 12)  # months after the start
OPEN_DAYS = 28  # an answer can be given and changed so long, then it counts
ASK_WITHIN_DAYS = 28  # a milestone that was missed by more is not asked about any more


class Answer(StrEnum):
    """The five answers, each one tap."""

    SAME = "same"
    FEWER = "fewer"
    MORE = "more"
    MOVED = "moved"
    LEFT = "left"


IN_LOCAL_POST = (Answer.SAME, Answer.FEWER, Answer.MORE)
IN_GENERAL_PRACTICE = (*IN_LOCAL_POST, Answer.MOVED)


def milestones_due(starts: date, on: date) -> tuple[int, ...]:
    """The milestones whose question is asked on `on`: reached, and not long ago."""
    return tuple(
        months
        for months in MILESTONES
        if timedelta(0) <= on - plus_months(starts, months) <= timedelta(days=ASK_WITHIN_DAYS)
    )


def is_open(asked_on: date, on: date) -> bool:
    """True while an answer can be given or changed."""
    return on < asked_on + timedelta(days=OPEN_DAYS)


@dataclass(frozen=True, slots=True)
class Reply:
    """One question that is counted: its answer, or None, and what had been paid for that award by then, in pounds."""

    answer: Answer | None
    paid: Decimal


def group_of(answer: Answer | None) -> int:
    """Which of four groups: 0 still here, 1 moved, 2 left general practice, 3 no answer."""
    if answer is None:
        return 3
    if answer in IN_LOCAL_POST:
        return 0
    return 1 if answer in IN_GENERAL_PRACTICE else 2


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Counts of people. `paid` is of those who answered, so that cost and people belong together."""

    asked: int
    answered: int
    here: int
    in_general_practice: int
    paid: Decimal


def outcomes(replies: Iterable[Reply]) -> Outcomes:
    """The counts behind the rates: still here (KPI-08) and still in general practice, among those who answered."""
    rows = list(replies)
    answered = [row for row in rows if row.answer is not None]
    return Outcomes(
        asked=len(rows),
        answered=len(answered),
        here=sum(row.answer in IN_LOCAL_POST for row in answered),
        in_general_practice=sum(row.answer in IN_GENERAL_PRACTICE for row in answered),
        paid=sum((row.paid for row in answered), Decimal("0.00")),
    )
