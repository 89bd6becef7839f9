"""Where a goal of a plan stands, how a question of the checklist is answered, and what somebody else made of it."""

from django.db import models


class GoalStatus(models.TextChoices):
    """CASE-P-01."""

    DRAFT = "draft", "Draft"
    NOT_STARTED = "not_started", "Not started"
    IN_PROGRESS = "in_progress", "In progress"
    SUSPENDED = "suspended", "Suspended"
    CLOSED = "closed", "Closed"


GOAL_TRANSITIONS: dict[GoalStatus, tuple[GoalStatus, ...]] = {
    GoalStatus.DRAFT: (GoalStatus.NOT_STARTED, GoalStatus.IN_PROGRESS, GoalStatus.CLOSED),
    GoalStatus.NOT_STARTED: (GoalStatus.IN_PROGRESS, GoalStatus.SUSPENDED, GoalStatus.CLOSED),
    GoalStatus.IN_PROGRESS: (GoalStatus.SUSPENDED, GoalStatus.CLOSED),
    GoalStatus.SUSPENDED: (GoalStatus.IN_PROGRESS, GoalStatus.CLOSED),
    GoalStatus.CLOSED: (GoalStatus.IN_PROGRESS,),
}


class Answer(models.TextChoices):
    """How a "Have you ...?" question is answered. Only "not yet" and no answer at all leave something to do."""

    YES = "yes", "Yes"
    PARTLY = "partly", "Partly"
    NOT_YET = "not_yet", "Not yet"
    NO = "no", "No, and we do not plan to"
    NOT_APPLICABLE = "n_a", "Does not apply to us"


class Check(models.TextChoices):
    """What a second person made of the evidence (CASE-P-09)."""

    NONE = "", "Not checked by a second person"
    ENOUGH = "enough", "Checked by a second person"
    NOT_ENOUGH = "not_enough", "A second person asks for more evidence"


class StageState(models.TextChoices):
    """How far the task list of one stage is. An empty one is never an alarm."""

    TO_START = "to_start", "Not started"
    GOING = "going", "In progress"
    DONE = "done", "Completed"
