"""The only door for workbooks: receive and compare, compare again, save in the plan."""

import hashlib
import io
from typing import Any

from django.db import transaction

from action_plans.funding.queries import lines_of
from action_plans.plans.models import Plan
from action_plans.plans.permissions import check_can_edit_plan
from action_plans.plans.workbook import applying, checking, contents, matching, permissions
from action_plans.plans.workbook.models import PlanWorkbook
from action_plans.plans.workbook.opening import Raw, UnusableError, open_workbook
from action_plans.plans.workbook.problems import Problem, problem
from action_plans.plans.workbook.reading import read_rows
from action_plans.plans.workbook.statuses import TRANSITIONS, WorkbookStatus
from retention_portal.core.dates import now, today
from retention_portal.core.refusals import BadInput, Refused
from retention_portal.core.scanner import scan
from retention_portal.core.workflow import move


@transaction.atomic
def receive_workbook(*, plan: Plan, data: bytes, file_name: str, by: Any) -> PlanWorkbook:
    """Store what a file says and compare it with the plan; nothing of the plan changes.

    A file that cannot be used is stored as rejected, with the problem that says why. Refused without the right.
    """
    check_can_edit_plan(by, plan)
    workbook = PlanWorkbook.objects.create(
        plan=plan,
        file_name=file_name.replace("\x00", "")[:200] or "workbook.xlsx",
        file_size=len(data),
        file_sha256=hashlib.sha256(data).hexdigest(),
        sent_by=by,
    )
    try:
        _scan(data)
        raw = open_workbook(data)
    except UnusableError as fault:
        _move(workbook, WorkbookStatus.REJECTED, by, problems=[fault.problem.as_json()])
        return workbook
    _compare(workbook, _without_nul(raw), by)
    return workbook


@transaction.atomic
def compare_again(*, workbook: PlanWorkbook, by: Any) -> PlanWorkbook:
    """Compare a workbook with the plan as it stands now, after the plan changed. Refused when it did not."""
    check_can_edit_plan(by, workbook.plan)
    rows = PlanWorkbook.objects.select_related("plan__organisation").select_for_update(of=("self",))
    workbook = rows.get(pk=workbook.pk)
    if workbook.status == WorkbookStatus.PREVIEWED:
        _move(workbook, WorkbookStatus.STALE, by)
    if workbook.status != WorkbookStatus.STALE:
        raise Refused("Only a workbook that is not saved yet can be compared again.")
    _compare(workbook, workbook.rows, by)
    return workbook


def apply_workbook(*, workbook: PlanWorkbook, by: Any) -> PlanWorkbook:
    """Save everything that the preview shows, in one transaction through the plan's own actions.

    Refused, and marked as stale, when the plan changed since the preview (CASE-I-22). A refusal of any row, such as
    money above a line (CASE-P-20), rolls everything back.
    """
    permissions.check_can_apply(by, workbook)
    with transaction.atomic():
        plan = _locked_plan(workbook.plan)
        standing = contents.contents_of(plan)
        stale = contents.stamp_of(standing) != workbook.plan_stamp
        if stale:
            _move(workbook, WorkbookStatus.STALE, by)
        else:
            lists = contents.lists_for(plan, today(), standing)
            book = read_rows(workbook.rows, lists)
            found = matching.match(book, standing, lists)
            checking.check(book, found, lists, contents.money_of(plan), today())
            _move(workbook, WorkbookStatus.APPLIED, by, applied_by=by, applied_at=now())
            applying.save(plan, found, by)
    if stale:
        raise Refused("The plan changed since this preview. Compare again, then save.", code="CASE-I-22")
    return workbook


def _compare(workbook: PlanWorkbook, raw: Raw, by: Any) -> None:
    """Read the rows, match them, and store what was found."""
    plan = workbook.plan
    standing = contents.contents_of(plan)
    lists = contents.lists_for(plan, today(), standing)
    book = read_rows(raw, lists)
    problems, changes = list(book.problems), {}
    if book.has_layout:
        found = matching.match(book, standing, lists)
        problems += found.problems
        problems += checking.check(book, found, lists, contents.money_of(plan), today())
        changes = matching.changes_as_json(found, lists)
    _move(
        workbook,
        WorkbookStatus.PREVIEWED if book.has_layout else WorkbookStatus.REJECTED,
        by,
        rows=raw,
        problems=[each.as_json() for each in problems],
        changes=changes,
        plan_stamp=contents.stamp_of(standing),
    )


def _move(workbook: PlanWorkbook, to: WorkbookStatus, by: Any, **also: Any) -> None:
    move(workbook, to, by=by, transitions=TRANSITIONS, also=also, organisation=workbook.plan.organisation)


def _locked_plan(plan: Plan) -> Plan:
    """The plan, with every row that its other pages change, so that nothing moves between the look and the save."""
    locked = Plan.objects.select_related("organisation").select_for_update(of=("self",)).get(pk=plan.pk)
    lines = (
        lines_of(locked.organisation, locked.financial_year).order_by("pk").select_for_update(of=("self",))
    )
    children = (
        locked.initiatives.order_by("pk").select_for_update(),
        locked.risks.order_by("pk").select_for_update(),
        locked.stakeholders.order_by("pk").select_for_update(),
        lines,
    )
    for rows in children:
        list(rows)
    list(applying.milestones_of(locked).select_for_update(of=("self",)))
    return locked


def _scan(data: bytes) -> None:
    try:
        scan(io.BytesIO(data))
    except BadInput as fault:
        raise UnusableError(problem("WB-107", why=fault.sentence)) from fault


def _without_nul(raw: Raw) -> Raw:
    """PostgreSQL's JSON holds no NUL and no lone surrogate."""
    return [
        [_text(name), [[number, [_cell(cell) for cell in cells]] for number, cells in rows]]
        for name, rows in raw
    ]


def _cell(cell: Any) -> Any:
    return _text(cell) if isinstance(cell, str) else cell


def _text(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def problems_of(workbook: PlanWorkbook) -> list[Problem]:
    """What was found in a workbook. No statement."""
    return [Problem(**each) for each in workbook.problems]
