"""Sessions of a GP over the API, read only: what I may take and why not the rest, one session, what is mine."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, permission_classes
from rest_framework.request import Request
from rest_framework.response import Response

from retention_portal.accounts.api_guards import SignedIn
from retention_portal.accounts.models import Person
from schemes.pools import queries_gp, queries_open
from schemes.pools.models_sessions import Booking, Session
from schemes.pools.rules_booking import Standing

MOST_BOOKINGS = 500


class GpSessionSerializer(serializers.Serializer):
    """A session and where I stand with it: `standing` is a code, `sentence` the same in words."""

    id = serializers.IntegerField()
    practice = serializers.CharField(help_text="Code")
    practice_name = serializers.CharField()
    site = serializers.CharField()
    postcode = serializers.CharField(allow_blank=True)
    cover_type = serializers.CharField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    rate = serializers.CharField(help_text="Pounds an hour")
    free = serializers.IntegerField()
    standing = serializers.CharField()
    sentence = serializers.CharField()
    may_book = serializers.BooleanField()
    warnings = serializers.ListField(child=serializers.CharField())


class GpSessionsSerializer(serializers.Serializer):
    """The next sessions of my pools; `after` begins the next page, empty at the end."""

    sessions = GpSessionSerializer(many=True)
    after = serializers.CharField(allow_blank=True)


class GpBookingSerializer(serializers.Serializer):
    """One of my own bookings."""

    id = serializers.IntegerField()
    session = serializers.IntegerField()
    practice = serializers.CharField(help_text="Code")
    status = serializers.CharField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    rate = serializers.CharField(help_text="Pounds an hour")


@extend_schema(
    operation_id="pool_sessions_open_to_me",
    parameters=[OpenApiParameter("after", str, description="From the page before.")],
    responses=GpSessionsSerializer,
)
@api_view(["GET"])
@permission_classes([SignedIn])
def session_list(request: Request) -> Response:
    """The next sessions of my pools in order of time, those I cannot take with the reason."""
    who = queries_gp.about(_person(request))
    found = queries_open.sessions_open_to(who, queries_open.Wanted(), request.query_params.get("after", ""))
    lines = sorted([*found.can, *found.cannot], key=lambda line: (line.session.starts_at, line.session.pk))
    shown = {"sessions": [_session(line.session, line.standing) for line in lines], "after": found.after}
    return Response(GpSessionsSerializer(shown).data)


@extend_schema(operation_id="pool_session", responses=GpSessionSerializer)
@api_view(["GET"])
@permission_classes([SignedIn])
def session_detail(request: Request, session_id: int) -> Response:
    """One session of my pools, or in which I have a part."""
    row = get_object_or_404(queries_gp.sessions_seen_by(request.user), pk=session_id)
    who = queries_gp.about(_person(request), pools=[row.pool_id])
    return Response(GpSessionSerializer(_session(row, who.standing(row))).data)


@extend_schema(operation_id="pool_my_bookings", responses=GpBookingSerializer(many=True))
@api_view(["GET"])
@permission_classes([SignedIn])
def booking_list(request: Request) -> Response:
    """My own bookings, newest first, at most 500."""
    rows = queries_gp.bookings_of(request.user).order_by("-starts_at", "-pk")[:MOST_BOOKINGS]
    return Response(GpBookingSerializer([_booking(row) for row in rows], many=True).data)


def _person(request: Request) -> Person:
    assert isinstance(request.user, Person)  # the permission lets nobody else in
    return request.user


def _session(row: Session, standing: Standing) -> dict[str, Any]:
    return {
        "id": row.pk,
        "practice": row.practice.code,
        "practice_name": row.practice.name,
        "site": row.site,
        "postcode": row.postcode,
        "cover_type": row.cover_type,
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "rate": str(row.rate),
        "free": row.free,
        "standing": standing.outcome.value,
        "sentence": standing.sentence,
        "may_book": standing.may_book,
        "warnings": list(standing.warnings),
    }


def _booking(row: Booking) -> dict[str, Any]:
    return {
        "id": row.pk,
        "session": row.session_id,
        "practice": row.session.practice.code,
        "status": row.status,
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "rate": str(row.rate),
    }
