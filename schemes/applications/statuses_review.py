"""What a reviewer may say, why an assignment ended, and how long a review is open."""

from django.db import models

from schemes.applications.statuses import Status


class Opinion(models.TextChoices):
    """What a reviewer would do. It advises: a named person decides."""

    YES = "yes", "Offer a place"
    MORE = "more", "Ask for something more first"
    NO = "no", "Not this time"


class Ended(models.TextChoices):
    """Why somebody no longer reads an application."""

    CONFLICT = "conflict", "Declared a conflict"
    GIVEN_TO_ANOTHER = "given_to_another", "Given to another reviewer"


class Phase(models.TextChoices):
    """Where the reading of an application by a panel stands. Each status is in one phase (CASE-R-01)."""

    BEFORE = "before", "Not with the reviewers yet"
    SCORING = "scoring", "Reviewers read on their own"
    TALKING = "talking", "Reviewers see each other’s words and talk"
    AFTER = "after", "Reading is over"


PHASES: dict[Phase, tuple[Status, ...]] = {
    Phase.BEFORE: (Status.INTEREST, Status.DRAFT, Status.SUBMITTED, Status.MORE_ASKED),
    Phase.SCORING: (Status.IN_REVIEW,),
    Phase.TALKING: (Status.DISCUSSION, Status.MORE_ASKED_AFTER),
}
"""The statuses of each phase; any other is after. The status is the phase: there is no second calendar."""

SEEN_BY_REVIEWERS = (*PHASES[Phase.SCORING], *PHASES[Phase.TALKING], Status.READY)
"""While it stands so, the reviewers of an application still see it; from the decision on they do not."""


def phase_of(status: Status) -> Phase:
    """The one phase of a status."""
    return next((phase for phase, statuses in PHASES.items() if status in statuses), Phase.AFTER)
