"""Reports over the API: the list, one report, the figures of a version, and its files; by role, as on the pages."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view, permission_classes
from rest_framework.request import Request
from rest_framework.response import Response

from action_plans.assurance import annexes, downloads, pack, queries
from action_plans.assurance.blocks import Table
from action_plans.assurance.models import Report, ReportVersion
from retention_portal.accounts.access import reaches
from retention_portal.accounts.api_guards import holds
from retention_portal.core.refusals import Refused

KINDS = tuple(downloads.KINDS)


@extend_schema(responses={200: OpenApiTypes.OBJECT})
@api_view(["GET"])
@permission_classes([holds(*queries.READERS)])
def report_list(request: Request) -> Response:
    """The reports that you may read; a region sees those that were submitted to it."""
    return Response({"reports": [_report(row) for row in queries.reports_visible_to(request.user)]})


@extend_schema(responses={200: OpenApiTypes.OBJECT, 404: OpenApiTypes.OBJECT})
@api_view(["GET"])
@permission_classes([holds(*queries.READERS)])
def report_detail(request: Request, report_id: int) -> Response:
    """One report with its versions, who signed them, and what the region answered."""
    row = get_object_or_404(queries.reports_visible_to(request.user), pk=report_id)
    own = reaches(request.user, queries.READS_REPORTS, row.system)
    versions = [each for each in queries.versions_of(row) if own or each.submitted_at]
    return Response(_report(row) | {"versions": [_version(each) for each in versions]})


@extend_schema(responses={200: OpenApiTypes.OBJECT, 404: OpenApiTypes.OBJECT})
@api_view(["GET"])
@permission_classes([holds(*queries.READERS)])
def version_figures(request: Request, version_id: int) -> Response:
    """Every table of a frozen version, in full: the same figures as on the page, in the PDF, in Word and in the pack."""
    row = get_object_or_404(queries.versions_visible_to(request.user), pk=version_id)
    content = queries.content_of(row)
    tables = {table.key: _table(table) for table in annexes.full_tables(content)}
    summary = {
        "overall": content.executive.rag,
        "essentials_met": content.met,
        "essentials": len(content.coverage),
        "people_reached": content.people_reached,
        "allocated": str(content.allocated) if content.money else None,
        "committed": str(content.committed) if content.money else None,
        "spent": None if content.spent is None else str(content.spent),
    }
    return Response(_version(row) | {"summary": summary, "tables": tables})


@extend_schema(
    parameters=[OpenApiParameter("kind", str, OpenApiParameter.PATH, enum=list(KINDS))],
    responses={(200, "application/octet-stream"): OpenApiTypes.BINARY, 404: OpenApiTypes.OBJECT},
)
@api_view(["GET"])
@permission_classes([holds(*queries.READERS)])
def version_download(request: Request, version_id: int, kind: str) -> HttpResponse:
    """The PDF, the Word document or the pack of a version."""
    row = get_object_or_404(queries.versions_visible_to(request.user), pk=version_id)
    try:
        return downloads.response(row, kind)
    except Refused as refused:
        return Response(refused.as_error(), status=404)


def _report(row: Report) -> dict[str, Any]:
    return {
        "id": row.pk,
        "system": row.system.code,
        "name": row.system.name,
        "quarter": row.quarter,
        "status": row.status,
    }


def _version(row: ReportVersion) -> dict[str, Any]:
    return {
        "version_id": row.pk,
        "version": row.number,
        "frozen_at": row.frozen_at.isoformat(),
        "submitted_at": row.submitted_at.isoformat() if row.submitted_at else None,
        "superseded": row.superseded_at is not None,
        "sha256": row.sha256,
        "pdf_sha256": row.pdf_sha256 or None,
        "verification_code": row.code,
        "signed": [
            {"step": each.step, "by": each.signed_by.full_name, "at": each.signed_at.isoformat()}
            for each in row.signatures.all()
        ],
        "answers": [
            {
                "answer": each.response,
                "assurance": each.assurance,
                "comment": each.comment,
                "at": each.answered_at,
            }
            for each in row.responses.all()
        ],
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "title": table.caption,
        "columns": [column.title for column in table.columns],
        "rows": [
            [{"text": cell.text, "value": _plain(pack.value_of(cell)), "note": cell.note} for cell in row]
            for row in table.rows
        ],
    }


def _plain(value: object) -> object:
    return value if isinstance(value, str | int) else str(value)
