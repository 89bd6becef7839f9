"""Awards: who is on what, since when, at what pattern; reviews; the ledger; claims; and whether they stayed.

The ledger is append-only: the database refuses to change or remove an entry. What is due follows from the rules
over the dated history (`rules/`); what was paid is written beside it, by claims.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value

from retention_portal.core import dates
from retention_portal.organisations.models import DateRange
from schemes.awards.statuses import (
    OVER,
    AwardStatus,
    ClaimKind,
    ClaimStatus,
    EntryKind,
    ReviewOutcome,
    StillAnswer,
)

PERSON = settings.AUTH_USER_MODEL


def _pounds(**options: Any) -> models.DecimalField:
    return models.DecimalField(max_digits=12, decimal_places=2, **options)


class Award(models.Model):
    """One person on one scheme. `ends_on` is the last day as approved; pauses and leaving move it by rule.

    `left_on` is the first day that no longer counts. `posted_to` is the last day up to which the ledger was
    posted. `next_review_on` repeats what the rules say, and `to_settle` what was paid too much or too little in all,
    so that lists can be sorted by them. `allowance` is a mentor's most of a year: sessions, or hours where an
    `hourly_rate` is. No reason of health or of intention is kept here.
    """

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="awards")
    scheme_code = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    offer = models.ForeignKey("catalogue.Offer", models.PROTECT, null=True, blank=True, related_name="+")
    application = models.OneToOneField(
        "applications.Application", models.PROTECT, null=True, blank=True, related_name="award"
    )
    system = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    host = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    approved_by = models.CharField(max_length=120)
    approved_on = models.DateField()
    job_plan_on = models.DateField(null=True, blank=True)
    employed = models.BooleanField(default=False)
    full_time_salary = _pounds(null=True, blank=True)
    grant = _pounds(null=True, blank=True)
    allowance = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    hourly_rate = _pounds(null=True, blank=True)
    admin_minutes = models.PositiveSmallIntegerField(default=0)
    programme_code = models.CharField(max_length=40, blank=True, help_text="The money meant to pay for it")
    to_settle = _pounds(default=0)
    status = models.CharField(max_length=10, choices=AwardStatus)
    end_reason = models.TextField(blank=True)
    next_review_on = models.DateField(null=True, blank=True)
    posted_to = models.DateField(null=True, blank=True)
    opened_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=dates.now)
    made_up = models.BooleanField(default=False, help_text="Part of the demonstration")

    class Meta:
        ordering = ["starts_on", "pk"]
        indexes = [
            models.Index(fields=["system", "status", "next_review_on"], name="award_by_system"),
            models.Index(fields=["host"], name="award_by_host"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="award_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(approved_on__lte=F("starts_on")), name="award_approved_before_start"
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gt=F("starts_on")), name="award_left_after_start"
            ),
            ExclusionConstraint(
                name="award_one_of_a_scheme_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("scheme_code", RangeOperators.EQUAL),
                    (DateRange("starts_on", "ends_on", Value("[]")), RangeOperators.OVERLAPS),
                ],
                condition=~Q(status__in=OVER),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} of {self.person_id}"


class SessionPattern(models.Model):
    """Sessions a week (thousandths hold whole minutes), or a year when annualised, between two days."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="patterns")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    sessions_per_week = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    sessions_per_year = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sessions_per_week__gt=0, sessions_per_year=None)
                | Q(sessions_per_year__gt=0, sessions_per_week=None),
                name="pattern_by_week_or_by_year",
            ),
            ExclusionConstraint(
                name="pattern_one_at_a_time",
                expressions=[
                    ("award", RangeOperators.EQUAL),
                    (DateRange("starts_on", "ends_on", Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"pattern from {self.starts_on}"


class Pause(models.Model):
    """Days away, both included, without a reason: that is nobody's business here."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="pauses")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            ExclusionConstraint(
                name="award_pause_one_at_a_time",
                expressions=[
                    ("award", RangeOperators.EQUAL),
                    (DateRange("starts_on", "ends_on", Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"pause from {self.starts_on}"


class Review(models.Model):
    """A yearly review that was held (NGPRS-R21): both its halves, and what came of it."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="reviews")
    year = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    held_on = models.DateField()
    need_continues = models.BooleanField()
    practice_meets = models.BooleanField()
    outcome = models.CharField(max_length=10, choices=ReviewOutcome)
    reason = models.TextField(blank=True)
    held_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=dates.now)

    class Meta:
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(fields=["award", "year"], name="review_one_a_year"),
            models.CheckConstraint(condition=Q(year__gte=1, year__lte=5), name="review_years_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"year {self.year} review"


class Claim(models.Model):
    """A month of payments, one cost, or a difference to settle. `allowed` is what of it the rules pay.

    `amount` is never below nothing: a repayment is money that comes back. `adjustment` is the part of a month's
    amount that settles earlier months, below nothing when it takes off.

    `words` are for the coordinator only. `private` says that the evidence shows something of health: finance never
    opens it, and approves only after a coordinator has seen it.
    """

    award = models.ForeignKey(Award, models.PROTECT, related_name="claims")
    kind = models.CharField(max_length=20, choices=ClaimKind)
    month = models.DateField(null=True, blank=True, help_text="First day of the month claimed")
    payee = models.CharField(max_length=60, blank=True)
    cost_on = models.DateField(null=True, blank=True)
    amount = _pounds()
    adjustment = _pounds(default=0)
    units = models.DecimalField(max_digits=6, decimal_places=2, default=0)
    item = models.CharField(max_length=20, blank=True)
    words = models.TextField(blank=True)
    evidence = models.FileField(upload_to="awards", max_length=200, blank=True)
    evidence_name = models.CharField(max_length=200, blank=True)
    evidence_type = models.CharField(max_length=40, blank=True)
    scanned = models.BooleanField(default=False)
    private = models.BooleanField(default=False)
    seen_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    status = models.CharField(max_length=10, choices=ClaimStatus, default=ClaimStatus.SUBMITTED)
    submitted_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(default=dates.now)
    returned_reason = models.TextField(blank=True)
    allowed = _pounds(null=True, blank=True)
    line = models.ForeignKey(
        "funding.AllocationLine", models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    paid_on = models.DateField(null=True, blank=True)
    paid_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["submitted_at", "pk"]
        indexes = [models.Index(fields=["status", "submitted_at"], name="claim_by_status")]
        constraints = [
            models.UniqueConstraint(
                fields=["award", "month", "payee"],
                condition=Q(kind="month") & ~Q(status="withdrawn"),
                name="claim_a_month_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="month", month__isnull=False)
                | (~Q(kind="month") & Q(cost_on__isnull=False)),
                name="claim_has_its_day",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="claim_not_negative"),
            models.CheckConstraint(
                condition=Q(kind="month") | Q(adjustment=0), name="claim_only_a_month_adjusts"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "paid"])
                | Q(allowed__isnull=False, line__isnull=False, decided_by__isnull=False),
                name="claim_granted_names_line_and_person",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("submitted_by")),
                name="claim_decided_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"claim {self.pk}"

    def signed(self, amount: Decimal | None) -> Decimal | None:
        """An amount of this claim as it counts in a sum: below nothing for money that comes back."""
        return -amount if amount is not None and self.kind == ClaimKind.REPAYMENT else amount

    @property
    def when(self) -> str:
        """The month claimed, or the day of the cost, in words."""
        return dates.Month.of(self.month).label if self.month else dates.date_text(self.counts_on)

    @property
    def counts_on(self) -> date:
        """The day whose financial year pays for it: the cost's, or the first of the month claimed."""
        day = self.cost_on or self.month
        assert day is not None  # the database holds it
        return day


class LedgerEntry(models.Model):
    """One entry, written once. `slot` and `version` name a line of the rules: posting it twice posts it once.

    A reversing entry names what it takes back, and nothing is taken back twice.
    """

    award = models.ForeignKey(Award, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=4, choices=EntryKind)
    slot = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField(default=1)
    code = models.CharField(max_length=20)
    starts_on = models.DateField()
    ends_on = models.DateField()
    units = models.DecimalField(max_digits=16, decimal_places=8)
    unit = models.CharField(max_length=40)
    rate = _pounds()
    amount = _pounds()
    payee = models.CharField(max_length=60)
    text = models.TextField()
    source = models.CharField(max_length=60, help_text="What posted it: post:2026-10, pattern:12, claim:7")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversed_by")
    posted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    posted_at = models.DateTimeField(default=dates.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["award", "kind", "slot", "version"],
                condition=Q(reverses=None),
                name="ledger_line_posted_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.amount}"


class StillInPost(models.Model):
    """The neutral question at 6 and 12 months, once each, and the answer if there is one."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="questions")
    milestone = models.PositiveSmallIntegerField()
    asked_on = models.DateField()
    answer = models.CharField(max_length=10, choices=StillAnswer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["award", "milestone"], name="still_in_post_once"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="still_in_post_answer_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.milestone} months"
