"""Programmes that money comes through, the line that each system holds of one, and what draws on a line.

`AllocationLine.amount`, `.committed` and `.spent` are the balances that one statement locks and checks; the ledgers
beside it say how they came about. The ledgers are append-only: the database refuses to change or remove a row.
Each row has the day that it counts for, so that a line can be read as it stood on any day.
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
    spent = models.DecimalField(max_digits=12, decimal_places=2, default=0)
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
            models.CheckConstraint(
                condition=Q(spent__gte=0, spent__lte=F("committed")), name="line_spent_within_committed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} of {self.system_id} in {self.financial_year}"


class LedgerEntry(models.Model):
    """What the ledgers share. `counts_on` is the day the money counts for, `entered_at` when it was written down."""

    amount = models.DecimalField(max_digits=12, decimal_places=2)
    reason = models.TextField(blank=True)
    counts_on = models.DateField()

    class Meta:
        abstract = True
        ordering = ["pk"]


class AllocationEntry(LedgerEntry):
    """One change of a line's amount, up or down, by a named person."""

    line = models.ForeignKey(AllocationLine, models.PROTECT, related_name="entries")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=dates.now)

    def __str__(self) -> str:
        return f"{self.amount} on line {self.line_id}"


class Draw(LedgerEntry):
    """Money of a line for what the caller calls `code` (`initiative:12`) and people call `label`."""

    code = models.CharField(max_length=60)
    label = models.CharField(max_length=160, blank=True)

    class Meta(LedgerEntry.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.amount} for {self.code}"


class Commitment(Draw):
    """Money promised; negative when given back. A match-funded one names who else pays (CASE-P-22)."""

    line = models.ForeignKey(AllocationLine, models.PROTECT, related_name="commitments")
    match_funded = models.BooleanField(default=False)
    other_funder = models.CharField(max_length=160, blank=True)
    committed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    committed_at = models.DateTimeField(default=dates.now)

    class Meta(Draw.Meta):
        indexes = [models.Index(fields=["code"], name="commitment_by_code")]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="commitment_is_not_nothing"),
            models.CheckConstraint(
                condition=Q(match_funded=False) | ~Q(other_funder=""), name="commitment_match_names_the_other"
            ),
        ]


class SpendEntry(Draw):
    """Money paid; negative when an entry is taken back: a correction names the entry that it `corrects`."""

    line = models.ForeignKey(AllocationLine, models.PROTECT, related_name="spend")
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=dates.now)

    class Meta(Draw.Meta):
        indexes = [models.Index(fields=["code"], name="spend_by_code")]
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="spend_is_not_nothing")]


class ForecastEntry(LedgerEntry):
    """What somebody expects a line to cost in its whole year; the latest counts."""

    line = models.ForeignKey(AllocationLine, models.PROTECT, related_name="forecasts")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=dates.now)

    class Meta(LedgerEntry.Meta):
        constraints = [models.CheckConstraint(condition=Q(amount__gte=0), name="forecast_not_negative")]

    def __str__(self) -> str:
        return f"{self.amount} expected of line {self.line_id}"
