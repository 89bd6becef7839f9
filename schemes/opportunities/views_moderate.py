"""Pages of coordinators: what waits to be looked at, publishing, sending back, merging two that are one."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from retention_portal.accounts.guards import person_of, roles_required
from retention_portal.core.answers import demand, done_or_told, saved
from retention_portal.core.dates import date_text
from retention_portal.core.refusals import Refused, refusal
from schemes.opportunities import actions, actions_merge, permissions, queries
from schemes.opportunities.forms import NoteForm
from schemes.opportunities.models import Opportunity
from schemes.opportunities.models_places import Booking, WaitingEntry
from schemes.opportunities.statuses import OPEN_ENTRY, BookingStatus

coordinators_only = roles_required(*queries.MODERATORS)
KEPT = (
    "title",
    "provider",
    "setting",
    "sessions_per_week",
    "amount",
    "place",
    "starts_on",
    "ends_on",
    "closes_on",
)


def _row(request: HttpRequest, opportunity_id: int) -> Opportunity:
    return get_object_or_404(queries.moderated_by(request.user), pk=opportunity_id)


@require_GET
@coordinators_only
def moderate(request: HttpRequest) -> HttpResponse:
    """What waits, longest first, with what it may double."""
    rows = [
        (row, queries.may_be_the_same(row), refusal(permissions.check_can_moderate, request.user, row))
        for row in queries.to_moderate(request.user)[:50]
    ]
    return render(request, "opportunities/moderate.jinja", {"rows": rows})


@require_POST
@coordinators_only
def publish(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Show it to everybody."""
    row = _row(request, opportunity_id)
    done_or_told(
        request, "It is published. Those who posted it are told.",
        lambda: actions.publish(row=row, by=person_of(request)),
    )  # fmt: skip
    return redirect("opportunities:manage", row.pk)


@require_http_methods(["GET", "POST"])
@coordinators_only
def send_back(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Ask for a change."""
    row = _row(request, opportunity_id)
    demand(permissions.check_can_moderate, request.user, row)
    form = NoteForm(request.POST if request.method == "POST" else None)

    def save() -> None:
        actions.send_back(row=row, note=form.cleaned_data["note"], by=person_of(request))

    if request.method == "POST" and saved(form, save):
        messages.success(request, "They are asked to change it.")
        return redirect("opportunities:moderate")
    return render(request, "opportunities/send_back.jinja", {"row": row, "form": form})


@require_http_methods(["GET", "POST"])
@coordinators_only
def merge(request: HttpRequest, opportunity_id: int, other_id: int) -> HttpResponse:
    """Two side by side: one is kept, or they are two."""
    one, other = _row(request, opportunity_id), _row(request, other_id)
    if request.method == "POST":
        return _merged(request, one, other)
    rows = [(name, _said(one, name), _said(other, name)) for name in KEPT]
    context = {
        "pair": [(one, _people(one)), (other, _people(other))],
        "rows": [(_label(name), first, second) for name, first, second in rows if first or second],
        "refusals": {
            one.pk: refusal(permissions.check_can_merge, request.user, one, other),
            other.pk: refusal(permissions.check_can_merge, request.user, other, one),
        },
    }
    return render(request, "opportunities/merge.jinja", context)


def _merged(request: HttpRequest, one: Opportunity, other: Opportunity) -> HttpResponse:
    kept = request.POST.get("keep", "")
    pairs = {str(one.pk): (one, other), str(other.pk): (other, one)}
    try:
        if kept in pairs:
            keep, away = pairs[kept]
            actions_merge.merge(keep=keep, away=away, by=person_of(request))
            messages.success(
                request, "They are one now. Bookings of both are kept, and the old address leads here."
            )
            return redirect("opportunities:manage", keep.pk)
        actions_merge.say_not_the_same(one=one, other=other, by=person_of(request))
        messages.success(request, "Noted: these are two. You are not asked again.")
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("opportunities:manage", one.pk)


def _said(row: Opportunity, name: str) -> str:
    value = getattr(row, name)
    if value is None or value == "":
        return ""
    return date_text(value) if isinstance(value, date) else str(value)


def _people(row: Opportunity) -> tuple[int, int]:
    booked = Booking.objects.filter(opportunity=row, status=BookingStatus.BOOKED).count()
    return booked, WaitingEntry.objects.filter(opportunity=row, status__in=OPEN_ENTRY).count()


def _label(name: str) -> str:
    words = {
        "starts_on": "First day",
        "ends_on": "Last day",
        "closes_on": "Closing date",
        "amount": "Amount (£)",
    }
    return words.get(name, name.replace("_", " ").capitalize())
