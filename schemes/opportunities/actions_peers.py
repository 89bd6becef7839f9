"""Peer networks: opened, joined and left, meetings called, posts written, reported and removed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from retention_portal.accounts.models import Person
from retention_portal.core import audit, limits
from retention_portal.core.dates import now, today
from retention_portal.core.refusals import BadInput, Refused
from retention_portal.core.workflow import move
from retention_portal.organisations.models import Organisation
from schemes.opportunities import emails_peers as emails
from schemes.opportunities import permissions_peers as permissions
from schemes.opportunities.models_peers import (
    NetworkMeeting,
    NetworkMember,
    NetworkPost,
    PeerNetwork,
    PostReport,
)
from schemes.opportunities.rules import Meeting, check_meeting
from schemes.opportunities.statuses import POST_TRANSITIONS, PostStatus

POSTS_A_DAY = 20


@dataclass(frozen=True)
class NetworkContent:
    """What a coordinator says of a network; `host` is the address of the account of its first host."""

    name: str
    summary: str
    host: str
    professions: tuple[str, ...] = ()
    career_stages: tuple[str, ...] = ()


def account_of(address: str) -> Person:
    """The account with this address. Raises BadInput when there is none."""
    person = Person.objects.filter(email__iexact=address.strip(), is_active=True, is_system=False).first()
    if person is None:
        raise BadInput("There is no account with this address. Ask the person to sign up first.")
    return person


@transaction.atomic
def open_network(
    *, owner: Organisation, content: NetworkContent, by: Person, made_up: bool = False
) -> PeerNetwork:
    """Open a network from today, with its first host."""
    permissions.check_can_run_for(by, owner)
    host = account_of(content.host)
    try:
        with transaction.atomic():
            network = PeerNetwork.objects.create(
                owner=owner, name=content.name, summary=content.summary, opened_on=today(), opened_by=by,
                professions=list(content.professions), career_stages=list(content.career_stages),
                made_up=made_up,
            )  # fmt: skip
    except IntegrityError:
        raise Refused("There is a network of this name already. Choose another name.") from None
    NetworkMember.objects.create(network=network, person=host, is_host=True)
    emails.tell_host(network, host)
    audit.record(by=by, verb="opportunities.network_opened", obj=network, organisation=owner)
    return network


@transaction.atomic
def appoint_host(*, network: PeerNetwork, address: str, by: Person) -> NetworkMember:
    """Make somebody host, by the coordinator; whoever is not a member becomes one."""
    permissions.check_can_run_for(by, network.owner)
    person = account_of(address)
    member, _ = NetworkMember.objects.get_or_create(network=network, person=person, left_at=None)
    NetworkMember.objects.filter(pk=member.pk).update(is_host=True)
    emails.tell_host(network, person)
    audit.record(by=by, verb="opportunities.host_appointed", obj=network, organisation=network.owner)
    return member


@transaction.atomic
def close_network(*, network: PeerNetwork, by: Person) -> PeerNetwork:
    """Take nobody new from today on; members go on reading."""
    permissions.check_can_run_for(by, network.owner)
    if not PeerNetwork.objects.filter(pk=network.pk, closed_on=None).update(closed_on=today()):
        raise Refused("This network is closed already.")
    network.refresh_from_db()
    audit.record(
        by=by,
        verb="opportunities.network_closed",
        obj=network,
        fields=["closed_on"],
        organisation=network.owner,
    )
    return network


@transaction.atomic
def join(*, network: PeerNetwork, by: Person) -> NetworkMember:
    """Become a member: one's name is read by the other members from now on."""
    permissions.check_can_join(by, network)
    try:
        with transaction.atomic():
            member = NetworkMember.objects.create(network=network, person=by)
    except IntegrityError:
        raise Refused("You are a member already.") from None
    audit.record(by=by, verb="opportunities.network_joined", obj=network)
    return member


