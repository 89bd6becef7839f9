"""Programmes that money comes through, the line that each system holds of one, and what draws on a line.

`AllocationLine.amount` and `.committed` are the balances that one statement locks and checks; the two ledgers
beside it say how they came about. The ledgers are append-only: the database refuses to change or remove a row.
"""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value

from retention_portal.core import dates
from retention_portal.organisations.models import DateRange


class Programme(models.Model):
    """One programme of money, between two dates. Only `reference.load` writes it.

    `codes` are the handbook's for what is known of it; amounts per system are never derived from them.
    """

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    description = models.TextField()
    ring_fenced = models.BooleanField()
    open_to_new_entrants = models.BooleanField(help_text="False: pays only for people still in term")
    position = models.PositiveSmallIntegerField()
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    codes = models.CharField(max_length=80)
    source = models.CharField(max_length=80)

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            ExclusionConstraint(
                name="programme_one_of_a_code_at_a_time",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AllocationLine(models.Model):
    """What one system holds of one programme in one financial year (a code such as 2026-27), in pounds."""

    system = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="lines")
    financial_year = models.CharField(max_length=7)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    committed = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    ring_fenced = models.BooleanField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=dates.now)

    class Meta:
        ordering = ["financial_year", "programme__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["system", "programme", "financial_year"], name="line_one_per_system_programme_year"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="line_amount_not_negative"),
            models.CheckConstraint(
                condition=Q(committed__gte=0, committed__lte=F("amount")), name="line_committed_within_amount"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} of {self.system_id} in {self.financial_year}"


class AllocationEntry(models.Model):
    """One change of a line's amount, up or down, by a named person."""

    line = models.ForeignKey(AllocationLine, models.PROTECT, related_name="entries")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    reason = models.TextField(blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=dates.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.amount} on line {self.line_id}"


class Commitment(models.Model):
    """Money of a line promised to what the caller calls `code` (`initiative:12`); negative when given back."""

    line = models.ForeignKey(AllocationLine, models.PROTECT, related_name="commitments")
    code = models.CharField(max_length=60)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    reason = models.TextField(blank=True)
    committed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    committed_at = models.DateTimeField(default=dates.now)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["code"], name="commitment_by_code")]
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="commitment_is_not_nothing")]

    def __str__(self) -> str:
        return f"{self.amount} for {self.code}"
