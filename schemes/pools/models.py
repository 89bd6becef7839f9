"""Pools and who belongs to them: host, footprint, money, dated policies and rates, members, interest.

Sessions and who takes them are in `models_sessions`; files of suppliers and calendars in `models_outside`.
"""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Lower

from retention_portal.accounts.statuses import CheckKind
from retention_portal.core import dates
from retention_portal.core.vocabulary import Profession
from retention_portal.organisations.models import DateRange
from schemes.pools.statuses import (
    CoverType,
    FundingKind,
    InterestStatus,
    MemberStatus,
    Mode,
    PoolStatus,
    Relation,
)

PERSON = settings.AUTH_USER_MODEL


class Pool(models.Model):
    """One flexible pool. `owner` is the system or hub whose coordinators run it, `host` holds the contracts."""

    owner = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    host = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    about = models.CharField(max_length=600, blank=True)
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.HERE)
    supplier_name = models.CharField(max_length=120, blank=True)
    supplier_url = models.URLField(blank=True)
    contract_reference = models.CharField(max_length=120, blank=True, help_text="Contract template in use")
    contract_url = models.URLField(blank=True)
    relations = ArrayField(models.CharField(max_length=10, choices=Relation), default=list)
    professions = ArrayField(models.CharField(max_length=30, choices=Profession), default=list)
    contact_name = models.CharField(max_length=120)
    contact_email = models.EmailField()
    contact_phone = models.CharField(max_length=30, blank=True)
    status = models.CharField(max_length=10, choices=PoolStatus, default=PoolStatus.PLANNED)
    since = models.DateField(help_text="Day from which the status holds")
    opened_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=dates.now)
    revision = models.PositiveIntegerField(default=1)
    made_up = models.BooleanField(default=False)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="pool_name_once_an_owner"),
            models.CheckConstraint(
                condition=~Q(mode=Mode.SUPPLIER) | (~Q(supplier_name="") & ~Q(supplier_url="")),
                name="pool_of_a_supplier_names_it",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PoolPlace(models.Model):
    """One organisation of a pool's footprint: a network, a sub-ICB location or a single practice."""

    pool = models.ForeignKey(Pool, models.CASCADE, related_name="places")
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["pool", "organisation"], name="pool_place_once")]

    def __str__(self) -> str:
        return f"{self.organisation_id} in {self.pool_id}"


