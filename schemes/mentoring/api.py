"""Mentoring over the API, read only: days of sessions for coordinators, suppressed counts for region and system."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, permission_classes
from rest_framework.request import Request
from rest_framework.response import Response

from retention_portal.accounts.api_guards import holds
from schemes.mentoring import queries, queries_counts
from schemes.mentoring.queries_counts import PEOPLE, Seen


class SessionDaySerializer(serializers.Serializer):
    """That a session happened."""

    on = serializers.DateField()
    attendance = serializers.CharField()
    minutes = serializers.IntegerField()


class CountLineSerializer(serializers.Serializer):
    """One system; `system` is empty for the whole region. Counts are texts: "*" is hidden."""

    system = serializers.CharField()
    asked = serializers.CharField()
    matched = serializers.CharField()
    met = serializers.CharField()
    groups = serializers.CharField()
    sessions = serializers.CharField()
    ended = serializers.ListField(child=serializers.CharField())


class CountsSerializer(serializers.Serializer):
    """One region and quarter, with the rule of small numbers that was used."""

    region = serializers.CharField()
    quarter = serializers.CharField()
    ended_columns = serializers.ListField(child=serializers.CharField())
    lines = CountLineSerializer(many=True)
    rule = serializers.CharField()
    note = serializers.CharField()


@extend_schema(operation_id="mentoring_session_days", responses=SessionDaySerializer(many=True))
@api_view(["GET"])
@permission_classes([holds(*queries.COORDINATORS)])
def session_days(request: Request, service_id: int) -> Response:
    """The days of a service's sessions, newest first, at most 1,000. Nobody is named."""
    service = get_object_or_404(queries.services_visible_to(request.user), pk=service_id)
    return Response(SessionDaySerializer(queries_counts.days_of(service)[:1000], many=True).data)


@extend_schema(operation_id="mentoring_counts", responses=CountsSerializer(many=True))
@api_view(["GET"])
@permission_classes([holds(*queries_counts.READERS)])
def region_counts(request: Request) -> Response:
    """Every kept quarter, newest first."""
    found = [_plain(one) for one in queries_counts.counts_visible_to(request.user)]
    return Response(CountsSerializer(found, many=True).data)


def _plain(seen: Seen) -> dict[str, Any]:
    return {
        "region": seen.region.code,
        "quarter": seen.quarter,
        "ended_columns": seen.ended_columns,
        "lines": [
            {key: text for (key, _), text in zip(PEOPLE, line.people, strict=True)}
            | {"system": line.code, "sessions": line.sessions, "ended": line.ended}
            for line in seen.lines
        ],
        "rule": seen.rule,
        "note": seen.note,
    }
