"""Reads of the toolkit's reference. Each says how many statements it makes; none grows with the rows.

`on` is the day for which a row must be in force: first and last day included, an open end has none.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from action_plans.toolkit import rules
from action_plans.toolkit.models import (
    CareerStageDefinition,
    CaseStudy,
    ChecklistQuestion,
    Contributor,
    Essential,
    Goal,
    LevelDefinition,
    LossReasonDefinition,
    NationalItem,
    Source,
    Stage,
    ToolkitEntry,
)
from action_plans.toolkit.statuses import EntrySet
from retention_portal.core.vocabulary import CareerStage, Level
from retention_portal.organisations.models import Organisation

Row = TypeVar("Row", bound=Model)

EVERY_STAGE = "every"
LONGEST_CODE = 20


def in_force(rows: QuerySet[Row], on: date) -> QuerySet[Row]:
    """Those of `rows` that are in force on the day `on`."""
    return rows.filter(Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gte=on))


def stages(on: date) -> QuerySet[Stage]:
    """The five stages in the order of the cycle; `.order_by("checklist_order")` gives the other. One
    statement.
    """
    return in_force(Stage.objects.all(), on)


def levels(on: date) -> QuerySet[LevelDefinition]:
    """The three levels. One statement."""
    return in_force(LevelDefinition.objects.all(), on)


def career_stages(on: date) -> QuerySet[CareerStageDefinition]:
    """The five career stages. One statement."""
    return in_force(CareerStageDefinition.objects.all(), on)


def loss_reasons(on: date, career_stage: str | None = None) -> QuerySet[LossReasonDefinition]:
    """Reasons for loss, all or those of one career stage. One statement."""
    rows = in_force(LossReasonDefinition.objects.all(), on)
    return rows.filter(career_stages__contains=[career_stage]) if career_stage else rows


def contributors(on: date) -> QuerySet[Contributor]:
    """Whom to involve in the plan. One statement."""
    return in_force(Contributor.objects.all(), on)


def checklist(on: date) -> QuerySet[ChecklistQuestion]:
    """The 22 questions in the order of the checklist, each with its stage. One statement."""
    return in_force(ChecklistQuestion.objects.select_related("stage"), on)


def goals_for(level: str, on: date, owners: Iterable[Organisation] = ()) -> list[Goal]:
    """The goals of one level (goals are not inherited): national, then those of `owners`. One statement."""
    return list(_owned(Goal.objects.filter(level=Level(level)), on, owners))


def essentials_for(level: str, on: date, owners: Iterable[Organisation] = ()) -> list[Essential]:
    """The essentials that count at `level`, inherited first: 11, 17 or 22, and after them those of `owners`.

    Two statements: the essentials, and the goals they help (`.helps`).
    """
    rows = list(_owned(Essential.objects.prefetch_related("helps"), on, owners))
    national = [row for row in rows if row.organisation_id is None]
    local = [row for row in rows if row.organisation_id is not None]
    return rules.effective_essentials(level, national) + rules.effective_essentials(level, local)


def _owned(rows: QuerySet[Row], on: date, owners: Iterable[Organisation]) -> QuerySet[Row]:
    return in_force(rows, on).filter(Q(organisation=None) | Q(organisation__in=list(owners)))


def national_items_for(level: str, on: date) -> list[NationalItem]:
    """The national support that counts at `level`, inherited first: 7, 13 or 15 items, without sub-items.

    Two statements: the items (each with `.same_as`), and their parts (`.sub_items`).
    """
    return rules.effective_national_items(level, national_items(on))


def national_items(on: date) -> QuerySet[NationalItem]:
    """Every national item and sub-item, with what it is part of and what it repeats. Two statements."""
    rows = NationalItem.objects.select_related("parent", "same_as").prefetch_related("sub_items")
    return in_force(rows, on)


def essentials_by_code(codes: Iterable[str], on: date) -> dict[str, Essential]:
    """The essentials in force among `codes`, by code; unknown codes are left out. One statement."""
    return {row.code: row for row in in_force(Essential.objects.filter(code__in=list(codes)), on)}


def case_studies(
    level: str | None = None,
    career_stage: str | None = None,
    essential: str | None = None,
    text: str | None = None,
) -> QuerySet[CaseStudy]:
    """Case studies in printed order, narrowed by what is given; each with the essentials it can help with.

    `career_stage` finds what is labelled for that very stage; "every" finds pages for all stages. `text`
    must hold
    every word, in any order, as part of a word. Two statements.
    """
    rows = CaseStudy.objects.select_related("stage").prefetch_related("can_help")
    if level:
        rows = rows.filter(level=level)
    if career_stage == EVERY_STAGE:
        rows = rows.filter(every_career_stage=True)
    elif career_stage:
        rows = rows.filter(career_stages__contains=[career_stage])
    if essential:
        rows = rows.filter(can_help__code=essential)
    for word in (text or "").split():
        rows = rows.filter(search_words__icontains=word)
    return rows


def case_counts() -> dict[str, int]:
    """How many case studies are labelled for each career stage, with 0 where there is none. One statement."""
    labels = [label for row in CaseStudy.objects.values_list("career_stages", flat=True) for label in row]
    return {stage.value: labels.count(stage.value) for stage in CareerStage}


def entries(entry_set: str, on: date | None = None) -> QuerySet[ToolkitEntry]:
    """The rows of a short list in printed order; with `on`, those in force that day. One statement."""
    rows = ToolkitEntry.objects.filter(entry_set=entry_set)
    return in_force(rows, on) if on else rows


def entries_of_sets(sets: Iterable[str], on: date | None = None) -> list[tuple[EntrySet, list[ToolkitEntry]]]:
    """The short lists `sets`, in the order given, each with its rows. One statement."""
    rows = ToolkitEntry.objects.filter(entry_set__in=list(sets))
    held = list(in_force(rows, on) if on else rows)
    return [(EntrySet(each), [row for row in held if row.entry_set == each]) for each in sets]


def levels_with_counts(on: date) -> list[tuple[LevelDefinition, int, int]]:
    """Each level with its own number of essentials and the number that counts there. Two statements."""
    essentials = list(in_force(Essential.objects.filter(organisation=None), on))
    counted = [(row, rules.effective_essentials(row.code, essentials)) for row in levels(on)]
    return [(row, sum(e.level == row.code for e in found), len(found)) for row, found in counted]


def sources_of_items(items: Iterable[NationalItem]) -> list[Source]:
    """Where the routes and states of `items` and of their parts were read. One statement when parts are
    loaded.
    """
    rows = [row for item in items for row in (item, *item.sub_items.all())]
    return sources_named_in(
        *(text for row in rows for text in (row.source, row.route_source, row.today_source))
    )


def sources_named_in(*texts: str) -> list[Source]:
    """The sources that are one of `texts` or whose `SRC-nn` stands in one, in register order. One
    statement.
    """
    whole = {text for text in texts if len(text) <= LONGEST_CODE}
    codes = whole | {code for text in texts for code in re.findall(r"SRC-\d+", text)}
    return list(Source.objects.filter(code__in=codes).order_by("id"))
