"""Schemes as dated records, and what an area offers: its form, its letters, and every version that was published."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from retention_portal.core import dates
from retention_portal.core.vocabulary import CareerStage, Level, Profession
from schemes.catalogue.statuses import DecisionBy, Need, OfferKind, OfferStatus, SchemeState


class DateRange(Func):
    """The days from the first to the second, both included; an empty end is open."""

    function = "daterange"
    output_field = DateRangeField()


def _several(choices: type[models.TextChoices]) -> ArrayField:
    return ArrayField(models.CharField(max_length=30, choices=choices), default=list, blank=True)


class Scheme(models.Model):
    """One scheme of the handbook, for all time. What it says on a day is its `SchemeRecord` of that day."""

    code = models.CharField(max_length=20, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class SchemeRecord(models.Model):
    """What a scheme was from `valid_from` to `valid_to`, both included; empty ends are open.

    `steps`: [{"code", "title", "who"}]. `documents`: [{"code", "text", "health"}]. `money`: [{"code", "text",
    "rate"}], where `rate` names a dated rate of `rules.rates`. `roles`: [{"code", "group", "text"}]. `sources`:
    [{"code", "title"}], the title with its site. `unconfirmed`: [{"code", "point", "why"}]. The rules themselves
    are those of the scheme's rule book on the day.
    """

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="records")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=12, choices=SchemeState)
    status_note = models.TextField(blank=True)
    name = models.CharField(max_length=120)
    summary = models.TextField()
    who_for = models.TextField()
    what_you_get = models.TextField()
    rules_text = models.TextField(blank=True)
    money_text = models.TextField(blank=True)
    repay_text = models.TextField(blank=True)
    duration = models.TextField(blank=True)
    time_needed = models.TextField(blank=True)
    applicant = models.TextField()
    approver = models.TextField()
    paid_to = models.TextField(blank=True)
    reporting = models.TextField(blank=True)
    next_step = models.TextField()
    money = models.JSONField(default=list)
    documents = models.JSONField(default=list)
    steps = models.JSONField(default=list)
    sources = models.JSONField(default=list)
    unconfirmed = models.JSONField(default=list)
    roles = models.JSONField(default=list)
    professions = _several(Profession)
    career_stages = _several(CareerStage)
    needs = _several(Need)
    level = models.CharField(max_length=2, choices=Level, default=Level.L1)
    run_by = models.CharField(max_length=120)
    replaced_by = models.ForeignKey(Scheme, models.PROTECT, null=True, blank=True, related_name="replaces")
    replaced_by_text = models.TextField(blank=True)
    signpost_only = models.BooleanField(default=False)
    as_of = models.CharField(max_length=40, help_text="When the newest source is from, in words")
    search_words = models.TextField()

    class Meta:
        ordering = ["scheme__position", F("valid_from").desc(nulls_last=True)]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="scheme_record_ends_after_it_starts",
            ),
            ExclusionConstraint(
                name="scheme_record_one_on_a_day",
                deferrable=models.Deferrable.DEFERRED,  # the loader moves several ends in one go
                expressions=[
                    ("scheme", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} from {self.valid_from}"


class Offer(models.Model):
    """What a system or training hub offers: a national scheme on its patch, or a scheme of its own.

    The JSON columns are the parts of the form; their shapes are those of `form_layout`. Nobody applies to this row:
    they apply to its `live` version, which is frozen. `revision` goes up at every save.
    """

    scheme = models.ForeignKey(Scheme, models.PROTECT, null=True, blank=True, related_name="offers")
    owner = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=OfferKind)
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=120)
    summary = models.TextField()
    what_you_get = models.TextField(blank=True)
    money_text = models.TextField(blank=True)
    time_needed = models.TextField(blank=True)
    repay_text = models.TextField(blank=True)
    where_text = models.TextField(blank=True)
    programme_dates = models.JSONField(default=list, blank=True)
    opens_on = models.DateField()
    closes_on = models.DateField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    places = models.PositiveSmallIntegerField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=OfferStatus, default=OfferStatus.DRAFT)
    level = models.CharField(max_length=2, choices=Level, default=Level.L1)
    professions = _several(Profession)
    career_stages = _several(CareerStage)
    needs = _several(Need)
    rules = models.JSONField(default=list, blank=True)
    questions = models.JSONField(default=list, blank=True)
    documents = models.JSONField(default=list, blank=True)
    host_part = models.JSONField(default=dict, blank=True)
    supervisor_part = models.JSONField(default=dict, blank=True)
    letters = models.JSONField(default=dict, blank=True)
    contact_name = models.CharField(max_length=120, blank=True)
    contact_role = models.CharField(max_length=120, blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    contact_email = models.EmailField(blank=True)
    decision_by = models.CharField(max_length=10, choices=DecisionBy, default=DecisionBy.SINGLE)
    decided_by_text = models.CharField(max_length=200, blank=True)
    blind = models.BooleanField(default=False)
    score_weights = models.JSONField(default=list, blank=True)
    review = models.JSONField(
        default=dict, blank=True, help_text="How a panel reads: see form_layout.ReviewPlan"
    )
    copied_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="copies")
    case_study = models.CharField(
        max_length=20, blank=True, help_text="The toolkit's case study it began from"
    )
    live = models.ForeignKey("OfferVersion", models.PROTECT, null=True, blank=True, related_name="+")
    revision = models.PositiveIntegerField(default=1)
    made_up = models.BooleanField(default=False, help_text="Part of the demonstration")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=dates.now)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(default=dates.now)

    class Meta:
        ordering = ["title", "pk"]
        indexes = [models.Index(fields=["owner", "status"], name="offers_of_owner")]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on=None) | Q(closes_on__gte=F("opens_on")),
                name="offer_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(live__isnull=False), name="offer_published_has_a_version"
            ),
            models.CheckConstraint(
                condition=Q(kind="national", scheme__isnull=False) | (~Q(kind="national") & Q(scheme=None)),
                name="offer_national_names_its_scheme",
            ),
            models.CheckConstraint(condition=Q(places=None) | Q(places__gte=1), name="offer_places_from_one"),
        ]

    def __str__(self) -> str:
        return self.title


class OfferVersion(models.Model):
    """The form of an offer as it was published, for ever. An application names the version it answers."""

    offer = models.ForeignKey(Offer, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    form = models.JSONField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(default=dates.now)

    class Meta:
        ordering = ["offer", "-number"]
        constraints = [models.UniqueConstraint(fields=["offer", "number"], name="offer_version_number_once")]

    def __str__(self) -> str:
        return f"{self.offer_id} version {self.number}"
