"""Reads of peer networks and conversations. What is written in a network is for its members alone."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from retention_portal.accounts import access
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import LONDON, Quarter, now, today
from retention_portal.core.suppression import CountClass, table
from schemes.opportunities.models_peers import (
    Conversation,
    ConversationTeam,
    ConversationTime,
    NetworkMeeting,
    NetworkMember,
    NetworkPost,
    PeerNetwork,
    PostReport,
    TeamMember,
)
from schemes.opportunities.statuses import OPEN_CONVERSATION, ConversationStatus, PostStatus

COORDINATORS = (Role.COORDINATOR,)


def _open(on: date) -> Q:
    return Q(closed_on=None) | Q(closed_on__gte=on)


def open_networks(on: date) -> QuerySet[PeerNetwork]:
    """Networks that take members on a day; anybody may read that they exist."""
    return PeerNetwork.objects.filter(_open(on), opened_on__lte=on).select_related("owner")


def own_memberships(person: Any) -> QuerySet[NetworkMember]:
    """The networks of which the person is a member."""
    return NetworkMember.objects.filter(person=person, left_at=None).select_related("network__owner")


def networks_visible_to(user: Any) -> QuerySet[PeerNetwork]:
    """The networks that the user may open: those of which they are a member."""
    if not getattr(user, "is_authenticated", False):
        return PeerNetwork.objects.none()
    mine = NetworkMember.objects.filter(person=user, left_at=None).values("network")
    return PeerNetwork.objects.filter(pk__in=mine).select_related("owner")


def networks_looked_after(user: Any) -> QuerySet[Any]:
    """The networks of a coordinator's area, with `people` and `hosts`: how many, never who."""
    here = Q(members__left_at=None)
    rows = PeerNetwork.objects.filter(owner__in=access.reach_of(user, COORDINATORS)).select_related("owner")
    return rows.annotate(
        people=Count("members", filter=here), hosts=Count("members", filter=here & Q(members__is_host=True))
    )


def members_of(network: PeerNetwork) -> QuerySet[NetworkMember]:
    """Who is in it, hosts first; for members only."""
    rows = NetworkMember.objects.filter(network=network, left_at=None).select_related("person")
    return rows.order_by("-is_host", "joined_at", "pk")


def posts_of(network: PeerNetwork) -> QuerySet[Any]:
    """What is written, newest first, with `reported`: whether somebody asks the host to look."""
    reports = PostReport.objects.filter(post=OuterRef("pk"), settled_at=None)
    rows = NetworkPost.objects.filter(network=network, status=PostStatus.SHOWN).select_related("author")
    return rows.annotate(reported=Exists(reports))


def meetings_to_come(networks: Iterable[PeerNetwork]) -> QuerySet[NetworkMeeting]:
    """When they meet from now on, soonest first."""
    return NetworkMeeting.objects.filter(
        network__in=networks, cancelled_at=None, ends_at__gte=now()
    ).select_related("network")


def networks_with_reports(person: Any) -> list[tuple[PeerNetwork, datetime]]:
    """The networks that the person hosts in which somebody asks to look at a post, and since when."""
    hosted = NetworkMember.objects.filter(person=person, left_at=None, is_host=True).values("network")
    open_report = Q(
        posts__reports__settled_at=None, posts__status=PostStatus.SHOWN, posts__reports__isnull=False
    )
    rows = PeerNetwork.objects.filter(pk__in=hosted).annotate(
        since=Min("posts__reports__reported_at", filter=open_report)
    )
    return [(row, row.since) for row in rows if row.since]


def open_teams(on: date) -> QuerySet[ConversationTeam]:
    """Teams that take people on a day, each with somebody in it."""
    someone = TeamMember.objects.filter(team=OuterRef("pk"), left_at=None)
    rows = ConversationTeam.objects.filter(_open(on), Exists(someone), opened_on__lte=on)
    return rows.select_related("owner")


def teams_looked_after(user: Any) -> QuerySet[Any]:
    """The teams of a coordinator's area, with `people`: how many experienced GPs."""
    rows = ConversationTeam.objects.filter(owner__in=access.reach_of(user, COORDINATORS))
    people = Count("members", filter=Q(members__left_at=None))
    return rows.select_related("owner").annotate(people=people)


def team_members(team: ConversationTeam) -> QuerySet[TeamMember]:
    """Who is in the team, for its coordinator."""
    return TeamMember.objects.filter(team=team, left_at=None).select_related("person")


def conversations_visible_to(user: Any) -> QuerySet[Conversation]:
    """One's own; those that one takes as a member of the team; and, for the team, those nobody has taken yet."""
    if not getattr(user, "is_authenticated", False):
        return Conversation.objects.none()
    teams = TeamMember.objects.filter(person=user, left_at=None).values("team")
    free = Q(team__in=teams, status=ConversationStatus.ASKED, member=None)
    rows = Conversation.objects.filter(Q(person=user) | Q(member__person=user) | free)
    return rows.select_related("team__owner", "person", "member__person")


def own_conversations(person: Any) -> QuerySet[Conversation]:
    """What the person has asked for and is not over, and what is theirs to take or hold."""
    return conversations_visible_to(person).filter(status__in=OPEN_CONVERSATION)


def times_of(conversation: Conversation) -> QuerySet[ConversationTime]:
    """The times that are offered now."""
    return ConversationTime.objects.filter(conversation=conversation, withdrawn_at=None)


def conversations_waiting_for(person: Any) -> list[Conversation]:
    """What waits on this person: to offer times, to choose one, to say whether they met. One statement."""
    moment = now()
    return [row for row in own_conversations(person) if _waits(row, person, moment)]


def _waits(row: Conversation, person: Any, moment: datetime) -> bool:
    is_mine = row.person_id == person.pk
    if row.status == ConversationStatus.AGREED:
        return row.agreed_at is not None and row.agreed_at < moment
    return is_mine if row.status == ConversationStatus.OFFERED else not is_mine


def counts_shown(team: ConversationTeam) -> tuple[str, str]:
    """The last full quarter in words, and how many conversations took place in it as the rule of small numbers
    lets it be shown (class iii). A quarter that is over does not change, so nobody is found by comparing days."""
    quarter = Quarter.of(today()).previous()
    moments = (
        datetime.combine(quarter.start, time.min, LONDON),
        datetime.combine(quarter.end, time.max, LONDON),
    )
    held = Conversation.objects.filter(team=team, status=ConversationStatus.HELD, agreed_at__range=moments)
    shown = table(
        [[held.count()]], rows=["All"], columns=["Held"], count_class=CountClass.CONFIDENTIAL
    )  # fmt: skip
    return quarter.label, shown.cells[0][0].text
