"""Conversations with the team of experienced GPs: asked for, times offered, one agreed, held. No notes."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from retention_portal.accounts.models import Person
from retention_portal.core import audit
from retention_portal.core.dates import now, today
from retention_portal.core.refusals import BadInput, Refused
from retention_portal.core.vocabulary import Profession
from retention_portal.core.workflow import move
from retention_portal.organisations.models import Organisation
from schemes.opportunities import emails_peers as emails
from schemes.opportunities import permissions_peers as permissions
from schemes.opportunities.actions_peers import account_of
from schemes.opportunities.models_peers import (
    Conversation,
    ConversationTeam,
    ConversationTime,
    TeamMember,
)
from schemes.opportunities.rules import settings
from schemes.opportunities.statuses import (
    CONVERSATION_TRANSITIONS,
    OPEN_CONVERSATION,
    ConversationStatus,
)

MOST_TIMES = 5
WAYS = ("in person", "by video", "by phone")


@dataclass(frozen=True)
class TeamContent:
    """What a coordinator says of a team."""

    name: str
    summary: str
    minutes: int
    contact_name: str
    contact_email: str


@transaction.atomic
def open_team(
    *, owner: Organisation, content: TeamContent, by: Person, made_up: bool = False
) -> ConversationTeam:
    """Open a team from today; people can ask once somebody is in it."""
    permissions.check_can_run_for(by, owner)
    if not 15 <= content.minutes <= 240:
        raise BadInput("Enter a length between 15 and 240 minutes.")
    try:
        with transaction.atomic():
            team = ConversationTeam.objects.create(
                owner=owner, opened_on=today(), opened_by=by, made_up=made_up, **asdict(content)
            )
    except IntegrityError:
        raise Refused("There is a team of this name already. Choose another name.") from None
    audit.record(by=by, verb="opportunities.team_opened", obj=team, organisation=owner)
    return team


@transaction.atomic
def close_team(*, team: ConversationTeam, by: Person) -> ConversationTeam:
    """Take nobody new; what was asked for goes on."""
    permissions.check_can_run_for(by, team.owner)
    if not ConversationTeam.objects.filter(pk=team.pk, closed_on=None).update(closed_on=today()):
        raise Refused("This team is closed already.")
    team.refresh_from_db()
    audit.record(by=by, verb="opportunities.team_closed", obj=team, organisation=team.owner)
    return team


@transaction.atomic
def add_member(*, team: ConversationTeam, address: str, about: str = "", by: Person) -> TeamMember:
    """Add an experienced GP, whose GMC number is checked, to the team."""
    permissions.check_can_run_for(by, team.owner)
    person = account_of(address)
    if person.profession != Profession.GP or not person.gmc_is_checked:
        raise Refused("Only a GP whose GMC number is checked can be in the team. Check the number first.")
    try:
        with transaction.atomic():
            member = TeamMember.objects.create(team=team, person=person, about=about, added_by=by)
    except IntegrityError:
        raise Refused("This person is in the team already.") from None
    audit.record(by=by, verb="opportunities.team_member_added", obj=team, organisation=team.owner)
    return member


@transaction.atomic
def remove_member(*, member: TeamMember, by: Person) -> None:
    """Take somebody out of the team; by the coordinator or themselves. What they had taken waits for another."""
    if member.person_id != by.pk:
        permissions.check_can_run_for(by, member.team.owner)
    if not TeamMember.objects.filter(pk=member.pk, left_at=None).update(left_at=now()):
        raise Refused("This person has left the team already.")
    held = Conversation.objects.filter(member=member, status__in=OPEN_CONVERSATION)
    for conversation in held.select_related("team__owner", "person", "member__person"):
        _back_to_team(conversation, by)
    audit.record(
        by=by, verb="opportunities.team_member_left", obj=member.team, organisation=member.team.owner
    )


@transaction.atomic
def ask(*, team: ConversationTeam, topics: Sequence[str], ways: Sequence[str], by: Person) -> Conversation:
    """Ask for a conversation. Nobody but the team hears of it."""
    permissions.check_can_ask(by, team)
    if not topics or not set(topics) <= set(settings().talk_topics):
        raise BadInput("Choose at least one of the topics.", allowed=settings().talk_topics)
    if not ways or not set(ways) <= set(WAYS):
        raise BadInput("Choose at least one way to meet.", allowed=WAYS)
    try:
        with transaction.atomic():
            row = Conversation.objects.create(team=team, person=by, topics=list(topics), ways=list(ways))
    except IntegrityError:
        raise Refused("You have asked already.") from None
    audit.record(by=by, verb="opportunities.conversation_asked", obj=row)
    return row


@transaction.atomic
def offer_times(*, conversation: Conversation, times: Sequence[datetime], by: Person) -> Conversation:
    """A member of the team takes it and offers up to five times that are still to come."""
    member = permissions.check_can_offer(by, conversation)
    wanted = sorted(set(times))
    if not 1 <= len(wanted) <= MOST_TIMES:
        raise BadInput(f"Offer between 1 and {MOST_TIMES} times.")
    if wanted[0] <= now():
        raise BadInput("One of the times is in the past. Offer times that are still to come.")
    _move(conversation, ConversationStatus.OFFERED, by, member=member)
    made = ConversationTime.objects.bulk_create(
        ConversationTime(conversation=conversation, starts_at=one) for one in wanted
    )
    emails.tell_times(conversation, str(made[0].pk))
    return conversation


@transaction.atomic
def choose_time(*, time: ConversationTime, by: Person) -> Conversation:
    """The one who asked chooses a time."""
    conversation = Conversation.objects.select_related("team__owner", "person", "member__person").get(
        pk=time.conversation_id
    )
    permissions.check_asker(by, conversation)
    if time.withdrawn_at is not None or time.starts_at <= now():
        raise Refused("This time is not offered any more. Choose another.")
    _move(conversation, ConversationStatus.AGREED, by, agreed_at=time.starts_at)
    emails.tell_agreed(conversation)
    return conversation


@transaction.atomic
def none_suits(*, conversation: Conversation, by: Person) -> Conversation:
    """No time suits: it waits for the team again."""
    permissions.check_asker(by, conversation)
    if conversation.status != ConversationStatus.OFFERED:
        raise Refused("There are no times to choose from.")
    _withdraw_times(conversation)
    _move(conversation, ConversationStatus.ASKED, by, member=None)
    return conversation


@transaction.atomic
def cannot(*, conversation: Conversation, by: Person) -> Conversation:
    """The member of the team cannot: somebody else of the team takes it."""
    permissions.check_taker(by, conversation)
    _back_to_team(conversation, by)
    return conversation


def _back_to_team(conversation: Conversation, by: Person) -> None:
    _withdraw_times(conversation)
    _move(conversation, ConversationStatus.ASKED, by, member=None, agreed_at=None)
    if conversation.person:
        emails.tell_off(conversation, conversation.person, f"{conversation.since:%Y%m%d%H%M%S}")


@transaction.atomic
def withdraw(*, conversation: Conversation, by: Person) -> Conversation:
    """The one who asked does not want it any more; no reason is asked."""
    permissions.check_asker(by, conversation)
    taker = conversation.member.person if conversation.member else None
    _withdraw_times(conversation)
    _move(conversation, ConversationStatus.WITHDRAWN, by, ended_at=now())
    if taker:
        emails.tell_off(conversation, taker, "withdrawn")
    return conversation


@transaction.atomic
def say_held(*, conversation: Conversation, held: bool, by: Person) -> Conversation:
    """Either of the two says that they met, or that they did not; once its time has come."""
    permissions.check_one_of_the_two(by, conversation)
    if conversation.agreed_at is None or conversation.agreed_at > now():
        raise Refused("Say this after the time that you agreed.")
    to = ConversationStatus.HELD if held else ConversationStatus.MISSED
    _move(conversation, to, by, ended_at=now())
    return conversation


def _move(conversation: Conversation, to: ConversationStatus, by: Person, **also: Any) -> None:
    move(
        conversation, to, by=by, transitions=CONVERSATION_TRANSITIONS, also={"since": now(), **also},
    )  # fmt: skip


def _withdraw_times(conversation: Conversation) -> None:
    ConversationTime.objects.filter(conversation=conversation, withdrawn_at=None).update(withdrawn_at=now())
