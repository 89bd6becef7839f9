"""The toolkit's reference data: as many rows as handbook 9.1 counts, dated, sourced, and safe to load
twice.
"""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.forms.models import model_to_dict

from action_plans.toolkit import reference
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
from action_plans.toolkit.reference.counts import EXPECTED, check_counts
from action_plans.toolkit.reference.files import lists, rows_of
from retention_portal.core.vocabulary import CareerStage, Level, LossReason

pytestmark = pytest.mark.django_db

MODELS = [
    Stage, LevelDefinition, CareerStageDefinition, LossReasonDefinition, Goal, Essential, NationalItem,
    ChecklistQuestion, Contributor, CaseStudy, ToolkitEntry,
]  # fmt: skip

COUNTS = [
    ("Stages", Stage, {}, 5),
    ("Levels", LevelDefinition, {}, 3),
    ("Goals", Goal, {}, 16),
    ("Goals L1", Goal, {"level": "L1"}, 7),
    ("Goals L2", Goal, {"level": "L2"}, 4),
    ("Goals L3", Goal, {"level": "L3"}, 5),
    ("Essentials", Essential, {}, 22),
    ("Essentials L1", Essential, {"level": "L1"}, 11),
    ("Essentials L2", Essential, {"level": "L2"}, 6),
    ("Essentials L3", Essential, {"level": "L3"}, 5),
    ("National items", NationalItem, {"parent": None}, 15),
    ("National items L1", NationalItem, {"parent": None, "level": "L1"}, 7),
    ("National items L2", NationalItem, {"parent": None, "level": "L2"}, 6),
    ("National items L3", NationalItem, {"parent": None, "level": "L3"}, 2),
    ("National sub-items", NationalItem, {"parent__code": "L2-N01"}, 5),
    ("Checklist questions", ChecklistQuestion, {}, 22),
    ("Checklist EE", ChecklistQuestion, {"code__startswith": "CQ-EE", "stage__code": "ST-2"}, 4),
    ("Checklist CC", ChecklistQuestion, {"code__startswith": "CQ-CC", "stage__code": "ST-1"}, 7),
    ("Checklist KW", ChecklistQuestion, {"code__startswith": "CQ-KW", "stage__code": "ST-3"}, 4),
    ("Checklist SG", ChecklistQuestion, {"code__startswith": "CQ-SG", "stage__code": "ST-4"}, 3),
    ("Checklist RP", ChecklistQuestion, {"code__startswith": "CQ-RP", "stage__code": "ST-5"}, 4),
    ("Contributors", Contributor, {}, 13),
    ("Career stages", CareerStageDefinition, {}, 5),
    ("Loss reasons", LossReasonDefinition, {}, 13),
    ("Loss in training", LossReasonDefinition, {"phase": "LR-T"}, 3),
    ("Loss in transition", LossReasonDefinition, {"phase": "LR-N"}, 3),
    ("Loss when qualified", LossReasonDefinition, {"phase": "LR-Q"}, 3),
    ("Loss throughout", LossReasonDefinition, {"phase": "LR-X"}, 4),
    ("Questions to consider", ToolkitEntry, {"entry_set": "QW"}, 5),
    ("Support gap sources", ToolkitEntry, {"entry_set": "SG"}, 4),
    ("Engage and empower considerations", ToolkitEntry, {"entry_set": "EE"}, 3),
    ("GPRISS lessons", ToolkitEntry, {"entry_set": "GL"}, 4),
    ("GPRISS sites", ToolkitEntry, {"entry_set": "GS"}, 7),
    ("Training hub functions", ToolkitEntry, {"entry_set": "TH"}, 8),
    ("Case studies", CaseStudy, {}, 21),
    ("Case studies L1", CaseStudy, {"level": "L1", "sidebar": False}, 10),
    ("Case studies L2", CaseStudy, {"level": "L2", "sidebar": False}, 5),
    ("Case studies L3", CaseStudy, {"level": "L3", "sidebar": False}, 5),
    ("Case study sidebar", CaseStudy, {"sidebar": True, "stage__code": "ST-2"}, 1),
    ("Funding facts", ToolkitEntry, {"entry_set": "FN"}, 9),
    ("Tools", ToolkitEntry, {"entry_set": "TL"}, 5),
    ("Equality tests", ToolkitEntry, {"entry_set": "EQ"}, 5),
    ("Assurance expectations", ToolkitEntry, {"entry_set": "AS"}, 10),
    ("GP Career Plus role items", ToolkitEntry, {"entry_set": "GPCP"}, 11),
    ("GP Career Plus clinical", ToolkitEntry, {"entry_set": "GPCP", "group": "Clinical capacity"}, 4),
    ("GP Career Plus specific", ToolkitEntry, {"entry_set": "GPCP", "group": "Specific work"}, 3),
    ("GP Career Plus leadership", ToolkitEntry, {"entry_set": "GPCP", "group": "Leadership"}, 4),
    ("Stay-interview questions", ToolkitEntry, {"entry_set": "SI"}, 14),
    ("Pulse items", ToolkitEntry, {"entry_set": "PS"}, 14),
    ("Evaluation measures", ToolkitEntry, {"entry_set": "EM"}, 8),
    ("Indicators", ToolkitEntry, {"entry_set": "KPI"}, 10),
]


@pytest.mark.parametrize(("model", "where", "expected"), [c[1:] for c in COUNTS], ids=[c[0] for c in COUNTS])
def test_reference_has_the_counts_of_the_handbook(model: Any, where: dict, expected: int) -> None:
    national = model.objects.exclude(code__startswith="LOC-")
    assert national.filter(**where).count() == expected


