"""What of an initiative needs somebody's attention today, and what is overdue. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from action_plans.plans.rules import MilestoneFacts
from action_plans.plans.rules_goals import OVER
from action_plans.plans.statuses import InitiativeStatus, Rag
from retention_portal.core.dates import date_text

SILENT_DAYS = 30
"""Nothing changed for so long puts an initiative on the list (CASE-P-24)."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: the case's code and a sentence."""

    code: str
    sentence: str


def reasons(
    status: str,
    rag: str,
    starts_on: date | None,
    changed_on: date,
    milestones: Iterable[MilestoneFacts],
    on: date,
) -> list[Reason]:
    """Why an initiative needs attention on a day: P-21 should have begun, P-24 silent, red or amber, overdue."""
    if status in OVER:
        return []
    found = []
    if status == InitiativeStatus.PLANNED and starts_on and starts_on < on:
        found.append(Reason("CASE-P-21", f"Not started, though it was to start on {date_text(starts_on)}."))
    late = [row for row in milestones if is_overdue(row, on)]
    if late:
        first = min(row.due_on for row in late)
        many = "A milestone is" if len(late) == 1 else f"{len(late)} milestones are"
        found.append(Reason("CASE-P-24", f"{many} overdue, since {date_text(first)}."))
    if rag in (Rag.AMBER, Rag.RED):
        found.append(Reason("CASE-P-24", f"Rated {rag}."))
    silent = (on - changed_on).days
    if silent >= SILENT_DAYS:
        found.append(Reason("CASE-P-24", f"Nothing changed for {silent} days."))
    return found


def is_overdue(milestone: MilestoneFacts, on: date) -> bool:
    """True from the day after the day it was due, while it is not reached (CASE-P-10)."""
    return milestone.actual_on is None and milestone.due_on < on
