"""What this slice holds on a person: who wrote what in a plan."""

from typing import Any

from retention_portal.core.holdings import Holding

WITH_PLAN = "As long as the plan, because it shows who could decide what."

HOLDINGS = (
    Holding("plans.Plan", ("started_by",), "Plans that you started.", WITH_PLAN),
    Holding("plans.Initiative", ("updated_by",), "Initiatives that you last changed.", WITH_PLAN),
    Holding("plans.Risk", ("updated_by",), "Risks that you last changed.", WITH_PLAN),
    Holding("plans.Stakeholder", ("updated_by",), "Stakeholders that you last changed.", WITH_PLAN),
    Holding(
        "plans.PlanWorkbook",
        ("sent_by", "applied_by"),
        "Workbooks that you sent or saved in a plan.",
        WITH_PLAN,
    ),
    Holding("plans.PlanGoal", ("updated_by",), "Goals of a plan that you last changed.", WITH_PLAN),
    Holding("plans.GoalChange", ("made_by",), "Moves of goals that you made.", WITH_PLAN),
    Holding("plans.MilestoneMove", ("moved_by",), "Dates of milestones that you moved.", WITH_PLAN),
    Holding(
        "plans.ChecklistAnswer",
        ("answered_by", "checked_by"),
        "Questions of the checklist that you answered or checked.",
        WITH_PLAN,
    ),
    Holding(
        "plans.GapAssessment", ("updated_by",), "Sources of the support gap that you assessed.", WITH_PLAN
    ),
    Holding("plans.InitiativeUpdate", ("written_by",), "Updates that you wrote.", WITH_PLAN),
)


def export(person: Any) -> dict[str, Any]:
    """Nothing here is about the person."""
    return {}


def erase(person: Any) -> int:
    """Nothing to erase: the rows name only who acted, and the account they point to loses its name."""
    return 0
