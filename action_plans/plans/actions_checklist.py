"""The only door for answers to the checklist and for what was found at the sources of the support gap."""

from typing import Any

from django.db import transaction

from action_plans.plans import permissions, queries_cycle, rules_checklist
from action_plans.plans.conflicts import ChangedMeanwhile
from action_plans.plans.goals import locked_plan
from action_plans.plans.models import Plan
from action_plans.plans.models_cycle import ChecklistAnswer, GapAssessment
from action_plans.plans.rules import Difference, differences
from action_plans.plans.rules_checklist import ANSWER_LABELS, AnswerContent
from action_plans.plans.statuses_cycle import Check
from action_plans.toolkit.models import ChecklistQuestion, ToolkitEntry
from retention_portal.core import audit
from retention_portal.core.dates import today
from retention_portal.core.refusals import Refused


@transaction.atomic
def answer_question(
    *, plan: Plan, question: ChecklistQuestion, content: AnswerContent, version: int, by: Any
) -> ChecklistAnswer:
    """Answer a question of the checklist, dated today. A changed answer loses its check by a second person.

    `version` is the one that the writer began from, 0 for none. Raises ChangedMeanwhile when somebody else answered
    since. A "yes" needs a note of what was done (CASE-P-09).
    """
    permissions.check_can_edit_plan(by, plan)
    rules_checklist.check_answer(content)
    locked_plan(plan)
    row = ChecklistAnswer.objects.filter(plan=plan, question=question).select_related("answered_by").first()
    if row and row.version != version:
        raise ChangedMeanwhile(row, _answer_differences(row, content))
    if row and queries_cycle.answer_content(row) == content:
        return row
    row = row or ChecklistAnswer(plan=plan, question=question, version=0)
    for name in ANSWER_LABELS:
        setattr(row, name, getattr(content, name))
    row.answered_on, row.answered_by, row.version = today(), by, row.version + 1
    row.check_result, row.check_note, row.checked_on, row.checked_by = Check.NONE, "", None, None
    row.save()
    _record(row, "plans.question_answered", list(ANSWER_LABELS), by, note=question.code)
    return row


def _answer_differences(row: ChecklistAnswer, content: AnswerContent) -> list[Difference]:
    return differences(ANSWER_LABELS, queries_cycle.answer_content(row).as_texts(), content.as_texts())


@transaction.atomic
def check_evidence(*, row: ChecklistAnswer, result: str, note: str, version: int, by: Any) -> ChecklistAnswer:
    """Say as a second person whether the evidence is enough (CASE-P-09). Refused to whoever gave the answer."""
    permissions.check_can_check_answer(by, row.plan)
    current = ChecklistAnswer.objects.select_related("plan__organisation", "question")
    row = current.select_for_update(of=("self",)).get(pk=row.pk)
    if row.version != version:
        raise Refused("The answer changed a moment ago. Read it again before you check it.")
    rules_checklist.check_second_person(row.answered_by_id, by.pk, result, note)
    row.check_result, row.check_note = result, note.strip()
    row.checked_on, row.checked_by, row.version = today(), by, row.version + 1
    row.save()
    _record(row, "plans.answer_checked", ["check_result"], by, note=row.question.code)
    return row


@transaction.atomic
def assess_source(*, plan: Plan, source: ToolkitEntry, finding: str, version: int, by: Any) -> GapAssessment:
    """Write down what was found at one of the four sources of the support gap, dated today (handbook 1.14).

    Raises ChangedMeanwhile when somebody else saved since `version` (0: there was none).
    """
    permissions.check_can_edit_plan(by, plan)
    locked_plan(plan)
    row = GapAssessment.objects.filter(plan=plan, source=source).select_related("updated_by").first()
    if row and row.version != version:
        labels = {"finding": "What you found"}
        raise ChangedMeanwhile(row, differences(labels, {"finding": row.finding}, {"finding": finding}))
    row = row or GapAssessment(plan=plan, source=source, version=0)
    row.finding, row.assessed_on, row.updated_by, row.version = finding, today(), by, row.version + 1
    row.save()
    _record(row, "plans.gap_source_assessed", ["finding"], by, note=source.code)
    return row


def _record(row: ChecklistAnswer | GapAssessment, verb: str, fields: list[str], by: Any, note: str) -> None:
    audit.record(by=by, verb=verb, obj=row, fields=fields, organisation=row.plan.organisation, note=note)
