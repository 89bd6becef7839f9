"""What work and learning holds on a person: to show, to hand over, to erase."""

from typing import Any

from django.db.models import Q

from retention_portal.core.holdings import Holding
from schemes.opportunities.actions_places import let_go
from schemes.opportunities.models import AlertMail, SavedSearch
from schemes.opportunities.models_peers import (
    Conversation,
    ConversationTime,
    NetworkMember,
    NetworkPost,
    TeamMember,
)
from schemes.opportunities.models_places import (
    Attendance,
    Booking,
    CalendarFeed,
    Certificate,
    CheckIn,
    CoverAsked,
    WaitingEntry,
)

WITH_ACCOUNT = "As long as the account; it is erased with it."
AS_RECORD = "As long as the posting is kept, without your name once your account is erased."

HOLDINGS = (
    Holding(
        "opportunities.Opportunity",
        ("created_by", "submitted_by", "moderated_by", "verified_by"),
        "Roles, training and events that you posted or looked at.",
        AS_RECORD,
    ),
    Holding("opportunities.NotTheSame", ("said_by",), "Postings that you said are two.", AS_RECORD),
    Holding(
        "opportunities.SavedSearch",
        ("person",),
        "Searches that you saved, and what we told you of.",
        WITH_ACCOUNT,
        about=("person",),
    ),
    Holding(
        "opportunities.Booking",
        ("person", "cancelled_by"),
        "Courses and events that you booked.",
        AS_RECORD,
        about=("person",),
    ),
    Holding(
        "opportunities.WaitingEntry",
        ("person",),
        "Waiting lists on which you are or were.",
        "As long as the posting is kept; your address goes with your account.",
        about=("person",),
    ),
    Holding("opportunities.Attendance", ("noted_by",), "Whether you were there on each date.", AS_RECORD),
    Holding(
        "opportunities.CheckIn",
        ("person",),
        "That you checked in, and your contact if you agreed to be written to.",
        WITH_ACCOUNT,
        about=("person",),
    ),
    Holding("opportunities.Certificate", ("issued_by",), "Certificates of courses.", AS_RECORD),
    Holding(
        "opportunities.CalendarFeed",
        ("person",),
        "The private address of your calendar.",
        WITH_ACCOUNT,
        about=("person",),
    ),
    Holding("opportunities.PeerNetwork", ("opened_by",), "Peer networks that you opened.", AS_RECORD),
    Holding(
        "opportunities.NetworkMember",
        ("person",),
        "Peer networks that you joined.",
        WITH_ACCOUNT,
        about=("person",),
    ),
    Holding("opportunities.NetworkMeeting", ("called_by",), "Meetings that you called.", AS_RECORD),
    Holding(
        "opportunities.NetworkPost",
        ("author", "removed_by"),
        "What you wrote in peer networks.",
        WITH_ACCOUNT,
        about=("author",),
    ),
    Holding(
        "opportunities.PostReport",
        ("reported_by",),
        "Posts that you asked the host to look at. Nobody sees who asked.",
        WITH_ACCOUNT,
    ),
    Holding(
        "opportunities.ConversationTeam", ("opened_by",), "Conversation teams that you opened.", AS_RECORD
    ),
    Holding(
        "opportunities.TeamMember",
        ("person", "added_by"),
        "Teams of experienced GPs to which you belong.",
        WITH_ACCOUNT,
        about=("person",),
    ),
    Holding(
        "opportunities.Conversation",
        ("person",),
        "That you asked to talk to an experienced GP, and when you met. Never what you said.",
        "As long as the team, without your name once your account is erased.",
        about=("person",),
    ),
)


def export(person: Any) -> dict[str, Any]:
    """Everything of the person's own, as plain values."""
    return {
        "saved_searches": list(
            SavedSearch.objects.filter(person=person).values("criteria", "every", "created_at", "stopped_at")
        ),
        "bookings": _of(Booking, person, "opportunity__title", "status", "booked_at", "cancelled_at"),
        "attendance": _booked(Attendance, person, "date__starts_at", "attended"),
        "cover_asked": _booked(CoverAsked, person, "date__starts_at", "practice__name", "asked_at"),
        "certificates": _booked(Certificate, person, "number", "content", "issued_at"),
        "waiting_lists": _of(
            WaitingEntry, person, "opportunity__title", "status", "entered_at", "offered_at"
        ),
        "check_ins": _of(CheckIn, person, "date__starts_at", "name", "email", "may_write", "at"),
        "peer_networks": _of(NetworkMember, person, "network__name", "joined_at", "left_at", "mails"),
        "posts": list(
            NetworkPost.objects.filter(author=person).values("network__name", "text", "posted_at", "status")
        ),
        "conversation_teams": _of(TeamMember, person, "team__name", "about", "added_at", "left_at"),
        "conversations": list(
            Conversation.objects.filter(Q(person=person) | Q(member__person=person)).values(
                "team__name", "topics", "ways", "status", "agreed_at", "asked_at"
            )
        ),
    }


def _of(model: Any, person: Any, *fields: str) -> list[dict[str, Any]]:
    return list(model.objects.filter(person=person).values(*fields))


def _booked(model: Any, person: Any, *fields: str) -> list[dict[str, Any]]:
    return list(model.objects.filter(booking__person=person).values("booking__opportunity__title", *fields))


def erase(person: Any) -> int:
    """Remove what is only about the person; keep counts about nobody. Places to come go to the next in line."""
    let_go(person=person)
    own = Conversation.objects.filter(person=person)
    ConversationTime.objects.filter(conversation__in=own).delete()
    AlertMail.objects.filter(search__person=person).delete()
    return (
        SavedSearch.objects.filter(person=person).delete()[0]
        + CalendarFeed.objects.filter(person=person).delete()[0]
        + CheckIn.objects.filter(person=person).update(
            person=None, name="", email="", may_write=False, consent=""
        )
        + WaitingEntry.objects.filter(person=person).update(person=None, address="")
        + NetworkPost.objects.filter(author=person).update(author=None, text="")
        + TeamMember.objects.filter(person=person).update(about="")
        + own.update(person=None, topics=[], ways=[])
    )