def everything() -> dict[str, dict]:
    return {row.code: model_to_dict(row) for model in [*MODELS, Source] for row in model.objects.all()}


def test_loading_again_changes_nothing() -> None:
    before = everything()
    first = reference.load()
    assert everything() == before
    assert reference.load() == first
    assert first["toolkit.essentials"] == 22


def test_loading_mends_what_was_changed_by_hand() -> None:
    Essential.objects.filter(code="L1-E03").update(name="Something else")
    CaseStudy.objects.get(code="CASE-01").can_help.set(Essential.objects.filter(code="L3-E05"))
    reference.load()
    assert Essential.objects.get(code="L1-E03").name == "Peer support networks"
    helped = CaseStudy.objects.get(code="CASE-01").can_help.values_list("code", flat=True)
    assert list(helped) == ["L1-E03", "L1-E06", "L1-E09"]


@pytest.mark.parametrize("name", ["goals", "checklist", "case_studies", "loss_reasons"])
def test_a_file_that_lost_a_row_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=f"set {name} has"):
        check_counts(name, rows_of(name)[1:])


def test_a_row_that_moved_to_another_part_is_refused() -> None:
    rows = rows_of("case_studies")
    rows[0] |= {"level": "L2"}
    with pytest.raises(ValueError, match=r"expected {'L1': 10, 'L2': 5, 'L3': 5, 'sidebar': 1}"):
        check_counts("case_studies", rows)


def test_every_file_has_its_count() -> None:
    assert set(EXPECTED) == set(reference.WRITERS) | set(lists())


def test_a_code_may_be_retired_and_never_dropped() -> None:
    rows = [row for row in rows_of("contributors") if row["code"] != "CT-09"]
    with pytest.raises(ValueError, match=r"^CT-09 left the files\. Give a retired row valid_to instead\.$"):
        reference.WRITERS["contributors"](rows)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_row_says_where_it_was_read(model: Any) -> None:
    known = set(Source.objects.values_list("code", flat=True))
    assert set(model.objects.values_list("source", flat=True)) <= known
    assert set(model.objects.values_list("status_tag", flat=True)) <= {"S", "P", "D", "R"}


def test_every_source_of_national_support_is_in_the_register() -> None:
    known = set(Source.objects.values_list("code", flat=True))
    named = NationalItem.objects.values_list("route_source", "today_source")
    assert {code for pair in named for code in pair} <= known


def test_every_related_code_exists() -> None:
    codes = set(everything())
    related = {code for entry in ToolkitEntry.objects.all() for code in entry.related}
    assert related - codes == set()


def test_stages_keep_both_orders() -> None:
    cycle = Stage.objects.order_by("cycle_order").values_list("code", flat=True)
    checklist = Stage.objects.order_by("checklist_order").values_list("code", flat=True)
    assert list(cycle) == ["ST-1", "ST-2", "ST-3", "ST-4", "ST-5"]
    assert list(checklist) == ["ST-2", "ST-1", "ST-3", "ST-4", "ST-5"]


def test_definitions_and_vocabulary_agree() -> None:
    assert dict(LevelDefinition.objects.values_list("code", "name")) == dict(Level.choices)
    assert dict(CareerStageDefinition.objects.values_list("code", "name")) == dict(CareerStage.choices)
    assert dict(LossReasonDefinition.objects.values_list("code", "name")) == dict(LossReason.choices)
    for row in LossReasonDefinition.objects.all():
        reason = LossReason(row.code)
        assert (row.phase, tuple(row.career_stages)) == (reason.phase, reason.career_stages)


def test_the_career_support_pack_is_one_pack_at_two_levels() -> None:
    assert NationalItem.objects.get(code="L2-N04").same_as.code == "L1-N04"
    assert NationalItem.objects.exclude(same_as=None).count() == 1


@pytest.mark.parametrize("code", ["CASE-02", "CASE-09", "CASE-10"])
def test_inferred_career_stages_are_flagged(code: str) -> None:
    assert CaseStudy.objects.get(code=code).stage_inferred is True


def test_only_those_career_stages_are_inferred() -> None:
    assert CaseStudy.objects.filter(stage_inferred=True).count() == 3


def test_a_case_study_has_several_career_stages() -> None:
    case = CaseStudy.objects.get(code="CASE-20")
    assert (case.career_stages, case.every_career_stage) == (["CS-W5", "CS-RET"], True)


def test_every_case_study_can_help_with_an_essential() -> None:
    assert not CaseStudy.objects.filter(can_help=None).exists()


def test_local_rows_stand_beside_national_ones_and_survive_loading(organisation: Any) -> None:
    local = {"position": 1, "source": "portal", "status_tag": "R", "level": "L3", "name": "Island offer"}
    Essential.objects.create(code="LOC-QHM-E01", organisation=organisation, **local)
    reference.load()
    assert Essential.objects.get(code="LOC-QHM-E01").name == "Island offer"
    assert Essential.objects.count() == 23


@pytest.mark.parametrize("code", ["LOC-QHM-E01", "L3-E06"])
def test_a_local_row_has_an_owner_and_a_national_row_has_none(code: str, organisation: Any) -> None:
    owner = None if code.startswith("LOC-") else organisation
    facts = {"position": 1, "source": "portal", "status_tag": "R", "level": "L3", "name": "An essential"}
    with pytest.raises(IntegrityError, match="essential_local_rows_have_an_owner"), transaction.atomic():
        Essential.objects.create(code=code, organisation=owner, **facts)
