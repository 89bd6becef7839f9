"""The improvement cycle of a plan: its task list of five stages, one question, the gap list, one source."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from action_plans.plans import (
    actions_checklist,
    conflicts,
    permissions,
    queries,
    queries_cycle,
    queries_gaps,
    rules_checklist,
    rules_gaps,
)
from action_plans.plans.forms_cycle import CheckForm, QuestionForm, SourceForm
from action_plans.plans.models import Plan
from action_plans.plans.models_cycle import ChecklistAnswer
from action_plans.plans.rules import Covered
from action_plans.plans.statuses_cycle import Check
from action_plans.plans.views import planners_only
from action_plans.toolkit.models import ToolkitEntry
from action_plans.toolkit.queries import entries
from action_plans.toolkit.statuses import EntrySet
from retention_portal.core.answers import demand
from retention_portal.core.dates import today
from retention_portal.core.refusals import BadInput, Refused, refusal

form_page = require_http_methods(["GET", "POST"])


@require_GET
@planners_only
def cycle(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The task list: five stages, 22 questions, and what the portal knows about them."""
    plan = _plan_or_404(request, plan_id)
    on = today()
    stages = queries_cycle.cycle_of(plan, on)
    whole = queries_cycle.counted(stages)
    context = {
        "plan": plan,
        "stages": stages,
        "counted": whole,
        "title": rules_checklist.finding(whole),
        "hints": _hints(plan, on),
    }
    return render(request, "plans/cycle/cycle.jinja", context | _rights(request, plan))


def _hints(plan: Plan, on: date) -> dict[str, str]:
    initiatives = queries.with_everything(plan)
    return queries_gaps.hints_of(plan, initiatives, queries.coverage_of(plan, initiatives, on), on)


@form_page
@planners_only
def question(request: HttpRequest, plan_id: int, code: str) -> HttpResponse:
    """One question: what is answered, by whom and when, what the portal knows, and the form for who may answer."""
    plan = _plan_or_404(request, plan_id)
    asked = queries_cycle.question_by_code(code, today())
    if asked is None:
        raise Http404
    if request.method == "POST":
        demand(permissions.check_can_edit_plan, request.user, plan)
    row = _answer_of(plan, asked.pk)
    initial = _initial_of(row)
    form = QuestionForm(request.POST if request.method == "POST" else None, initial=initial)
    changed: conflicts.ChangedMeanwhile | None = None
    if request.method == "POST" and form.is_valid():
        conflicts.settle(form.cleaned_data, initial, request.POST)
        try:
            actions_checklist.answer_question(
                plan=plan,
                question=asked,
                content=form.content(),
                version=form.cleaned_data["version"] or 0,
                by=request.user,
            )
        except conflicts.ChangedMeanwhile as meanwhile:
            changed = meanwhile
            conflicts.carry_on(form, meanwhile)
        except Refused as no:
            form.add_error("note", no.sentence)
        else:
            messages.success(request, "Your answer is saved.")
            return redirect("plans:cycle", plan.pk)
    context = {
        "plan": plan,
        "question": queries_cycle.QuestionRow(asked, row),
        "hint": _hints(plan, today()).get(asked.code, ""),
        "form": form,
        "changed": changed,
        "check_form": CheckForm(initial={"version": row.version}) if _may_check(request, row) else None,
    }
    status = 409 if changed else 200
    return render(request, "plans/cycle/question.jinja", context | _rights(request, plan), status=status)


def _answer_of(plan: Plan, question_pk: int) -> ChecklistAnswer | None:
    rows = ChecklistAnswer.objects.select_related("plan__organisation", "answered_by", "checked_by")
    return rows.filter(plan=plan, question=question_pk).first()


def _initial_of(row: ChecklistAnswer | None) -> dict[str, Any]:
    if row is None:
        return {"version": 0}
    content = queries_cycle.answer_content(row)
    return {name: getattr(content, name) for name in content.__slots__} | {"version": row.version}


def _may_check(request: HttpRequest, row: ChecklistAnswer | None) -> bool:
    """A second person may check an answer that its giver calls done or begun."""
    return (
        row is not None
        and row.answered_by_id != request.user.pk
        and row.check_result != Check.ENOUGH
        and row.answer in ("yes", "partly")
        and refusal(permissions.check_can_check_answer, request.user, row.plan) is None
    )


