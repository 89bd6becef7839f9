"""What waits on a person in this slice: as applicant, and by role. Counts for staff, so that the list stays short."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q
from django.urls import reverse

from retention_portal.accounts.access import has_role
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import LONDON
from retention_portal.core.waiting import Waiting
from schemes.applications import queries, queries_release, waiting_review
from schemes.applications.statuses import Status

STAFF_WAITS = (
    (Role.COORDINATOR, Q(with_us=True) & ~Q(status__in=(Status.EDUCATION, Status.FORMAL)), "waits on us"),
    (Role.SCHEME_LEAD, Q(status=Status.EDUCATION), "waits for educational approval"),
    (Role.COMMISSIONER, Q(status=Status.FORMAL), "waits for formal approval"),
)


def waiting_for(person: Any, on: date) -> list[Waiting]:
    """Own applications whose turn it is, and one line for each of the person's roles with something to do."""
    panel = [*waiting_review.to_read(person), *waiting_review.to_run(person)]
    return [*_own(person), *_staff(person), *_appeals(person), *_letters(person), *panel]


def _appeals(person: Any) -> Iterable[Waiting]:
    if not has_role(person, Role.COORDINATOR):
        return
    for appeal in queries.open_appeals(person).exclude(decision__set_by=person):
        yield Waiting(
            title=f"Look again: {appeal.decision.application.offer.title}",
            url=reverse("applications:appeal", args=[appeal.pk]),
            since=appeal.asked_at.astimezone(LONDON).date(),
            owner=Role.COORDINATOR.label,
        )


def _letters(person: Any) -> Iterable[Waiting]:
    """Letters that only a lead can send, because their author is the one coordinator of the place."""
    if not has_role(person, *queries_release.LEADS) or has_role(person, Role.COORDINATOR):
        return
    if rows := queries_release.decisions_for(person):
        noun = "letter" if len(rows) == 1 else "letters"
        yield Waiting(
            title=f"{len(rows)} {noun} to read and send: nobody else there can",
            url=reverse("applications:letters_all"),
            since=min(row.set_at for row in rows).astimezone(LONDON).date(),
        )


def _own(person: Any) -> Iterable[Waiting]:
    turns = (Status.DRAFT, Status.MORE_ASKED, Status.MORE_ASKED_AFTER, Status.OFFERED)
    for row in queries.own_applications(person).filter(status__in=turns).prefetch_related("decisions"):
        sent = [one for one in row.decisions.all() if one.released_at and one.outcome == "offer"]
        words = {
            Status.DRAFT: "Carry on with",
            Status.OFFERED: "Answer the offer of",
        }.get(Status(row.status), "Answer what we asked for")
        yield Waiting(
            title=f"{words} {row.offer.title}",
            url=reverse("applications:detail", args=[row.pk]),
            since=row.waiting_since,
            due=sent[0].answer_by if row.status == Status.OFFERED and sent else row.offer.closes_on,
        )


def _staff(person: Any) -> Iterable[Waiting]:
    for role, which, words in STAFF_WAITS:
        if not has_role(person, role):
            continue
        rows = queries.applications_visible_to(person).filter(which)
        found = rows.order_by().aggregate(count=Count("pk"), since=Min("waiting_since"))
        if found["count"]:
            noun = "application" if found["count"] == 1 else "applications"
            verb = words if found["count"] == 1 else words.replace("waits", "wait")
            yield Waiting(
                title=f"{found['count']} {noun} {verb}",
                url=reverse("applications:queue"),
                since=found["since"],
                owner=role.label,
            )
