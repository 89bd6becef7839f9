"""Peer-support groups: places, dated meetings and who came. Nothing of what is said there (L1-E03, CASE-03)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from retention_portal.core import dates

PERSON = settings.AUTH_USER_MODEL


class Group(models.Model):
    """A group of a facilitator and its members, from a first to a last day."""

    owner = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    summary = models.CharField(max_length=600)
    codes = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    professions = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    facilitator = models.ForeignKey(PERSON, models.PROTECT, related_name="groups_facilitated")
    begins_on = models.DateField()
    ends_on = models.DateField()
    paid = models.CharField(max_length=200, blank=True)
    contact_name = models.CharField(max_length=120)
    contact_email = models.EmailField()
    opened_at = models.DateTimeField(default=dates.now)
    opened_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    made_up = models.BooleanField(default=False)

    class Meta:
        ordering = ["begins_on", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")), name="mentoring_group_ends_after_it_begins"
            ),
            models.UniqueConstraint(fields=["owner", "name"], name="mentoring_group_name_once_an_owner"),
        ]

    def __str__(self) -> str:
        return self.name


class GroupPlace(models.Model):
    """One place of a group. Its row is locked while it is taken, so that the last is taken once."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="places")
    number = models.PositiveSmallIntegerField()
    person = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="group_places")
    taken_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["group", "number"]
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="mentoring_group_place_once"),
            models.UniqueConstraint(fields=["group", "person"], name="mentoring_group_one_place_a_person"),
        ]

    def __str__(self) -> str:
        return f"Place {self.pk}"


class GroupMeeting(models.Model):
    """One dated meeting."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="meetings")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    where = models.CharField(max_length=200)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["group", "starts_at"], name="mentoring_group_meeting_once"),
            models.CheckConstraint(
                condition=Q(minutes__range=(15, 480)), name="mentoring_group_meeting_length"
            ),
        ]

    def __str__(self) -> str:
        return f"Meeting {self.pk}"


class GroupAttendance(models.Model):
    """That somebody came: a date, and nothing else."""

    meeting = models.ForeignKey(GroupMeeting, models.CASCADE, related_name="came")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="mentoring_group_came_once")
        ]

    def __str__(self) -> str:
        return f"Came {self.pk}"
