"""What waits on those who write offers: windows that close soon, and drafts that should be open by now."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse

from retention_portal.accounts.access import has_role
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import LONDON
from retention_portal.core.waiting import Waiting
from schemes.catalogue.form_check import check_offer
from schemes.catalogue.models import Offer
from schemes.catalogue.queries import offers_to_edit
from schemes.catalogue.statuses import OfferStatus

SOON_DAYS = 14
MOST = 10
"""So many lines at most: whoever has more finds them in the list of offers."""


def waiting_for(person: Any, on: date) -> list[Waiting]:
    """For coordinators: offers that close within a fortnight, and drafts whose first day is near or past."""
    if not has_role(person, Role.COORDINATOR, on=on):
        return []
    soon = on + timedelta(days=SOON_DAYS)
    closing = Q(status=OfferStatus.PUBLISHED, opens_on__lte=on, closes_on__gte=on, closes_on__lte=soon)
    late = Q(status=OfferStatus.DRAFT, opens_on__lte=soon) & (Q(closes_on=None) | Q(closes_on__gte=on))
    rows = offers_to_edit(person).filter(closing | late).order_by("closes_on", "title", "pk")[:MOST]
    return [*_lines(rows, on)]


def _lines(rows: Iterable[Offer], on: date) -> Iterable[Waiting]:
    for row in rows:
        draft = row.status == OfferStatus.DRAFT
        yield Waiting(
            title=_draft_words(row, on) if draft else f"{row.title} closes soon",
            url=reverse("catalogue:offer_edit", args=[row.pk]),
            since=row.updated_at.astimezone(LONDON).date(),
            due=row.opens_on if draft else row.closes_on,
            owner=Role.COORDINATOR.label,
        )


def _draft_words(row: Offer, on: date) -> str:
    """A draft that could be published, or how many points its check finds first."""
    problems = len(check_offer(row, on))
    if not problems:
        return f"Publish {row.title}: it is ready, and a draft"
    return (
        f"Finish {row.title}: {problems} {'point' if problems == 1 else 'points'} before it can be published"
    )
