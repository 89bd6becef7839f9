"""The figures over the API: the same object as on the page and by command."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view, permission_classes
from rest_framework.request import Request
from rest_framework.response import Response

from retention_portal.accounts.api_guards import SignedIn
from retention_portal.core.dates import Month
from workforce.profile.overview import overview
from workforce.profile.queries import organisation_for


@extend_schema(
    parameters=[OpenApiParameter("period", str, description="Month as 2024-09; the newest when left out.")],
    responses={200: OpenApiTypes.OBJECT, 400: OpenApiTypes.OBJECT},
)
@api_view(["GET"])
@permission_classes([SignedIn])
def workforce_figures(request: Request, code: str) -> Response:
    """Published workforce figures of one organisation in one month, by published field name."""
    text = request.query_params.get("period", "")
    period = Month.parse(text) if text else None
    return Response(overview(organisation_for(code), period).as_json())
