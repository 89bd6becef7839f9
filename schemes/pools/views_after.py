"""What coordinators do beside the two sides: book for a member, put attendance right; and each side's private word."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from retention_portal.accounts.guards import person_of, roles_required, signed_in
from retention_portal.core.answers import demand, saved
from schemes.pools import actions_booking, actions_hours, permissions, permissions_gp, queries, queries_gp
from schemes.pools.forms_gp import BookForm, CorrectForm, RateForm
from schemes.pools.forms_post import local
from schemes.pools.models_sessions import Booking
from schemes.pools.statuses import SEEN_BY_MEMBERS, MemberStatus

form_page = require_http_methods(["GET", "POST"])
coordinators_only = roles_required(*permissions.COORDINATORS)


@form_page
@coordinators_only
def book_member(request: HttpRequest, session_id: int) -> HttpResponse:
    """Take a session for a member who rang."""
    person = person_of(request)
    rows = queries.sessions_visible_to(person).filter(status__in=SEEN_BY_MEMBERS)
    row = get_object_or_404(rows.filter(pool__in=queries.pools_run_by(person)), pk=session_id)
    active = row.pool.members.filter(status=MemberStatus.ACTIVE).exclude(person=person)
    members = list(active.select_related("person").order_by("person__full_name", "pk"))
    form = BookForm(request.POST if request.method == "POST" else None, members=members)

    def save() -> None:
        member = form.by_id[form.cleaned_data["member"]]
        actions_booking.book(
            session=row, person=member.person, by=person, override_because=form.cleaned_data["because"]
        )

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Booked. The person and the practice are told.")
        return redirect("pools:post_session", row.pk)
    return render(request, "pools/book_member.jinja", {"row": row, "form": form, "local": local})


@form_page
@coordinators_only
def attendance_correct(request: HttpRequest, booking_id: int) -> HttpResponse:
    """The person came after all."""
    person, row = person_of(request), _seen(request, booking_id)
    demand(permissions_gp.check_can_run, person, row)
    form = CorrectForm(request.POST if request.method == "POST" else None)

    def save() -> None:
        actions_hours.correct_attendance(booking=row, because=form.cleaned_data["because"], by=person)

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Put right. The warning is cleared, and the hours can be stated.")
        return redirect("pools:timesheet", row.pk)
    shown = {
        "row": row,
        "form": form,
        "local": local,
        "heading": "Put attendance right",
        "button": "Put it right",
    }
    return render(request, "pools/after.jinja", shown)


@form_page
@signed_in
def rate(request: HttpRequest, booking_id: int) -> HttpResponse:
    """One side's private word."""
    person, row = person_of(request), _seen(request, booking_id)
    demand(permissions_gp.side_of, person, row)
    form = RateForm(request.POST if request.method == "POST" else None)

    def save() -> None:
        actions_hours.rate_session(booking=row, score=int(form.cleaned_data["score"]), by=person)

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Thank you. Nobody sees it by itself.")
        return redirect("pools:timesheet", row.pk)
    shown = {
        "row": row,
        "form": form,
        "local": local,
        "heading": "A private word on this session",
        "button": "Keep it",
    }
    return render(request, "pools/after.jinja", shown)


def _seen(request: HttpRequest, booking_id: int) -> Booking:
    return get_object_or_404(queries_gp.bookings_visible_to(request.user), pk=booking_id)
