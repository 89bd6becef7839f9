"""What a quarter did to a milestone: due, moved out, added, left over (CASE-P-25). Pure."""

from dataclasses import dataclass
from datetime import date

from retention_portal.core.dates import Quarter

MOVED_OUT = "Moved out of the quarter"
ADDED = "Added within the quarter"
DUE = "Due this quarter"
REACHED = "Reached, planned for another quarter"
LEFT_OVER = "Left from an earlier quarter"
BROUGHT_FORWARD = "Brought forward into the quarter"
ORDER = (MOVED_OUT, LEFT_OVER, ADDED, BROUGHT_FORWARD, DUE, REACHED)
"""What a board asks about comes first."""


@dataclass(frozen=True, slots=True)
class Dates:
    """A milestone's dates. `planned_then` is the date that the last report printed; `added_on` when it was written."""

    planned_on: date
    forecast_on: date | None = None
    actual_on: date | None = None
    planned_then: date | None = None
    added_on: date | None = None

    @property
    def expected_on(self) -> date:
        """When it is now expected, or was reached."""
        return self.actual_on or self.forecast_on or self.planned_on


def movement(dates: Dates, quarter: Quarter, began_before: bool) -> str:
    """What the quarter did to a milestone, or "" when it is none of the quarter's business.

    `began_before` is False for a plan that itself began within the quarter: then everything is new and nothing
    counts as added.
    """
    was_due = dates.planned_on in quarter or (
        dates.planned_then is not None and dates.planned_then in quarter
    )
    if was_due and dates.expected_on > quarter.end:
        return MOVED_OUT
    if began_before and dates.added_on is not None and dates.added_on in quarter:
        return ADDED
    if was_due:
        return DUE
    if dates.planned_on < quarter.start:
        return LEFT_OVER if dates.actual_on is None or dates.actual_on >= quarter.start else ""
    if dates.actual_on is not None:
        return REACHED if dates.actual_on in quarter else ""
    return BROUGHT_FORWARD if dates.expected_on in quarter else ""


def state(dates: Dates, on: date) -> str:
    """Where a milestone stands on a day, in words."""
    if dates.actual_on is not None:
        late = (dates.actual_on - dates.planned_on).days
        return f"reached {_days(late)} late" if late > 0 else "reached on time"
    if dates.planned_on < on:
        return f"not reached, {_days((max(dates.expected_on, on) - dates.planned_on).days)} late"
    if dates.expected_on > dates.planned_on:
        return f"expected {_days((dates.expected_on - dates.planned_on).days)} late"
    return "not due yet"


def _days(count: int) -> str:
    return f"{count:,} {'day' if count == 1 else 'days'}"
