"""Mails of peer networks and conversations: neutral subjects, no names, nothing of what is said."""

from django.conf import settings
from django.urls import reverse

from retention_portal.accounts.models import Person
from retention_portal.core.dates import moment_text
from retention_portal.core.emails import send_email
from schemes.opportunities.models_peers import Conversation, NetworkMeeting, PeerNetwork


def tell_host(network: PeerNetwork, host: Person) -> None:
    """Somebody was made host of a network."""
    address = reverse("opportunities:network", args=[network.pk])
    _tell("peer_host", f"opportunities.host:{network.pk}:{host.pk}", host.email, address)


def tell_meeting(meeting: NetworkMeeting, member: Person, *, cancelled: bool) -> None:
    """A meeting was called, or called off."""
    template = "meeting_off" if cancelled else "meeting"
    address = reverse("opportunities:network", args=[meeting.network_id])
    key = f"opportunities.{template}:{meeting.pk}:{member.pk}"
    _tell(template, key, member.email, address, when=moment_text(meeting.starts_at))


def tell_times(conversation: Conversation, round_key: str) -> None:
    """Times are offered to the one who asked."""
    if conversation.person:
        _of(conversation, "talk_times", round_key, conversation.person.email)


def tell_agreed(conversation: Conversation) -> None:
    """A time is agreed: the member of the team hears of it."""
    if conversation.member and conversation.agreed_at:
        key = f"{conversation.agreed_at:%Y%m%d%H%M}"
        when = moment_text(conversation.agreed_at)
        _of(conversation, "talk_agreed", key, conversation.member.person.email, when=when)


def tell_off(conversation: Conversation, to: Person, key: str) -> None:
    """The agreed or offered time is off."""
    _of(conversation, "talk_off", key, to.email)


def _of(conversation: Conversation, template: str, key: str, to: str, **context: object) -> None:
    address = reverse("opportunities:conversation", args=[conversation.pk])
    _tell(template, f"opportunities.{template}:{conversation.pk}:{key}", to, address, **context)


def _tell(template: str, key: str, to: str, path: str, **context: object) -> None:
    values = {"address": f"{settings.PUBLIC_URL}{path}", **context}
    send_email(key=key, to=to, template=f"opportunities/{template}", context=values)
