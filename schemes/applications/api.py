"""Applications over the API, read only: one's own in the applicant's words, and those that one looks after.

No paper and no answer that may hold health details leaves here, whoever asks; internal notes and flags go to
coordinators alone.
"""

from typing import Any

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, permission_classes
from rest_framework.request import Request
from rest_framework.response import Response

from retention_portal.accounts.access import reaches
from retention_portal.accounts.api_guards import SignedIn
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import today
from retention_portal.core.refusals import BadInput
from schemes.applications import queries, rules, rules_form
from schemes.applications.models import Application
from schemes.applications.statuses import PUBLIC_LABELS, Status
from schemes.catalogue.form_layout import visible_questions

PAGE_SIZE = 200
WAITS_ON = ("us", "applicant")


class ApplicationSerializer(serializers.Serializer):
    """One application. `status` is null in one's own: several of our states read alike there (CASE-A-03)."""

    id = serializers.IntegerField()
    own = serializers.BooleanField()
    offer = serializers.CharField()
    title = serializers.CharField()
    scheme = serializers.CharField(allow_null=True)
    owner = serializers.CharField()
    name = serializers.CharField()
    status = serializers.CharField(allow_null=True)
    status_label = serializers.CharField()
    whose_turn = serializers.CharField()
    days_waiting = serializers.IntegerField(allow_null=True)
    arrived_on = serializers.DateField(allow_null=True)
    submitted_at = serializers.DateTimeField(allow_null=True)


class ApplicationListSerializer(serializers.Serializer):
    """A page of applications; `next_after` is what to ask with for the next, null on the last."""

    applications = ApplicationSerializer(many=True)
    next_after = serializers.IntegerField(allow_null=True)


class FindingSerializer(serializers.Serializer):
    """One finding of the rule book, as it was on the day of sending."""

    code = serializers.CharField()
    result = serializers.CharField()
    text = serializers.CharField()


class AnswerSerializer(serializers.Serializer):
    """One question that was asked, and its answer in words."""

    key = serializers.CharField()
    question = serializers.CharField()
    answer = serializers.CharField()


class MessageSerializer(serializers.Serializer):
    """One message of the thread. `internal`: for staff alone."""

    text = serializers.CharField()
    written_at = serializers.DateTimeField()
    by_applicant = serializers.BooleanField()
    internal = serializers.BooleanField()
    asks = serializers.BooleanField()


class MoveSerializer(serializers.Serializer):
    """One move, in the reader's words."""

    status_label = serializers.CharField()
    at = serializers.DateTimeField()


class FlagSerializer(serializers.Serializer):
    """One flag; nothing is decided while it is open."""

    reason = serializers.CharField()
    team = serializers.CharField()
    stops = serializers.BooleanField()
    raised_at = serializers.DateTimeField()
    resolved_at = serializers.DateTimeField(allow_null=True)


class ApplicationDetailSerializer(ApplicationSerializer):
    """The same, with what was answered, said, found and moved."""

    outcome = serializers.CharField(allow_null=True)
    findings = FindingSerializer(many=True)
    answers = AnswerSerializer(many=True)
    messages = MessageSerializer(many=True)
    moves = MoveSerializer(many=True)
    flags = FlagSerializer(many=True)


@extend_schema(
    operation_id="applications_list",
    parameters=[
        OpenApiParameter("offer", str, description="The short name of an offer, as in its address."),
        OpenApiParameter("status", str, enum=Status.values, description="Of those one looks after."),
        OpenApiParameter("waits_on", str, enum=WAITS_ON, description="Whose turn it is."),
        OpenApiParameter("after", int, description="Id of the last one read; 200 come at a time."),
    ],
    responses=ApplicationListSerializer,
)
@api_view(["GET"])
@permission_classes([SignedIn])
def application_list(request: Request) -> Response:
    """One's own applications and those that one looks after, by id."""
    asked = request.query_params
    rows = _narrowed(_readable(request.user), request.user, asked).order_by("pk")
    text = asked.get("after", "")
    if text:
        if not (text.isascii() and text.isdecimal() and len(text) < 16):
            raise BadInput("“after” is the id of an application.", code="after")
        rows = rows.filter(pk__gt=int(text))
    found = list(rows[: PAGE_SIZE + 1])
    page = found[:PAGE_SIZE]
    return Response(
        ApplicationListSerializer(
            {
                "applications": [_row(one, request.user) for one in page],
                "next_after": page[-1].pk if len(found) > PAGE_SIZE else None,
            }
        ).data
    )


