"""Work and learning of the demonstration for the sweeps."""

from collections.abc import Callable
from typing import Any

from schemes.opportunities.models import Opportunity, OpportunityDate, SavedSearch
from schemes.opportunities.models_peers import (
    Conversation,
    ConversationTeam,
    ConversationTime,
    NetworkMeeting,
    NetworkPost,
    PeerNetwork,
)
from schemes.opportunities.models_places import Booking, WaitingEntry
from schemes.opportunities.views_attendance import DOOR

Rows = list[dict[str, Any]]


def _first(parameter: str, model: Any) -> Callable[[], Rows]:
    return lambda: [{parameter: row.pk} for row in model.objects.order_by("pk")[:1]]


def _posting(**facts: Any) -> Callable[[], Rows]:
    return lambda: [
        {"opportunity_id": row.pk} for row in Opportunity.objects.filter(**facts).order_by("pk")[:1]
    ]


def _every_state() -> Rows:
    """The course, and what waits for a coordinator."""
    return [*_posting(status="published")(), *_posting(status="submitted")()]


def _two() -> Rows:
    rows = list(Opportunity.objects.filter(kind="training", status="published").order_by("pk")[:2])
    return [{"opportunity_id": rows[0].pk, "other_id": rows[1].pk}] if len(rows) == 2 else []


def _time() -> Rows:
    rows = ConversationTime.objects.order_by("pk")[:1]
    return [{"conversation_id": row.conversation_id, "time_id": row.pk} for row in rows]


def _bookings() -> Rows:
    """What the demonstration's GP has booked."""
    rows = Booking.objects.filter(person__email="gp@example.org").order_by("pk")[:1]
    return [{"booking_id": row.pk} for row in rows]


def _covers() -> Rows:
    rows = Booking.objects.filter(pk__in=[row["booking_id"] for row in _bookings()])
    return [
        {"booking_id": row.pk, "date_id": day.pk} for row in rows for day in row.opportunity.dates.all()[:1]
    ]


def _doors() -> Rows:
    return [{"token": DOOR.sign(str(day.pk))} for day in OpportunityDate.objects.order_by("pk")[:1]]


COURSE = _posting(status="published")
NETWORK = _first("network_id", PeerNetwork)
EXAMPLES: dict[str, Callable[[], Rows]] = {
    "opportunities:detail": COURSE,
    **{
        f"opportunities:{name}": COURSE
        for name in ("book", "dates_file", "booking_set", "people", "people_csv")
    },
    **{
        f"opportunities:{name}": _bookings
        for name in ("booking", "booking_cancel", "certificate", "person_out")
    },
    "opportunities:booking_cover": _covers,
    "opportunities:leave_list": _first("entry_id", WaitingEntry),
    "opportunities:entry_priority": _first("entry_id", WaitingEntry),
    "opportunities:attendance": _first("date_id", OpportunityDate),
    "opportunities:door": _first("date_id", OpportunityDate),
    "opportunities:check_in": _doors,
    "opportunities:manage": _every_state,
    **{f"opportunities:{name}": COURSE for name in ("post_edit", "date_add", "submit", "verify", "close")},
    "opportunities:publish": _posting(status="submitted"),
    "opportunities:send_back": _posting(status="submitted"),
    "opportunities:date_remove": _first("date_id", OpportunityDate),
    "opportunities:merge": _two,
    "opportunities:search_change": _first("search_id", SavedSearch),
    **{
        f"opportunities:network{name}": NETWORK
        for name in ("", "_join", "_leave", "_mails", "_post", "_host", "_close")
    },
    "opportunities:meeting_new": NETWORK,
    "opportunities:meeting_cancel": _first("meeting_id", NetworkMeeting),
    "opportunities:post_change": _first("post_id", NetworkPost),
    **{
        f"opportunities:{name}": _first("team_id", ConversationTeam)
        for name in ("team", "team_change", "talk_ask")
    },
    "opportunities:conversation": _first("conversation_id", Conversation),
    "opportunities:conversation_change": lambda: [
        row | {"change": "withdraw"} for row in _first("conversation_id", Conversation)()
    ],
    "opportunities:time_choose": _time,
    "api-opportunity": COURSE,
}
