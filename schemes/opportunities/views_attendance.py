"""Pages of those who run it: how it is booked, who comes, who waits, who came, and the door."""

from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from retention_portal.accounts.guards import person_of, public, roles_required
from retention_portal.accounts.models import Person
from retention_portal.core import csv_files
from retention_portal.core.answers import demand, done_or_told, saved
from retention_portal.core.dates import LONDON, moment_text, now, today
from schemes.opportunities import actions_attendance, actions_places, permissions, queries, queries_places
from schemes.opportunities.forms_places import CameForm, CheckInForm, PriorityForm, WindowForm
from schemes.opportunities.models import OpportunityDate
from schemes.opportunities.models_places import WaitingEntry
from schemes.opportunities.rules_places import may_check_in
from schemes.opportunities.statuses import BookingStatus, Kind
from schemes.opportunities.views_post import managed_or_404

form_page = require_http_methods(["GET", "POST"])
posters_only = roles_required(*queries.POSTERS)
DOOR = signing.Signer(salt="opportunities.check-in")
CSV_HEADINGS = ("name", "email", "booked_at", "dates_attended")


@form_page
@posters_only
def booking_set(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """How it is booked."""
    row = managed_or_404(request, opportunity_id)
    demand(permissions.check_can_change, request.user, row)
    if row.kind == Kind.ROLE:
        raise Http404("A role is applied for, not booked.")
    window = queries_places.window_of(row)
    start = WindowForm.initial_of(window) if window else {"opens_on": today(), "closes_on": row.starts_on}
    form = WindowForm(request.POST if request.method == "POST" else None, initial=start)

    def save() -> None:
        actions_places.set_window(
            opportunity=row, window=form.window(), by=person_of(request),
            offers_confirmed=form.cleaned_data["offers_confirmed"],
        )  # fmt: skip

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Saved. It can be booked in that time once it is published.")
        return redirect("opportunities:people", row.pk)
    return render(request, "opportunities/places_window.jinja", {"row": row, "form": form})


@require_GET
@posters_only
def people(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Who has a place, who waits and why, who came."""
    row = managed_or_404(request, opportunity_id)
    context = {
        "row": row,
        "box": queries_places.owners_box(row),
        "booked": list(queries_places.booked(row)),
        "waiting": list(queries_places.waiting_list(row)),
        "dates": list(row.dates.order_by("starts_at")),
        "contacts": actions_attendance.contacts_of(row),
        "form": PriorityForm(),
    }
    return render(request, "opportunities/places_people.jinja", context)


@require_GET
@posters_only
def people_csv(request: HttpRequest, opportunity_id: int) -> Any:
    """Who has a place, as a file that no spreadsheet runs."""
    row = managed_or_404(request, opportunity_id)
    lines = (
        (
            booking.person.full_name, booking.person.email,
            booking.booked_at.astimezone(LONDON).isoformat(timespec="minutes"),
            sum(one.attended != "missed" for one in booking.attendances.all()),
        )
        for booking in queries_places.booked(row)
    )  # fmt: skip
    name = csv_files.csv_filename(f"people-{row.pk}", today())
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    chunks = csv_files.csv_chunks(CSV_HEADINGS, lines)
    return StreamingHttpResponse(chunks, content_type="text/csv; charset=utf-8", headers=headers)


@require_POST
@posters_only
def person_out(request: HttpRequest, booking_id: int) -> HttpResponse:
    """Take somebody out who said that they cannot come; the next is offered the place."""
    rows = queries_places.bookings_visible_to(request.user).exclude(person=person_of(request))
    row = get_object_or_404(rows.filter(status=BookingStatus.BOOKED), pk=booking_id)
    done_or_told(
        request, "The place is free, and the next on the list is offered it.",
        lambda: actions_places.cancel(booking=row, by=person_of(request)),
    )  # fmt: skip
    return redirect("opportunities:people", row.opportunity_id)


@require_POST
@posters_only
def priority(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Change in what order somebody is served."""
    rows = WaitingEntry.objects.filter(opportunity__in=queries.managed_by(request.user).values("pk"))
    entry = get_object_or_404(rows.select_related("opportunity__owner", "person"), pk=entry_id)
    form = PriorityForm(request.POST)

    def save() -> None:
        actions_places.put_forward(entry=entry, priority=form.cleaned_data["priority"], by=person_of(request))

    if saved(form, save):
        messages.success(request, "The order is changed.")
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("opportunities:people", entry.opportunity_id)


def _date_or_404(request: HttpRequest, date_id: int) -> OpportunityDate:
    rows = OpportunityDate.objects.filter(opportunity__in=queries.managed_by(request.user).values("pk"))
    return get_object_or_404(rows.select_related("opportunity__owner"), pk=date_id)


@form_page
@posters_only
def attendance(request: HttpRequest, date_id: int) -> HttpResponse:
    """Who came on one date."""
    date = _date_or_404(request, date_id)
    booked = [row for row in queries_places.booked(date.opportunity) if row.person_id != request.user.pk]
    people = {row.pk: row.person.full_name for row in booked}
    known = {
        f"came_{row.pk}": one.attended
        for row in booked
        for one in row.attendances.all()
        if one.date_id == date.pk
    }
    form = CameForm(request.POST if request.method == "POST" else None, people=people, initial=known)

    def save() -> None:
        actions_attendance.note_attendance(date=date, came=form.came(), by=person_of(request))

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Saved.")
        return redirect("opportunities:people", date.opportunity_id)
    return render(
        request, "opportunities/places_attendance.jinja", {"date": date, "form": form, "people": people}
    )


@require_GET
@posters_only
def door(request: HttpRequest, date_id: int) -> HttpResponse:
    """A page to print for the door: the address of check-in, and its QR code."""
    date = _date_or_404(request, date_id)
    address = f"{settings.PUBLIC_URL}{door_address(date)}"
    code = segno.make(address, error="m").svg_data_uri(scale=6, border=2, dark="#212b32")
    return render(request, "opportunities/places_door.jinja", {"date": date, "address": address, "qr": code})


@form_page
@public("Who stands at the door checks in, with or without an account.")
def check_in(request: HttpRequest, token: str) -> HttpResponse:
    """One button at the door; name and address only for who wants to hear more."""
    date = _date_behind(token)
    person = request.user if isinstance(request.user, Person) else None
    start = {"name": person.full_name, "email": person.email} if person else {}
    form = CheckInForm(request.POST if request.method == "POST" else None, initial=start)

    def save() -> None:
        actions_attendance.check_in(date=date, person=person, **form.cleaned_data)

    done = request.method == "POST" and saved(form, save)
    context = {
        "date": date, "form": form, "done": done, "open": may_check_in(date.starts_at, date.ends_at, now()),
        "when": moment_text(date.starts_at),
    }  # fmt: skip
    return render(request, "opportunities/places_check_in.jinja", context)


def _date_behind(token: str) -> OpportunityDate:
    try:
        number = int(DOOR.unsign(token))
    except (signing.BadSignature, ValueError):
        raise Http404("There is nothing at this address.") from None
    return get_object_or_404(OpportunityDate.objects.select_related("opportunity"), pk=number)


def door_address(date: OpportunityDate) -> str:
    """The path of check-in for one date."""
    return reverse("opportunities:check_in", args=[DOOR.sign(str(date.pk))])
