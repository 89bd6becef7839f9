"""When a goal may move, and what must be said then. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from action_plans.plans.rules import Difference, differences
from action_plans.plans.statuses import InitiativeStatus
from action_plans.plans.statuses_cycle import GoalStatus
from retention_portal.core.dates import date_text
from retention_portal.core.refusals import Refused
from retention_portal.core.vocabulary import Level

OVER = (InitiativeStatus.COMPLETED, InitiativeStatus.STOPPED)
"""An initiative that is over no longer keeps its goal open."""


@dataclass(frozen=True, slots=True)
class GoalContent:
    """What a plan writes of a goal. `name` and `text` are changed only of an organisation's own."""

    measure: str = ""
    lead_name: str = ""
    due_on: date | None = None
    name: str = ""
    text: str = ""

    def as_texts(self) -> dict[str, str]:
        """Each field as a person reads it."""
        values = {name: getattr(self, name) for name in GOAL_LABELS}
        return {
            name: date_text(value) if isinstance(value, date) else str(value or "")
            for name, value in values.items()
        }


GOAL_LABELS = {
    "name": "Short name",
    "text": "The goal in full",
    "measure": "How we will know",
    "lead_name": "Lead",
    "due_on": "By when",
}


def goal_differences(now: GoalContent, yours: GoalContent) -> list[Difference]:
    """The fields in which the two differ."""
    return differences(GOAL_LABELS, now.as_texts(), yours.as_texts())


def needs_reason(start: str, end: str) -> bool:
    """True for suspending, closing and taking up again (CASE-P-03)."""
    return end in (GoalStatus.SUSPENDED, GoalStatus.CLOSED) or start in (
        GoalStatus.SUSPENDED,
        GoalStatus.CLOSED,
    )


def check_goal_move(start: str, end: str, reason: str, open_initiatives: Iterable[str]) -> None:
    """Refuse a move without its reason (CASE-P-03), and to close over open initiatives (CASE-P-02)."""
    still = list(open_initiatives)
    if end == GoalStatus.CLOSED and still:
        names = ", ".join(still[:3]) + (f" and {len(still) - 3} more" if len(still) > 3 else "")
        verb = "is" if len(still) == 1 else "are"
        raise Refused(
            f"The goal cannot be closed while {names} {verb} open. Complete or stop what serves it first.",
            code="CASE-P-02",
        )
    if needs_reason(start, end) and not reason.strip():
        raise Refused("Say why, in a sentence: others will read it with the goal.", code="CASE-P-03")


def check_goals_open(closed: Iterable[str]) -> None:
    """Refuse to serve a goal that is closed (CASE-P-02 stays true from both sides)."""
    names = list(closed)
    if names:
        verb = "is" if len(names) == 1 else "are"
        raise Refused(
            f"{', '.join(names)} {verb} closed in this plan. Take the goal up again first.", code="CASE-P-02"
        )


def check_own_goal(level: str, plan_level: str, name: str, text: str) -> None:
    """Refuse an own goal above the plan's level, or without its words."""
    if Level(level) not in Level(plan_level).inclusive:
        raise Refused("A goal of the level of systems belongs into a system’s plan.")
    if not name.strip() or not text.strip():
        raise Refused("Give the goal a short name and say it in full.")
