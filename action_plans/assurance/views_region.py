"""What a region and a system say to each other: answers, messages, closing; and when reports are due."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from action_plans.assurance import actions, actions_region, permissions, queries_calendar
from action_plans.assurance.forms import DueDecisionForm, DueRuleForm, MessageForm, ResponseForm
from action_plans.assurance.views import readers_only, report_or_404
from action_plans.assurance.views_steps import step_page
from retention_portal.accounts.access import has_role
from retention_portal.accounts.guards import roles_required
from retention_portal.accounts.roles import Role
from retention_portal.core.answers import demand, saved
from retention_portal.core.dates import Quarter, today
from retention_portal.core.nhsuk.forms import NhsForm
from retention_portal.core.refusals import BadInput
from retention_portal.organisations.models import Organisation

form_page = require_http_methods(["GET", "POST"])
region_only = roles_required(Role.COMMISSIONER)


@form_page
@readers_only
def report_respond(request: HttpRequest, report_id: int) -> HttpResponse:
    """The answer of the region."""
    row = report_or_404(request, report_id)
    demand(permissions.check_can_respond, request.user, row)
    form = ResponseForm(request.POST if request.method == "POST" else None)

    def save() -> None:
        actions.respond(report=row, by=request.user, **form.cleaned_data)

    if request.method == "POST" and saved(form, save):
        messages.success(request, "The system can read your answer now.")
        return redirect("assurance:report", row.pk)
    return step_page(request, row, form, "Answer this report", "Send the answer")


@form_page
@readers_only
def report_message(request: HttpRequest, report_id: int) -> HttpResponse:
    """A question, or an answer to one."""
    row = report_or_404(request, report_id)
    demand(permissions.check_can_write, request.user, row)
    form = MessageForm(request.POST if request.method == "POST" else None)

    def save() -> None:
        actions_region.write_message(report=row, text=form.cleaned_data["text"], by=request.user)

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Sent. The other side gets a mail that there is a message.")
        return redirect("assurance:report", row.pk)
    return step_page(request, row, form, "Write about this report", "Send the message")


@require_POST
@readers_only
def report_close(request: HttpRequest, report_id: int) -> HttpResponse:
    """The region closes an accepted report."""
    row = report_or_404(request, report_id)
    demand(permissions.check_can_close, request.user, row)
    actions.close_report(report=row, by=request.user)
    messages.success(request, "The report is closed.")
    return redirect("assurance:report", row.pk)


@require_GET
@readers_only
def calendar(request: HttpRequest) -> HttpResponse:
    """The running quarter and the four before it: what is due when, and what came."""
    on = today()
    systems = queries_calendar.systems_shown(request.user, on)
    quarters = queries_calendar.quarters_shown(on)
    entries = queries_calendar.entries(systems, quarters, on)
    regions = queries_calendar.regions_decided_by(request.user, on)
    context = {
        "today": on,
        "quarters": [
            {"quarter": quarter, "entries": [each for each in entries if each.quarter == quarter]}
            for quarter in quarters
        ],
        "decides": has_role(request.user, Role.COMMISSIONER),
        "rules": [{"region": region, "rule": queries_calendar.rule_of(region, on)} for region in regions],
        "overdue": sum(
            each.due.is_late(on) and each.submitted is None and each.quarter.end < on for each in entries
        ),
    }
    return render(request, "assurance/calendar.jinja", context)


@form_page
@region_only
def calendar_rule(request: HttpRequest, code: str) -> HttpResponse:
    """When the reports of a region are due."""
    region = _one_of(queries_calendar.regions_decided_by(request.user, today()), code)
    held = queries_calendar.rule_of(region, today())
    initial = {"valid_from": today()} | (
        {"due_after_days": held.due_after_days, "closes_after_days": held.closes_after_days} if held else {}
    )
    form = DueRuleForm(request.POST if request.method == "POST" else None, initial=initial)

    def save() -> None:
        actions_region.set_due_rule(region=region, by=request.user, **form.cleaned_data)

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Saved. Each system sees its days in the calendar.")
        return redirect("assurance:calendar")
    return _calendar_form(request, form, "When are reports due?", region.name)


@form_page
@region_only
def calendar_due(request: HttpRequest, code: str, quarter: str) -> HttpResponse:
    """Another day, or none, for one system and quarter."""
    system = _one_of(queries_calendar.systems_decided_by(request.user, today()), code)
    try:
        period = Quarter.parse(quarter)
    except BadInput as no:
        raise Http404(str(no)) from None
    form = DueDecisionForm(request.POST if request.method == "POST" else None)

    def save() -> None:
        actions_region.decide_due(system=system, quarter=period.code, by=request.user, **form.cleaned_data)

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Saved. The system sees it in its calendar.")
        return redirect("assurance:calendar")
    return _calendar_form(request, form, f"When is the report for {period.label} due?", system.name)


def _one_of(places: list[Organisation], code: str) -> Organisation:
    found = next((place for place in places if place.code == code.upper()), None)
    if found is None:
        raise Http404("There is no such place here.")
    return found


def _calendar_form(request: HttpRequest, form: NhsForm, heading: str, name: str) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "heading": heading, "name": name}
    return render(request, "assurance/calendar_form.jinja", context)
