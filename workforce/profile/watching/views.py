"""Pages of "where support should go first": the list of a system, its weights, and a practice's own place."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from retention_portal.accounts.guards import roles_required
from retention_portal.core.answers import demand, saved
from retention_portal.core.csv_files import csv_bytes, csv_filename
from retention_portal.core.dates import Month
from retention_portal.core.refusals import BadInput, Refused, is_allowed
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisation_by_code
from workforce.profile.watching import actions, pages, permissions, queries
from workforce.profile.watching.forms import SHOWN, SORTS, AskedForm, WeightsForm
from workforce.profile.watching.kinds import KINDS

PER_PAGE = 25


@require_GET
@roles_required(*permissions.SEES_LISTS, *permissions.SEES_ITSELF)
def watch_home(request: HttpRequest) -> HttpResponse:
    """The lists that the reader may see; straight to the only one when there is one."""
    systems = list(queries.systems_visible_to(request.user))
    practices = list(queries.practices_visible_to(request.user))
    if len(systems) == 1 and not practices:
        return redirect("profile:watch_list", systems[0].code)
    if len(practices) == 1 and not systems:
        return redirect("profile:watch_practice", practices[0].code)
    return render(request, "workforce/watch_home.jinja", {"systems": systems, "practices": practices})


@require_GET
@roles_required(*permissions.SEES_LISTS)
def watch_list(request: HttpRequest, code: str) -> HttpResponse:
    """The list of one system."""
    system = _system_or_404(request, code)
    try:
        found = queries.watch_list(system, by=request.user, period=_period(request))
    except BadInput as none:
        context = {"place": system, "sentence": none.sentence, "months": none.allowed}
        return render(request, "workforce/watch_empty.jinja", context, status=404 if none.allowed else 200)
    asked = AskedForm(request.GET).asked()
    page = Paginator(pages.chosen(found, asked), PER_PAGE).get_page(asked["page"])
    said = pages.everywhere_open(found)
    context = {
        "found": found,
        "heading": pages.finding(found),
        "asked": asked,
        "page": page,
        "lines": [(entry, pages.not_judged(entry, said)) for entry in page],
        "said": said,
        "networks": pages.networks(found),
        "choices": {"show": SHOWN, "sort": SORTS, "reason": {kind.key: kind.label for kind in KINDS}},
        "settings_rows": pages.settings_rows(found.settings),
        "settings_sentence": pages.settings_sentence(found.settings),
        "months": [Month.parse(month) for month in reversed(found.months)],
        "may_set": is_allowed(permissions.check_can_set_weights, request.user, system),
        "unlisted_shown": queries.UNLISTED_SHOWN,
    }
    return render(request, "workforce/watch_list.jinja", context)


@require_GET
@roles_required(*permissions.SEES_LISTS)
def watch_list_csv(request: HttpRequest, code: str) -> HttpResponse:
    """Exactly the practices that the page's questions leave, all pages, in the page's order."""
    system = _system_or_404(request, code)
    try:
        found = queries.watch_list(system, by=request.user, period=_period(request))
    except BadInput as none:
        raise Http404(none.sentence) from none
    entries = pages.chosen(found, AskedForm(request.GET).asked())
    data = csv_bytes(pages.file_headings(found.settings), pages.file_rows(found, entries))
    name = csv_filename("where support should go first", system.code, found.period.code)
    return HttpResponse(
        data,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_GET
@roles_required(*permissions.SEES_LISTS, *permissions.SEES_ITSELF)
def watch_practice(request: HttpRequest, code: str) -> HttpResponse:
    """A practice's own reasons beside what could help; no other practice is named."""
    practice = _practice_or_404(request, code)
    system = queries.system_of(practice)
    context: dict[str, Any] = {"practice": practice, "offers": pages.offers(), "found": None, "entry": None}
    if system is not None:
        try:
            found, entry = queries.place_of(practice, system, by=request.user, period=_period(request))
        except BadInput as none:
            raise Http404(none.sentence) from none
        context |= {
            "found": found,
            "entry": entry,
            "settings_rows": pages.settings_rows(found.settings),
            "settings_sentence": pages.settings_sentence(found.settings),
        }
    return render(request, "workforce/watch_practice.jinja", context)


@require_http_methods(["GET", "POST"])
@roles_required(*permissions.SETS_WEIGHTS)
def watch_weights(request: HttpRequest, code: str) -> HttpResponse:
    """Change the weights and thresholds of a system's list."""
    system = _system_or_404(request, code)
    demand(permissions.check_can_set_weights, request.user, system)
    settings = queries.settings_of(system)
    form = WeightsForm(request.POST if request.method == "POST" else None, settings=settings)

    def save() -> None:
        actions.set_weights(
            system=system,
            weights=form.weights(),
            thresholds=form.thresholds(),
            based_on=form.cleaned_data["based_on"],
            by=request.user,
        )

    if request.method == "POST" and saved(form, save):
        messages.success(request, "The list goes by the new weights from now on.")
        return redirect("profile:watch_list", system.code)
    context = {
        "system": system,
        "form": form,
        "kinds": KINDS,
        "settings": settings,
        "settings_sentence": pages.settings_sentence(settings),
    }
    return render(request, "workforce/watch_weights.jinja", context)


@require_POST
@roles_required(*permissions.SETS_WEIGHTS)
def watch_weights_reset(request: HttpRequest, code: str) -> HttpResponse:
    """Go back to the portal's own weights."""
    system = _system_or_404(request, code)
    based_on = request.POST.get("based_on", "")[:9]
    try:
        actions.reset_weights(
            system=system, based_on=int(based_on) if based_on.isdecimal() else -1, by=request.user
        )
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("profile:watch_weights", system.code)
    messages.success(request, "The portal’s own weights are back.")
    return redirect("profile:watch_list", system.code)


def _system_or_404(request: HttpRequest, code: str) -> Organisation:
    return get_object_or_404(queries.systems_visible_to(request.user), code=code.upper())


def _practice_or_404(request: HttpRequest, code: str) -> Organisation:
    practice = organisation_by_code(code)
    if practice is None or practice.kind != "practice":
        raise Http404("There is no such practice.")
    if not is_allowed(permissions.check_can_see_own_place, request.user, practice):
        raise Http404("There is no such practice.")
    return practice


def _period(request: HttpRequest) -> Month | None:
    text = request.GET.get("period", "")
    try:
        return Month.parse(text) if text else None
    except BadInput as fault:
        raise Http404(fault.sentence) from fault