def _readable(user: Any) -> QuerySet[Application]:
    looked_after = queries.applications_visible_to(user).values("pk")
    return queries.with_offer(Application.objects.filter(Q(pk__in=looked_after) | Q(applicant=user.pk)))


def _narrowed(rows: QuerySet[Application], user: Any, asked: Any) -> QuerySet[Application]:
    """What was asked for. A status is asked of those one looks after: one's own has none to ask by."""
    status, waits_on = asked.get("status", ""), asked.get("waits_on", "")
    if status and status not in Status.values:
        raise BadInput("There is no such status.", allowed=tuple(Status.values), code="status")
    if waits_on and waits_on not in WAITS_ON:
        raise BadInput("“waits_on” is us or applicant.", allowed=WAITS_ON, code="waits_on")
    if slug := asked.get("offer", ""):
        rows = rows.none() if "\x00" in slug else rows.filter(offer__slug=slug[:200])
    if status:
        rows = rows.filter(status=status).exclude(applicant=user.pk)
    if waits_on == "us":
        return rows.filter(with_us=True)
    if waits_on:
        return rows.filter(with_us=False, status__in=queries.LIVE)
    return rows


def _row(row: Application, user: Any) -> dict[str, Any]:
    status, own = Status(row.status), row.applicant_id == user.pk
    scheme = row.offer.scheme
    return {
        "id": row.pk,
        "own": own,
        "offer": row.offer.slug,
        "title": row.offer.title,
        "scheme": scheme.code if scheme else None,
        "owner": row.owner.code,
        "name": row.name,
        "status": None if own else status.value,
        "status_label": PUBLIC_LABELS[status] if own else status.label,
        "whose_turn": rules.whose_turn(status) if own else _turn(row, status),
        "days_waiting": None if own else rules.days_waiting(row.waiting_since, today()),
        "arrived_on": row.arrived_on,
        "submitted_at": row.submitted_at,
    }


def _turn(row: Application, status: Status) -> str:
    return "us" if row.with_us else "applicant" if status in queries.LIVE else "nobody"


@extend_schema(operation_id="applications_detail", responses=ApplicationDetailSerializer)
@api_view(["GET"])
@permission_classes([SignedIn])
def application_detail(request: Request, application_id: int) -> Response:
    """One application: the applicant reads their own words, staff what was sent, coordinators notes and flags too."""
    rows = _readable(request.user).filter(pk__lt=2**63)
    row = get_object_or_404(rows, pk=min(application_id, 2**63 - 1))
    own = row.applicant_id == request.user.pk
    full = not own and reaches(request.user, [Role.COORDINATOR], row.owner)
    return Response(
        ApplicationDetailSerializer(
            _row(row, request.user)
            | {
                "outcome": None if own else row.outcome or None,
                "findings": [] if own else row.findings,
                "answers": _answers(row, own=own),
                "messages": _messages(row, internal=full),
                "moves": _moves(row, own=own),
                "flags": list(row.flags.values()) if full else [],
            }
        ).data
    )


def _answers(row: Application, *, own: bool) -> list[dict[str, str]]:
    """Answers in words: one's own as they stand, to staff as they were sent; none that may be about health."""
    answers = row.answers if own else row.sent_answers
    return [
        {"key": one.key, "question": one.text, "answer": rules_form.in_words(one, answers[one.key])}
        for one in visible_questions(row.form, answers)
        if one.key in answers and not one.health and one.kind != "file"
    ]


def _messages(row: Application, *, internal: bool) -> list[dict[str, Any]]:
    return [
        {
            "text": one.text,
            "written_at": one.written_at,
            "by_applicant": one.written_by_id == row.applicant_id,
            "internal": one.internal,
            "asks": one.asks,
        }
        for one in queries.thread_of(row, internal=internal)
    ]


def _moves(row: Application, *, own: bool) -> list[dict[str, Any]]:
    """Every move; in one's own those that read alike are one."""
    lines: list[dict[str, Any]] = []
    for change in queries.history_of(row):
        status = Status(change.after)
        label = PUBLIC_LABELS[status] if own else status.label
        if not own or not lines or lines[-1]["status_label"] != label:
            lines.append({"status_label": label, "at": change.at})
    return lines
