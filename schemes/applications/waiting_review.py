"""What waits on reviewers, and on those who run a panel; `waiting` takes it in."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef
from django.urls import reverse

from retention_portal.accounts.access import has_role
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import LONDON
from retention_portal.core.waiting import Waiting
from schemes.applications import queries_review
from schemes.applications.models_review import Assignment, Review
from schemes.applications.statuses import Status


def to_read(person: Any) -> Iterable[Waiting]:
    """One line for everything that the person has still to read."""
    if not has_role(person, Role.REVIEWER):
        return
    sent = Review.objects.filter(assignment=OuterRef("pk"), set_aside_at=None, submitted_at__isnull=False)
    rows = queries_review.assignments_visible_to(person).filter(
        ~Exists(sent), application__status=Status.IN_REVIEW
    )
    found = rows.order_by().aggregate(count=Count("pk"), since=Min("assigned_at"), due=Min("due_on"))
    if found["count"]:
        noun = "application" if found["count"] == 1 else "applications"
        yield Waiting(
            title=f"Review {found['count']} {noun}",
            url=reverse("applications:reviews"),
            since=found["since"].astimezone(LONDON).date(),
            due=found["due"],
            owner=Role.REVIEWER.label,
        )


def to_run(person: Any) -> Iterable[Waiting]:
    """For coordinators: applications that lack readers, and those that reviewers disagree about."""
    if not has_role(person, Role.COORDINATOR):
        return
    rows = queries_review.read_by_panel(person)
    reads = Assignment.objects.filter(application=OuterRef("pk"), ended_at=None)
    for words, which in (
        ("without reviewers", rows.filter(~Exists(reads), status=Status.IN_REVIEW)),
        ("to talk about after review", rows.filter(status=Status.DISCUSSION)),
    ):
        found = which.order_by().aggregate(count=Count("pk"), since=Min("waiting_since"))
        if found["count"]:
            noun = "application" if found["count"] == 1 else "applications"
            yield Waiting(
                title=f"{found['count']} {noun} {words}",
                url=reverse("applications:panels"),
                since=found["since"],
                owner=Role.COORDINATOR.label,
            )
