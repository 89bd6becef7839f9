"""Files that were sent, what was found in them, and the versions of the figures that came of them.

The columns of the figures are made from the measure register, the same for practices and for sums.
"""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from retention_portal.core.dates import Month
from workforce.extracts.layouts import LAYOUT_NAMES
from workforce.extracts.measures import MEASURES, Measure
from workforce.extracts.problems import CATALOGUE, ProblemKind
from workforce.extracts.statuses import ImportStatus, Scan, Scope, Severity


def _column(measure: Measure) -> Any:
    """Null is "missing", never nought."""
    if measure.is_whole:
        return models.BigIntegerField(null=True, help_text=measure.field)
    return models.DecimalField(null=True, max_digits=18, decimal_places=9, help_text=measure.field)


class Figures(models.Model):
    """The promoted measures as columns."""

    class Meta:
        abstract = True


for _measure in MEASURES:
    Figures.add_to_class(_measure.column, _column(_measure))


class WorkforceImport(models.Model):
    """One file that somebody sent, kept as it came, with what the check found.

    `owner` is the organisation in whose name it was sent; none for the country as a whole.
    `base_version` is the version that was current when the preview was made: publishing refuses another.
    The file itself goes after its time (`file` is then empty); its hash, the counts and the problems stay.
    """

    status = models.TextField(choices=ImportStatus, default=ImportStatus.RECEIVED)
    file_name = models.TextField()
    file_size = models.BigIntegerField()
    file_sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="workforce", max_length=200, blank=True)
    file_removed_at = models.DateTimeField(null=True)
    scan_state = models.TextField(choices=Scan, default=Scan.NOT_SCANNED)
    stuck_told_at = models.DateTimeField(
        null=True, help_text="When administrators heard that its check is stuck"
    )
    stated_period = models.CharField(max_length=7, blank=True)
    owner = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(db_default=Now())
    checked_at = models.DateTimeField(null=True)
    layout = models.TextField(blank=True)
    period = models.CharField(max_length=7, blank=True)
    scope = models.TextField(choices=Scope, blank=True)
    member_name = models.TextField(blank=True)
    encoding = models.TextField(blank=True)
    content_sha256 = models.CharField(max_length=64, blank=True)
    rows_read = models.IntegerField(default=0)
    rows_loaded = models.IntegerField(default=0)
    rows_rejected = models.IntegerField(default=0)
    problem_counts = models.JSONField(default=dict)
    base_version = models.ForeignKey("DataVersion", models.SET_NULL, null=True, blank=True, related_name="+")
    accepted_rejects_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        indexes = [
            models.Index(fields=["status", "-uploaded_at"], name="import_by_status"),
            models.Index(fields=["content_sha256"], name="import_by_content"),
        ]
        constraints = [
            models.CheckConstraint(
                name="import_read_is_loaded_and_rejected",
                condition=Q(rows_read=models.F("rows_loaded") + models.F("rows_rejected")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.get_status_display()})"

    @property
    def month(self) -> Month | None:
        """The month of its figures, once known."""
        return Month.parse(self.period) if self.period else None

    @property
    def errors(self) -> int:
        """How many errors the check found."""
        return sum(
            count for code, count in self.problem_counts.items() if CATALOGUE[code].severity == Severity.ERROR
        )


class ImportProblem(models.Model):
    """One thing that a check found; at most 10,000 of a code are kept, the counts are on the import."""

    workforce_import = models.ForeignKey(WorkforceImport, models.CASCADE, related_name="problems")
    code = models.CharField(max_length=10)
    severity = models.TextField(choices=Severity)
    row = models.IntegerField(null=True)
    column = models.TextField(blank=True)
    value = models.TextField(null=True)  # noqa: DJ001 - an empty cell is not the same as no cell
    message = models.TextField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.code} in row {self.row}"

    @property
    def kind(self) -> ProblemKind:
        """Its entry of the catalogue."""
        return CATALOGUE[self.code]


