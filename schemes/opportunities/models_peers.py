"""Peer networks, and conversations with the team of experienced GPs. What is said in a conversation has no field."""

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from retention_portal.core import dates
from retention_portal.core.vocabulary import CareerStage, Profession
from schemes.opportunities.statuses import OPEN_CONVERSATION, ConversationStatus, PostStatus

PERSON = settings.AUTH_USER_MODEL


class PeerNetwork(models.Model):
    """A group of colleagues in one area. Only members read what is written in it."""

    owner = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    summary = models.CharField(max_length=600)
    career_stages = ArrayField(
        models.CharField(max_length=30, choices=CareerStage.choices), default=list, blank=True
    )
    professions = ArrayField(
        models.CharField(max_length=30, choices=Profession.choices), default=list, blank=True
    )
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    opened_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    made_up = models.BooleanField(default=False)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="peer_network_name_once_an_owner"),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
                name="peer_network_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class NetworkMember(models.Model):
    """A person in a network. Who left gets no mail and reads nothing."""

    network = models.ForeignKey(PeerNetwork, models.PROTECT, related_name="members")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="peer_memberships")
    is_host = models.BooleanField(default=False)
    mails = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=dates.now)
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["joined_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "person"], condition=Q(left_at=None), name="network_member_once"
            )
        ]

    def __str__(self) -> str:
        return f"Member {self.pk}"


class NetworkMeeting(models.Model):
    """When a network meets."""

    network = models.ForeignKey(PeerNetwork, models.PROTECT, related_name="meetings")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    about = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=200, blank=True)
    join_link = models.URLField(max_length=300, blank=True)
    called_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    called_at = models.DateTimeField(default=dates.now)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "starts_at"],
                condition=Q(cancelled_at=None),
                name="network_meeting_once_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at"), ends_at__lte=F("starts_at") + timedelta(hours=14)),
                name="network_meeting_is_within_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"Meeting {self.pk}"

    @property
    def hours(self) -> str:
        """`7 January 2027, 6:30pm to 8:30pm`."""
        return dates.moments_text(self.starts_at, self.ends_at)


class NetworkPost(models.Model):
    """What a member wrote to the others."""

    network = models.ForeignKey(PeerNetwork, models.PROTECT, related_name="posts")
    author = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    text = models.TextField(max_length=4000)
    posted_at = models.DateTimeField(default=dates.now)
    status = models.CharField(max_length=10, choices=PostStatus, default=PostStatus.SHOWN)
    removed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-posted_at", "-pk"]
        indexes = [models.Index(fields=["network", "status", "-posted_at"], name="network_posts_newest")]

    def __str__(self) -> str:
        return f"Post {self.pk}"


class PostReport(models.Model):
    """A member asks the host to look at a post. Who asked is seen by nobody."""

    post = models.ForeignKey(NetworkPost, models.CASCADE, related_name="reports")
    reported_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(default=dates.now)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["reported_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["post", "reported_by"], name="post_reported_once_a_person")
        ]

    def __str__(self) -> str:
        return f"Report {self.pk}"


class ConversationTeam(models.Model):
    """A small team of experienced GPs of one area (handbook 2.2, part a)."""

    owner = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    summary = models.CharField(max_length=600)
    minutes = models.PositiveSmallIntegerField(default=60)
    contact_name = models.CharField(max_length=120)
    contact_email = models.EmailField()
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    opened_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    made_up = models.BooleanField(default=False)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="conversation_team_name_once_an_owner"),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
                name="conversation_team_closes_after_it_opens",
            ),
            models.CheckConstraint(condition=Q(minutes__range=(15, 240)), name="conversation_has_minutes"),
        ]

    def __str__(self) -> str:
        return self.name


class TeamMember(models.Model):
    """One experienced GP of the team."""

    team = models.ForeignKey(ConversationTeam, models.PROTECT, related_name="members")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="conversation_teams")
    about = models.CharField(max_length=300, blank=True)
    added_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=dates.now)
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "person"], condition=Q(left_at=None), name="team_member_once"
            )
        ]

    def __str__(self) -> str:
        return f"Team member {self.pk}"


class Conversation(models.Model):
    """One person asks to talk. It holds what about in one word of a list, and never what was said."""

    team = models.ForeignKey(ConversationTeam, models.PROTECT, related_name="conversations")
    person = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="conversations")
    topics = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    ways = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    status = models.CharField(max_length=10, choices=ConversationStatus, default=ConversationStatus.ASKED)
    member = models.ForeignKey(TeamMember, models.PROTECT, null=True, related_name="conversations")
    agreed_at = models.DateTimeField(null=True, help_text="The time on which both agreed")
    asked_at = models.DateTimeField(default=dates.now)
    since = models.DateTimeField(default=dates.now, help_text="Since when it waits as it does")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "person"],
                condition=Q(status__in=OPEN_CONVERSATION),
                name="conversation_one_open_a_team",
            ),
        ]

    def __str__(self) -> str:
        return f"Conversation {self.pk}"


class ConversationTime(models.Model):
    """A time that a member of the team offers."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="times")
    starts_at = models.DateTimeField()
    offered_at = models.DateTimeField(default=dates.now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "starts_at"],
                condition=Q(withdrawn_at=None),
                name="conversation_time_once",
            )
        ]

    def __str__(self) -> str:
        return f"Time {self.pk}"
