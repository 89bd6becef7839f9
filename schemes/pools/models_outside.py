"""What comes from outside and goes out: bookings of a supplier's file, and private calendars."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from retention_portal.core import dates
from schemes.pools.models import Pool
from schemes.pools.statuses import CoverType, SupplierOutcome

PERSON = settings.AUTH_USER_MODEL


class SupplierImport(models.Model):
    """One file of a supplier, known by its content. Read = loaded + rejected."""

    pool = models.ForeignKey(Pool, models.PROTECT, related_name="imports")
    name = models.CharField(max_length=160)
    sha256 = models.CharField(max_length=64)
    rows_read = models.PositiveIntegerField()
    rows_loaded = models.PositiveIntegerField()
    rows_rejected = models.PositiveIntegerField()
    problems = models.JSONField(default=list)
    imported_at = models.DateTimeField(default=dates.now)
    imported_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-imported_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["pool", "sha256"], name="pool_import_same_file_once"),
            models.CheckConstraint(
                condition=Q(rows_read=F("rows_loaded") + F("rows_rejected")), name="pool_import_counts_add_up"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SupplierSession(models.Model):
    """A session that a supplier's system filled or did not; the newest file's word on a reference counts."""

    pool = models.ForeignKey(Pool, models.PROTECT, related_name="supplier_sessions")
    source = models.ForeignKey(SupplierImport, models.PROTECT, related_name="sessions")
    reference = models.CharField(max_length=60)
    practice = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    cover_type = models.CharField(max_length=20, choices=CoverType)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    posted_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=SupplierOutcome)
    worked_minutes = models.PositiveIntegerField(null=True, blank=True)
    rate = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["pool", "reference"], name="pool_supplier_session_once"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="pool_supplier_session_ends_after_it_starts"
            ),
        ]
        indexes = [models.Index(fields=["pool", "starts_at"], name="pool_supplier_session_when")]

    def __str__(self) -> str:
        return self.reference


class CalendarFeed(models.Model):
    """A private address of one's own sessions. Only a hash is kept; taking it back ends it at once."""

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="calendar_feeds")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=dates.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(revoked_at__isnull=True), name="pool_calendar_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"calendar {self.pk}"
