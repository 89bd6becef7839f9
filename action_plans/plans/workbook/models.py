"""A workbook that somebody sent for a plan, as read, with what was found in it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from action_plans.plans.workbook.statuses import WorkbookStatus
from retention_portal.core import dates


class PlanWorkbook(models.Model):
    """One file. The file itself is not kept: `rows` holds its cells as read, `file_sha256` which file it was.

    `rows`: [[sheet, [[spreadsheet row number, [cells]]]]]. `problems`: as `Problem.as_json`. `changes`: what saving
    would do, as `matching.Comparison.as_json`. `plan_stamp` is that of the plan which they were compared with.
    """

    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="workbooks")
    status = models.CharField(max_length=10, choices=WorkbookStatus, default=WorkbookStatus.RECEIVED)
    file_name = models.CharField(max_length=200)
    file_size = models.PositiveIntegerField()
    file_sha256 = models.CharField(max_length=64)
    rows: Any = models.JSONField(default=list)
    problems: Any = models.JSONField(default=list)
    changes: Any = models.JSONField(default=dict)
    plan_stamp = models.CharField(max_length=64, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=dates.now)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="applied", applied_at__isnull=False, applied_by__isnull=False)
                | (~Q(status="applied") & Q(applied_at=None, applied_by=None)),
                name="workbook_applied_at_and_by",
            )
        ]

    def __str__(self) -> str:
        return self.file_name
