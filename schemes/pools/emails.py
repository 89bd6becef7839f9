"""Mails of pools: neutral subjects, no name of a place or a person, nothing but that there is something to look at."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse

from retention_portal.core.dates import now
from retention_portal.core.emails import send_email
from schemes.pools.models import Member
from schemes.pools.models_sessions import Booking, Session

JOIN = "/pools/join/"
SESSIONS = "/pools/sessions/"


def tell_member_confirmed(member: Member) -> None:
    """A coordinator has said yes."""
    moment = member.confirmed_at.isoformat() if member.confirmed_at else ""
    _tell("member_confirmed", f"pools.confirmed:{member.pk}:{moment}", member.person.email, SESSIONS)


def tell_member_not_this_time(member: Member) -> None:
    """A coordinator has said not this time."""
    _tell("member_not_this_time", f"pools.not_this_time:{member.pk}", member.person.email, JOIN)


def tell_member_paused(member: Member) -> None:
    """Nothing new can be booked for now."""
    key = f"pools.paused:{member.pk}:{now().isoformat()}"
    _tell("member_paused", key, member.person.email, SESSIONS)


def tell_member_again(member: Member) -> None:
    """Sessions can be booked again."""
    key = f"pools.again:{member.pk}:{now().isoformat()}"
    _tell("member_again", key, member.person.email, SESSIONS)


def ask_to_approve(session: Session, addresses: Iterable[str]) -> None:
    """A rate above the ceiling waits for the named approvers."""
    path = reverse("pools:post_session", args=[session.pk])
    for number, address in enumerate(sorted(set(addresses))):
        key = f"pools.approve:{session.pk}:{session.revision}:{number}"
        _tell("approve_rate", key, address, path)


def tell_cancelled(session: Session, bookings: Iterable[Booking]) -> None:
    """Everybody who was booked hears that the practice has cancelled (S-10)."""
    for booking in bookings:
        _tell("cancelled", f"pools.cancelled:{booking.pk}", booking.person.email, SESSIONS)


def tell_moved(session: Session, bookings: Iterable[Booking]) -> None:
    """Everybody who is booked is asked whether the new time suits (S-11)."""
    for booking in bookings:
        key = f"pools.moved:{booking.pk}:{session.revision}"
        _tell("moved", key, booking.person.email, SESSIONS)


def tell_reserve_over(session: Session, addresses: Iterable[str]) -> None:
    """Those on the reserve list of a cancelled session hear that it is over."""
    for number, address in enumerate(addresses):
        _tell("reserve_over", f"pools.reserve_over:{session.pk}:{number}", address, SESSIONS)


def _tell(template: str, key: str, to: str, path: str) -> None:
    send_email(
        key=key, to=to, template=f"pools/{template}", context={"address": f"{settings.PUBLIC_URL}{path}"}
    )
