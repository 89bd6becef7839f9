"""Pages of workforce files: the list, sending one, what was found in it, publishing it."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from retention_portal.accounts.guards import roles_required
from retention_portal.core import limits
from retention_portal.core.csv_files import csv_filename
from retention_portal.core.dates import now, today
from retention_portal.core.jobs.queries import job_for
from retention_portal.core.refusals import BadInput, Refused, refusal
from retention_portal.core.uploads import too_large_sentence
from workforce.extracts import actions, pages, permissions, queries, releases
from workforce.extracts.commenting import commented_file
from workforce.extracts.forms import MonthForm, PublishForm, WorkforceFileForm
from workforce.extracts.models import DataVersion, WorkforceImport
from workforce.extracts.problems import KEPT_PER_CODE
from workforce.extracts.releases import next_release
from workforce.extracts.rules import asks_for_month
from workforce.extracts.statuses import ImportStatus

PAGE_SIZE = 20
_UNCHECKED = (ImportStatus.RECEIVED, ImportStatus.CHECKING, ImportStatus.FAILED)
importers_only = roles_required(*permissions.IMPORTERS)


@require_GET
@importers_only
def import_list(request: HttpRequest) -> HttpResponse:
    """The files that this person may see, newest first, and which month is due next."""
    found = queries.imports_visible_to(request.user).select_related("version__owner")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    latest = queries.latest_national()
    context = {
        "page": page,
        "latest": latest,
        "due": next_release(latest.month) if latest else None,
        "releases": releases,
        "today": today(),
    }
    return render(request, "workforce/import_list.jinja", context)


@require_http_methods(["GET", "POST"])
@importers_only
def import_new(request: HttpRequest) -> HttpResponseBase:
    """Send a file."""
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = WorkforceFileForm(*posted, by=request.user)
    if request.method == "POST":
        try:
            _count_upload(request)
        except limits.TooOften as refused:
            messages.error(request, refused.sentence)
            unread = WorkforceFileForm(by=request.user)
            return limits.told(render(request, "workforce/import_new.jinja", {"form": unread}), refused)
        if form.is_valid():
            return _received(request, form)
    if sentence := too_large_sentence(request):  # there is no file then, and the form would only say that
        form.errors.pop("file", None)
        form.add_error("file", sentence)
    return render(request, "workforce/import_new.jinja", {"form": form})


def _count_upload(request: HttpRequest) -> None:
    limits.take(
        f"workforce-file:{request.user.pk}",
        most=settings.IMPORT_UPLOADS_AN_HOUR,
        within=timedelta(hours=1),
        what="files in one hour",
    )


def _received(request: HttpRequest, form: WorkforceFileForm) -> HttpResponse:
    file = form.cleaned_data["file"]
    made = actions.receive_file(
        file=file,
        name=file.name or "",
        owner=form.owner_for(request.user),
        by=request.user,
        stated_period=form.cleaned_data["period"],
        scan_state=form.scan_state,
    )
    return redirect("extracts:import_detail", made.pk)


@require_GET
@importers_only
def import_detail(request: HttpRequest, import_id: int) -> HttpResponse:
    """Where a file stands: the check while it runs, then what was found and what publishing would change."""
    one = _import_or_404(request, import_id)
    job = job_for(actions.CHECK_JOB, one.pk)
    # A page that watches the check asks for the part that shows it, also when it has just ended.
    checking = one.status in _UNCHECKED or "HX-Request" in request.headers
    context: dict[str, Any] = {
        "one": one,
        "job": job if checking else None,
        "tag": pages.STATUS_TAGS[one.status],
        "stuck": checking and queries.stuck_checks(now()).filter(pk=one.pk).exists(),
        "notice": queries.notices_for(request.user).filter(version__workforce_import=one).first(),
        "discard_refusal": refusal(permissions.check_can_discard, request.user, one),
    }
    if not checking:
        context |= {"groups": pages.problem_groups(one), "heading": pages.heading_of(one)}
        context |= _version_context(request, one)
        context["month_form"] = MonthForm() if asks_for_month(one) else None
        context["kept_per_code"] = KEPT_PER_CODE
    return render(request, "workforce/import_detail.jinja", context)


def _version_context(request: HttpRequest, one: WorkforceImport) -> dict[str, Any]:
    version = DataVersion.objects.select_related("owner", "published_by").filter(workforce_import=one).first()
    if version is None:
        return {"version": None}
    context: dict[str, Any] = {
        "version": version,
        "refusal": refusal(permissions.check_can_publish, request.user, one),
        "undo_refusal": refusal(permissions.check_can_undo, request.user, version),
    }
    if one.status == ImportStatus.PREVIEWED:
        context |= pages.preview_context(one, version)
    return context


@require_GET
@importers_only
def import_commented(request: HttpRequest, import_id: int) -> Any:
    """The file itself, as CSV, with a column of comments."""
    one = _import_or_404(request, import_id)
    try:
        chunks = commented_file(one)
    except BadInput as fault:
        messages.error(request, fault.sentence)
        return redirect("extracts:import_detail", one.pk)
    response = StreamingHttpResponse(chunks, content_type="text/csv; charset=utf-8")
    name = csv_filename(one.file_name.rpartition(".")[0] or one.file_name, "with comments")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_GET
@importers_only
def import_original(request: HttpRequest, import_id: int) -> HttpResponseBase:
    """The file as it was sent, for downloading only: nothing of it is ever shown by the browser."""
    one = _import_or_404(request, import_id)
    if not one.file:
        messages.error(request, "The file itself is no longer kept; what was found in it stays on this page.")
        return redirect("extracts:import_detail", one.pk)
    return FileResponse(
        one.file.open("rb"),
        as_attachment=True,
        filename=one.file_name,
        content_type="application/octet-stream",
    )


@require_POST
@importers_only
def import_month(request: HttpRequest, import_id: int) -> HttpResponse:
    """Say of which month a file is whose name does not say it."""
    one = _import_or_404(request, import_id)
    form = MonthForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(sentence for said in form.errors.values() for sentence in said))
    else:
        try:
            actions.state_month(workforce_import=one, period=form.cleaned_data["period"], by=request.user)
        except Refused as refused:
            messages.error(request, refused.sentence)
    return redirect("extracts:import_detail", one.pk)


@require_http_methods(["GET", "POST"])
@importers_only
def import_publish(request: HttpRequest, import_id: int) -> HttpResponse:
    """Say what publishing does, then do it."""
    one = _import_or_404(request, import_id)
    permissions_sentence = refusal(permissions.check_can_publish, request.user, one)
    if permissions_sentence:
        messages.error(request, permissions_sentence)
        return redirect("extracts:import_detail", one.pk)
    preview = pages.preview_context(one, one.version)
    loses = bool(preview["practices"].counts["missing"])
    posted = request.POST if request.method == "POST" else None
    form = PublishForm(posted, has_errors=bool(one.errors), loses_practices=loses)
    if request.method == "POST" and form.is_valid():
        return _published(request, one, form)
    return render(request, "workforce/import_publish.jinja", {"one": one, "form": form, **preview})


def _published(request: HttpRequest, one: WorkforceImport, form: PublishForm) -> HttpResponse:
    reason = form.cleaned_data.get("reason", "")
    try:
        version = actions.publish_import(
            workforce_import=one,
            by=request.user,
            accept_rejects_reason=reason,
            removals_understood=bool(form.cleaned_data.get("understood")),
        )
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, f"{version.month.label} is published as {version.code}.")
    return redirect("extracts:import_detail", one.pk)


@require_POST
@importers_only
def import_act(request: HttpRequest, import_id: int, act: str) -> HttpResponse:
    """Set aside, check again, try again, undo: one button each."""
    one = _import_or_404(request, import_id)
    try:
        said = _ACTS[act](request, one)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, said)
    return redirect("extracts:import_detail", one.pk)


def _set_aside(request: HttpRequest, one: WorkforceImport) -> str:
    actions.discard_import(workforce_import=one, by=request.user)
    return "The file is set aside. Nothing of it was published."


def _check_again(request: HttpRequest, one: WorkforceImport) -> str:
    actions.check_again(workforce_import=one, by=request.user)
    return "The file is being checked again."


def _try_again(request: HttpRequest, one: WorkforceImport) -> str:
    actions.try_again(workforce_import=one, by=request.user)
    return "The check starts again."


def _undo(request: HttpRequest, one: WorkforceImport) -> str:
    version = get_object_or_404(DataVersion, workforce_import=one, edition__isnull=False)
    before = actions.undo_publication(version=version, by=request.user)
    return f"{version.code} is undone. " + (
        f"{before.code} is current again." if before else "The month has no figures now."
    )


def _seen(request: HttpRequest, one: WorkforceImport) -> str:
    version = get_object_or_404(DataVersion, workforce_import=one, edition__isnull=False)
    actions.mark_seen(version=version, by=request.user)
    return "It is off your list."


_ACTS = {
    "set-aside": _set_aside,
    "check-again": _check_again,
    "try-again": _try_again,
    "undo": _undo,
    "seen": _seen,
}


def _import_or_404(request: HttpRequest, import_id: int) -> WorkforceImport:
    return get_object_or_404(queries.imports_visible_to(request.user), pk=import_id)
