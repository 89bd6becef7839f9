"""What waits on a person in this slice: reviews that are due, claims to decide or to mend, evidence to confirm."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse

from retention_portal.accounts.access import has_role, reach_of
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import LONDON
from retention_portal.core.waiting import Waiting
from schemes.awards.models import Award, Claim
from schemes.awards.queries import LOOKS_AFTER, PAYS, awards_visible_to, not_started
from schemes.awards.rules.history import RETENTION
from schemes.awards.rules.reviews import DUE_SOON_DAYS
from schemes.awards.statuses import RUNNING, AwardStatus, ClaimStatus


def waiting_for(person: Any, on: date) -> list[Waiting]:
    """At most four statements, one for people without a role here."""
    return [*_reviews(person, on), *_claims(person, on), *_coordinated(person, on)]


def _coordinated(person: Any, on: date) -> list[Waiting]:
    """Places accepted and not opened, and differences to settle of support that is over: no claim follows there."""
    if not has_role(person, *LOOKS_AFTER, on=on):
        return []
    found = not_started(person).order_by().aggregate(count=Count("pk"), since=Min("status_at"))
    wrong = awards_visible_to(person).filter(status__in=(AwardStatus.ENDED, AwardStatus.LEFT))
    wrong = wrong.exclude(to_settle=0).order_by()
    over = wrong.aggregate(count=Count("pk"), since=Min("posted_to"))
    tasks = []
    if found["count"]:
        words = "1 person" if found["count"] == 1 else f"{found['count']} people"
        tasks.append(
            Waiting(
                title=f"Open the support of {words} who accepted a place",
                url=reverse("awards:not_started"),
                since=found["since"].astimezone(LONDON).date(),
                owner=Role.COORDINATOR.label,
            )
        )
    if over["count"]:
        words = "1 person" if over["count"] == 1 else f"{over['count']} people"
        tasks.append(
            Waiting(
                title=f"Settle the balance of {words} whose support is over",
                url=f"{reverse('awards:award_list')}?settle=yes",
                since=over["since"] or on,
                owner=Role.COORDINATOR.label,
            )
        )
    return tasks


def _reviews(person: Any, on: date) -> list[Waiting]:
    """The yearly reviews that a scheme lead or coordinator holds, from some weeks before they are due."""
    turns = Q(pk__in=[])
    if has_role(person, Role.SCHEME_LEAD, on=on):
        turns |= Q(scheme_code=RETENTION, system__in=reach_of(person, [Role.SCHEME_LEAD], on).values("pk"))
    if has_role(person, *LOOKS_AFTER, on=on):
        turns |= ~Q(scheme_code=RETENTION) & Q(system__in=reach_of(person, LOOKS_AFTER, on).values("pk"))
    if turns == Q(pk__in=[]):
        return []
    rows = Award.objects.filter(
        turns, status__in=RUNNING, next_review_on__lte=on + timedelta(days=DUE_SOON_DAYS)
    )
    rows = rows.exclude(person=person.pk).select_related("person")
    return [
        Waiting(
            title=f"Hold the yearly review of {row.person.full_name}: {row.title}",
            url=reverse("awards:review", args=[row.pk]),
            since=row.next_review_on - timedelta(days=DUE_SOON_DAYS),
            due=row.next_review_on,
        )
        for row in rows
        if row.next_review_on
    ]


def _claims(person: Any, on: date) -> list[Waiting]:
    """Claims to decide or pay, to confirm, and one's own that came back."""
    turns = Q(status=ClaimStatus.RETURNED, submitted_by=person.pk)
    sent = Q(status=ClaimStatus.SUBMITTED)
    if has_role(person, *PAYS, on=on):
        reached = Q(award__system__in=reach_of(person, PAYS, on).values("pk"))
        ready = sent & (Q(private=False) | Q(seen_by__isnull=False)) & ~Q(submitted_by=person.pk)
        turns |= reached & (ready | Q(status=ClaimStatus.APPROVED))
    if has_role(person, *LOOKS_AFTER, on=on):
        reached = Q(award__system__in=reach_of(person, LOOKS_AFTER, on).values("pk"))
        turns |= reached & sent & Q(private=True, seen_by=None) & ~Q(submitted_by=person.pk)
    return [_task(row) for row in _read(turns, person)]


def _read(turns: Q, person: Any) -> QuerySet[Claim]:
    mine = Q(award__person=person.pk) & ~Q(status=ClaimStatus.RETURNED)
    return Claim.objects.filter(turns).exclude(mine).select_related("award").order_by("submitted_at")


def _task(row: Claim) -> Waiting:
    words = {
        ClaimStatus.RETURNED: "Answer the question on your claim",
        ClaimStatus.APPROVED: "Record the payment of a claim",
        ClaimStatus.SUBMITTED: "Decide on a claim",
    }[ClaimStatus(row.status)]
    if row.status == ClaimStatus.SUBMITTED and row.private and row.seen_by_id is None:
        words = "Confirm the evidence of a claim"
    since = row.decided_at if row.status != ClaimStatus.SUBMITTED and row.decided_at else row.submitted_at
    return Waiting(
        title=f"{words}: {row.award.title}, {row.get_kind_display().lower()}",
        url=reverse("awards:claim", args=[row.pk]),
        since=since.astimezone(LONDON).date(),
    )
