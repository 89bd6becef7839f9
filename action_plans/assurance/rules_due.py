"""When a report is due, when its quarter closes, and whether it is late (CASE-P-18). Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from action_plans.assurance.statuses import DueDecision
from retention_portal.core.dates import Quarter, date_text
from retention_portal.core.refusals import Refused

REMIND_DAYS_BEFORE = 7


@dataclass(frozen=True, slots=True)
class Due:
    """When a report is due; None for a region without a rule, or when it was skipped with a reason."""

    due_on: date | None = None
    closes_on: date | None = None
    skipped: bool = False
    reason: str = ""

    def words(self, on: date, submitted: bool) -> str:
        """Where the report stands against its day."""
        if submitted:
            return "Submitted"
        if self.skipped:
            return "Not due: skipped"
        if self.due_on is None:
            return "No day is set"
        if self.due_on < on:
            return f"Overdue since {date_text(self.due_on)}"
        return f"Due on {date_text(self.due_on)}"

    def is_late(self, on: date) -> bool:
        """True after the day on which it was due."""
        return self.due_on is not None and self.due_on < on


def due_of(
    quarter: Quarter,
    days: tuple[int, int | None] | None,
    decision: str = "",
    later_on: date | None = None,
    reason: str = "",
) -> Due:
    """When the report of a quarter is due. `days` are those after the quarter until it is due and until it closes."""
    if decision == DueDecision.SKIPPED:
        return Due(skipped=True, reason=reason)
    if decision == DueDecision.LATER and later_on is not None:
        return Due(due_on=later_on, closes_on=later_on, reason=reason)
    if days is None:
        return Due()
    due, closes = days
    return Due(
        quarter.end + timedelta(days=due),
        quarter.end + timedelta(days=closes) if closes is not None else None,
    )


def check_open(due: Due, on: date) -> None:
    """Refuse a first version after the quarter closed; the region can open it again for one system (CASE-P-18)."""
    if due.closes_on is not None and on > due.closes_on:
        raise Refused(
            f"Reports of this quarter closed on {date_text(due.closes_on)}. The NHS England region can set another day "
            "for this system.",
            code="CASE-P-18",
        )


def check_decision(decision: str, due_on: date | None, reason: str, on: date) -> None:
    """Refuse an exception without its reason, and a later day that is none or past."""
    if not reason.strip():
        raise Refused("Say why: the system reads it beside the day.", code="CASE-C-09")
    if decision == DueDecision.LATER and (due_on is None or due_on < on):
        raise Refused("Give a day that is today or later.")


def is_to_remind(due: Due, on: date) -> str:
    """ "due" in the week before, "overdue" from the day after (CASE-P-10), else ""."""
    if due.due_on is None:
        return ""
    if on > due.due_on:
        return "overdue"
    return "due" if on >= due.due_on - timedelta(days=REMIND_DAYS_BEFORE) else ""
