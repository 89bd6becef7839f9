"""The states of a plan and of an initiative, the ratings, and whose turn it is."""

from django.db import models

from retention_portal.accounts.roles import Role


class PlanStatus(models.TextChoices):
    """Where a plan stands. A draft is for the system's own people; an agreed plan is read by the region too."""

    DRAFT = "draft", "Draft"
    AGREED = "agreed", "Agreed"
    CLOSED = "closed", "Closed"


class InitiativeStatus(models.TextChoices):
    """Where an initiative stands."""

    PLANNED = "planned", "Planned"
    LIVE = "live", "Live"
    PAUSED = "paused", "Paused"
    COMPLETED = "completed", "Completed"
    STOPPED = "stopped", "Stopped"


class Rag(models.TextChoices):
    """Handbook 4.3. A stated judgement with its reason; always shown in words."""

    GREEN = "green", "Green"
    AMBER = "amber", "Amber"
    RED = "red", "Red"
    BLUE = "blue", "Blue"
    GREY = "grey", "Grey"

    @property
    def meaning(self) -> str:
        """What the rating says of delivery."""
        return _RAG_MEANING[self.value]


_RAG_MEANING = {
    "green": "on plan: milestones within 2 weeks",
    "amber": "late up to 8 weeks or benefit at risk, and recovery is agreed",
    "red": "late more than 8 weeks, or benefit not expected, or no plan to recover",
    "blue": "complete",
    "grey": "not started and not due",
}


class Grade(models.TextChoices):
    """How far a plan covers one essential, from its initiatives."""

    NONE = "none", "Nothing yet"
    PLANNED = "planned", "Planned"
    LIVE = "live", "Live"
    REACHING = "reaching", "Reaching people"


class Standing(models.TextChoices):
    """Handbook 4.2: met, part or gap. Our reading (R) of the grades."""

    MET = "met", "Met"
    PART = "part", "Part"
    GAP = "gap", "Gap"


PLAN_TRANSITIONS: dict[PlanStatus, tuple[PlanStatus, ...]] = {
    PlanStatus.DRAFT: (PlanStatus.AGREED,),
    PlanStatus.AGREED: (PlanStatus.DRAFT, PlanStatus.CLOSED),
    PlanStatus.CLOSED: (),
}

TRANSITIONS: dict[InitiativeStatus, tuple[InitiativeStatus, ...]] = {
    InitiativeStatus.PLANNED: (InitiativeStatus.LIVE, InitiativeStatus.STOPPED),
    InitiativeStatus.LIVE: (InitiativeStatus.COMPLETED, InitiativeStatus.PAUSED, InitiativeStatus.STOPPED),
    InitiativeStatus.PAUSED: (InitiativeStatus.LIVE, InitiativeStatus.STOPPED),
    InitiativeStatus.COMPLETED: (InitiativeStatus.LIVE,),
    InitiativeStatus.STOPPED: (InitiativeStatus.PLANNED,),
}

NEEDS_REASON: frozenset[tuple[InitiativeStatus, InitiativeStatus]] = frozenset(
    {
        (start, end)
        for start, ends in TRANSITIONS.items()
        for end in ends
        if end in (InitiativeStatus.STOPPED, InitiativeStatus.PAUSED)
        or start in (InitiativeStatus.COMPLETED, InitiativeStatus.STOPPED)
    }
)
"""Moves that say why (CASE-P-03): stopping, pausing, and taking up again what was over."""

OWNERS: dict[PlanStatus, tuple[Role, ...]] = {
    PlanStatus.DRAFT: (Role.SYSTEM_LEAD, Role.NETWORK_LEAD, Role.PRACTICE_LEAD),
    PlanStatus.AGREED: (Role.SYSTEM_LEAD, Role.NETWORK_LEAD, Role.PRACTICE_LEAD),
    PlanStatus.CLOSED: (),
}
