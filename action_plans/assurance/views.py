"""Reports: the list, one report, and its words."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from action_plans.assurance import actions, assembly, document, permissions, queries, queries_calendar
from action_plans.assurance.forms import WordsForm
from action_plans.assurance.models import Report
from action_plans.assurance.statuses import STEPS, ReportStatus
from retention_portal.accounts.access import has_role, reaches
from retention_portal.accounts.guards import roles_required
from retention_portal.accounts.roles import Role
from retention_portal.core.answers import demand, saved
from retention_portal.core.dates import Quarter, today
from retention_portal.core.refusals import BadInput, Refused, is_allowed

readers_only = roles_required(*queries.READERS)


@require_GET
@readers_only
def report_list(request: HttpRequest) -> HttpResponse:
    """The reports that the reader may see; for a region, every system of the quarter."""
    on = today()
    quarter = Quarter.of(on).previous()
    reports = list(queries.reports_visible_to(request.user))
    drafted = {(report.system_id, report.quarter) for report in reports}
    to_draft = [
        {"system": system, "quarter": each}
        for system in queries.systems_to_report_for(request.user)
        for each in (quarter, Quarter.of(on))
        if (system.pk, each.code) not in drafted
    ]
    commissions = has_role(request.user, Role.COMMISSIONER)
    context = {
        "quarter": quarter,
        "region": queries.region_table(request.user, quarter.code, on) if commissions else [],
        "reports": [{"row": report, "quarter": Quarter.parse(report.quarter)} for report in reports],
        "to_draft": to_draft,
    }
    return render(request, "assurance/report_list.jinja", context)


@require_POST
@roles_required(Role.SYSTEM_LEAD)
def report_draft(request: HttpRequest) -> HttpResponse:
    """Start the report of a quarter, or open the one that is there."""
    try:
        system = queries.system_named(request.POST.get("system", ""))
        demand(permissions.check_can_draft, request.user, system)
        report = actions.draft_report(system=system, quarter=request.POST.get("quarter", ""), by=request.user)
    except (Refused, BadInput) as no:
        messages.error(request, str(no))
        return redirect("assurance:report_list")
    return redirect("assurance:report_words", report.pk)


@require_GET
@readers_only
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    """A draft shows what would be frozen; a frozen report leads to its versions."""
    row = report_or_404(request, report_id)
    own = reaches(request.user, queries.READS_REPORTS, row.system)
    versions = [each for each in queries.versions_of(row) if own or each.submitted_at]
    draft = own and row.status == ReportStatus.DRAFT
    context = _facts(request, row) | {"versions": versions, "draft_shown": draft}
    context["messages_written"] = queries_calendar.messages_of(row)
    context["due"] = queries_calendar.due_for(row.system, Quarter.parse(row.quarter), today())
    if draft:
        number = versions[0].number + 1 if versions else 1
        preview = assembly.assemble(row, assembly.Stamp(number), today())
        context |= document.context_of(preview, [], "")
    return render(request, "assurance/report.jinja", context)


def _facts(request: HttpRequest, row: Report) -> dict[str, Any]:
    quarter = Quarter.parse(row.quarter)
    user = request.user
    return {
        "row": row,
        "quarter": quarter,
        "status": ReportStatus(row.status),
        "signing": row.status in STEPS,
        "may_edit": is_allowed(permissions.check_can_edit, user, row),
        "may_correct": is_allowed(permissions.check_can_correct, user, row),
        "may_respond": is_allowed(permissions.check_can_respond, user, row),
        "may_write": is_allowed(permissions.check_can_write, user, row),
        "may_close": is_allowed(permissions.check_can_close, user, row),
    }


def report_or_404(request: HttpRequest, report_id: int) -> Report:
    """The report, when the user may see that there is one."""
    return get_object_or_404(queries.reports_visible_to(request.user), pk=report_id)


@require_http_methods(["GET", "POST"])
@readers_only
def report_words(request: HttpRequest, report_id: int) -> HttpResponse:
    """The rating, the summary, the boxes and the asks."""
    row = report_or_404(request, report_id)
    demand(permissions.check_can_edit, request.user, row)
    form = WordsForm(request.POST if request.method == "POST" else None, initial=WordsForm.initial_of(row))

    def save() -> None:
        actions.save_words(report=row, by=request.user, **form.saying())

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Saved. This is what would be frozen.")
        return redirect("assurance:report", row.pk)
    context = {"row": row, "quarter": Quarter.parse(row.quarter), "form": form}
    return render(request, "assurance/report_words.jinja", context)
