"""Bodies, their names, their places over time, and what replaced what."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, Value

from retention_portal.organisations.statuses import Basis, Extent, OrganisationKind


class DateRange(Func):
    """The days from the first to the last, both included; an empty end is open."""

    function = "DATERANGE"
    output_field = DateRangeField()


class Organisation(models.Model):
    """One body. `opened_on` and `closed_on` are its first and last day; empty when no source states them.

    `dormant_seen_on` is the day of the first file that lists a practice as dormant or no longer as a GP
    practice. `added` marks what a person added, which reloading the reference leaves alone; `fictional`
    what the demonstration made up.
    """

    code = models.TextField(unique=True)
    kind = models.TextField(choices=OrganisationKind)
    name = models.TextField()
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    dormant_seen_on = models.DateField(null=True, blank=True)
    address = models.TextField(blank=True)
    postcode = models.TextField(blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    source = models.TextField(blank=True)
    added = models.BooleanField(default=False)
    fictional = models.BooleanField(default=False)
    search_text = models.TextField(blank=True)

    class Meta:
        ordering = ["code"]
        indexes = [
            models.Index(fields=["kind", "code"], name="organisation_by_kind"),
            GinIndex(OpClass("search_text", name="gin_trgm_ops"), name="organisation_search"),
        ]
        constraints = [
            models.CheckConstraint(
                name="organisation_code_is_capitals_and_digits",
                condition=Q(code__regex=r"^[A-Z0-9][A-Z0-9-]{1,19}$"),
            ),
            models.CheckConstraint(
                name="organisation_closes_after_it_opens",
                condition=Q(opened_on__isnull=True)
                | Q(closed_on__isnull=True)
                | Q(closed_on__gte=F("opened_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationName(models.Model):
    """A name that a body had; kept only for bodies that have had several.

    With `seen_on` the start is not stated: a file of that day was the first to show the name.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="names")
    name = models.TextField()
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    seen_on = models.DateField(null=True, blank=True)
    source = models.TextField(blank=True)
    added = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["organisation", "valid_from"], name="name_of_organisation")]

    def __str__(self) -> str:
        return self.name


class Parent(models.Model):
    """A body's place in another, from `valid_from` to `valid_to`, both included; empty is open.

    `basis` says how the start is known (see `Basis`). With `seen_by` the file of `seen_on` was the first
    to show the link. Rows with `one_of` on the same days are candidates, one of which is right.
    """

    child = models.ForeignKey(Organisation, models.CASCADE, related_name="parent_links")
    parent = models.ForeignKey(Organisation, models.CASCADE, related_name="child_links")
    parent_kind = models.TextField(choices=OrganisationKind)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    seen_on = models.DateField(null=True, blank=True)
    basis = models.TextField(choices=Basis)
    source = models.TextField(blank=True)
    added = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["child", "parent_kind"], name="parents_of_child"),
            models.Index(fields=["parent"], name="children_of_parent"),
        ]
        constraints = [
            ExclusionConstraint(
                name="parent_one_of_a_kind_at_a_time",
                expressions=[
                    ("child", RangeOperators.EQUAL),
                    ("parent_kind", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", Value("[]")), RangeOperators.OVERLAPS),
                ],
                condition=~Q(basis=Basis.ONE_OF),
            ),
            models.CheckConstraint(
                name="parent_seen_by_says_when",
                condition=~Q(basis=Basis.SEEN_BY) | Q(seen_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} in {self.parent_id} ({self.basis})"


class Succession(models.Model):
    """One body replaced by another from a day on, wholly or in part."""

    predecessor = models.ForeignKey(Organisation, models.CASCADE, related_name="succeeded_by")
    successor = models.ForeignKey(Organisation, models.CASCADE, related_name="succeeded")
    on = models.DateField()
    extent = models.TextField(choices=Extent)
    source = models.TextField(blank=True)
    added = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor", "on"], name="succession_stated_once")
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id} on {self.on}"
