"""What of pools waits on a person: on coordinators, on practices and on named approvers."""

from datetime import date
from typing import Any

from django.db.models import Count, Min
from django.urls import reverse

from retention_portal.accounts import access
from retention_portal.core.dates import LONDON, now
from retention_portal.core.waiting import Waiting
from schemes.pools import permissions, queries, waiting_gp
from schemes.pools.models import Member, RateApprover
from schemes.pools.models_sessions import Session
from schemes.pools.statuses import InterestStatus, MemberStatus, SessionStatus

COORDINATORS = "the coordinators"
PRACTICE = "the practice"


def waiting_for(person: Any, on: date) -> list[Waiting]:
    """People who ask to join, interest to answer, what waits on a practice, rates to approve, one's own sessions."""
    return [*_coordinator(person), *_practice(person), *_approver(person), *waiting_gp.waiting_for_gp(person)]


def _coordinator(person: Any) -> list[Waiting]:
    if not permissions.is_coordinator(person):
        return []
    asked = Member.objects.filter(pool__in=queries.pools_run_by(person), status=MemberStatus.ASKED)
    found = [
        Waiting(
            f"{row['pool__name']}: {_people(row['count'])} to join",
            reverse("pools:member_list", args=[row["pool"]]),
            row["first"].astimezone(LONDON).date(),
            owner=COORDINATORS,
        )
        for row in asked.exclude(person=person)
        .values("pool", "pool__name")
        .annotate(count=Count("pk"), first=Min("asked_at"))
        .order_by("pool")
    ]
    interest = queries.interests_visible_to(person).filter(status=InterestStatus.WAITING)
    waiting = interest.aggregate(count=Count("pk"), first=Min("asked_at"))
    if waiting["count"]:
        words = f"{_people(waiting['count'])} about flexible work"
        since = waiting["first"].astimezone(LONDON).date()
        found.append(Waiting(words, reverse("pools:interest_list"), since, owner=COORDINATORS))
    return found


def _people(count: int) -> str:
    return "1 person asks" if count == 1 else f"{count} people ask"


def _practice(person: Any) -> list[Waiting]:
    """Cover that colleagues asked for, at the practices whose lead the person is."""
    leads = access.organisations_where(person, permissions.POSTERS[:2]).values_list("pk", flat=True)
    if not leads:
        return []
    practices = list(queries.practices_to_post_for(person).values_list("pk", flat=True))
    rows = queries.drafts_for_cover(practices)
    cover = [
        Waiting(
            f"{row.practice.name}: a colleague asks for cover on {row.starts_at.astimezone(LONDON):%-d %B}",
            reverse("pools:post_session", args=[row.pk]),
            row.made_at.astimezone(LONDON).date(),
            owner=PRACTICE,
        )
        for row in rows.filter(starts_at__gt=now())
    ]
    return [*cover, *waiting_gp.waiting_for_practices(practices)]


def _approver(person: Any) -> list[Waiting]:
    named = RateApprover.objects.filter(person=person.pk, ended_at__isnull=True).values("pool")
    rows: Any = Session.objects.filter(
        pool__in=named, status=SessionStatus.TO_APPROVE, starts_at__gt=now()
    ).exclude(made_by=person.pk)
    return [
        Waiting(
            f"{row.practice.name}: a rate above the ceiling to approve",
            reverse("pools:post_session", args=[row.pk]),
            row.made_at.astimezone(LONDON).date(),
            owner="the named approvers",
        )
        for row in rows.select_related("practice")
    ]
