"""Plans: the list, and one plan with its coverage."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from action_plans.funding.queries import SEES_LINES, lines_of
from action_plans.plans import actions, permissions, queries, rules
from action_plans.plans.forms import ReasonForm
from action_plans.plans.models import Initiative, Plan
from action_plans.plans.queries_cycle import goals_of
from action_plans.plans.queries_registers import risks_of
from action_plans.plans.statuses import PlanStatus
from action_plans.toolkit.queries import case_studies
from retention_portal.accounts.access import has_role
from retention_portal.accounts.guards import roles_required
from retention_portal.core.answers import demand, saved
from retention_portal.core.dates import FinancialYear, today
from retention_portal.core.refusals import Refused, is_allowed, refusal
from retention_portal.core.vocabulary import Level
from retention_portal.organisations.queries import organisation_by_code

RISKS_ON_ONE_PAGE = 5

planners_only = roles_required(*queries.READS_AGREED)


@require_GET
@planners_only
def plan_list(request: HttpRequest) -> HttpResponse:
    """The plans that the reader may see, and the one to start."""
    year = FinancialYear.of(today())
    plans = list(queries.plans_visible_to(request.user))
    planned = {plan.organisation_id for plan in plans if plan.financial_year == year.code}
    to_start = [row for row in queries.organisations_to_plan_for(request.user) if row.pk not in planned]
    return render(request, "plans/plan_list.jinja", {"plans": plans, "to_start": to_start, "year": year})


@require_POST
@roles_required(*queries.PLANNERS_OF.values())
def plan_start(request: HttpRequest) -> HttpResponse:
    """Start the plan of the current financial year."""
    organisation = organisation_by_code(request.POST.get("organisation", ""))
    if organisation is None:
        raise Http404
    demand(permissions.check_can_start_plan, request.user, organisation)
    year = FinancialYear.of(today())
    try:
        plan = actions.start_plan(organisation=organisation, financial_year=year.code, by=request.user)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("plans:plan_list")
    messages.success(
        request, f"The plan for {year.label} is started. Only your own team sees it until it is agreed."
    )
    return redirect("plans:plan", plan.pk)


@require_GET
@planners_only
def plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """One plan: what it covers, what it does, what is missing, what needs attention."""
    plan = _plan_or_404(request, plan_id)
    context = _facts_of(plan, today()) | {
        "sees_money": has_role(request.user, *SEES_LINES),
        "cases": _case_counts(),
        "may_edit": is_allowed(permissions.check_can_edit_plan, request.user, plan),
        "refusal": refusal(permissions.check_can_edit_plan, request.user, plan),
        "draft": plan.status == PlanStatus.DRAFT,
    }
    return render(request, "plans/plan.jinja", context)


@require_GET
@planners_only
def one_page(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The plan on one page, to read and to print: goals, what is done, what is missing, the gravest risks."""
    plan = _plan_or_404(request, plan_id)
    facts = _facts_of(plan, today())
    gaps = [row for row in facts["covered"] if row.grade.value in ("none", "planned")]
    risks = [row for row in risks_of(plan) if row.status == "open"]
    more = {"goals": goals_of(plan), "gaps": gaps, "risks": risks[:RISKS_ON_ONE_PAGE], "on": today()}
    return render(request, "plans/one_page.jinja", facts | more)


def _facts_of(plan: Plan, on: date) -> dict[str, Any]:
    """What both pages of a plan print, so that they cannot disagree (CASE-P-26)."""
    initiatives = queries.initiatives_of(plan)
    covered = queries.coverage_of(plan, initiatives, on)
    lines = list(lines_of(plan.organisation, plan.financial_year))
    return {
        "plan": plan,
        "title": rules.finding(covered),
        "levels": [
            (level, [row for row in covered if row.essential.level == level]) for level in reversed(Level)
        ],
        "covered": covered,
        "own_essentials": sum(row.essential.own for row in covered),
        "grades": rules.count_grades(covered),
        "standings": rules.count_standings(covered),
        "initiatives": [_row(plan, row, on) for row in initiatives],
        "counts": queries.figures_of(initiatives),
        "parts": queries.parts_of(plan),
        "allocated": sum(line.amount for line in lines) if lines else None,
        "committed": sum(line.committed for line in lines),
        "spent": sum(line.spent for line in lines),
    }


def _row(plan: Plan, row: Initiative, on: date) -> dict[str, Any]:
    return {
        "row": row,
        "hint": queries.hint_of(row, on),
        "reference": _reference(plan, row),
        "attention": queries.attention_of(row, on),
    }


@require_POST
@planners_only
def plan_agree(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Agree the plan: from now on the region reads it."""
    plan = _plan_or_404(request, plan_id)
    demand(permissions.check_can_edit_plan, request.user, plan)
    try:
        actions.agree_plan(plan=plan, by=request.user)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, "The plan is agreed. The NHS England region can read it now.")
    return redirect("plans:plan", plan.pk)


@require_http_methods(["GET", "POST"])
@planners_only
def plan_reopen(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Make an agreed plan a draft again, with the reason."""
    plan = _plan_or_404(request, plan_id)
    demand(permissions.check_can_edit_plan, request.user, plan)
    form = ReasonForm(request.POST if request.method == "POST" else None)

    def save() -> None:
        actions.reopen_plan(plan=plan, reason=form.cleaned_data["reason"], by=request.user)

    if request.method == "POST" and saved(form, save):
        messages.success(request, "The plan is a draft again.")
        return redirect("plans:plan", plan.pk)
    return render(request, "plans/reopen.jinja", {"plan": plan, "form": form})


def _plan_or_404(request: HttpRequest, plan_id: int) -> Plan:
    return get_object_or_404(queries.plans_visible_to(request.user), pk=plan_id)


def _reference(plan: Plan, row: Any) -> str:
    return rules.reference(plan.organisation.code, plan.financial_year, row.number)


def _case_counts() -> dict[str, int]:
    """How many case studies of the toolkit could help with each essential: the suggestions beside a gap."""
    counts: dict[str, int] = {}
    for case in case_studies():
        for essential in case.can_help.all():
            counts[essential.code] = counts.get(essential.code, 0) + 1
    return counts
