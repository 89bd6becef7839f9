"""The steps of a report: bring in updates, freeze, sign, correct."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from action_plans.assurance import actions, permissions, queries, rules_words
from action_plans.assurance.forms import ReasonForm, SignForm
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
        "with_marks": rules_words.boxes_with_marks(row.words),
    }
    if request.method == "POST":
        try:
            version = actions.freeze_report(report=row, by=request.user)
        except Refused as refused:
            context["errors"] = [{"text": refused.sentence}]
        else:
            return redirect("assurance:version", version.pk)
    return render(request, "assurance/report_freeze.jinja", context)


@require_POST
@readers_only
def report_updates(request: HttpRequest, report_id: int) -> HttpResponse:
    """Bring the updates that were written since into the boxes."""
    row = report_or_404(request, report_id)
    demand(permissions.check_can_edit, request.user, row)
    changed = actions.bring_in_updates(report=row, by=request.user)
    boxes = "1 box" if changed == 1 else f"{changed} boxes"
    messages.success(
        request, f"Brought into {boxes}." if changed else "Every update stands in the boxes already."
    )
    return redirect("assurance:report_words", row.pk)


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
    return step_page(request, row, form, heading, "Record it", version_to_read=version)


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
    return step_page(request, row, form, "Correct this report", "Open it for a correction", lede)


def step_page(
    request: HttpRequest, row: Any, form: NhsForm, heading: str, button: str, lede: str = "", **more: Any
) -> HttpResponse:
    """The page of one form about a report."""
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
