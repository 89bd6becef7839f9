"""The toolkit's reference as rows: dated, sourced, with the handbook's codes as natural keys.

Only `reference.load` writes national rows. A system's own goals and essentials (`LOC-...`) stand beside them
in the same tables, with the organisation that owns them: no national row is ever edited into a local one.
"""

import re

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from action_plans.toolkit.statuses import EntrySet, NationalState, StatusTag
from retention_portal.core.vocabulary import CareerStage, Level, LossPhase


class ReferenceRow(models.Model):
    """What every row carries. `valid_from` empty: no start is recorded. `position` is the printed order."""

    code = models.CharField(max_length=20, unique=True)
    position = models.PositiveSmallIntegerField()
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    financial_year = models.CharField(max_length=7, blank=True)
    source = models.CharField(max_length=60)
    status_tag = models.CharField(max_length=1, choices=StatusTag.choices)

    class Meta:
        abstract = True
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="%(class)s_valid_to_not_before_from",
            )
        ]

    def __str__(self) -> str:
        return self.code


def owned_by_an_organisation_when_local(table: str) -> models.CheckConstraint:
    """Constraint: `LOC-` rows have an owner, national rows have none."""
    return models.CheckConstraint(
        condition=Q(code__startswith="LOC-", organisation__isnull=False)
        | (~Q(code__startswith="LOC-") & Q(organisation=None)),
        name=f"{table}_local_rows_have_an_owner",
    )


class Source(models.Model):
    """Where a fact was read: `SRC-nn` and its title."""

    code = models.CharField(max_length=20, unique=True)
    title = models.TextField()

    def __str__(self) -> str:
        return self.code


class Stage(ReferenceRow):
    """A stage of the GP Retention Improvement Cycle. The cycle and the checklist print them in different
    orders.
    """

    name = models.CharField(max_length=80)
    asks = models.TextField()
    says = ArrayField(models.TextField())
    cycle_order = models.PositiveSmallIntegerField(unique=True)
    checklist_order = models.PositiveSmallIntegerField(unique=True)

    class Meta(ReferenceRow.Meta):
        ordering = ["cycle_order"]


class LevelDefinition(ReferenceRow):
    """What the toolkit says of a level of intervention. What a level inherits is `Level.inherits`."""

    name = models.CharField(max_length=80)
    also_called = models.CharField(max_length=40)
    definition = models.TextField()
    goals_begin = models.CharField(max_length=60)


class CareerStageDefinition(ReferenceRow):
    """What the toolkit says of a career stage, and its other names."""

    name = models.CharField(max_length=40)
    also_called = ArrayField(models.CharField(max_length=60))
    definition = models.TextField()


class LossReasonDefinition(ReferenceRow):
    """A reason for which GPs are lost, in whole or in part, and the career stages it belongs to."""

    name = models.CharField(max_length=120)
    phase = models.CharField(max_length=60, choices=LossPhase.choices)
    career_stages = ArrayField(models.CharField(max_length=6, choices=CareerStage.choices))


class Goal(ReferenceRow):
    """An aspiration at one level, national or an organisation's own."""

    level = models.CharField(max_length=2, choices=Level.choices)
    name = models.CharField(max_length=80)
    text = models.TextField()
    organisation = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(ReferenceRow.Meta):
        constraints = [*ReferenceRow.Meta.constraints, owned_by_an_organisation_when_local("goal")]


class Essential(ReferenceRow):
    """An action plan essential (local must-do) at the level that names it, national or an organisation's
    own.
    """

    level = models.CharField(max_length=2, choices=Level.choices)
    name = models.CharField(max_length=200)
    helps = models.ManyToManyField(Goal, related_name="essentials")  # our mapping (R)
    organisation = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(ReferenceRow.Meta):
        constraints = [*ReferenceRow.Meta.constraints, owned_by_an_organisation_when_local("essential")]


class NationalItem(ReferenceRow):
    """Available national support: how a GP or practice gets in, and what became of it."""

    level = models.CharField(max_length=2, choices=Level.choices)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="sub_items"
    )
    same_as = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="also_at"
    )
    state = models.CharField(max_length=10, choices=NationalState.choices)
    route_in = models.TextField()
    route_source = models.CharField(max_length=60)
    today_state = models.TextField()
    today_source = models.CharField(max_length=60)

    @property
    def parent_code(self) -> str | None:
        """The code of the item that this one is part of."""
        return self.parent.code if self.parent else None

    @property
    def same_as_code(self) -> str | None:
        """The code of the same offer at a lower level."""
        return self.same_as.code if self.same_as else None


class ChecklistQuestion(ReferenceRow):
    """One "Have you ...?" question of a stage, and what would naturally show it (R)."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="questions")
    text = models.TextField()
    evidence = models.CharField(max_length=120)


class Contributor(ReferenceRow):
    """A body or group whom the toolkit suggests to involve, and its later name."""

    name = models.CharField(max_length=120)
    later_name = models.CharField(max_length=200, blank=True)
    later_source = models.CharField(max_length=60, blank=True)


class CaseStudy(ReferenceRow):
    """A case study as printed. Contact and link are historic text: the CCG sites closed with the CCGs."""

    name = models.CharField(max_length=120)
    area = models.CharField(max_length=120)
    level = models.CharField(max_length=2, choices=Level.choices)
    sidebar = models.BooleanField(default=False)
    stage = models.ForeignKey(
        Stage, null=True, blank=True, on_delete=models.PROTECT, related_name="case_studies"
    )
    career_stages = ArrayField(models.CharField(max_length=6, choices=CareerStage.choices), default=list)
    every_career_stage = models.BooleanField(default=False)
    stage_inferred = models.BooleanField(default=False)
    stage_note = models.TextField(blank=True)
    offers = models.TextField()
    who_for = models.TextField(blank=True)
    numbers = models.TextField(blank=True)
    money = models.TextField(blank=True)
    duration = models.CharField(max_length=120, blank=True)
    outcome = models.TextField(blank=True)
    contact = models.TextField(blank=True)
    link = models.TextField(blank=True)
    can_help = models.ManyToManyField(Essential, related_name="case_studies")  # our judgement (R)
    search_words = models.TextField()

    @property
    def numbers_in_short(self) -> str:
        """The numbers without source codes, for a card; the page of the case study names the sources."""
        return re.sub(r" \(SRC-\d+\)", "", self.numbers)


class ToolkitEntry(ReferenceRow):
    """A row of one of the toolkit's short lists, or of the portal's own question sets and measures."""

    entry_set = models.CharField(max_length=4, choices=EntrySet.choices)
    group = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=120, blank=True)
    text = models.TextField()
    details = models.JSONField(default=dict)
    related = ArrayField(models.CharField(max_length=20), default=list)

    class Meta(ReferenceRow.Meta):
        ordering = ["entry_set", "position"]
