"""One initiative: what it is, its milestones, updates and money."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from action_plans.funding.queries import commitments_for
from action_plans.plans import actions, permissions, queries
from action_plans.plans.forms import CommitForm, InitiativeForm, MilestoneForm, StatusForm, UpdateForm
from action_plans.plans.models import Initiative, Milestone
from action_plans.plans.rules import days_late
from action_plans.plans.views import planners_only
from action_plans.toolkit.queries import case_studies, essentials_by_code, national_items
from retention_portal.core.answers import demand, saved
from retention_portal.core.dates import today
from retention_portal.core.refusals import Refused, is_allowed, refusal
from retention_portal.core.vocabulary import CareerStage, Level

form_page = require_http_methods(["GET", "POST"])


@require_GET
@planners_only
def initiative(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """One initiative with its milestones, updates and money."""
    rows = queries.with_people_reached(queries.initiatives_visible_to(request.user))
    row = get_object_or_404(rows.prefetch_related("essentials", "goals", "milestones"), pk=initiative_id)
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
            "commitments": commitments,
            "committed": sum(each.amount for each in commitments),
            "may_edit": is_allowed(permissions.check_can_edit_plan, request.user, row.plan),
            "refusal": refusal(permissions.check_can_edit_plan, request.user, row.plan),
        },
    )


def _late(milestone: Milestone, on: date) -> int:
    return days_late(queries.milestone_facts(milestone), on)


@form_page
@planners_only
def initiative_new(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Start an initiative, perhaps from a gap and an example."""
    plan = get_object_or_404(queries.plans_visible_to(request.user), pk=plan_id)
    demand(permissions.check_can_edit_plan, request.user, plan)
    start = _starting_point(request, today())
    form = InitiativeForm(
        request.POST if request.method == "POST" else None, plan=plan, on=today(), initial=start["initial"]
    )
    made: list[Initiative] = []
    if request.method == "POST" and saved(
        form, lambda: made.append(actions.add_initiative(plan=plan, content=form.content(), by=request.user))
    ):
        messages.success(request, "The initiative is in the plan. Add its first milestone next.")
        return redirect("plans:initiative", made[0].pk)
    return render(request, "plans/initiative_new.jinja", {"plan": plan, "form": form, **start})


def _starting_point(request: HttpRequest, on: date) -> dict[str, Any]:
    """What the address asks to begin with: an essential, its level, perhaps a case study to begin from."""
    code = request.GET.get("essential", "").upper()
    essential = essentials_by_code([code], on).get(code)
    if essential is None:
        return {"essential": None, "cases": [], "national": [], "chosen": None, "initial": {}}
    cases = list(case_studies(essential=code))
    chosen = next((case for case in cases if case.code == request.GET.get("case", "").upper()), None)
    initial: dict[str, Any] = {"level": essential.level, "essentials": [code]}
    initial["goals"] = [goal.code for goal in essential.helps.all()]
    if chosen:
        initial |= {
            "title": chosen.name,
            "summary": f"After {chosen.name} ({chosen.area}): {chosen.offers}",
            "career_stages": list(chosen.career_stages),
        }
    national = [row for row in national_items(on) if row.level == essential.level and not row.parent_id]
    return {
        "essential": essential,
        "cases": cases,
        "national": national,
        "chosen": chosen,
        "initial": initial,
    }


@form_page
@planners_only
def initiative_edit(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """Change what is written of an initiative; says so when somebody else did meanwhile."""
    row = _to_edit(request, initiative_id)
    form = InitiativeForm(
        request.POST if request.method == "POST" else None,
        plan=row.plan,
        on=today(),
        initial=InitiativeForm.initial_of(row),
    )
    changed: actions.ChangedMeanwhile | None = None
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"] or 0
            actions.update_initiative(
                initiative=row, content=form.content(), version=version, by=request.user
            )
        except actions.ChangedMeanwhile as meanwhile:
            changed = meanwhile
            form.add_error(None, meanwhile.sentence)
            form.data = form.data.copy()
            form.data["version"] = str(meanwhile.version)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, "Saved.")
            return redirect("plans:initiative", row.pk)
    return render(
        request,
        "plans/initiative_edit.jinja",
        {"initiative": row, "plan": row.plan, "form": form, "changed": changed},
        status=409 if changed else 200,
    )


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
    names = ("title", "planned_on", "forecast_on", "actual_on")
    form = MilestoneForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(milestone, name) for name in names},
    )

    def save() -> None:
        data = form.cleaned_data
        actions.update_milestone(
            milestone=milestone,
            title=data["title"],
            facts=form.facts(),
            reason=data["reason"],
            by=request.user,
        )

    return _form_page(request, row, form, save, "Change a milestone", "Save the milestone")


def _to_edit(request: HttpRequest, initiative_id: int) -> Initiative:
    """The initiative; 404 when it may not be seen, 403 with the sentence when it may not be changed."""
    rows = queries.initiatives_visible_to(request.user).prefetch_related("essentials", "goals", "milestones")
    row = get_object_or_404(rows, pk=initiative_id)
    demand(permissions.check_can_edit_plan, request.user, row.plan)
    return row


def _form_page(
    request: HttpRequest, row: Initiative, form: Any, save: Any, heading: str, button: str, lede: str = ""
) -> HttpResponse:
    if request.method == "POST" and saved(form, save):
        messages.success(request, "Saved.")
        return redirect("plans:initiative", row.pk)
    context = {
        "initiative": row,
        "plan": row.plan,
        "form": form,
        "heading": heading,
        "button": button,
        "lede": lede,
    }
    return render(request, "plans/initiative_form.jinja", context)
