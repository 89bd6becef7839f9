"""What mentoring holds on a person: to show, to hand over, to erase."""

from typing import Any

from retention_portal.core.holdings import Holding
from schemes.mentoring.models import KeepApart, Mentor, Pairing, Request, Session
from schemes.mentoring.models_group import GroupAttendance, GroupPlace
from schemes.mentoring.models_meeting import Appointment, Note, Plan
from schemes.mentoring.queries_notes import notes_of

WITH_ACCOUNT = "As long as the account; what you wrote is erased with it."
COUNTS = "As long as the service, without your name once your account is erased."
NOTES = (
    "Until you take them out, or the weeks after the end that the service states; erased with your account."
)

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
    Holding(
        "mentoring.KeepApart",
        ("person",),
        "Whom you would rather not be matched with. Only you read it.",
        WITH_ACCOUNT,
        about=("person",),
    ),
    Holding("mentoring.Round", ("drawn_by", "decided_by"), "Rounds of matching that you made.", COUNTS),
    Holding(
        "mentoring.Session",
        ("logged_by",),
        "That you met your mentor or mentee, when and how long. Never what you said.",
        COUNTS,
    ),
    Holding("mentoring.Plan", ("proposed_by", "agreed_by"), "How many sessions you agreed, by when.", COUNTS),
    Holding("mentoring.Appointment", ("set_by",), "When you agreed to meet next.", COUNTS),
    Holding(
        "mentoring.Note",
        ("author",),
        "Notes that you wrote for the two of you, where the service allows them. Sealed.",
        NOTES,
        about=("author",),
    ),
    Holding(
        "mentoring.Group",
        ("facilitator", "opened_by"),
        "Peer-support groups that you facilitate or opened.",
        COUNTS,
    ),
    Holding(
        "mentoring.GroupPlace",
        ("person",),
        "Your places in peer-support groups.",
        WITH_ACCOUNT,
        about=("person",),
    ),
    Holding(
        "mentoring.GroupAttendance",
        ("person",),
        "To which meetings of a group you came. Never what was said.",
        COUNTS,
        about=("person",),
    ),
)
OFFER = ("service__name", "about", "topics", "areas", "ways", "stages", "places", "status", "offered_at")
REQUEST = ("service__name", "topics", "areas", "ways", "stage", "status", "asked_at")


def export(person: Any) -> dict[str, Any]:
    """The person's own, as plain values. Of the notes those they wrote themselves, opened."""
    mine = Pairing.objects.filter(mentor__person=person) | Pairing.objects.filter(request__person=person)
    return {
        "offers": list(Mentor.objects.filter(person=person).values(*OFFER)),
        "requests": list(Request.objects.filter(person=person).values(*REQUEST)),
        "kept_apart": list(KeepApart.objects.filter(person=person).values("who", "why", "said_at")),
        "sessions": list(Session.objects.filter(pairing__in=mine).values("on", "minutes", "attendance")),
        "plans": list(Plan.objects.filter(pairing__in=mine).values("sessions", "ends_on", "agreed_at")),
        "agreed_sessions": list(
            Appointment.objects.filter(pairing__in=mine, cancelled_at=None).values("starts_at", "minutes")
        ),
        "notes": [
            {"written_at": note.written_at, "text": note.text}
            for pairing in mine.select_related("request__service").filter(notes__author=person).distinct()
            for note in notes_of(pairing, person)
            if note.author == person.pk
        ],
        "groups": list(GroupPlace.objects.filter(person=person).values("group__name", "taken_at")),
        "group_meetings": list(
            GroupAttendance.objects.filter(person=person).values("meeting__group__name", "meeting__starts_at")
        ),
    }


def erase(person: Any) -> int:
    """Empty what the person wrote, give back their places; pairings and sessions stay as counts about nobody."""
    nothing: dict[str, Any] = {"topics": [], "areas": [], "ways": [], "practice": ""}
    gone = Note.objects.filter(author=person).delete()[0]
    gone += KeepApart.objects.filter(person=person).delete()[0]
    gone += GroupPlace.objects.filter(person=person).update(person=None, taken_at=None)
    gone += Mentor.objects.filter(person=person).update(about="", stages=[], **nothing)
    return gone + Request.objects.filter(person=person).update(stage="", preferences=[], **nothing)
