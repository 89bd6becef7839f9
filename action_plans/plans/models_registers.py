"""The two registers of a plan: its risks and its stakeholders."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from action_plans.plans.rules_risks import Band, band_of, score
from action_plans.plans.statuses_registers import (
    Consequence,
    Likelihood,
    Proximity,
    RiskStatus,
    Stance,
    Trend,
)
from retention_portal.core import dates


class RegisterRow(models.Model):
    """What both registers keep. `version` goes up at every save, so that two people cannot overwrite each other."""

    number = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(default=dates.now)

    class Meta:
        abstract = True


class Risk(RegisterRow):
    """Something that may keep a plan from working: scored before mitigation, now, and aimed at (handbook 4.4)."""

    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="risks")
    title = models.CharField(max_length=120)
    description = models.TextField()
    owner_name = models.CharField(max_length=120)
    mitigation = models.TextField(blank=True)
    likelihood_before = models.PositiveSmallIntegerField(choices=Likelihood)
    consequence_before = models.PositiveSmallIntegerField(choices=Consequence)
    likelihood = models.PositiveSmallIntegerField(choices=Likelihood)
    consequence = models.PositiveSmallIntegerField(choices=Consequence)
    likelihood_target = models.PositiveSmallIntegerField(choices=Likelihood, null=True, blank=True)
    consequence_target = models.PositiveSmallIntegerField(choices=Consequence, null=True, blank=True)
    trend = models.CharField(max_length=10, choices=Trend, default=Trend.STEADY)
    proximity = models.CharField(max_length=10, choices=Proximity, default=Proximity.YEAR)
    status = models.CharField(max_length=10, choices=RiskStatus, default=RiskStatus.OPEN)
    status_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="risk_number_once_in_a_plan"),
            models.CheckConstraint(
                condition=Q(likelihood_target=None, consequence_target=None)
                | Q(likelihood_target__isnull=False, consequence_target__isnull=False),
                name="risk_target_is_whole",
            ),
        ] + [
            models.CheckConstraint(condition=Q(**{f"{name}__range": (1, 5)}), name=f"risk_{name}_1_to_5")
            for name in ("likelihood_before", "consequence_before", "likelihood", "consequence")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def reference(self) -> str:
        """Stable within its plan: RSK-0003."""
        return f"RSK-{self.number:04}"

    @property
    def score_before(self) -> int:
        """Before mitigation."""
        return score(self.likelihood_before, self.consequence_before)

    @property
    def score_now(self) -> int:
        """After what is done about it."""
        return score(self.likelihood, self.consequence)

    @property
    def score_target(self) -> int | None:
        """What it should come to; None when nobody said."""
        if self.likelihood_target is None or self.consequence_target is None:
            return None
        return score(self.likelihood_target, self.consequence_target)

    @property
    def band(self) -> Band:
        """The band of the score now."""
        return band_of(self.score_now)


class Stakeholder(RegisterRow):
    """A body or role that the plan needs, and how it stands to it (CASE-P-08)."""

    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="stakeholders")
    name = models.CharField(max_length=120)
    contributor = models.ForeignKey(
        "toolkit.Contributor", models.PROTECT, related_name="+", null=True, blank=True
    )
    stance = models.CharField(max_length=12, choices=Stance, default=Stance.NEUTRAL)
    matters = models.TextField(blank=True)
    approach = models.TextField(blank=True)
    owner_name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="stakeholder_number_once_in_a_plan")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def reference(self) -> str:
        """Stable within its plan: STK-0003."""
        return f"STK-{self.number:04}"
