"""Finding organisations and reading where they stand."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from retention_portal.accounts.access import has_role
from retention_portal.accounts.guards import public, roles_required
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import today
from retention_portal.core.refusals import Refused
from retention_portal.organisations import wording
from retention_portal.organisations.actions import add_organisation
from retention_portal.organisations.forms import AddForm, SearchForm
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import (
    open_on,
    organisation_by_code,
    organisations_of_kind,
    places_of,
    search_organisations,
    successions_of,
)
from retention_portal.organisations.statuses import OrganisationKind

RESULTS_A_PAGE = 25
LATEST_FIRST = F("valid_from").desc(nulls_last=True)
SHOWN_ORDER = ("network", "sub_icb_location", "system", "region", "nation")


@public("The register of NHS organisations is published.")
def organisation_search(request: HttpRequest) -> HttpResponse:
    """Search by name, code or postcode; without words, the systems of today."""
    form = SearchForm(request.GET)
    wanted, on = form.wanted(), today()
    found = search_organisations(wanted["q"]) if wanted["q"] else organisations_of_kind("system", on)
    if wanted["q"] and wanted["kind"]:
        found = found.filter(kind=wanted["kind"])
    if wanted["q"] and not wanted["closed"]:
        found = open_on(found, on)
    page = Paginator(found, RESULTS_A_PAGE).get_page(wanted["page"])
    context = {
        "wanted": wanted,
        "page": page,
        "results": [_result(body, on) for body in page],
        "kinds": [("", "Every kind"), *OrganisationKind.choices],
        "may_add": has_role(request.user, Role.ADMINISTRATOR),
        "attribution": wording.ATTRIBUTION,
    }
    return render(request, "organisations/organisation_search.jinja", context)


def _result(body: Organisation, on: Any) -> dict[str, Any]:
    return {"body": body, "kind": wording.kind_words(body), "state": wording.state_words(body, on)}


@public("The register of NHS organisations is published.")
def organisation_page(request: HttpRequest, code: str) -> HttpResponse:
    """One organisation: what it is, where it stands today, and its history."""
    body = organisation_by_code(code)
    if body is None:
        raise Http404("No organisation has this code.")
    if code != body.code:
        return redirect("organisations:organisation_page", code=body.code)
    on = today()
    places = places_of(body, on)
    links = list(body.parent_links.select_related("parent").order_by(LATEST_FIRST, "parent__code"))
    names = list(body.names.order_by(LATEST_FIRST))
    predecessors, successors = successions_of(body)
    closed = body.closed_on is not None and body.closed_on < on
    context = {
        "body": body,
        "kind": wording.kind_words(body),
        "state": wording.state_words(body, on),
        "places": [_place(kind, places[kind]) for kind in SHOWN_ORDER if kind in places],
        "links": [_history(link, links, link.parent.name, link.parent.code, closed=closed) for link in links],
        "names": [_history(name, names, name.name, "", closed=closed) for name in names],
        "predecessors": [(row.predecessor, wording.succession_words(row)) for row in predecessors],
        "successors": [(row.successor, wording.succession_words(row)) for row in successors],
        "attribution": "" if body.fictional else wording.ATTRIBUTION,
    }
    return render(request, "organisations/organisation_page.jinja", context)


def _place(kind: str, place: Any) -> dict[str, Any]:
    return {
        "kind": OrganisationKind(kind).label,
        "bodies": place.organisations,
        "basis": wording.place_basis_words(place),
    }


def _history(row: Any, rows: list[Any], name: str, code: str, *, closed: bool) -> dict[str, str]:
    """One line of the history of links or names; `rows` are all of them."""
    alike = [other for other in rows if getattr(other, "parent_kind", "") == getattr(row, "parent_kind", "")]
    candidate = getattr(row, "basis", "") == "one_of"
    return {
        "name": name,
        "code": code,
        "kind": OrganisationKind(row.parent_kind).label if code else "",
        "start": wording.start_words(row),
        "end": wording.end_words(row, alike, closed=closed),
        "note": "one of several, no source says which" if candidate else "",
    }


@roles_required(Role.ADMINISTRATOR)
def organisation_add(request: HttpRequest) -> HttpResponse:
    """Add a training hub, LMC or federation."""
    form = AddForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            added = add_organisation(by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error("code", refused.sentence)
        else:
            return redirect("organisations:organisation_page", code=added.code)
    status = 422 if form.errors else 200
    return render(request, "organisations/organisation_add.jinja", {"form": form}, status=status)
