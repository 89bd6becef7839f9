"""A panel for tests: an offer that three reviewers read, two to each application."""

from dataclasses import dataclass
from typing import Any

from retention_portal.accounts.models import Person
from retention_portal.accounts.roles import Role
from schemes.applications import actions_assign, actions_queue, actions_review
from schemes.applications.actions_review import Said
from schemes.applications.models import Application
from schemes.applications.models_review import Assignment, Review
from schemes.applications.statuses import Status
from schemes.catalogue.models import Offer
from tests.factories import applications as factory
from tests.factories.people import person_with

WEIGHTS = [
    {"key": "benefit", "label": "Benefit", "weight": 60},
    {"key": "doable", "label": "Doable", "weight": 40},
    {"key": "fit", "label": "Fit", "weight": 0, "independent": True},
]
GOOD = Said({"benefit": 4, "doable": 4, "fit": 1}, "yes", "It would help.", "Well thought through.")
BAD = Said({"benefit": 1, "doable": 4, "fit": 5}, "no", "Too little time.")


@dataclass
class Panel:
    """A house, its reviewers, and an offer that they read."""

    home: factory.House
    reviewers: list[Person]
    content: dict[str, Any]

    @property
    def offer(self) -> Offer:
        return self.home.offer(**self.content)

    def waiting(self, by: Person | None = None) -> Application:
        """One more application, with the reviewers."""
        made = factory.submitted(self.home, by, **self.content)
        actions_queue.pass_on(application=made, to=Status.IN_REVIEW, by=self.home.coordinator)
        return Application.objects.get(pk=made.pk)

    def given(self, by: Person | None = None) -> tuple[Application, list[Assignment]]:
        """One more application, given to its reviewers."""
        made = self.waiting(by)
        actions_assign.assign_waiting(offer=self.offer, by=self.home.coordinator)
        return made, held(made)


def panel(home: factory.House, reviewers: int = 3, **content: Any) -> Panel:
    people = [
        person_with(Role.REVIEWER, home.system, full_name=f"Reviewer {number + 1}")
        for number in range(reviewers)
    ]
    facts = {
        "decision_by": "panel",
        "blind": True,
        "score_weights": WEIGHTS,
        "review": {"hidden": ["practice"]},
    }
    return Panel(home, people, facts | content)


def held(application: Application) -> list[Assignment]:
    rows = Assignment.objects.filter(application=application, ended_at=None)
    return list(rows.select_related("reviewer", "application").order_by("pk"))


def send(assignment: Assignment, said: Said = GOOD) -> Review:
    version = Review.objects.filter(assignment=assignment, set_aside_at=None).first()
    return actions_review.submit_review(
        assignment=assignment,
        said=said,
        edit_version=version.edit_version if version else 0,
        by=assignment.reviewer,
    )
