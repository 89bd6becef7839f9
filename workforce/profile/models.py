"""The weights and thresholds that a system's lead set for the list "where support should go first"."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from retention_portal.core import dates


class WatchSetting(models.Model):
    """One edition of a system's weights and thresholds; the newest counts, earlier ones stay as they were.

    `weights`: {reason: 0 to 5}. `thresholds`: {reason: number as text}. Both are empty when the lead went back to
    the portal's own.
    """

    system = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    edition = models.PositiveIntegerField()
    is_default = models.BooleanField(default=False)
    weights = models.JSONField(default=dict)
    thresholds = models.JSONField(default=dict)
    set_at = models.DateTimeField(default=dates.now)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["system_id", "-edition"]
        constraints = [
            models.UniqueConstraint(fields=["system", "edition"], name="watch_setting_edition_once"),
            models.CheckConstraint(condition=Q(edition__gte=1), name="watch_setting_edition_from_1"),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(weights={}, thresholds={}),
                name="watch_setting_default_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"edition {self.edition} of system {self.system_id}"