@require_POST
@planners_only
def question_check(request: HttpRequest, plan_id: int, code: str) -> HttpResponse:
    """A second person says whether the evidence is enough."""
    plan = _plan_or_404(request, plan_id)
    asked = queries_cycle.question_by_code(code, today())
    row = _answer_of(plan, asked.pk) if asked else None
    if row is None:
        raise Http404
    demand(permissions.check_can_check_answer, request.user, plan)
    form = CheckForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Select what you made of the evidence.")
        return redirect("plans:question", plan.pk, code)
    data = form.cleaned_data
    try:
        actions_checklist.check_evidence(
            row=row,
            result=data["result"],
            note=data["check_note"],
            version=data["version"] or 0,
            by=request.user,
        )
    except Refused as no:
        messages.error(request, no.sentence)
    else:
        messages.success(request, "Thank you. What you made of the evidence stands beside the answer.")
    return redirect("plans:question", plan.pk, code)


@require_GET
@planners_only
def gap_list(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Where the plan has nothing: essentials, career stages, areas; and the four sources to assess."""
    plan = _plan_or_404(request, plan_id)
    on = today()
    initiatives = queries.initiatives_of(plan)
    essentials = rules_gaps.essentials_to_do(queries.coverage_of(plan, initiatives, on))
    stages = rules_gaps.stages_without(queries_gaps.reaches_of(initiatives))
    areas = queries_gaps.area_gaps_of(plan, initiatives, on)
    context = {
        "plan": plan,
        "title": rules_gaps.finding(len(essentials), len(stages), len(areas.unreached) if areas else 0),
        "essentials": [_essential_row(row) for row in essentials],
        "stages": stages,
        "areas": areas,
        "assessed": queries_cycle.sources_of(plan, on),
        "known": queries_gaps.known_of_sources(plan),
        "watch": queries_gaps.watch_list_for(request.user, plan, on),
    }
    return render(request, "plans/cycle/gap_list.jinja", context | _rights(request, plan))


def _essential_row(row: Covered) -> dict[str, Any]:
    why = {
        "none": "Nothing yet",
        "planned": "Planned, nothing live yet",
        "live": "Live for two quarters, and nobody is recorded as reached",
    }
    return {"row": row, "why": why[row.grade.value]}


@form_page
@planners_only
def gap_source(request: HttpRequest, plan_id: int, code: str) -> HttpResponse:
    """What was found at one of the four sources of the support gap."""
    plan = _plan_or_404(request, plan_id)
    demand(permissions.check_can_edit_plan, request.user, plan)
    source = get_object_or_404(entries(EntrySet.GAP_SOURCES, today()), code=code.upper())
    found = plan.assessments.filter(source=source).first()
    initial = {"finding": found.finding, "version": found.version} if found else {"version": 0}
    form = SourceForm(request.POST if request.method == "POST" else None, initial=initial)
    changed = _save_source(request, plan, source, form, initial)
    if request.method == "POST" and form.is_valid() and not changed:
        messages.success(request, "Saved.")
        return redirect("plans:gap_list", plan.pk)
    words = {
        "heading": source.text,
        "name": f"Support gap, {source.code}",
        "lede": f"Source that the toolkit names: {source.details.get('Source', 'none')}.",
        "button": "Save what you found",
        "back": ("Gaps", "plans:gap_list"),
    }
    context = {"plan": plan, "form": form, "changed": changed} | words
    return render(request, "plans/cycle/form.jinja", context, status=409 if changed else 200)


def _save_source(
    request: HttpRequest, plan: Plan, source: ToolkitEntry, form: SourceForm, initial: dict[str, Any]
) -> conflicts.ChangedMeanwhile | None:
    if request.method != "POST" or not form.is_valid():
        return None
    conflicts.settle(form.cleaned_data, initial, request.POST)
    data = form.cleaned_data
    try:
        actions_checklist.assess_source(
            plan=plan, source=source, finding=data["finding"], version=data["version"] or 0, by=request.user
        )
    except conflicts.ChangedMeanwhile as meanwhile:
        conflicts.carry_on(form, meanwhile)
        return meanwhile
    except (Refused, BadInput) as no:
        form.add_error(None, str(no))
    return None


def _plan_or_404(request: HttpRequest, plan_id: int) -> Plan:
    return get_object_or_404(queries.plans_visible_to(request.user), pk=plan_id)


def _rights(request: HttpRequest, plan: Plan) -> dict[str, Any]:
    why_not = refusal(permissions.check_can_edit_plan, request.user, plan)
    return {"may_edit": why_not is None, "refusal": why_not}
