"""A frozen version: its page, its PDF, and the public page that verifies it."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from action_plans.assurance import actions, document, downloads, queries
from action_plans.assurance.forms import VerifyForm
from action_plans.assurance.models import ReportVersion
from action_plans.assurance.statuses import Verification
from action_plans.assurance.views import readers_only
from retention_portal.accounts.guards import public
from retention_portal.core import limits
from retention_portal.core.dates import Quarter
from retention_portal.core.jobs.actions import retry
from retention_portal.core.jobs.queries import job_for
from retention_portal.core.refusals import Refused
from retention_portal.core.uploads import too_large_sentence

FILES_AN_HOUR, CODES_AN_HOUR = 30, 120
ANYBODY = "Whoever holds a printed report must be able to check it; the page shows no figure of the report."


@require_GET
@readers_only
def version(request: HttpRequest, version_id: int) -> HttpResponse:
    """A frozen version, and how far its PDF is."""
    row = version_or_404(request, version_id)
    content = queries.content_of(row)
    signatures = queries.signatures_of(row)
    context = document.context_of(content, signatures, row.sha256) | {
        "version": row,
        "row": row.report,
        "quarter": Quarter.parse(row.report.quarter),
        "job": job_for(actions.RENDER, row.pk),
        "file_name": document.file_name(content),
    }
    return render(request, "assurance/version.jinja", context)


def version_or_404(request: HttpRequest, version_id: int) -> ReportVersion:
    """The version, when the user may read it at this moment."""
    return get_object_or_404(queries.versions_visible_to(request.user), pk=version_id)


def _download(request: HttpRequest, version_id: int, kind: str) -> HttpResponse:
    row = version_or_404(request, version_id)
    try:
        return downloads.response(row, kind)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("assurance:version", row.pk)


@require_GET
@readers_only
def version_pdf(request: HttpRequest, version_id: int) -> HttpResponse:
    """The PDF, to those who may read it now; kept by no cache."""
    return _download(request, version_id, "pdf")


@require_GET
@readers_only
def version_word(request: HttpRequest, version_id: int) -> HttpResponse:
    """The same report as a Word document."""
    return _download(request, version_id, "word")


@require_GET
@readers_only
def version_pack(request: HttpRequest, version_id: int) -> HttpResponse:
    """Every table of the report as CSV, with a manifest."""
    return _download(request, version_id, "pack")


@require_POST
@readers_only
def version_retry(request: HttpRequest, version_id: int) -> HttpResponse:
    """Start the making of the PDF again after a failure."""
    row = version_or_404(request, version_id)
    job = job_for(actions.RENDER, row.pk)
    try:
        if job is not None:
            retry(job=job)
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("assurance:version", row.pk)


@require_http_methods(["GET", "POST"])
@public(ANYBODY)
def verify(request: HttpRequest) -> HttpResponse:
    """Check a code, or a PDF, for anybody."""
    form = VerifyForm(request.POST if request.method == "POST" else None, request.FILES or None)
    if request.method == "POST" and (sentence := too_large_sentence(request)):
        form.add_error(None, sentence)
    elif request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            _count(request, of_file=bool(file))
        except limits.TooOften as no:
            form.add_error(None, no.sentence)
            return limits.told(render(request, "assurance/verify.jinja", {"form": form}), no)  # type: ignore[return-value]
        found = queries.verify_pdf(file.read()) if file else queries.verify_code(form.cleaned_data["code"])
        return _result(request, found, of_file=bool(file))
    return render(request, "assurance/verify.jinja", {"form": form})


def _count(request: HttpRequest, *, of_file: bool) -> None:
    """Anybody may check, but not without end: a file costs more than a code."""
    who = request.user.pk or request.META.get("REMOTE_ADDR", "")
    kind, most = ("files", FILES_AN_HOUR) if of_file else ("codes", CODES_AN_HOUR)
    limits.take(f"verify:{kind}:{who}", most=most, within=timedelta(hours=1), what=f"{kind} in one hour")


@require_GET
@public(ANYBODY)
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """The address that is printed in every report."""
    return _result(request, queries.verify_code(code), of_file=False)


def _result(request: HttpRequest, found: queries.Verified, *, of_file: bool) -> HttpResponse:
    context = {"found": found, "of_file": of_file, "verified": None}
    if found.version:
        context["verified"] = queries.content_of(found.version).header
    status = 404 if found.state is Verification.UNKNOWN and not of_file else 200
    return render(request, "assurance/verify_result.jinja", context, status=status)
