"""What the reading by a panel holds on a person; `personal_data` takes it in."""

from collections.abc import Sequence
from typing import Any

from retention_portal.core.holdings import Holding
from schemes.applications.models import Application
from schemes.applications.models_review import Consolidation, DeclaredConflict, Placing, Review
from schemes.applications.queries_review import feedback_for

KEPT = "Six years after the application ends, then without words."

HOLDINGS = (
    Holding(
        "applications.Assignment",
        ("reviewer", "assigned_by", "ended_by"),
        "Applications that you were asked to review, or gave to reviewers.",
        KEPT,
    ),
    Holding(
        "applications.DeclaredConflict",
        ("reviewer", "declared_by"),
        "Conflicts that you declared.",
        KEPT,
    ),
    Holding("applications.Consolidation", ("agreed_by",), "What a panel agreed and you wrote down.", KEPT),
    Holding("applications.Placing", ("placed_by",), "Applications that you put at another place.", KEPT),
)


def said_of(application: Application) -> list[dict[str, Any]]:
    """What reviewers sent about an application, for its applicant: words marked for them, when they may be read."""
    return [{"for_you": text} for text in feedback_for(application)]


def empty(applications: Sequence[int]) -> int:
    """Empty the words that reviewers wrote about these applications; scores and days stay, as counts need them."""
    reviews = Review.objects.filter(assignment__application__in=applications)
    # One that asks for more must say something: the database keeps that rule for ever.
    reviews.exclude(feedback="").update(feedback="")
    count = reviews.exclude(comment="").update(comment="Erased")
    count += Consolidation.objects.filter(application__in=applications).update(note="Erased")
    count += Placing.objects.filter(application__in=applications).update(reason="Erased")
    return count + DeclaredConflict.objects.filter(application__in=applications).update(reason="Erased")
