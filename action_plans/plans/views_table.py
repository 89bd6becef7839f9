"""All initiatives of a plan in one table, saved with one button."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from action_plans.plans import permissions, queries
from action_plans.plans.actions_table import save_table, table_row
from action_plans.plans.forms_table import InitiativeRowForm
from action_plans.plans.models import Plan
from action_plans.plans.rules_table import RowOutcome
from action_plans.plans.views import planners_only
from action_plans.plans.workbook.contents import initiative_reference
from retention_portal.core.answers import demand
from retention_portal.core.nhsuk.drawing import error_summary

TAKE_THEIRS = "take"
"""Ends the name of the box by which a row drops what was typed."""


@require_http_methods(["GET", "POST"])
@planners_only
def initiative_table(request: HttpRequest, plan_id: int) -> HttpResponse:
    plan = get_object_or_404(queries.plans_visible_to(request.user), pk=plan_id)
    demand(permissions.check_can_edit_plan, request.user, plan)
    forms = _forms(request, plan)
    outcomes: dict[int, RowOutcome] = {}
    if request.method == "POST":
        typed = {form.initiative.pk: form.typed() for form in forms if form.is_valid()}
        outcomes = {each.id: each for each in save_table(plan=plan, rows=typed, by=request.user)}
        _tell(request, list(outcomes.values()))
        open_rows = [form for form in forms if _is_open(form, outcomes)]
        if not open_rows:
            return redirect("plans:initiative_table", plan.pk)
        for form in forms:
            _carry_on(form, outcomes.get(form.initiative.pk))
    errors = [
        {**each, "text": f"{form.reference}: {each['text']}"}
        for form in forms
        for each in error_summary(form)
    ]
    conflict = any(each.kind == "changed_meanwhile" for each in outcomes.values())
    context = {
        "plan": plan,
        "rows": [(form, outcomes.get(form.initiative.pk)) for form in forms],
        "errors": errors,
    }
    return render(request, "plans/initiative_table.jinja", context, status=409 if conflict else 200)


def _forms(request: HttpRequest, plan: Plan) -> list[InitiativeRowForm]:
    forms = []
    for row in plan.initiatives.all():
        now = table_row(row)
        initial: dict[str, Any] = {name: getattr(now, name) for name in now.__slots__} | {"stamp": now.stamp}
        sent = request.POST if request.method == "POST" and f"{row.pk}-title" in request.POST else None
        if f"{row.pk}-{TAKE_THEIRS}" in request.POST:  # the row goes back to what somebody else saved
            sent = None
        reference = initiative_reference(row.number)
        forms.append(InitiativeRowForm(sent, initial=initial, initiative=row, reference=reference))
    return forms


def _is_open(form: InitiativeRowForm, outcomes: dict[int, RowOutcome]) -> bool:
    """Whether the row still wants something of its writer."""
    outcome = outcomes.get(form.initiative.pk)
    return (form.is_bound and not form.is_valid()) or (
        outcome is not None and outcome.kind in ("changed_meanwhile", "refused")
    )


def _carry_on(form: InitiativeRowForm, outcome: RowOutcome | None) -> None:
    """What is typed stays; the stamp becomes that of what stands there, so that saving again is a decision."""
    if outcome is None:
        return
    form.data = form.data.copy()
    form.data[f"{form.initiative.pk}-stamp"] = outcome.stamp
    if outcome.sentence:
        form.add_error(None, outcome.sentence)


def _tell(request: HttpRequest, outcomes: list[RowOutcome]) -> None:
    saved = sum(each.kind == "saved" for each in outcomes)
    if saved:
        messages.success(request, f"{saved} {'initiative' if saved == 1 else 'initiatives'} saved.")
    elif outcomes and all(each.kind == "unchanged" for each in outcomes):
        messages.info(request, "Nothing was changed, so nothing was saved.")
