"""What mentoring holds on a person: to show, to hand over, to erase."""

from typing import Any

from retention_portal.core.holdings import Holding
from schemes.mentoring.models import Mentor, Pairing, Request, Session

WITH_ACCOUNT = "As long as the account; what you wrote is erased with it."
COUNTS = "As long as the service, without your name once your account is erased."

HOLDINGS = (
    Holding("mentoring.Service", ("opened_by",), "Mentoring services that you opened.", COUNTS),
    Holding(
        "mentoring.Mentor",
        ("person", "confirmed_by"),
        "What you offer as a mentor.",
        WITH_ACCOUNT,
        about=("person",),
    ),
    Holding(
        "mentoring.Request", ("person",), "What you look for in a mentor.", WITH_ACCOUNT, about=("person",)
    ),
    Holding(
        "mentoring.Barred",
        ("one", "other", "declared_by"),
        "With whom you must not be matched. Only coordinators see why.",
        WITH_ACCOUNT,
        about=("one", "other"),
    ),
    Holding("mentoring.Round", ("drawn_by", "decided_by"), "Rounds of matching that you made.", COUNTS),
    Holding(
        "mentoring.Session",
        ("logged_by",),
        "That you met your mentor or mentee, when and how long. Never what you said.",
        COUNTS,
    ),
)


def export(person: Any) -> dict[str, Any]:
    """Offers, requests, and the sessions of the person's own pairings, as plain values."""
    mine = Pairing.objects.filter(mentor__person=person) | Pairing.objects.filter(request__person=person)
    return {
        "offers": list(
            Mentor.objects.filter(person=person).values(
                "service__name",
                "about",
                "topics",
                "areas",
                "ways",
                "stages",
                "places",
                "status",
                "offered_at",
            )
        ),
        "requests": list(
            Request.objects.filter(person=person).values(
                "service__name", "topics", "areas", "ways", "stage", "status", "asked_at"
            )
        ),
        "sessions": list(Session.objects.filter(pairing__in=mine).values("on", "minutes", "attendance")),
    }


def erase(person: Any) -> int:
    """Empty what the person wrote; pairings and sessions stay as counts about nobody."""
    nothing: dict[str, Any] = {"topics": [], "areas": [], "ways": [], "practice": ""}
    offers = Mentor.objects.filter(person=person).update(about="", stages=[], **nothing)
    return offers + Request.objects.filter(person=person).update(stage="", preferences=[], **nothing)
