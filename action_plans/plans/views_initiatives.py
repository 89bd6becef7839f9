"""One initiative: what it is, its milestones, updates and money."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from action_plans.funding.queries import commitments_for, spend_for
from action_plans.plans import actions, conflicts, permissions, queries
from action_plans.plans.forms import (
    CommitForm,
    InitiativeForm,
    MilestoneForm,
    ReleaseForm,
    StatusForm,
    UpdateForm,
)
from action_plans.plans.models import Initiative, Milestone
from action_plans.plans.rules import days_late
from action_plans.plans.views import planners_only
from retention_portal.accounts.access import has_role
from retention_portal.accounts.roles import Role
from retention_portal.core.answers import demand
from retention_portal.core.dates import today
from retention_portal.core.refusals import BadInput, Refused, is_allowed, refusal
from retention_portal.core.vocabulary import CareerStage, Level

form_page = require_http_methods(["GET", "POST"])


@require_GET
@planners_only
def initiative(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """One initiative with its milestones, updates and money."""
    rows = queries.with_people_reached(queries.initiatives_visible_to(request.user))
    rows = rows.select_related("based_on")
    row = get_object_or_404(
        rows.prefetch_related("essentials", "goals", "national", "milestones"), pk=initiative_id
    )
    commitments = list(commitments_for(queries.money_code(row)))
    return render(
        request,
        "plans/initiative.jinja",
        {
            "initiative": row,
            "plan": row.plan,
            "reference": queries.reference_of(row),
            "level": Level(row.level),
            "stages": [CareerStage(code).label for code in row.career_stages],
            "hint": queries.hint_of(row, today()),
            "milestones": [{"row": each, "late": _late(each, today())} for each in row.milestones.all()],
            "updates": list(queries.updates_of(row)),
            "attention": queries.attention_of(row, today()),
            "commitments": commitments,
            "spend": list(spend_for(queries.money_code(row))),
            "may_spend": has_role(request.user, Role.SYSTEM_LEAD, Role.FINANCE_LEAD),
            "committed": sum(each.amount for each in commitments),
            "may_edit": is_allowed(permissions.check_can_edit_plan, request.user, row.plan),
            "refusal": refusal(permissions.check_can_edit_plan, request.user, row.plan),
        },
    )


def _late(milestone: Milestone, on: date) -> int:
    return days_late(queries.milestone_facts(milestone), on)


@form_page
@planners_only
def initiative_edit(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """Change what is written of an initiative; says so when somebody else did meanwhile."""
    row = _to_edit(request, initiative_id)
    initial = InitiativeForm.initial_of(row)
    form = InitiativeForm(
        request.POST if request.method == "POST" else None, plan=row.plan, on=today(), initial=initial
    )

    def save() -> None:
        conflicts.settle(form.cleaned_data, initial, request.POST)
        version = form.cleaned_data["version"] or 0
        actions.update_initiative(initiative=row, content=form.content(), version=version, by=request.user)

    return _form_page(request, row, form, save, "Edit the initiative", "Save")


@form_page
@planners_only
def initiative_status(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """Where an initiative goes next."""
    row = _to_edit(request, initiative_id)
    form = StatusForm(request.POST if request.method == "POST" else None, initiative=row)

    def save() -> None:
        actions.move_initiative(initiative=row, by=request.user, **form.cleaned_data)

    return _form_page(request, row, form, save, "Change where it stands", "Save")


@form_page
@planners_only
def update_new(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """What happened, how many people it reached, how it goes."""
    row = _to_edit(request, initiative_id)
    hint = queries.hint_of(row, today())
    form = UpdateForm(request.POST if request.method == "POST" else None)

    def save() -> None:
        actions.write_update(initiative=row, by=request.user, **form.cleaned_data)

    lede = f"By its dates alone it would be {hint.rag.label.lower()}: {hint.reason} You decide, and say why."
    return _form_page(request, row, form, save, "Write an update", "Save the update", lede)


@form_page
@planners_only
def money_commit(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """Commit money of a line to an initiative."""
    row = _to_edit(request, initiative_id)
    form = CommitForm(request.POST if request.method == "POST" else None, plan=row.plan)

    def save() -> None:
        actions.commit_money(initiative=row, by=request.user, **form.cleaned_data)

    lede = (
        "The region or an administrator enters what each line holds. More than is left cannot be committed."
    )
    return _form_page(request, row, form, save, "Commit money", "Commit", lede)


@form_page
@planners_only
def money_release(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """Give money back to a line."""
    row = _to_edit(request, initiative_id)
    form = ReleaseForm(request.POST if request.method == "POST" else None, plan=row.plan)

    def save() -> None:
        actions.release_money(initiative=row, by=request.user, **form.cleaned_data)

    lede = "The line can then be committed to something else. The ledger keeps both entries."
    return _form_page(request, row, form, save, "Give money back", "Give it back", lede)


@form_page
@planners_only
def milestone_new(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """Add a step."""
    row = _to_edit(request, initiative_id)
    form = MilestoneForm(request.POST if request.method == "POST" else None)

    def save() -> None:
        actions.add_milestone(
            initiative=row, title=form.cleaned_data["title"], facts=form.facts(), by=request.user
        )

    return _form_page(request, row, form, save, "Add a milestone", "Add the milestone")


@form_page
@planners_only
def milestone_edit(request: HttpRequest, milestone_id: int) -> HttpResponse:
    """Change a step and its dates."""
    milestone = get_object_or_404(queries.milestones_visible_to(request.user), pk=milestone_id)
    row = _to_edit(request, milestone.initiative_id)
    names = ("title", "planned_on", "forecast_on", "actual_on", "version")
    initial = {name: getattr(milestone, name) for name in names}
    form = MilestoneForm(request.POST if request.method == "POST" else None, initial=initial)

    def save() -> None:
        data = form.cleaned_data
        conflicts.settle(data, initial, request.POST)
        actions.update_milestone(
            milestone=milestone,
            title=data["title"],
            facts=form.facts(),
            reason=data["reason"],
            version=data["version"],
            by=request.user,
        )

    return _form_page(request, row, form, save, "Change a milestone", "Save the milestone")


def _to_edit(request: HttpRequest, initiative_id: int) -> Initiative:
    """The initiative; 404 when it may not be seen, 403 with the sentence when it may not be changed."""
    rows = queries.initiatives_visible_to(request.user).prefetch_related(
        "essentials", "goals", "national", "milestones"
    )
    row = get_object_or_404(rows, pk=initiative_id)
    demand(permissions.check_can_edit_plan, request.user, row.plan)
    return row


def _form_page(
    request: HttpRequest, row: Initiative, form: Any, save: Any, heading: str, button: str, lede: str = ""
) -> HttpResponse:
    changed: conflicts.ChangedMeanwhile | None = None
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except conflicts.ChangedMeanwhile as meanwhile:
            changed = meanwhile
            conflicts.carry_on(form, meanwhile)
        except (Refused, BadInput) as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, "Saved.")
            return redirect("plans:initiative", row.pk)
    context = {
        "initiative": row,
        "plan": row.plan,
        "form": form,
        "changed": changed,
        "heading": heading,
        "button": button,
        "lede": lede,
    }
    return render(request, "plans/initiative_form.jinja", context, status=409 if changed else 200)
