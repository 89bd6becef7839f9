"""Support over the API, read only: one's own, and that which a coordinator or scheme lead looks after."""

from typing import Any

from django.db.models import Q
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, permission_classes
from rest_framework.request import Request
from rest_framework.response import Response

from retention_portal.accounts.api_guards import SignedIn
from retention_portal.core import money
from retention_portal.core.dates import today
from retention_portal.core.rounding import rounded
from schemes.awards import queries, rules
from schemes.awards.history_of import history_of, pattern_of
from schemes.awards.models import Award, Claim, LedgerEntry
from schemes.awards.statuses import EntryKind

PAGE_SIZE = 200


def _readable(user: Any) -> Any:
    """Own awards and those looked after."""
    looked_after = queries.awards_visible_to(user).values("pk")
    return Award.objects.filter(Q(pk__in=looked_after) | Q(person=user.pk)).select_related(
        "person", "system", "host"
    )


def _after(request: Request) -> int:
    text = request.query_params.get("after", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0


class ClaimSerializer(serializers.Serializer):
    """A claim without its words and evidence. Money that comes back is below nothing."""

    id = serializers.IntegerField()
    award = serializers.IntegerField()
    scheme = serializers.CharField()
    kind = serializers.CharField()
    status = serializers.CharField()
    counts_on = serializers.DateField()
    payee = serializers.CharField()
    asked = serializers.CharField()
    allowed = serializers.CharField(allow_null=True)
    of_it_for_earlier_months = serializers.CharField()
    money_line = serializers.CharField(allow_null=True)
    financial_year = serializers.CharField(allow_null=True)
    paid_on = serializers.DateField(allow_null=True)


class ClaimPageSerializer(serializers.Serializer):
    """200 claims by id."""

    claims = ClaimSerializer(many=True)


@extend_schema(
    operation_id="claims_list",
    parameters=[OpenApiParameter("after", int, description="Id of the last claim read; 200 come at a time.")],
    responses={200: ClaimPageSerializer},
)
@api_view(["GET"])
@permission_classes([SignedIn])
def claim_list(request: Request) -> Response:
    """The claims that the reader may see, by id: one's own, a practice's months, all of a system for its finance lead
    and coordinators. Money as strings to two places."""
    rows = queries.claims_visible_to(request.user).filter(pk__gt=_after(request)).order_by("pk")
    page = {"claims": [_claim(row) for row in rows[:PAGE_SIZE]]}
    return Response(ClaimPageSerializer(page).data)


def _claim(row: Claim) -> dict[str, Any]:
    asked, allowed, line = row.signed(row.amount), row.signed(row.allowed), row.line
    assert asked is not None  # a claim asks for something
    return {
        "id": row.pk,
        "award": row.award_id,
        "scheme": row.award.scheme_code,
        "kind": row.kind,
        "status": row.status,
        "counts_on": row.counts_on,
        "payee": row.payee,
        "asked": money.plain(asked),
        "allowed": money.plain(allowed) if allowed is not None else None,
        "of_it_for_earlier_months": money.plain(row.adjustment),
        "money_line": line.programme.code if line else None,
        "financial_year": line.financial_year if line else None,
        "paid_on": row.paid_on,
    }


@extend_schema(
    parameters=[OpenApiParameter("after", int, description="Id of the last award read; 200 come at a time.")],
    responses={200: OpenApiTypes.OBJECT},
)
@api_view(["GET"])
@permission_classes([SignedIn])
def award_list(request: Request) -> Response:
    """The awards that the reader may see, by id, with what is due and paid in pounds."""
    rows = _readable(request.user).filter(pk__gt=_after(request)).order_by("pk")
    rows = rows.annotate(due=queries.sums(EntryKind.DUE), paid=queries.sums(EntryKind.PAID))[:PAGE_SIZE]
    return Response({"awards": [_award(row) | _sums(row) for row in rows]})


def _award(row: Award) -> dict[str, Any]:
    return {
        "id": row.pk,
        "scheme": row.scheme_code,
        "title": row.title,
        "name": row.person.full_name,
        "system": row.system.code,
        "host": row.host.code,
        "status": row.status,
        "starts_on": row.starts_on.isoformat(),
        "ends_on": row.ends_on.isoformat(),
        "left_on": row.left_on.isoformat() if row.left_on else None,
        "next_review_on": row.next_review_on.isoformat() if row.next_review_on else None,
        "posted_to": row.posted_to.isoformat() if row.posted_to else None,
        "to_settle": money.plain(row.to_settle),
    }


def _sums(row: Any) -> dict[str, str]:
    return {"due": money.plain(row.due), "paid": money.plain(row.paid)}


@extend_schema(responses={200: OpenApiTypes.OBJECT, 404: OpenApiTypes.OBJECT})
@api_view(["GET"])
@permission_classes([SignedIn])
def award_detail(request: Request, award_id: int) -> Response:
    """One award with its patterns and whole ledger; money as strings to two places."""
    found = _readable(request.user).annotate(
        due=queries.sums(EntryKind.DUE), paid=queries.sums(EntryKind.PAID)
    )
    row = get_object_or_404(queries.with_history(found), pk=award_id)
    return Response(
        _award(row)
        | _sums(row)
        | {
            "last_day": rules.last_day(history_of(row), today()).isoformat(),
            "patterns": [
                {
                    "from": each.starts_on.isoformat(),
                    "to": each.ends_on.isoformat() if each.ends_on else None,
                    "sessions_per_week": f"{rounded(pattern_of(each).weekly, 3):f}",
                }
                for each in row.patterns.all()
            ],
            "ledger": [_entry(each) for each in row.entries.all()],
        }
    )


def _entry(row: LedgerEntry) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind,
        "code": row.code,
        "from": row.starts_on.isoformat(),
        "to": row.ends_on.isoformat(),
        "units": f"{row.units.normalize():f}",
        "rate": money.plain(row.rate),
        "amount": money.plain(row.amount),
        "payee": row.payee,
        "reverses": row.reverses_id,
    }
