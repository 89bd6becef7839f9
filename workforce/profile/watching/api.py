"""The watch-list over the API: a system's list for its lead and region, its own line for a practice."""

from typing import Any

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view, permission_classes
from rest_framework.request import Request
from rest_framework.response import Response

from retention_portal.accounts.api_guards import holds
from retention_portal.core.dates import Month
from retention_portal.core.refusals import is_allowed
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisation_by_code
from retention_portal.organisations.statuses import OrganisationKind
from workforce.profile.watching import pages, permissions, queries


@extend_schema(
    parameters=[OpenApiParameter("period", str, description="Month as 2024-09; the newest when left out.")],
    responses=dict.fromkeys((200, 400, 403, 404), OpenApiTypes.OBJECT),
)
@api_view(["GET"])
@permission_classes([holds(*permissions.SEES_LISTS, *permissions.SEES_ITSELF)])
def watch_list(request: Request, code: str) -> Response:
    """Where support should go first in a system, with weights and reasons; of a practice only its own line."""
    text = request.query_params.get("period", "")
    period = Month.parse(text) if text else None
    place = organisation_by_code(code)
    if place is not None and place.kind == OrganisationKind.SYSTEM:
        return Response(_of_system(request.user, place, period))
    if place is not None and place.kind == OrganisationKind.PRACTICE:
        return Response(_of_practice(request.user, place, period))
    raise Http404("There is no such system or practice.")


def _of_system(user: Any, system: Organisation, period: Month | None) -> dict[str, Any]:
    if not is_allowed(permissions.check_can_see_watch_list, user, system):
        raise Http404("There is no such list.")
    found = queries.list_of(system, period=period)
    return pages.as_json(found, found.with_reasons)


def _of_practice(user: Any, practice: Organisation, period: Month | None) -> dict[str, Any]:
    if not is_allowed(permissions.check_can_see_own_place, user, practice):
        raise Http404("There is no such practice.")
    system = queries.system_of(practice)
    if system is None:
        raise Http404("There are no workforce figures of this practice.")
    found = queries.list_of(system, period=period)
    entry = found.entry_of(practice.code)
    return pages.as_json(found, [entry] if entry else [])
