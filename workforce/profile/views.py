"""Profile pages: choose a place, read its workforce, take the figures away."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from retention_portal.accounts.access import has_role, memberships_of
from retention_portal.accounts.guards import signed_in
from retention_portal.core.csv_files import csv_bytes, csv_filename
from retention_portal.core.dates import Month
from retention_portal.core.refusals import BadInput, is_allowed
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import search_organisations
from retention_portal.organisations.statuses import OrganisationKind
from workforce.extracts.permissions import IMPORTERS
from workforce.extracts.queries import FIGURES_ABOVE, latest_national
from workforce.profile import pictures, wording
from workforce.profile.bodies import body_of, place_and_stamp
from workforce.profile.forms import PlaceForm
from workforce.profile.overview import Overview, overview
from workforce.profile.queries import organisation_for
from workforce.profile.watching import permissions

RESULTS = 25
KINDS = (*FIGURES_ABOVE, "practice")


@require_GET
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Choose a place: one's own first, then a search, then England."""
    form = PlaceForm(request.GET)
    words = form.words()
    found = search_organisations(words).filter(kind__in=KINDS)[:RESULTS] if words else []
    own = [one.organisation for one in memberships_of(request.user) if one.organisation]
    context = {
        "form": form,
        "words": words,
        "found": list(found),
        "own": [place for place in dict.fromkeys(own) if place.kind in KINDS],
        "latest": latest_national(),
        "may_import": has_role(request.user, *IMPORTERS),
        "sees_first": permissions.sees_any(request.user),
    }
    return render(request, "workforce/home.jinja", context)


@require_GET
@signed_in
def profile(request: HttpRequest, code: str) -> HttpResponse:
    """Who works at one place in one month."""
    try:
        place, stamp = place_and_stamp(code)
    except BadInput as unknown:
        raise Http404(unknown.sentence) from unknown
    try:
        body = body_of(place, _period(request), stamp)
    except BadInput as none:
        context = {"place": place, "sentence": none.sentence, "months": none.allowed}
        return render(
            request, "workforce/no_figures.jinja", context, status=200 if none.allowed == () else 404
        )
    context = {"place": place, "body": body, "first": _support_first(request, place)}
    return render(request, "workforce/profile.jinja", context)


def _support_first(request: HttpRequest, place: Organisation) -> str:
    """The address of a system's list for its lead and region, of its own reasons for a practice."""
    if place.kind == OrganisationKind.SYSTEM and permissions.sees_any(request.user):
        may = is_allowed(permissions.check_can_see_watch_list, request.user, place)
        return reverse("profile:watch_list", args=[place.code]) if may else ""
    if place.kind == OrganisationKind.PRACTICE and permissions.is_own_practice(request.user, place):
        return reverse("profile:watch_practice", args=[place.code])
    return ""


@require_GET
@signed_in
def figures_csv(request: HttpRequest, code: str) -> HttpResponse:
    """Every figure of the page, one a line, with where it comes from."""
    now = _overview_or_404(request, code).now
    rows = [
        (
            one.field,
            one.label,
            wording.trimmed(one.value),
            wording.UNIT_WORDS[one.unit],
            one.basis,
            one.period,
            one.version,
            one.practices_reporting,
            one.practices_missing,
            now.extent,
        )
        for one in [*now.figures.values(), *now.derived.values()]
    ]
    headings = (
        "field",
        "what",
        "value",
        "unit",
        "basis",
        "period",
        "version",
        "practices reporting",
        "practices missing",
        "extent",
    )
    return _download(
        csv_bytes(headings, rows), csv_filename("workforce", now.organisation.code, now.period.code)
    )


@require_GET
@signed_in
def chart_file(request: HttpRequest, code: str, name: str, kind: str) -> HttpResponse:
    """A chart as picture (SVG, PNG) or as its figures (CSV)."""
    shown = _overview_or_404(request, code)
    chart = pictures.CHARTS[name](shown) if name in pictures.CHARTS else None
    if chart is None:
        raise Http404("There is no such chart.")
    if kind == "csv":
        return _download(
            chart.csv(), csv_filename("workforce", shown.organisation.code, shown.now.period.code, name)
        )
    picture = pictures.drawn(chart, pictures.cache_key(shown, name), kind)
    return HttpResponse(picture, content_type="image/png" if kind == "png" else "image/svg+xml")


def _download(data: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type="text/csv; charset=utf-8", headers=headers)


def _overview_or_404(request: HttpRequest, code: str) -> Overview:
    try:
        return overview(_place_or_404(code), _period(request))
    except BadInput as none:
        raise Http404(none.sentence) from none


def _place_or_404(code: str) -> Organisation:
    try:
        return organisation_for(code)
    except BadInput as unknown:
        raise Http404(unknown.sentence) from unknown


def _period(request: HttpRequest) -> Month | None:
    """The month of the address. A month that is none is a page that does not exist."""
    text = request.GET.get("period", "")
    try:
        return Month.parse(text) if text else None
    except BadInput as fault:
        raise Http404(fault.sentence) from fault