class DataVersion(models.Model):
    """The figures of one file: a draft while `edition` is empty, then an edition that never changes.

    At most one edition of a layout, month, scope and owner is current; the others stay citable.
    `headings` are those of the file, so that the kept lines can be read. `absent` are measures that the file
    has no column for. `generated` marks made-up figures of the demonstration.
    """

    workforce_import = models.OneToOneField(WorkforceImport, models.PROTECT, related_name="version")
    layout = models.TextField()
    period = models.CharField(max_length=7)
    scope = models.TextField(choices=Scope)
    owner = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    edition = models.PositiveIntegerField(null=True)
    is_current = models.BooleanField(default=False)
    generated = models.BooleanField(default=False)
    practices = models.IntegerField(default=0)
    headings = ArrayField(models.TextField())
    absent = ArrayField(models.TextField(), default=list)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-period", "-published_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["layout", "period", "scope", "owner"],
                condition=Q(is_current=True),
                nulls_distinct=False,
                name="version_one_current",
            ),
            models.UniqueConstraint(
                fields=["layout", "period", "scope", "owner", "edition"],
                condition=Q(edition__isnull=False),
                nulls_distinct=False,
                name="version_edition_once",
            ),
            models.CheckConstraint(
                name="version_published_at_and_by",
                condition=Q(edition__isnull=True, published_at__isnull=True, published_by__isnull=True)
                | Q(edition__isnull=False, published_at__isnull=False, published_by__isnull=False),
            ),
            models.CheckConstraint(
                name="version_undone_at_and_by",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False, is_current=False),
            ),
            models.CheckConstraint(
                name="version_current_is_published", condition=Q(is_current=False) | Q(edition__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.citation

    @property
    def month(self) -> Month:
        """The month of its figures, which are a snapshot at its last day."""
        return Month.parse(self.period)

    @property
    def is_partial(self) -> bool:
        """Whether it is an extract, not the country."""
        return self.scope == Scope.EXTRACT

    @property
    def code(self) -> str:
        """Short and citable: "GPW-2024-09-E1", an extract with its owner: "GPW-2024-09-QHM-E1"."""
        whose = (self.owner.code if self.owner else "EXTRACT",) if self.is_partial else ()
        return "-".join(["GPW", self.period, *whose, f"E{self.edition}" if self.edition else "DRAFT"])

    @property
    def citation(self) -> str:
        """In words, as below a table."""
        extent = f", extract of {self.practices:,} practices" if self.is_partial else ""
        edition = f"edition {self.edition}" if self.edition else "not published"
        return f"{LAYOUT_NAMES.get(self.layout, self.layout)}, {self.month.label}, {edition}{extent}"


class PracticeRow(Figures):
    """One practice in one version, with the geography of that month as the file gives it.

    `missing` says why figures are missing: {reason: [columns]}. `raw_line` is the row as read.
    """

    version = models.ForeignKey(DataVersion, models.CASCADE, related_name="practice_rows")
    row_number = models.IntegerField()
    prac_code = models.TextField()
    prac_name = models.TextField()
    pcn_code = models.TextField(blank=True)
    pcn_name = models.TextField(blank=True)
    sub_icb_code = models.TextField()
    sub_icb_name = models.TextField(blank=True)
    icb_code = models.TextField()
    icb_name = models.TextField(blank=True)
    region_code = models.TextField()
    region_name = models.TextField(blank=True)
    missing = models.JSONField(default=dict)
    raw_line = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "prac_code"], name="practice_once_a_version")
        ]
        indexes = [models.Index(fields=["prac_code", "version"], name="figures_of_practice")]

    def __str__(self) -> str:
        return f"{self.prac_code} in version {self.version_id}"


class OrganisationSummary(Figures):
    """The sums of one organisation in one version. `reporting[i]` practices have a figure for measure i.

    The organisation is named by its code in the file; `level` is an OrganisationKind above practice.
    Headcount columns are sums of practice headcounts, in which a GP at two practices counts twice.
    `patients_where_gp_reported` leaves out the patients of practices without GP figures, so that patients per
    FTE divides like by like.
    """

    version = models.ForeignKey(DataVersion, models.CASCADE, related_name="summaries")
    level = models.TextField()
    code = models.TextField()
    name = models.TextField(blank=True)
    practices = models.IntegerField()
    reporting = ArrayField(models.IntegerField())
    patients_where_gp_reported = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "level", "code"], name="summary_once_a_version")
        ]
        indexes = [models.Index(fields=["code", "version"], name="summary_of_organisation")]

    def __str__(self) -> str:
        return f"{self.code} in version {self.version_id}"


class Citation(models.Model):
    """Something frozen that stands on a version, such as a report: while there is one, undoing takes an administrator."""

    version = models.ForeignKey(DataVersion, models.PROTECT, related_name="citations")
    key = models.TextField(unique=True)
    what = models.TextField()
    cited_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.what


class EditionNotice(models.Model):
    """Word to one system lead that a newer edition of a shared month replaced another, until they have seen it."""

    version = models.ForeignKey(DataVersion, models.CASCADE, related_name="notices")
    replaced = models.ForeignKey(DataVersion, models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    told_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "person"], name="edition_told_once_to_each"),
        ]
        indexes = [
            models.Index(fields=["person"], name="edition_not_seen_yet", condition=Q(seen_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} told to {self.person_id}"
