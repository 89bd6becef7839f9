"""Roadmaps: a way through the offers for each role and career stage (CASE-13, handbook 3.13)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.http import require_GET

from retention_portal.accounts.guards import public
from retention_portal.core.dates import today
from retention_portal.core.same_for_all import same_for_all
from schemes.catalogue import queries, wording
from schemes.catalogue.reference.pages import roadmap, roadmaps
from schemes.catalogue.statuses import Need
from schemes.catalogue.views import OPEN_TO_ALL

PAGE_WORDS = {
    "/support/": "Talk to someone",
    "/options/": "My options side by side",
    "/toolkit/case-studies/": "What has helped other GPs",
    "/roadmaps/registrar/": "Roadmap for registrars",
}


@require_GET
@public(OPEN_TO_ALL)
@same_for_all(queries.edition)
def roadmap_list(request: HttpRequest) -> HttpResponse:
    """All roadmaps, by role and by career stage."""
    rows = roadmaps()
    context = {
        "roles": [row for row in rows if row["kind"] == "role"],
        "stages": [row for row in rows if row["kind"] == "stage"],
    }
    return render(request, "schemes/roadmap_list.jinja", context)


@require_GET
@public(OPEN_TO_ALL)
@same_for_all(queries.edition)
def roadmap_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One roadmap, with the state of each scheme today."""
    found = roadmap(slug)
    if found is None:
        raise Http404("There is no such roadmap.")
    records = {row.scheme.slug: row for row in queries.schemes_on(today())}
    steps = [step | {"links": _links(step["links"], records, found)} for step in found["steps"]]
    others = [row for row in roadmaps() if row["slug"] != slug]
    return render(request, "schemes/roadmap.jinja", {"roadmap": found | {"steps": steps}, "others": others})


def _links(named: list[str], records: dict[str, Any], found: dict[str, Any]) -> list[dict[str, Any]]:
    links = [_link(name, records, found) for name in named]
    return [link for link in links if link]


def _link(named: str, records: dict[str, Any], found: dict[str, Any]) -> dict[str, Any] | None:
    """One link with its words, and the state of a scheme; None for a page that the portal does not have yet."""
    kind, _, name = named.partition(":")
    if kind == "scheme":
        record = records.get(name)
        if record is None:
            return None
        href = reverse("catalogue:scheme", args=[name])
        return {"href": href, "text": record.name, "state": wording.state_of_record(record)}
    if kind == "need":
        stage = f"&stage={found['stage']}" if found.get("stage") else ""
        href = f"{reverse('catalogue:browse')}?need={name}{stage}"
        return {"href": href, "text": f"On offer: {Need(name).label.lower()}", "state": None}
    return {"href": name, "text": PAGE_WORDS[name], "state": None} if _answers(name) else None


def _answers(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