@transaction.atomic
def leave(*, network: PeerNetwork, by: Person) -> None:
    """Leave at any time; no reason is asked, and no more mail comes."""
    permissions.check_member(by, network)
    NetworkMember.objects.filter(network=network, person=by, left_at=None).update(
        left_at=now(), mails=False, is_host=False
    )
    audit.record(by=by, verb="opportunities.network_left", obj=network)


@transaction.atomic
def set_mails(*, network: PeerNetwork, mails: bool, by: Person) -> None:
    """Hear of meetings by mail, or not."""
    permissions.check_member(by, network)
    NetworkMember.objects.filter(network=network, person=by, left_at=None).update(mails=mails)
    audit.record(by=by, verb="opportunities.network_mails_set", obj=network, fields=["mails"])


@transaction.atomic
def call_meeting(
    *, network: PeerNetwork, starts_at: datetime, ends_at: datetime, place: str, join_link: str, about: str,
    by: Person,
) -> NetworkMeeting:  # fmt: skip
    """Call a meeting, by a host; members who want mail hear of it."""
    permissions.check_host(by, network)
    check_meeting(Meeting(starts_at, ends_at), (), now())
    if not place and not join_link:
        raise BadInput("Enter a place, or a link to join.")
    try:
        with transaction.atomic():
            meeting = NetworkMeeting.objects.create(
                network=network, starts_at=starts_at, ends_at=ends_at, place=place, join_link=join_link,
                about=about, called_by=by,
            )  # fmt: skip
    except IntegrityError:
        raise Refused("A meeting at this time is called already.") from None
    _tell(meeting, cancelled=False)
    audit.record(by=by, verb="opportunities.meeting_called", obj=meeting)
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting: NetworkMeeting, by: Person) -> None:
    """Call it off, by a host; the same people hear of it."""
    permissions.check_host(by, meeting.network)
    changed = NetworkMeeting.objects.filter(pk=meeting.pk, cancelled_at=None, ends_at__gte=now())
    if not changed.update(cancelled_at=now()):
        raise Refused("This meeting is over, or was called off already.")
    _tell(meeting, cancelled=True)
    audit.record(by=by, verb="opportunities.meeting_cancelled", obj=meeting)


def _tell(meeting: NetworkMeeting, *, cancelled: bool) -> None:
    members = NetworkMember.objects.filter(network=meeting.network_id, left_at=None, mails=True)
    for member in members.exclude(person=meeting.called_by_id).select_related("person"):
        emails.tell_meeting(meeting, member.person, cancelled=cancelled)


@transaction.atomic
def write_post(*, network: PeerNetwork, text: str, by: Person) -> NetworkPost:
    """Write to the other members."""
    permissions.check_member(by, network)
    if not text.strip():
        raise BadInput("Write something first.")
    limits.take(f"post:{by.pk}", most=POSTS_A_DAY, within=timedelta(days=1), what="posts in one day")
    post = NetworkPost.objects.create(network=network, author=by, text=text.strip())
    audit.record(by=by, verb="opportunities.post_written", obj=post)
    return post


@transaction.atomic
def report_post(*, post: NetworkPost, by: Person) -> PostReport:
    """Ask the host to look at a post; nobody sees who asked."""
    permissions.check_can_report(by, post)
    report, _ = PostReport.objects.get_or_create(post=post, reported_by=by)
    return report


@transaction.atomic
def settle_reports(*, post: NetworkPost, by: Person) -> None:
    """The host has looked, and the post stays."""
    permissions.check_host(by, post.network)
    PostReport.objects.filter(post=post, settled_at=None).update(settled_at=now())
    audit.record(by=by, verb="opportunities.reports_settled", obj=post)


@transaction.atomic
def remove_post(*, post: NetworkPost, by: Person) -> NetworkPost:
    """Remove a post, by its author or a host; its text goes."""
    permissions.check_can_remove(by, post)
    also = {"removed_by": by, "removed_at": now(), "text": ""}
    move(post, PostStatus.REMOVED, by=by, transitions=POST_TRANSITIONS, also=also)
    PostReport.objects.filter(post=post, settled_at=None).update(settled_at=now())
    return post
