"""A plan as a workbook: down, up, what it would change, save."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from action_plans.plans.models import Plan
from action_plans.plans.permissions import check_can_edit_plan
from action_plans.plans.queries import plans_visible_to
from action_plans.plans.views import planners_only
from action_plans.plans.workbook import actions, permissions, queries, writing
from action_plans.plans.workbook.contents import contents_of, lists_for
from action_plans.plans.workbook.forms import WorkbookForm
from action_plans.plans.workbook.layout import MOST_SAVED
from action_plans.plans.workbook.models import PlanWorkbook
from action_plans.plans.workbook.problems import grouped
from action_plans.plans.workbook.statuses import WorkbookStatus
from retention_portal.core.answers import demand
from retention_portal.core.csv_files import csv_filename
from retention_portal.core.dates import today
from retention_portal.core.refusals import BadInput, Refused, refusal
from retention_portal.core.uploads import too_large_sentence

STATUS_TAGS = {
    "received": "waiting",
    "previewed": "waiting",
    "stale": "waiting",
    "applied": "done",
    "rejected": "problem",
}
SHOWN = 100
"""The most changes of a sheet, and problems of a code, that a page lists; the counts are whole."""


@require_http_methods(["GET", "POST"])
@planners_only
def workbook(request: HttpRequest, plan_id: int) -> HttpResponse:
    plan = _plan_or_404(request, plan_id)
    form = WorkbookForm(request.POST, request.FILES) if request.method == "POST" else WorkbookForm()
    if request.method == "POST":
        demand(check_can_edit_plan, request.user, plan)
        if sentence := too_large_sentence(request):
            form.add_error("file", sentence)
        elif form.is_valid():
            file = form.cleaned_data["file"]
            made = actions.receive_workbook(
                plan=plan, data=file.read(), file_name=file.name or "", by=request.user
            )
            return redirect("plans:workbook_preview", made.pk)
    context = {
        "plan": plan,
        "form": form,
        "refusal": refusal(check_can_edit_plan, request.user, plan),
        "latest": list(queries.latest_workbooks(plan)),
        "tags": STATUS_TAGS,
        "most_saved": MOST_SAVED,
    }
    return render(request, "plans/workbook/workbook.jinja", context)


@require_GET
@planners_only
def workbook_template(request: HttpRequest, plan_id: int) -> HttpResponse:
    plan = _plan_or_404(request, plan_id)
    lists = lists_for(plan, today(), contents_of(plan))
    return _download(writing.template(lists), plan, "plan template")


@require_GET
@planners_only
def workbook_export(request: HttpRequest, plan_id: int) -> HttpResponse:
    plan = _plan_or_404(request, plan_id)
    standing = contents_of(plan)
    lists = lists_for(plan, today(), standing)
    return _download(writing.template(lists, standing), plan, "plan")


@require_GET
@planners_only
def workbook_preview(request: HttpRequest, workbook_id: int) -> HttpResponse:
    row = _workbook_or_404(request, workbook_id)
    previewed = row.status == WorkbookStatus.PREVIEWED
    moved = row.status == WorkbookStatus.STALE or (previewed and queries.has_moved(row))
    problems = actions.problems_of(row)
    context = {
        "workbook": row,
        "plan": row.plan,
        "moved": moved,
        "sheets": [_shown(sheet) for sheet in row.changes.get("sheets", [])],
        "groups": [{"code": code, "first": each[0], "rows": each} for code, each in grouped(problems)],
        "refusal": refusal(permissions.check_can_apply, request.user, row),
        "tag": STATUS_TAGS[row.status],
        "shown": SHOWN,
    }
    context["heading"] = _heading(row, context["sheets"], sum(each.is_error for each in problems))
    return render(request, "plans/workbook/preview.jinja", context)


def _shown(sheet: dict[str, Any]) -> dict[str, Any]:
    counts = {name: len(sheet[name]) for name in ("new", "changed", "missing")}
    return sheet | {"counts": counts | {"unchanged": sheet["unchanged"]}}


def _heading(row: PlanWorkbook, sheets: list[dict[str, Any]], errors: int) -> str:
    """What the page finds."""
    if row.status == WorkbookStatus.REJECTED:
        return "This file could not be used"
    new, changed = (sum(sheet["counts"][name] for sheet in sheets) for name in ("new", "changed"))
    if row.status == WorkbookStatus.APPLIED:
        return f"Saved: {new} new, {changed} changed"
    if errors:
        return f"{errors:,} {'error' if errors == 1 else 'errors'} to correct before anything can be saved"
    return (
        f"{new} new and {changed} changed, ready to be saved"
        if new or changed
        else "This file changes nothing"
    )


@require_POST
@planners_only
def workbook_apply(request: HttpRequest, workbook_id: int) -> HttpResponse:
    row = _workbook_or_404(request, workbook_id)
    try:
        actions.apply_workbook(workbook=row, by=request.user)
    except (Refused, BadInput) as no:
        messages.error(request, f"Nothing was saved. {no}")
        return redirect("plans:workbook_preview", row.pk)
    messages.success(request, "Everything in the workbook is saved in the plan.")
    return redirect("plans:plan", row.plan_id)


@require_POST
@planners_only
def workbook_compare(request: HttpRequest, workbook_id: int) -> HttpResponse:
    row = _workbook_or_404(request, workbook_id)
    try:
        actions.compare_again(workbook=row, by=request.user)
    except Refused as no:
        messages.error(request, no.sentence)
    return redirect("plans:workbook_preview", row.pk)


@require_GET
@planners_only
def workbook_commented(request: HttpRequest, workbook_id: int) -> HttpResponse:
    row = _workbook_or_404(request, workbook_id)
    return _download(
        writing.commented(row.rows, actions.problems_of(row)), row.plan, "your file with comments"
    )


def _plan_or_404(request: HttpRequest, plan_id: int) -> Plan:
    return get_object_or_404(plans_visible_to(request.user), pk=plan_id)


def _workbook_or_404(request: HttpRequest, workbook_id: int) -> PlanWorkbook:
    """The workbook; 404 when its plan may not be seen, 403 with the sentence when it may not be changed."""
    row = get_object_or_404(queries.workbooks_visible_to(request.user), pk=workbook_id)
    demand(check_can_edit_plan, request.user, row.plan)
    return row


def _download(data: bytes, plan: Plan, what: str) -> HttpResponse:
    name = csv_filename(plan.organisation.code, plan.financial_year, what).removesuffix(".csv") + ".xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=writing.CONTENT_TYPE, headers=headers)
