"""Who may do what in peer networks and conversations. Each check raises Refused with a sentence."""

from typing import Any

from retention_portal.accounts import access
from retention_portal.core.dates import today
from retention_portal.core.refusals import Refused
from retention_portal.core.vocabulary import Profession
from retention_portal.organisations.models import Organisation
from schemes.opportunities.models_peers import (
    Conversation,
    ConversationTeam,
    NetworkMember,
    NetworkPost,
    PeerNetwork,
    TeamMember,
)
from schemes.opportunities.queries_peers import COORDINATORS
from schemes.opportunities.statuses import OPEN_CONVERSATION, ConversationStatus, PostStatus


def check_can_run_for(user: Any, owner: Organisation) -> None:
    """Refuse to anyone who does not coordinate there."""
    if not access.reaches(user, COORDINATORS, owner):
        raise Refused("Only a coordinator of this area can do this.")


def check_is_open(row: PeerNetwork | ConversationTeam) -> None:
    """Refuse new people once it is closed."""
    if row.closed_on is not None and row.closed_on <= today():
        raise Refused(f"{row.name} takes nobody new since {row.closed_on:%-d %B %Y}.")


def check_can_join(user: Any, network: PeerNetwork) -> None:
    """Refuse a closed network, a second membership, and professions it is not for."""
    check_is_open(network)
    if network.professions and user.profession not in network.professions:
        names = " and ".join(Profession(value).label for value in network.professions)
        raise Refused(f"{network.name} is for: {names}. Your profile says something else, or nothing yet.")
    if NetworkMember.objects.filter(network=network, person=user, left_at=None).exists():
        raise Refused("You are a member already.")


def check_member(user: Any, network: PeerNetwork) -> NetworkMember:
    """The user's membership; refused to everybody else."""
    member = NetworkMember.objects.filter(network=network, person=user, left_at=None).first()
    if member is None:
        raise Refused("Only members of this network can do this.")
    return member


def check_host(user: Any, network: PeerNetwork) -> None:
    """Refuse anybody but a host of the network."""
    if not check_member(user, network).is_host:
        raise Refused("Only a host of this network can do this.")


def check_can_report(user: Any, post: NetworkPost) -> None:
    """A member may ask the host to look at somebody else's post."""
    check_member(user, post.network)
    if post.author_id == user.pk:
        raise Refused("This is your own post. You can take it away.")
    if post.status != PostStatus.SHOWN:
        raise Refused("This post was removed already.")


def check_can_remove(user: Any, post: NetworkPost) -> None:
    """A host removes any post, and everybody their own."""
    member = check_member(user, post.network)
    if not member.is_host and post.author_id != user.pk:
        raise Refused("Only its author or a host of the network removes a post.")


def check_can_ask(user: Any, team: ConversationTeam) -> None:
    """Refuse a closed team, a second open request, and members of the team themselves."""
    check_is_open(team)
    if TeamMember.objects.filter(team=team, person=user, left_at=None).exists():
        raise Refused("You are in this team yourself. Ask another, or a mentor.")
    if Conversation.objects.filter(team=team, person=user, status__in=OPEN_CONVERSATION).exists():
        raise Refused("You have asked already. You find it on the page “Talk to an experienced GP”.")


def check_asker(user: Any, conversation: Conversation) -> None:
    """Refuse anybody but the one who asked."""
    if conversation.person_id is None or conversation.person_id != user.pk:
        raise Refused("Only the person who asked can do this.")


def check_can_offer(user: Any, conversation: Conversation) -> TeamMember:
    """The user's place in the team; refused to others, and when somebody else has offered times already."""
    if conversation.person_id == user.pk:
        raise Refused("You asked for this conversation yourself.")
    member = TeamMember.objects.filter(team=conversation.team_id, person=user, left_at=None).first()
    if member is None:
        raise Refused("Only the team can do this.")
    if conversation.status != ConversationStatus.ASKED:
        raise Refused("Somebody of the team has offered times already.")
    return member


def check_taker(user: Any, conversation: Conversation) -> None:
    """Refuse anybody but the member of the team who offered the times."""
    if conversation.member is None or conversation.member.person_id != user.pk:
        raise Refused("Only the member of the team who offered the times can do this.")


def check_one_of_the_two(user: Any, conversation: Conversation) -> None:
    """Refuse anybody but the two people."""
    taker = conversation.member.person_id if conversation.member else None
    if user.pk not in (conversation.person_id, taker):
        raise Refused("Only the two people can do this.")
