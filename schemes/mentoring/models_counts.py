"""Counts of a region by quarter: made once, kept, and read by everybody who may, so that no two looks differ."""

from django.db import models

from retention_portal.core import dates


class RegionCounts(models.Model):
    """One region and one quarter that is over. `shown` holds only what the rule of small numbers lets be seen."""

    region = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    quarter = models.CharField(max_length=12)
    shown = models.JSONField()
    made_at = models.DateTimeField(default=dates.now)

    class Meta:
        ordering = ["-quarter", "region"]
        constraints = [
            models.UniqueConstraint(fields=["region", "quarter"], name="mentoring_counts_once_a_quarter")
        ]

    def __str__(self) -> str:
        return f"Counts {self.pk}"
