"""Pools over the API, read only: the pools that a coordinator or system lead sees, and their figures."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view, permission_classes
from rest_framework.request import Request
from rest_framework.response import Response

from retention_portal.accounts.api_guards import holds
from retention_portal.core import money
from retention_portal.core.dates import now
from schemes.pools import permissions, queries, queries_figures
from schemes.pools.rules_figures import Sums
from schemes.pools.views_figures import THREE, TWELVE, FiguresFilter

Overseers = holds(*permissions.SEES_POOLS)


@extend_schema(operation_id="pools_list", responses={200: OpenApiTypes.OBJECT})
@api_view(["GET"])
@permission_classes([Overseers])
def pool_list(request: Request) -> Response:
    """The pools that the reader runs or oversees, with how many members and open sessions each has."""
    rows = queries.with_counts(queries.pools_visible_to(request.user), now())
    return Response({"pools": [_pool(row) for row in rows]})


def _pool(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.name,
        "owner": row.owner.code,
        "host": row.host.code,
        "mode": row.mode,
        "status": row.status,
        "since": row.since.isoformat(),
        "members": row.members_now,
        "open_sessions": row.open_sessions,
    }


@extend_schema(
    operation_id="pools_figures",
    parameters=[
        OpenApiParameter("over", str, enum=[TWELVE, THREE], description="The financial year when left out."),
        OpenApiParameter("under", str, enum=["on"], description="Under-doctored places only."),
    ],
    responses={200: OpenApiTypes.OBJECT, 404: OpenApiTypes.OBJECT},
)
@api_view(["GET"])
@permission_classes([Overseers])
def pool_figures(request: Request, pool_id: int) -> Response:
    """Fill rate, unfilled hours and cost of a pool, by practice, network, kind of work and lead time.

    Management information, not for publication. Money and rates are strings.
    """
    row = get_object_or_404(queries.pools_visible_to(request.user), pk=pool_id)
    first, last, under = FiguresFilter(request.query_params).chosen()
    found = queries_figures.figures(row, first, last, under_only=under)
    return Response(
        {
            "pool": row.pk,
            "from": first.isoformat(),
            "to": last.isoformat(),
            "total": _sums(found.total),
            "practices": [
                _sums(line.sums)
                | {
                    "practice": line.practice.code,
                    "patients_per_gp": _text(line.patients_per_gp),
                    "gp_fte_as_published": _text(line.gp_fte),
                    "pool_hours_as_fte": _text(line.pool_fte),
                    "under_doctored": line.under_doctored,
                }
                for line in found.practices
            ],
            "networks": [{"name": name} | _sums(sums) for name, sums in found.networks],
            "cover_types": [{"name": name} | _sums(sums) for name, sums in found.covers],
            "lead_times": [{"name": name} | _sums(sums) for name, sums in found.leads],
            "under_doctored": {
                "above_percent": found.above_percent,
                "middle": _text(found.doctored.middle),
                "limit": _text(found.doctored.limit),
                "published_month": found.period or None,
            },
        }
    )


def _sums(sums: Sums) -> dict[str, Any]:
    return {
        "posted": sums.posted,
        "worked": sums.worked,
        "fill_rate": _text(sums.fill_rate),
        "unfilled_hours": f"{sums.unfilled_hours:f}",
        "worked_hours": f"{sums.worked_hours:f}",
        "cost": money.plain(sums.cost),
    }


def _text(value: Any) -> str | None:
    return None if value is None else f"{value:f}"
