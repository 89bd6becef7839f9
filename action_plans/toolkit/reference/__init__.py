"""The toolkit's reference data: YAML files and their loader. Safe to repeat; the caller gives the
transaction.

A code is never renumbered and a row never dropped: to retire one, give it `valid_to`.
"""

from django.db.models import Model

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
from action_plans.toolkit.reference.counts import check_counts
from action_plans.toolkit.reference.files import lists, rows_of
from retention_portal.core.vocabulary import CareerStage, Level, LossPhase

LOCAL = "LOC-"


def load() -> dict[str, int]:
    """Write every national row, and return the number of rows of each set. Raises ValueError on a wrong
    file.
    """
    counts = {"toolkit.sources": store(Source, _without(rows_of("sources"), "position"))}
    for name, write in WRITERS.items():
        rows = rows_of(name)
        counts[f"toolkit.{name}"] = check_counts(name, rows)
        write(rows)
    entries = lists()
    for prefix, rows in entries.items():
        counts[f"toolkit.{prefix}"] = check_counts(prefix, rows)
    store(ToolkitEntry, [_tagged(row) | {"entry_set": p} for p, rows in entries.items() for row in rows])
    return counts


def store(model: type[Model], rows: list[dict]) -> int:
    """Insert or update `rows` of `model` by code in one statement, and return their number.

    Raises ValueError when a national row of the table is missing from `rows`.
    """
    codes = {row["code"] for row in rows}
    lost = set(model._default_manager.exclude(code__startswith=LOCAL).values_list("code", flat=True)) - codes
    if lost:
        raise ValueError(f"{', '.join(sorted(lost))} left the files. Give a retired row valid_to instead.")
    fields = [f.name for f in model._meta.concrete_fields if f.name not in ("id", "code", "organisation")]
    model._default_manager.bulk_create(
        [model(**row) for row in rows], update_conflicts=True, unique_fields=["code"], update_fields=fields
    )
    return len(rows)


def _tagged(row: dict) -> dict:
    return {("status_tag" if key == "tag" else key): value for key, value in row.items()}


def _without(rows: list[dict], *keys: str) -> list[dict]:
    return [{key: value for key, value in row.items() if key not in keys} for row in rows]


def _plain(model: type[Model]):
    return lambda rows: store(model, [_tagged(row) for row in rows])


def _by_level(rows: list[dict]) -> list[dict]:
    return [_tagged(row) | {"level": row["code"][:2]} for row in rows]


def _loss_reasons(rows: list[dict]) -> None:
    every = [stage.value for stage in CareerStage]
    stages = [every if row["career_stages"] == "all" else row["career_stages"] for row in rows]
    phase_of = {phase.label: phase for phase in LossPhase}
    store(
        LossReasonDefinition,
        [
            _tagged(r) | {"career_stages": s, "phase": phase_of[r["phase"]]}
            for r, s in zip(rows, stages, strict=True)
        ],
    )


def _essentials(rows: list[dict]) -> None:
    store(Essential, _by_level(_without(rows, "helps")))
    _link(Essential, "helps", Goal, {row["code"]: row["helps"] for row in rows})


def _national_items(rows: list[dict]) -> None:
    store(NationalItem, _by_level(_without(rows, "parent", "same_as")))
    items = {item.code: item for item in NationalItem.objects.all()}
    for row in rows:
        items[row["code"]].parent = items[row["parent"]] if "parent" in row else None
        items[row["code"]].same_as = items[row["same_as"]] if "same_as" in row else None
    NationalItem.objects.bulk_update(items.values(), ["parent", "same_as"])


def _checklist(rows: list[dict]) -> None:
    stages = {stage.code: stage for stage in Stage.objects.all()}
    store(ChecklistQuestion, [_tagged(row) | {"stage": stages[row["stage"]]} for row in rows])


def _case_studies(rows: list[dict]) -> None:
    stages = {stage.code: stage for stage in Stage.objects.all()}
    store(
        CaseStudy,
        [
            _tagged(row) | {"stage": stages.get(row.get("stage", "")), "search_words": search_words(row)}
            for row in _without(rows, "can_help")
        ],
    )
    _link(CaseStudy, "can_help", Essential, {row["code"]: row["can_help"] for row in rows})


def search_words(row: dict) -> str:
    """What a search of case studies looks in: the printed texts, and the synonyms of level and career
    stage.
    """
    level = Level(row["level"])
    texts = [
        str(row.get(key, "")) for key in ("code", "name", "area", "offers", "who_for", "numbers", "outcome")
    ]
    stages = [CareerStage(code) for code in row.get("career_stages", [])]
    synonyms = [word for stage in stages for word in (stage.label, *stage.also_called)]
    every = ["every career stage"] if row.get("every_career_stage") else []
    return " ".join([*texts, level.label, f"{level.gpriss_word} level", *synonyms, *every])


def _link(model: type[Model], field: str, target: type[Model], wanted: dict[str, list[str]]) -> None:
    """Make the many-to-many `field` hold exactly the codes in `wanted`, touching only rows that it names."""
    through = getattr(model, field).through
    ends = [f for f in through._meta.fields if f.is_relation]
    left, right = (f.attname for f in ends)
    ids = dict(model._default_manager.filter(code__in=wanted).values_list("code", "id"))
    target_ids = dict(target._default_manager.values_list("code", "id"))
    pairs = {(ids[code], target_ids[other]) for code, others in wanted.items() for other in others}
    held = set(through._default_manager.filter(**{f"{left}__in": ids.values()}).values_list(left, right))
    for left_id, right_id in held - pairs:
        through._default_manager.filter(**{left: left_id, right: right_id}).delete()
    through._default_manager.bulk_create(
        [through(**{left: one, right: other}) for one, other in sorted(pairs - held)]
    )


# In order: a later set may refer to an earlier one's rows.
WRITERS = {
    "stages": _plain(Stage),
    "levels": _plain(LevelDefinition),
    "career_stages": _plain(CareerStageDefinition),
    "loss_reasons": _loss_reasons,
    "contributors": _plain(Contributor),
    "goals": lambda rows: store(Goal, _by_level(rows)),
    "essentials": _essentials,
    "national_items": _national_items,
    "checklist": _checklist,
    "case_studies": _case_studies,
}
