"""What of work and learning waits on a person."""

from datetime import date
from typing import Any

from django.urls import reverse

from retention_portal.accounts import access
from retention_portal.core.dates import LONDON
from retention_portal.core.waiting import Waiting
from schemes.opportunities import queries, queries_peers, waiting_places
from schemes.opportunities.models import Opportunity
from schemes.opportunities.rules import hidden_after
from schemes.opportunities.statuses import ConversationStatus, Status

MOST = 20


def waiting_for(person: Any, on: date) -> list[Waiting]:
    """A coordinator's postings to look at; what is asked of those who post; a host's reports; conversations."""
    found: list[Waiting] = []
    if access.has_role(person, *queries.MODERATORS):
        found += [_to_look_at(row) for row in _moderable(person)]
    if access.has_role(person, *queries.POSTERS):
        rows = queries.answered_for_by(person).filter(queries.asks_owner(on)).order_by("verified_on", "pk")
        found += [_to_answer(row, on) for row in rows[:MOST]]
    return [*found, *_reports(person), *_conversations(person), *waiting_places.waiting_for(person, on)]


def _moderable(person: Any) -> list[Opportunity]:
    rows = queries.to_moderate(person).exclude(created_by=person).exclude(submitted_by=person)
    return list(rows[:MOST])


def _to_look_at(row: Opportunity) -> Waiting:
    since = row.submitted_at.astimezone(LONDON).date() if row.submitted_at else row.created_at.date()
    address = reverse("opportunities:manage", args=[row.pk])
    return Waiting(f"Look at “{row.title}” before it is published", address, since, owner="the coordinators")


def _to_answer(row: Opportunity, on: date) -> Waiting:
    address, owner = reverse("opportunities:manage", args=[row.pk]), row.owner.name
    if row.status == Status.CLOSED:
        since = row.closed_at.astimezone(LONDON).date() if row.closed_at else on
        return Waiting(f"Did you fill “{row.title}”?", address, since, owner=owner)
    if row.status == Status.DRAFT:
        since = row.submitted_at.astimezone(LONDON).date() if row.submitted_at else on
        return Waiting(f"The coordinator asks for a change of “{row.title}”", address, since, owner=owner)
    verified = row.verified_on or on
    due = hidden_after(verified) if row.status == Status.PUBLISHED else None
    return Waiting(f"Is “{row.title}” still right?", address, verified, due=due, owner=owner)


def _reports(person: Any) -> list[Waiting]:
    return [
        Waiting(
            f"{network.name}: a member asks you to look at a post",
            reverse("opportunities:network", args=[network.pk]),
            since.astimezone(LONDON).date(),
        )
        for network, since in queries_peers.networks_with_reports(person)
    ]


def _conversations(person: Any) -> list[Waiting]:
    words = {
        ConversationStatus.ASKED: "Somebody would like to talk to an experienced GP",
        ConversationStatus.OFFERED: "Choose a time to talk to an experienced GP",
        ConversationStatus.AGREED: "Say whether your conversation took place",
    }
    return [
        Waiting(
            words[ConversationStatus(row.status)],
            reverse("opportunities:conversation", args=[row.pk]),
            row.since.astimezone(LONDON).date(),
        )
        for row in queries_peers.conversations_waiting_for(person)
    ]
