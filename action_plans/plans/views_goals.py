"""The goals of a plan, and the goals and essentials that an organisation adds of its own."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from action_plans.plans import actions_goals, conflicts, permissions, queries, queries_cycle
from action_plans.plans.forms_cycle import EssentialForm, GoalForm, GoalStatusForm
from action_plans.plans.models import Plan
from action_plans.plans.models_cycle import PlanGoal
from action_plans.plans.views import planners_only
from action_plans.toolkit.queries import levels
from retention_portal.core.answers import demand
from retention_portal.core.dates import today
from retention_portal.core.refusals import BadInput, Refused, refusal
from retention_portal.core.vocabulary import Level

form_page = require_http_methods(["GET", "POST"])


@require_GET
@planners_only
def goal_list(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The goals that the plan takes up, by level, and those of the toolkit that it does not."""
    plan = get_object_or_404(queries.plans_visible_to(request.user), pk=plan_id)
    rows = queries_cycle.goals_of(plan)
    taken = {each.row.goal_id for each in rows}
    offered = [goal for goal in queries_cycle.goals_offered(plan, today()) if goal.pk not in taken]
    context = {
        "plan": plan,
        "rows": rows,
        "served": sum(each.live > 0 for each in rows),
        "levels": [
            (level, [each for each in rows if each.row.goal.level == level])
            for level in reversed(queries_cycle.levels_of(plan))
        ],
        "offered": [(level, [goal for goal in offered if goal.level == level]) for level in Level],
    }
    return render(request, "plans/goals/goal_list.jinja", context | _rights(request, plan))


@require_POST
@planners_only
def goal_take_up(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Take a goal of the toolkit, or of a body above, up in the plan."""
    plan = _plan_to_edit(request, plan_id)
    try:
        row = actions_goals.take_up_goal(plan=plan, code=request.POST.get("goal", "")[:20], by=request.user)
    except (Refused, BadInput) as no:
        messages.error(request, str(no))
    else:
        messages.success(request, f"The plan takes up “{row.goal.name}”. Say next how you will know.")
    return redirect("plans:goal_list", plan.pk)


@form_page
@planners_only
def goal_new(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Write a goal of one's own."""
    plan = _plan_to_edit(request, plan_id)
    form = GoalForm(request.POST if request.method == "POST" else None, levels=queries_cycle.levels_of(plan))

    def save() -> None:
        level = form.cleaned_data["level"]
        actions_goals.add_own_goal(plan=plan, level=level, content=form.content(), by=request.user)

    words = {
        "heading": "Add a goal of your own",
        "lede": "It stands beside the toolkit’s goals and never changes them. It begins as a draft.",
        "button": "Add the goal",
        "done": "The goal is in the plan, as a draft.",
    }
    return _form_page(request, plan, form, save, words)


@require_GET
@planners_only
def goal(request: HttpRequest, goal_id: int) -> HttpResponse:
    """One goal: what serves it, how it will be known, and how it came to stand where it does."""
    row = _goal_or_404(request, goal_id)
    initiatives = list(row.plan.initiatives.filter(goals=row.goal))
    context = {
        "plan": row.plan,
        "row": row,
        "level": Level(row.goal.level),
        "begins": levels(today()).get(code=row.goal.level).goals_begin,
        "initiatives": initiatives,
        "changes": list(queries_cycle.changes_of(row)),
    }
    return render(request, "plans/goals/goal.jinja", context | _rights(request, row.plan))


@form_page
@planners_only
def goal_edit(request: HttpRequest, goal_id: int) -> HttpResponse:
    """Change what is written of a goal; says so when somebody else did meanwhile."""
    row = _goal_or_404(request, goal_id)
    demand(permissions.check_can_edit_plan, request.user, row.plan)
    content = queries_cycle.goal_content(row)
    initial = {name: getattr(content, name) for name in content.__slots__} | {"version": row.version}
    form = GoalForm(request.POST if request.method == "POST" else None, goal=row.goal, initial=initial)

    def save() -> None:
        conflicts.settle(form.cleaned_data, initial, request.POST)
        version = form.cleaned_data["version"] or 0
        actions_goals.update_goal(row=row, content=form.content(), version=version, by=request.user)

    words = {"heading": "Edit the goal", "name": row.goal.name, "button": "Save", "done": "Saved."}
    return _form_page(request, row.plan, form, save, words)


@form_page
@planners_only
def goal_status(request: HttpRequest, goal_id: int) -> HttpResponse:
    """Where a goal goes next."""
    row = _goal_or_404(request, goal_id)
    demand(permissions.check_can_edit_plan, request.user, row.plan)
    form = GoalStatusForm(request.POST if request.method == "POST" else None, status=row.status)

    def save() -> None:
        actions_goals.move_goal(row=row, by=request.user, **form.cleaned_data)

    words = {
        "heading": "Change where the goal stands",
        "name": row.goal.name,
        "button": "Save",
        "done": "Saved.",
    }
    return _form_page(request, row.plan, form, save, words)


@form_page
@planners_only
def essential_new(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Add an essential of one's own beside the toolkit's."""
    plan = _plan_to_edit(request, plan_id)
    form = EssentialForm(
        request.POST if request.method == "POST" else None,
        levels=queries_cycle.levels_of(plan),
        goals=queries_cycle.goals_offered(plan, today()),
    )

    def save() -> None:
        data = form.cleaned_data
        actions_goals.add_own_essential(
            plan=plan, level=data["level"], name=data["name"], goal_codes=data["goals"], by=request.user
        )

    words = {
        "heading": "Add an essential of your own",
        "lede": "The toolkit’s 22 are a minimum. Yours stands beside them, in every plan below that it is for.",
        "button": "Add the essential",
        "done": "The essential counts in the plan from now on.",
        "to": "plans:plan",
    }
    return _form_page(request, plan, form, save, words)


def _form_page(
    request: HttpRequest, plan: Plan, form: Any, save: Callable[[], None], words: dict[str, str]
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
            messages.success(request, words["done"])
            return redirect(words.get("to", "plans:goal_list"), plan.pk)
    context = {"plan": plan, "form": form, "changed": changed, "back": ("Goals", "plans:goal_list")}
    words = {"lede": "", "name": ""} | words
    return render(request, "plans/cycle/form.jinja", context | words, status=409 if changed else 200)


def _plan_to_edit(request: HttpRequest, plan_id: int) -> Plan:
    plan = get_object_or_404(queries.plans_visible_to(request.user), pk=plan_id)
    demand(permissions.check_can_edit_plan, request.user, plan)
    return plan


def _goal_or_404(request: HttpRequest, goal_id: int) -> PlanGoal:
    return get_object_or_404(queries_cycle.goals_visible_to(request.user), pk=goal_id)


def _rights(request: HttpRequest, plan: Plan) -> dict[str, Any]:
    why_not = refusal(permissions.check_can_edit_plan, request.user, plan)
    return {"may_edit": why_not is None, "refusal": why_not}
