"""The catalogue over the API: the only part that anybody may read without an account."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import api_view, permission_classes
from rest_framework.request import Request
from rest_framework.response import Response

from retention_portal.accounts.api_guards import Public
from retention_portal.core.dates import parse_date, today
from retention_portal.core.refusals import BadInput
from retention_portal.organisations.queries import organisation_by_code
from schemes.catalogue import browsing, queries, wording
from schemes.catalogue.local_rules import rule_words
from schemes.catalogue.models import Offer, SchemeRecord
from schemes.catalogue.rules import book

ON = OpenApiParameter("on", OpenApiTypes.DATE, description="The day asked about; today when left out.")
AREA = OpenApiParameter("area", str, description="Code of an organisation: its system's and hubs' offers.")


class SchemeSerializer(serializers.ModelSerializer):
    """What a scheme is on a day."""

    code = serializers.CharField(source="scheme.code")
    slug = serializers.CharField(source="scheme.slug")
    replaced_by = serializers.CharField(source="replaced_by.code", allow_null=True, default=None)

    class Meta:
        model = SchemeRecord
        fields = (
            *(
                "code",
                "slug",
                "name",
                "status",
                "status_note",
                "valid_from",
                "valid_to",
                "summary",
                "who_for",
            ),
            *("what_you_get", "money_text", "repay_text", "duration", "time_needed", "applicant", "approver"),
            *("paid_to", "reporting", "next_step", "level", "professions", "career_stages", "needs", "roles"),
            *("documents", "steps", "sources", "unconfirmed", "replaced_by", "replaced_by_text", "as_of"),
        )


class MoneySerializer(serializers.Serializer):
    """One dated amount; `amount` is null when no rate is known for the day."""

    code = serializers.CharField()
    text = serializers.CharField()
    amount = serializers.CharField(allow_null=True)
    dates = serializers.CharField()


class RuleSerializer(serializers.Serializer):
    """One rule of the handbook."""

    code = serializers.CharField()
    text = serializers.CharField()


class SchemeDetailSerializer(SchemeSerializer):
    """The same, with the rules and money of the day."""

    rules = serializers.SerializerMethodField()
    money = serializers.SerializerMethodField()

    class Meta(SchemeSerializer.Meta):
        fields = (*SchemeSerializer.Meta.fields, "rules", "money")

    @extend_schema_field(RuleSerializer(many=True))
    def get_rules(self, record: SchemeRecord) -> list[dict[str, str]]:
        """The rules in force on the day."""
        on = self.context["on"]
        return [
            {"code": one.code, "text": one.text} for one in book(record.scheme.code).rules if one.holds(on)
        ]

    @extend_schema_field(MoneySerializer(many=True))
    def get_money(self, record: SchemeRecord) -> list[dict[str, Any]]:
        """The dated rates of the day."""
        lines = wording.money_lines(record, self.context["on"])
        return list(MoneySerializer(lines, many=True).data)


class OfferSerializer(serializers.ModelSerializer):
    """What an area offers. The form's questions are on its page."""

    scheme = serializers.CharField(source="scheme.code", allow_null=True, default=None)
    owner = serializers.CharField(source="owner.code")
    owner_name = serializers.CharField(source="owner.name")
    rules = serializers.SerializerMethodField()

    class Meta:
        model = Offer
        fields = (
            *("slug", "title", "kind", "scheme", "owner", "owner_name", "status", "summary", "what_you_get"),
            *("money_text", "time_needed", "repay_text", "where_text", "programme_dates", "opens_on"),
            *("closes_on", "starts_on", "places", "level", "professions", "career_stages", "needs", "rules"),
            *("contact_name", "contact_role", "contact_phone", "contact_email", "decided_by_text", "made_up"),
        )

    def get_rules(self, offer: Offer) -> list[str]:
        """Its rules as sentences."""
        return [rule_words(rule) for rule in offer.rules]


@extend_schema(parameters=[ON], responses=SchemeSerializer(many=True), auth=[])
@api_view(["GET"])
@permission_classes([Public])
def scheme_list(request: Request) -> Response:
    """Every scheme as it is on a day, closed ones included, in the handbook's order."""
    return Response(SchemeSerializer(queries.schemes_on(_on(request)), many=True).data)


@extend_schema(parameters=[ON], responses=SchemeDetailSerializer, auth=[])
@api_view(["GET"])
@permission_classes([Public])
def scheme_detail(request: Request, code: str) -> Response:
    """One scheme by its code (SCH-NGPRS, in any case) as it is on a day, with its rules and rates."""
    on = _on(request)
    scheme = queries.scheme_by_code(code)
    record = queries.record_on(scheme, on) if scheme else None
    if record is None:
        raise Http404("There is no such scheme on this day.")
    return Response(SchemeDetailSerializer(record, context={"on": on}).data)


@extend_schema(parameters=[AREA], responses=OfferSerializer(many=True), auth=[])
@api_view(["GET"])
@permission_classes([Public])
def offer_list(request: Request) -> Response:
    """The offers that take applications today, everywhere or in one area."""
    return Response(OfferSerializer(_offers(request).order_by("owner__name", "title"), many=True).data)


@extend_schema(responses=OfferSerializer, auth=[])
@api_view(["GET"])
@permission_classes([Public])
def offer_detail(request: Request, slug: str) -> Response:
    """One published offer; closed ones stay readable."""
    rows = Offer.objects.exclude(status="draft").select_related("scheme", "owner")
    offer = rows.filter(slug=slug).first()
    if offer is None:
        raise Http404("There is no such offer.")
    return Response(OfferSerializer(offer).data)


def _on(request: Request) -> date:
    text = request.query_params.get("on", "")
    return parse_date(text) if text else today()


def _offers(request: Request) -> QuerySet[Offer]:
    code = request.query_params.get("area", "")
    area = organisation_by_code(code) if code else None
    if code and area is None:
        raise BadInput("There is no organisation with this code.", allowed=("a code such as QHM",))
    return queries.open_offers(today(), area).defer(*browsing.HEAVY)