class PoolFunding(models.Model):
    """Money of an allocation line meant for a pool. A is released once the region has the plan (POOL-R05)."""

    pool = models.ForeignKey(Pool, models.PROTECT, related_name="funding")
    line = models.ForeignKey("funding.AllocationLine", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=1, choices=FundingKind)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    plan_received_on = models.DateField(null=True, blank=True)
    plan_noted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    added_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=dates.now)

    class Meta:
        ordering = ["kind", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["pool", "line", "kind"], name="pool_funding_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="pool_funding_is_more_than_nothing"),
            models.CheckConstraint(
                condition=~Q(kind=FundingKind.A)
                | Q(released_at__isnull=True)
                | Q(plan_received_on__isnull=False),
                name="pool_funding_a_after_a_plan",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of pool {self.pool_id}"


class Policy(models.Model):
    """How a pool works from `valid_from` to `valid_to`, both included. Every number is the pool's own choice."""

    pool = models.ForeignKey(Pool, models.CASCADE, related_name="policies")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    grace_minutes = models.PositiveSmallIntegerField(default=60)
    release_hours = models.PositiveSmallIntegerField(default=3)
    no_shows_stop = models.PositiveSmallIntegerField(default=2)
    late_cancel_days = models.PositiveSmallIntegerField(default=3)
    late_cancel_pay_percent = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="Of the booked pay, when a practice cancels late; empty: by agreement",
    )
    marks_suspend = models.PositiveSmallIntegerField(default=3)
    marks_count_days = models.PositiveSmallIntegerField(default=365)
    offer_minutes = models.PositiveSmallIntegerField(default=60)
    reconfirm_from_minutes = models.PositiveSmallIntegerField(default=5)
    reconfirm_hours = models.PositiveSmallIntegerField(default=24)
    post_ahead_days = models.PositiveSmallIntegerField(default=365)
    travel_km_an_hour = models.PositiveSmallIntegerField(default=40)
    longest_minutes = models.PositiveSmallIntegerField(default=750)
    practice_answers = models.BooleanField(default=False, help_text="A GP applies and the practice says yes")
    ratings = models.BooleanField(default=False)
    checks = ArrayField(models.CharField(max_length=30, choices=CheckKind), default=list)
    made_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=dates.now)

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="pool_policy_ends_after_it_starts",
            ),
            ExclusionConstraint(
                name="pool_policy_one_on_a_day",
                expressions=[
                    ("pool", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"policy of {self.pool_id} from {self.valid_from}"


class Rate(models.Model):
    """A line of the rate card, in pounds an hour, from a day to a day; an empty `cover_type` is every other kind.

    Above `recommended` a practice is warned; above `ceiling` a named approver has to agree.
    """

    pool = models.ForeignKey(Pool, models.CASCADE, related_name="rates")
    cover_type = models.CharField(max_length=20, choices=CoverType, blank=True)
    recommended = models.DecimalField(max_digits=7, decimal_places=2)
    ceiling = models.DecimalField(max_digits=7, decimal_places=2)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=dates.now)

    class Meta:
        ordering = ["cover_type", "-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(recommended__gt=0) & Q(ceiling__gte=F("recommended")),
                name="pool_rate_ceiling_above_recommended",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="pool_rate_ends_after_it_starts",
            ),
            ExclusionConstraint(
                name="pool_rate_one_on_a_day",
                expressions=[
                    ("pool", RangeOperators.EQUAL),
                    ("cover_type", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"rate of {self.pool_id} from {self.valid_from}"


class RateApprover(models.Model):
    """Somebody who may approve a rate above the ceiling, named by the pool's coordinators."""

    pool = models.ForeignKey(Pool, models.CASCADE, related_name="approvers")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    named_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    named_at = models.DateTimeField(default=dates.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pool", "person"], condition=Q(ended_at__isnull=True), name="pool_approver_once"
            )
        ]

    def __str__(self) -> str:
        return f"approver of {self.pool_id}"


class Interest(models.Model):
    """Somebody would like to work flexibly here, whether or not there is a pool; no account needed."""

    area = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    pool = models.ForeignKey(Pool, models.PROTECT, null=True, blank=True, related_name="interests")
    person = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="pool_interests")
    name = models.CharField(max_length=200)
    email = models.EmailField()
    phone = models.CharField(max_length=30, blank=True)
    best_time = models.CharField(max_length=80, blank=True)
    line = models.CharField(max_length=300, blank=True)
    status = models.CharField(max_length=10, choices=InterestStatus, default=InterestStatus.WAITING)
    asked_at = models.DateTimeField(default=dates.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                "area",
                Lower("email"),
                condition=Q(status=InterestStatus.WAITING),
                name="pool_interest_one_open_per_address",
            )
        ]

    def __str__(self) -> str:
        return f"interest {self.pk}"


class Member(models.Model):
    """One person in one pool. `coming_back` marks people coming back from a break, who have keep-in-touch days."""

    pool = models.ForeignKey(Pool, models.PROTECT, related_name="members")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="pool_memberships")
    relation = models.CharField(max_length=10, choices=Relation)
    status = models.CharField(max_length=10, choices=MemberStatus, default=MemberStatus.ASKED)
    cover_types = ArrayField(models.CharField(max_length=20, choices=CoverType), default=list, blank=True)
    postcode = models.CharField(
        max_length=10, blank=True, help_text="Where travel starts; never shown to practices"
    )
    sessions_wanted = models.PositiveSmallIntegerField(null=True, blank=True, help_text="A week")
    coming_back = models.BooleanField(default=False)
    keep_in_touch_days = models.PositiveSmallIntegerField(default=0, help_text="Agreed, in all")
    asked_at = models.DateTimeField(default=dates.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pool", "person"], condition=~Q(status=MemberStatus.LEFT), name="pool_member_once"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="pool_member_confirmed_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("person")),
                name="pool_member_confirmed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"member {self.pk}"


class KeepInTouchDay(models.Model):
    """A day on which somebody coming back kept in touch (POOL-R06)."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="touch_days")
    on = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    noted_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=dates.now)

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["member", "on"], name="pool_touch_day_once"),
            models.CheckConstraint(condition=Q(minutes__range=(15, 750)), name="pool_touch_day_minutes"),
        ]

    def __str__(self) -> str:
        return f"keep in touch {self.pk}"


class ExpiryNotice(models.Model):
    """That a member was told of a check that runs out, so that each warning goes once (60, 30 and 7 days)."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="notices")
    passport_check = models.ForeignKey("accounts.PassportCheck", models.CASCADE, related_name="+")
    days_before = models.SmallIntegerField()
    sent_at = models.DateTimeField(default=dates.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "passport_check", "days_before"], name="pool_notice_once"
            )
        ]

    def __str__(self) -> str:
        return f"notice {self.pk}"


# Django finds the rest of the slice's rows through this module.
from schemes.pools import models_outside, models_sessions  # noqa: E402, F401
