"""The risks and the stakeholders of a plan."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from action_plans.plans import actions_registers, permissions, queries, queries_registers
from action_plans.plans.conflicts import ChangedMeanwhile, carry_on, settle
from action_plans.plans.forms_registers import RiskForm, StakeholderForm, initial_of
from action_plans.plans.models import Plan
from action_plans.plans.rules_risks import bands_sentence
from action_plans.plans.views import planners_only
from retention_portal.core.answers import demand
from retention_portal.core.dates import today
from retention_portal.core.refusals import BadInput, Refused, refusal

form_page = require_http_methods(["GET", "POST"])
RISKS = {"list": "plans:risk_list", "list_name": "Risks"}
STAKEHOLDERS = {"list": "plans:stakeholder_list", "list_name": "Stakeholders"}


@require_GET
@planners_only
def risk_list(request: HttpRequest, plan_id: int) -> HttpResponse:
    plan = get_object_or_404(queries.plans_visible_to(request.user), pk=plan_id)
    risks = queries_registers.risks_of(plan)
    context = {"risks": risks, "figures": queries_registers.risk_figures(risks), "bands": bands_sentence()}
    return _list_page(request, plan, "plans/registers/risk_list.jinja", context)


@require_GET
@planners_only
def stakeholder_list(request: HttpRequest, plan_id: int) -> HttpResponse:
    plan = get_object_or_404(queries.plans_visible_to(request.user), pk=plan_id)
    rows = queries_registers.stakeholders_of(plan)
    context = {"stakeholders": rows, "stances": queries_registers.stances_of(rows)}
    return _list_page(request, plan, "plans/registers/stakeholder_list.jinja", context)


def _list_page(request: HttpRequest, plan: Plan, template: str, context: dict[str, Any]) -> HttpResponse:
    why_not = refusal(permissions.check_can_edit_plan, request.user, plan)
    rights = {"plan": plan, "may_edit": why_not is None, "refusal": why_not}
    return render(request, template, rights | context)


@form_page
@planners_only
def risk_new(request: HttpRequest, plan_id: int) -> HttpResponse:
    plan = _plan_to_edit(request, plan_id)
    form = RiskForm(request.POST if request.method == "POST" else None)

    def save() -> None:
        actions_registers.add_risk(plan=plan, content=form.content(), by=request.user)

    words = RISKS | {"heading": "Write a risk down", "button": "Save the risk"}
    return _form_page(request, plan, form, save, words)


@form_page
@planners_only
def risk_edit(request: HttpRequest, risk_id: int) -> HttpResponse:
    risk = get_object_or_404(queries_registers.risks_visible_to(request.user), pk=risk_id)
    demand(permissions.check_can_edit_plan, request.user, risk.plan)
    initial = initial_of(queries_registers.risk_content(risk), risk.version)
    form = RiskForm(request.POST if request.method == "POST" else None, initial=initial)

    def save() -> None:
        settle(form.cleaned_data, initial, request.POST)
        version = form.cleaned_data["version"] or 0
        actions_registers.update_risk(risk=risk, content=form.content(), version=version, by=request.user)

    words = RISKS | {"heading": "Edit the risk", "button": "Save", "name": f"{risk.reference}: {risk.title}"}
    return _form_page(request, risk.plan, form, save, words)


@form_page
@planners_only
def stakeholder_new(request: HttpRequest, plan_id: int) -> HttpResponse:
    plan = _plan_to_edit(request, plan_id)
    form = StakeholderForm(request.POST if request.method == "POST" else None, on=today())

    def save() -> None:
        actions_registers.add_stakeholder(plan=plan, content=form.content(), by=request.user)

    words = STAKEHOLDERS | {"heading": "Add a stakeholder", "button": "Save the stakeholder"}
    return _form_page(request, plan, form, save, words)


@form_page
@planners_only
def stakeholder_edit(request: HttpRequest, stakeholder_id: int) -> HttpResponse:
    row = get_object_or_404(queries_registers.stakeholders_visible_to(request.user), pk=stakeholder_id)
    demand(permissions.check_can_edit_plan, request.user, row.plan)
    initial = initial_of(queries_registers.stakeholder_content(row), row.version)
    form = StakeholderForm(request.POST if request.method == "POST" else None, on=today(), initial=initial)

    def save() -> None:
        settle(form.cleaned_data, initial, request.POST)
        version = form.cleaned_data["version"] or 0
        actions_registers.update_stakeholder(
            stakeholder=row, content=form.content(), version=version, by=request.user
        )

    words = STAKEHOLDERS | {
        "heading": "Edit the stakeholder",
        "button": "Save",
        "name": f"{row.reference}: {row.name}",
    }
    return _form_page(request, row.plan, form, save, words)


def _plan_to_edit(request: HttpRequest, plan_id: int) -> Plan:
    plan = get_object_or_404(queries.plans_visible_to(request.user), pk=plan_id)
    demand(permissions.check_can_edit_plan, request.user, plan)
    return plan


def _form_page(
    request: HttpRequest, plan: Plan, form: Any, save: Callable[[], None], words: dict[str, str]
) -> HttpResponse:
    changed: ChangedMeanwhile | None = None
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except ChangedMeanwhile as meanwhile:
            changed = meanwhile
            carry_on(form, meanwhile)
        except (Refused, BadInput) as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, "Saved.")
            return redirect(words["list"], plan.pk)
    context = {"plan": plan, "form": form, "changed": changed, "name": "", "bands": bands_sentence()} | words
    return render(request, "plans/registers/form.jinja", context, status=409 if changed else 200)
