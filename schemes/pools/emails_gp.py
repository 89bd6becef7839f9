"""Mails about sessions: neutral subjects, no names, no places, no reasons. What it is stands behind the link."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from retention_portal.accounts.models import Person
from retention_portal.core.dates import moment_text
from retention_portal.core.emails import send_email
from schemes.pools.models import ExpiryNotice
from schemes.pools.models_sessions import Booking, Mark, Reserve, Session
from schemes.pools.statuses import Side


@dataclass(frozen=True, slots=True)
class Words:
    """What a mail says: its subject, one line, and what the link is called."""

    subject: str
    line: str
    link: str = "Have a look"


COVER_ASKED = Words(
    "Somebody at your practice asks for cover",
    "A draft of a session waits for you. Nobody else sees it until you post it.",
    "Look at the draft",
)
BOOKED = Words("Your session is booked", "The session that you took is booked.", "See your sessions")
TAKEN = Words("A session was taken", "Somebody has taken one of your sessions.", "See your sessions")
APPLIED = Words(
    "Somebody asks for a session", "Somebody would like one of your sessions. Say yes or no.", "Answer"
)
ANSWERED = Words(
    "There is an answer for you", "The practice has answered about a session.", "See your sessions"
)
GIVEN_BACK = Words(
    "A session was given back",
    "Somebody has given a session back, and it is open again.",
    "See your sessions",
)
TIMESHEET = Words("Hours to confirm", "The hours of a session wait for your word.", "See the hours")
RUNS_OUT = Words(
    "One of your checks runs out soon",
    "One of your checks runs out soon. After that you cannot take new sessions until it is renewed.",
    "See your checks",
)
AT_RISK = Words(
    "A booked session needs a look",
    "A check runs out before a session that is booked. The pool’s coordinator is told.",
    "Have a look",
)
MARKED = Words(
    "Please look at one of your sessions",
    "Something was noted about one of your sessions. You can say so if it is wrong.",
    "See what was noted",
)
SOON = Words("A reminder for tomorrow", "You have a session tomorrow.", "See your sessions")


def tell_cover_asked(session: Session, leads: Iterable[Person]) -> None:
    """The leads of the practice: a draft waits."""
    path = reverse("pools:post_session", args=[session.pk])
    for lead in leads:
        _tell(COVER_ASKED, f"pools.cover:{session.pk}:{lead.pk}", lead.email, path)


def tell_booked(booking: Booking) -> None:
    """The person who took a session, or for whom it was taken."""
    _tell_person(BOOKED, "booked", booking)


def tell_answered(booking: Booking) -> None:
    """The person who asked for a session."""
    _tell_person(ANSWERED, "answered", booking)


def tell_reminder(booking: Booking) -> None:
    """The day before; once for each time that the session is set to."""
    _tell_person(SOON, f"soon:{booking.starts_at:%Y%m%d%H%M}", booking)


def tell_practice(words: Words, booking: Booking, leads: Iterable[Person]) -> None:
    """The leads of the session's practice, of something that happened to a booking."""
    path = reverse("pools:post_session", args=[booking.session_id])
    for lead in leads:
        _tell(words, f"pools.practice:{words.subject}:{booking.pk}:{lead.pk}", lead.email, path)


def tell_timesheet(booking: Booking, revision: int, people: Iterable[Person]) -> None:
    """Whoever has not said yet whether the hours are right."""
    path = reverse("pools:timesheet", args=[booking.pk])
    for person in people:
        _tell(TIMESHEET, f"pools.hours:{booking.pk}:{revision}:{person.pk}", person.email, path)


def tell_marked(booking: Booking, mark: Mark) -> None:
    """The side that has a new warning. What it is, and how to contest it, stands behind the link."""
    if mark.side == Side.GP:
        _tell(MARKED, f"pools.mark:{mark.pk}", booking.person.email, reverse("pools:mine"))


def tell_offer(offer: Reserve, ends_at: datetime) -> None:
    """The next on a reserve list: a place is kept until a time."""
    words = Words(
        "A place is free for you",
        f"A place that you waited for is kept for you until {moment_text(ends_at)}.",
        "Take it, or say no",
    )
    path = reverse("pools:session", args=[offer.session_id])
    _tell(words, f"pools.offer:{offer.pk}", offer.person.email, path)


def tell_runs_out(notice: ExpiryNotice, person: Person) -> None:
    """A member, so many days before a check runs out. Which one stands behind the link."""
    _tell(RUNS_OUT, f"pools.runs_out:{notice.pk}", person.email, reverse("pools:mine"))


def tell_at_risk(booking: Booking, leads: Iterable[Person]) -> None:
    """Both sides of a booking whose person's check runs out before it (S-18)."""
    _tell_person(AT_RISK, "risk", booking)
    tell_practice(AT_RISK, booking, leads)


def _tell_person(words: Words, what: str, booking: Booking) -> None:
    key = f"pools.{what}:{booking.pk}:{booking.status}"
    _tell(words, key, booking.person.email, reverse("pools:mine"))


def _tell(words: Words, key: str, to: str, path: str) -> None:
    context = {"words": words, "address": f"{settings.PUBLIC_URL}{path}"}
    send_email(key=key, to=to, template="pools/told", context=context)
