"""One money line: how it stands, what draws on it, what was spent, what is expected; its ledger as a file."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from action_plans.funding import actions, permissions, queries
from action_plans.funding.forms import CorrectionForm, ForecastForm, SpendForm
from action_plans.funding.models import AllocationLine
from retention_portal.accounts.guards import roles_required
from retention_portal.core import money
from retention_portal.core.answers import demand, saved
from retention_portal.core.csv_files import csv_bytes, csv_filename
from retention_portal.core.dates import today
from retention_portal.core.refusals import refusal

form_page = require_http_methods(["GET", "POST"])
sees_lines = roles_required(*queries.SEES_LINES)

LEDGER_HEADINGS = ("Ledger", "Counts for", "Written down on", "What for", "Amount (£)", "Why", "By")


@require_GET
@sees_lines
def line(request: HttpRequest, line_id: int) -> HttpResponse:
    """One line with its position today, what draws on it and its spend."""
    row = _line_or_404(request, line_id)
    why_not = refusal(permissions.check_can_commit, request.user, row)
    spend = list(queries.spend_on(row))
    context = {
        "line": row,
        "corrected": {entry.corrects_id for entry in spend if entry.corrects_id},
        "position": queries.line_position(row, today()),
        "draws": queries.draws_of(row),
        "spend": spend,
        "allocations": list(row.entries.select_related("entered_by")),
        "may_spend": why_not is None,
        "refusal": why_not,
        "on": today(),
    }
    return render(request, "funding/line.jinja", context)


@form_page
@sees_lines
def spend_new(request: HttpRequest, line_id: int) -> HttpResponse:
    """Record what was paid in a month for one thing that holds money of the line."""
    row = _line_or_404(request, line_id)
    demand(permissions.check_can_commit, request.user, row)
    draws = queries.draws_of(row)
    sent = request.POST if request.method == "POST" else None
    form = SpendForm(
        sent, line=row, draws=draws, on=today(), initial={"code": request.GET.get("for", "")[:60]}
    )

    def save() -> None:
        data = form.cleaned_data
        draw = next(each for each in draws if each.code == data["code"])
        source, _, key = draw.code.partition(":")
        actions.spend(
            line=row,
            source=source,
            source_key=key,
            label=draw.label,
            amount=data["amount"],
            on=form.counts_on(),
            reason=data["reason"],
            by=request.user,
        )

    words = {
        "heading": "Record spend",
        "lede": "No more than is committed to it. A wrong entry is taken back, never changed.",
        "button": "Record it",
    }
    return _form_page(request, row, form, save, words)


@form_page
@sees_lines
def forecast_state(request: HttpRequest, line_id: int) -> HttpResponse:
    """Say what the line will cost in its whole year."""
    row = _line_or_404(request, line_id)
    demand(permissions.check_can_commit, request.user, row)
    form = ForecastForm(request.POST if request.method == "POST" else None)

    def save() -> None:
        actions.state_forecast(line=row, by=request.user, **form.cleaned_data)

    position = queries.line_position(row, today())
    pace = (
        f" At the pace so far it would be {money.display(position.pace)}."
        if position.pace is not None
        else ""
    )
    words = {
        "heading": "State the forecast",
        "lede": f"{money.display(position.spent)} is spent, {money.display(position.committed)} committed and "
        f"{money.display(position.allocated)} allocated.{pace}",
        "button": "State it",
    }
    return _form_page(request, row, form, save, words)


@form_page
@sees_lines
def spend_correct(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Take a wrong entry of spend back."""
    entry = get_object_or_404(queries.spend_visible_to(request.user), pk=entry_id)
    demand(permissions.check_can_commit, request.user, entry.line)
    form = CorrectionForm(request.POST if request.method == "POST" else None)

    def save() -> None:
        actions.correct(entry=entry, reason=form.cleaned_data["reason"], by=request.user)

    words = {
        "heading": f"Take back {money.display(entry.amount)}",
        "lede": "A reversing entry is written beside it. Then record the right amount as new spend.",
        "button": "Take it back",
    }
    return _form_page(request, entry.line, form, save, words)


@require_GET
@sees_lines
def ledger_csv(request: HttpRequest, line_id: int) -> HttpResponse:
    """Every entry of the line's ledgers, oldest first."""
    row = _line_or_404(request, line_id)
    data = csv_bytes(LEDGER_HEADINGS, queries.ledger_of(row))
    name = csv_filename(row.system.code, row.financial_year, row.programme.code, "ledger")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type="text/csv; charset=utf-8", headers=headers)


def _line_or_404(request: HttpRequest, line_id: int) -> AllocationLine:
    return get_object_or_404(queries.lines_visible_to(request.user), pk=line_id)


def _form_page(
    request: HttpRequest, row: AllocationLine, form: Any, save: Any, words: dict[str, str]
) -> HttpResponse:
    if request.method == "POST" and saved(form, save):
        messages.success(request, "Saved in the ledger.")
        return redirect("funding:line", row.pk)
    return render(request, "funding/line_form.jinja", {"line": row, "form": form} | words)
