"""What of mentoring waits on a person."""

from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse

from retention_portal.accounts import access
from retention_portal.core.dates import LONDON
from retention_portal.core.waiting import Waiting
from schemes.mentoring.models import Pairing
from schemes.mentoring.models_meeting import Plan
from schemes.mentoring.queries import COORDINATORS, services_with_waiting
from schemes.mentoring.statuses import PairingStatus

OWNER = "the coordinators"


def waiting_for(person: Any, on: date) -> list[Waiting]:
    """A mentor's answers; a change of plan; a coordinator's offers to confirm and people without a mentor."""
    return [*_answers(person), *_plans(person), *_services(person)]


def _answers(person: Any) -> list[Waiting]:
    asked = Pairing.objects.filter(mentor__person=person, status=PairingStatus.PENDING)
    return [
        Waiting(
            "Somebody would like to talk to you as their mentor",
            reverse("mentoring:pairing", args=[pairing.pk]),
            pairing.asked_at.astimezone(LONDON).date(),
        )
        for pairing in asked
    ]


def _plans(person: Any) -> list[Waiting]:
    """Changes of a plan that the other has proposed; only the latest of a pairing counts."""
    latest = Plan.objects.filter(pairing=OuterRef("pairing")).order_by("-pk").values("pk")[:1]
    of_two = Q(pairing__mentor__person=person) | Q(pairing__request__person=person)
    found = Plan.objects.filter(
        of_two, agreed_at=None, pairing__status=PairingStatus.ACCEPTED, pk=Subquery(latest)
    ).exclude(proposed_by=person)
    return [
        Waiting(
            "Somebody you meet has proposed a change",
            reverse("mentoring:pairing", args=[plan.pairing_id]),
            plan.proposed_at.astimezone(LONDON).date(),
        )
        for plan in found
    ]


def _services(person: Any) -> list[Waiting]:
    if not access.has_role(person, *COORDINATORS):
        return []
    found = []
    for service in services_with_waiting(person):
        for words, since in (
            (offers_in_words(service.offers), service.first_offer),
            (requests_in_words(service.requests_waiting), service.first_request),
        ):
            if since:
                address = reverse("mentoring:service", args=[service.pk])
                found.append(Waiting(f"{service.name}: {words}", address, since, owner=OWNER))
    return found


def offers_in_words(count: int) -> str:
    """How many offers a coordinator has to look at."""
    return "1 offer to mentor to look at" if count == 1 else f"{count} offers to mentor to look at"


def requests_in_words(count: int) -> str:
    """How many people have nobody yet."""
    return "1 person looks for a mentor" if count == 1 else f"{count} people look for a mentor"
