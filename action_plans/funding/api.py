"""Money lines over the API, read only: the same figures as on the pages, and only to those who see the pages."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view, permission_classes
from rest_framework.request import Request
from rest_framework.response import Response

from action_plans.funding import queries
from action_plans.funding.models import AllocationLine
from action_plans.funding.rules import Position
from retention_portal.accounts.api_guards import holds
from retention_portal.core import money
from retention_portal.core.dates import today


@extend_schema(responses={200: OpenApiTypes.OBJECT})
@api_view(["GET"])
@permission_classes([holds(*queries.SEES_LINES)])
def line_list(request: Request) -> Response:
    """The money lines that the reader may see, each with its position today in pounds."""
    lines = list(queries.lines_visible_to(request.user).order_by("system__code", "financial_year", "pk"))
    found = queries.positions(lines, today())
    return Response({"on": today().isoformat(), "lines": [_line(line, found[line.pk]) for line in lines]})


def _line(line: AllocationLine, at: Position) -> dict[str, Any]:
    return {
        "id": line.pk,
        "system": line.system.code,
        "programme": line.programme.code,
        "name": line.programme.name,
        "financial_year": line.financial_year,
        "ring_fenced": line.ring_fenced,
        "allocated": money.plain(at.allocated),
        "committed": money.plain(at.committed),
        "left": money.plain(at.left),
        "spent": money.plain(at.spent),
        "forecast": money.plain(at.outturn),
        "forecast_basis": "committed" if at.stated is None else "stated",
        "underspend": money.plain(at.underspend),
        "rag_by_figures": at.rag,
    }
