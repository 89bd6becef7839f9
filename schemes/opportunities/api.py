"""Work and learning over the API, for anybody signed in: the same rows by the same filter as the public list."""

from typing import Any

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.decorators import api_view, permission_classes
from rest_framework.request import Request
from rest_framework.response import Response

from retention_portal.accounts.api_guards import SignedIn
from retention_portal.core.dates import today
from schemes.opportunities import queries, queries_search
from schemes.opportunities.forms import CHOICES, BrowseForm
from schemes.opportunities.models import Opportunity, OpportunityDate

PER_PAGE = 50


def _choice(name: str, text: str) -> OpenApiParameter:
    allowed = [value for value, _ in CHOICES[name] if value]
    return OpenApiParameter(name, str, description=text, enum=allowed)


FILTERS = [
    OpenApiParameter("q", str, description="Words that it mentions."),
    _choice("kind", "Roles, training or events."),
    _choice("stage", "Career stage."),
    _choice("profession", "Profession."),
    OpenApiParameter("area", str, description="Code of a system, such as QHM."),
    OpenApiParameter("near", str, description="A postcode or its first half."),
    _choice("miles", "How far from it."),
    _choice("where", "On site or from anywhere."),
    _choice("sessions", "The most sessions a week."),
    _choice("within", "Days until it starts."),
    OpenApiParameter("free", OpenApiTypes.BOOL, description="Free of charge only."),
    _choice("sort", "The order."),
    OpenApiParameter("page", int, description="Pages of 50, from 1."),
]


class DateSerializer(serializers.ModelSerializer):
    """One date of a programme."""

    class Meta:
        model = OpportunityDate
        fields = ("starts_at", "ends_at", "place")


class OpportunitySerializer(serializers.ModelSerializer):
    """A role, training or event (handbook 2.2)."""

    owner = serializers.CharField(source="owner.code")
    owner_name = serializers.CharField(source="owner.name")
    area = serializers.CharField(source="area.code", allow_null=True, default=None)

    class Meta:
        model = Opportunity
        fields = (
            *("id", "kind", "title", "summary", "owner", "owner_name", "area", "provider", "setting"),
            *("sessions_per_week", "amount", "amount_for", "money_note", "where", "place", "postcode"),
            *("starts_on", "ends_on", "closes_on", "career_stages", "professions", "link", "contact_name"),
            *("contact_email", "verified_on", "published_at", "made_up"),
        )


class OpportunityDetailSerializer(OpportunitySerializer):
    """The same, with its dates."""

    dates = DateSerializer(many=True)

    class Meta(OpportunitySerializer.Meta):
        fields = (*OpportunitySerializer.Meta.fields, "dates")


LISTED: Any = inline_serializer(
    "OpportunityList", {"count": serializers.IntegerField(), "results": OpportunitySerializer(many=True)}
)


@extend_schema(parameters=FILTERS, responses=LISTED)
@api_view(["GET"])
@permission_classes([SignedIn])
def opportunity_list(request: Request) -> Response:
    """What the public list shows today, by the same filter; what is not recognised narrows nothing."""
    form = BrowseForm(request.query_params)
    rows = queries_search.found(form.wanted(), today(), form.point)
    start = (_page(request.query_params.get("page", "")) - 1) * PER_PAGE
    shown = OpportunitySerializer(rows[start : start + PER_PAGE], many=True).data
    return Response({"count": rows.count(), "results": shown})


@extend_schema(responses=OpportunityDetailSerializer)
@api_view(["GET"])
@permission_classes([SignedIn])
def opportunity_detail(request: Request, opportunity_id: int) -> Response:
    """One that is shown today; one that was merged answers with what it was merged into."""
    there = queries.leads_to(opportunity_id)
    wanted = there.pk if there else opportunity_id
    row = queries.shown(today()).filter(pk=wanted).first()
    if row is None:
        raise Http404("There is nothing of this number, or it is not shown any more.")
    return Response(OpportunityDetailSerializer(row).data)


def _page(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
