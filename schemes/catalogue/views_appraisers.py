"""What an appraiser can say and hand on (L1-E11, L1-N01, L3-E04): public, and the same for everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from action_plans.toolkit.queries import sources_named_in
from retention_portal.accounts.guards import public
from retention_portal.core.dates import today
from retention_portal.core.same_for_all import same_for_all
from schemes.catalogue import browsing, queries, wording
from schemes.catalogue.reference.pages import appraiser_page, roadmaps
from schemes.catalogue.views import OPEN_TO_ALL


@require_GET
@public(OPEN_TO_ALL)
@same_for_all(queries.edition)
def appraisers(request: HttpRequest) -> HttpResponse:
    """What to listen for, what to say, where to point, how to hand a GP on, and what the portal never learns."""
    page, on = appraiser_page(), today()
    states = {row.scheme.slug: (row, wording.state_of_record(row)) for row in queries.schemes_on(on)}
    open_now = {slug: found for slug, found in states.items() if found[1].is_open}
    listens = [
        row | {"schemes": [open_now[slug] for slug in row["schemes"] if slug in open_now]}
        for row in page["listen"]
    ]
    context = {
        "page": page,
        "listens": listens,
        "areas": list(browsing.areas_with_offers()),
        "stages": [row for row in roadmaps() if row["kind"] == "stage"],
        "sources": sources_named_in(*page["sources"]),
        "on": on,
    }
    return render(request, "schemes/appraisers.jinja", context)
