"""The steps of a report: freeze, sign, correct, answer, close."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from action_plans.assurance import actions, permissions, queries
from action_plans.assurance.forms import ReasonForm, ResponseForm, SignForm
from action_plans.assurance.statuses import ReportStatus
from action_plans.assurance.views import readers_only, report_or_404
from retention_portal.core.answers import demand, saved
from retention_portal.core.dates import Quarter, today
from retention_portal.core.nhsuk.forms import NhsForm
from retention_portal.core.refusals import Refused

form_page = require_http_methods(["GET", "POST"])


@form_page
@readers_only
def report_freeze(request: HttpRequest, report_id: int) -> HttpResponse:
    """Asks once more, because what is frozen is never changed."""
    row = report_or_404(request, report_id)
    demand(permissions.check_can_edit, request.user, row)
    steps = queries.required_steps(row.system, today())
    context: dict[str, Any] = {
        "row": row,
        "quarter": Quarter.parse(row.quarter),
        "steps": [ReportStatus(step).label for step in steps],
        "errors": [],
    }
    if request.method == "POST":
        try:
            version = actions.freeze_report(report=row, by=request.user)
        except Refused as refused:
            context["errors"] = [{"text": refused.sentence}]
        else:
            return redirect("assurance:version", version.pk)
    return render(request, "assurance/report_freeze.jinja", context)


@form_page
@readers_only
def report_sign(request: HttpRequest, report_id: int) -> HttpResponse:
    """Sign the step that waits, or send the report back."""
    row = report_or_404(request, report_id)
    version = queries.latest_version(row)
    if version is None:
        return redirect("assurance:report", row.pk)
    demand(permissions.check_can_sign, request.user, row, version)
    form = SignForm(request.POST if request.method == "POST" else None)

    def save() -> None:
        comment = form.cleaned_data["comment"]
        if form.cleaned_data["decision"] == "sign":
            actions.sign_report(report=row, comment=comment, by=request.user)
        else:
            actions.send_back(report=row, reason=comment, by=request.user)

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Recorded.")
        return redirect("assurance:report", row.pk)
    heading = f"Sign: {ReportStatus(row.status).label[:1].lower()}{ReportStatus(row.status).label[1:]}"
    return _step(request, row, form, heading, "Record it", version_to_read=version)


@form_page
@readers_only
def report_correct(request: HttpRequest, report_id: int) -> HttpResponse:
    """Open a frozen report for a correction, with the reason."""
    row = report_or_404(request, report_id)
    demand(permissions.check_can_correct, request.user, row)
    form = ReasonForm(request.POST if request.method == "POST" else None)

    def save() -> None:
        actions.correct_report(report=row, reason=form.cleaned_data["reason"], by=request.user)

    if request.method == "POST" and saved(form, save):
        messages.success(request, "The report is a draft again. What was frozen stays as it is.")
        return redirect("assurance:report", row.pk)
    lede = "The frozen version stays as it is. Freezing the correction makes a new version, compared with the last."
    return _step(request, row, form, "Correct this report", "Open it for a correction", lede)


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
    return _step(request, row, form, "Answer this report", "Send the answer")


@require_POST
@readers_only
def report_close(request: HttpRequest, report_id: int) -> HttpResponse:
    """The region closes an accepted report."""
    row = report_or_404(request, report_id)
    demand(permissions.check_can_close, request.user, row)
    actions.close_report(report=row, by=request.user)
    messages.success(request, "The report is closed.")
    return redirect("assurance:report", row.pk)


def _step(
    request: HttpRequest, row: Any, form: NhsForm, heading: str, button: str, lede: str = "", **more: Any
) -> HttpResponse:
    context = {
        "row": row,
        "quarter": Quarter.parse(row.quarter),
        "form": form,
        "heading": heading,
        "button": button,
        "lede": lede,
        "version_to_read": None,
        **more,
    }
    return render(request, "assurance/report_step.jinja", context)
