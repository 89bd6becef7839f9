"""Roles, training and events (handbook 2.2), the dates of a programme, and saved searches.

Places are in `models_places`, peer networks and conversations in `models_peers`.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q

from retention_portal.core import dates
from retention_portal.core.vocabulary import CareerStage, Profession
from schemes.opportunities.statuses import Every, Kind, Outcome, PayUnit, Status, Where

PERSON = settings.AUTH_USER_MODEL
LONGEST_DAY = timedelta(hours=14)


def _several(choices: type[models.TextChoices]) -> ArrayField:
    return ArrayField(models.CharField(max_length=30, choices=choices.choices), default=list, blank=True)


class Opportunity(models.Model):
    """One role, training or event. `owner` posts it and answers for it; `provider` is who runs it, in words.
    `area` is the system of its owner on the day of the last change.

    `verified_on` is the day on which its owner last said that it is still right. `latitude` and `longitude` are
    those of its venue or postcode, empty when neither is known. `revision` goes up with every change.
    """

    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=120)
    summary = models.TextField(max_length=4000)
    owner = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    area = models.ForeignKey("organisations.Organisation", models.PROTECT, null=True, related_name="+")
    provider = models.CharField(max_length=120)
    setting = models.CharField(max_length=120, blank=True)
    sessions_per_week = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)
    amount = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    amount_for = models.CharField(max_length=15, choices=PayUnit, blank=True)
    money_note = models.CharField(max_length=200, blank=True)
    where = models.CharField(max_length=10, choices=Where, default=Where.ON_SITE)
    place = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    closes_on = models.DateField(null=True, blank=True)
    career_stages = _several(CareerStage)
    professions = _several(Profession)
    link = models.URLField(max_length=300, blank=True)
    contact_name = models.CharField(max_length=120)
    contact_email = models.EmailField()
    verified_on = models.DateField(null=True, blank=True)
    verified_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    reminded_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_from")
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    outcome_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=600, blank=True, help_text="What the coordinator asks to be changed")
    created_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=dates.now)
    submitted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    moderated_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    search_text = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1)
    made_up = models.BooleanField(default=False, help_text="Part of the demonstration")

    class Meta:
        ordering = ["-published_at", "-pk"]
        verbose_name_plural = "opportunities"
        indexes = [
            models.Index(fields=["status", "kind", "verified_on"], name="opportunities_shown"),
            models.Index(fields=["owner", "status"], name="opportunities_of_owner"),
            GinIndex(OpClass("search_text", name="gin_trgm_ops"), name="opportunity_search"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on__isnull=False, ends_on__gte=F("starts_on")),
                name="opportunity_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(sessions_per_week=None) | Q(sessions_per_week__gt=0, sessions_per_week__lte=14),
                name="opportunity_sessions_of_a_week",
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gte=0), name="opportunity_amount_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="opportunity_has_both_coordinates",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.MERGED, merged_into__isnull=False)
                | (~Q(status=Status.MERGED) & Q(merged_into=None)),
                name="opportunity_merged_says_where",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.PUBLISHED)
                | Q(verified_on__isnull=False, moderated_by__isnull=False),
                name="opportunity_published_was_looked_at",
            ),
            models.CheckConstraint(
                condition=Q(moderated_by=None) | ~Q(moderated_by=F("submitted_by")),
                name="opportunity_moderated_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class OpportunityDate(models.Model):
    """One meeting of a course, event or programme. `join_link` is only for those who have booked."""

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="dates")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    join_link = models.URLField(max_length=300, blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "starts_at"], name="opportunity_date_once"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="opportunity_date_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__lte=F("starts_at") + LONGEST_DAY), name="opportunity_date_is_one_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opportunity_id} on {self.starts_at:%Y-%m-%d}"

    @property
    def hours(self) -> str:
        """`7 January 2027, 6:30pm to 8:30pm`."""
        return dates.moments_text(self.starts_at, self.ends_at)


class NotTheSame(models.Model):
    """A coordinator looked at two that seemed one, and said that they are two. `one` has the smaller number."""

    one = models.ForeignKey(Opportunity, models.CASCADE, related_name="+")
    other = models.ForeignKey(Opportunity, models.CASCADE, related_name="+")
    said_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    said_at = models.DateTimeField(default=dates.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="opportunities_not_the_same_once"),
            models.CheckConstraint(
                condition=Q(one__lt=F("other")), name="opportunities_not_the_same_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} is not {self.other_id}"


class SavedSearch(models.Model):
    """What somebody wants to hear of. `criteria` is the search as its page writes it."""

    person = models.ForeignKey(PERSON, models.CASCADE, related_name="saved_searches")
    criteria = models.JSONField(default=dict)
    every = models.CharField(max_length=5, choices=Every, default=Every.WEEK)
    created_at = models.DateTimeField(default=dates.now)
    looked_at = models.DateTimeField(default=dates.now)
    last_sent_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "criteria"], condition=Q(stopped_at=None), name="saved_search_once"
            )
        ]

    def __str__(self) -> str:
        return f"Saved search {self.pk}"


class AlertMail(models.Model):
    """One mail of a saved search; its token stops the search, and only its hash is kept."""

    search = models.ForeignKey(SavedSearch, models.CASCADE, related_name="mails")
    token_hash = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField(default=dates.now)

    class Meta:
        ordering = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return f"Mail of search {self.search_id}"


class Alert(models.Model):
    """That one opportunity was told of for one search: once, whatever happens."""

    search = models.ForeignKey(SavedSearch, models.CASCADE, related_name="alerts")
    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="+")
    mail = models.ForeignKey(AlertMail, models.CASCADE, related_name="alerts")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["search", "opportunity"], name="alert_once_a_search")]

    def __str__(self) -> str:
        return f"Alert {self.pk}"


# Django finds the rest of the slice's rows through this module.
from schemes.opportunities import models_peers, models_places  # noqa: E402, F401
