"""Pages of those who book: take a place, wait for one, one's own bookings, their dates, calendar, certificate."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from retention_portal.accounts.guards import person_of, public, signed_in
from retention_portal.accounts.models import Person
from retention_portal.core.answers import done_or_told, saved
from retention_portal.core.calendars import CONTENT_TYPE
from retention_portal.core.dates import now
from retention_portal.core.refusals import Refused, refusal
from schemes.opportunities import (
    actions_attendance,
    actions_places,
    calendar_feed,
    certificate,
    queries,
    queries_places,
)
from schemes.opportunities.forms_places import StageForm
from schemes.opportunities.models import Opportunity, OpportunityDate
from schemes.opportunities.models_places import Booking, WaitingEntry
from schemes.opportunities.rules_places import Outcome
from schemes.opportunities.statuses import BookingStatus
from schemes.pools.models_sessions import Session
from schemes.pools.views_cover import cover_view

form_page = require_http_methods(["GET", "POST"])


def _shown_or_404(request: HttpRequest, opportunity_id: int) -> Opportunity:
    """What the person may read, or something of which they have a place or wait for one."""
    visible = queries.opportunities_visible_to(request.user).filter(pk=opportunity_id).first()
    if visible:
        return visible
    waits = queries_places.entries_of(request.user).filter(opportunity=opportunity_id).first()
    if waits is None:
        raise Http404("There is nothing of this number, or it is not shown any more.")
    return waits.opportunity


@form_page
@signed_in
def book(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Read what it would take, then one button: a place, or the waiting list."""
    row, person = _shown_or_404(request, opportunity_id), person_of(request)
    window = queries_places.window_of(row)
    if window is None:
        raise Http404("This is not booked here.")
    standing = queries_places.standing_of(row, window, person, now())
    asks = standing.outcome == Outcome.STAGE_UNKNOWN
    form = StageForm(request.POST if request.method == "POST" and asks else None)
    if asks and request.method == "POST" and saved(form, lambda: _stage_said(person, form)):
        return redirect("opportunities:book", row.pk)
    no = ""
    if not asks and request.method == "POST":
        try:
            return _booked(request, row, wait="wait" in request.POST)
        except Refused as why:
            no = why.sentence
            standing = queries_places.standing_of(row, window, person, now())
    dates = list(row.dates.order_by("starts_at"))
    context = {
        "row": row, "standing": standing, "form": form if asks else None, "no": no, "dates": dates,
        "clashes": queries_places.clashes_with(dates, person), "window": window,
    }  # fmt: skip
    return render(request, "opportunities/places_book.jinja", context)


def _stage_said(person: Person, form: StageForm) -> None:
    actions_places.say_stage(person=person, stage=form.cleaned_data["stage"])


def _booked(request: HttpRequest, row: Opportunity, *, wait: bool) -> HttpResponse:
    if wait:
        actions_places.join_list(opportunity=row, by=person_of(request))
        messages.success(
            request, "You are on the waiting list. We write to you when a place is yours to take."
        )
        return redirect("opportunities:detail", row.pk)
    booking = actions_places.book(opportunity=row, by=person_of(request))
    messages.success(request, "You have a place.")
    return redirect("opportunities:booking", booking.pk)


@require_POST
@signed_in
def leave_list(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Leave a waiting list, or say no to the place that is kept."""
    entry = get_object_or_404(queries_places.entries_of(request.user), pk=entry_id)
    done_or_told(
        request, "You are not on the list any more.",
        lambda: actions_places.leave_list(entry=entry, by=person_of(request)),
    )  # fmt: skip
    return redirect("opportunities:bookings")


@require_GET
@signed_in
def bookings(request: HttpRequest) -> HttpResponse:
    """What one has booked, what is over, and where one waits."""
    person, at = person_of(request), now()
    rows = list(queries_places.bookings_of(person)[:100])
    context = {
        "coming": [row for row in rows if row.status == BookingStatus.BOOKED and not _is_over(row, at)],
        "past": [row for row in rows if row.status == BookingStatus.BOOKED and _is_over(row, at)],
        "entries": [_waits(entry) for entry in queries_places.entries_of(person)],
        "has_feed": calendar_feed.has_feed(person),
    }
    return render(request, "opportunities/places_bookings.jinja", context)


def _is_over(booking: Booking, at: Any) -> bool:
    dates = list(booking.opportunity.dates.all())
    return bool(dates) and max(day.ends_at for day in dates) <= at


def _waits(entry: WaitingEntry) -> tuple[WaitingEntry, int]:
    return entry, queries_places.ahead_of(entry)


def _own_or_404(request: HttpRequest, booking_id: int) -> Booking:
    return get_object_or_404(queries_places.bookings_of(request.user), pk=booking_id)


@require_GET
@signed_in
def booking(request: HttpRequest, booking_id: int) -> HttpResponse:
    """One booking: its dates, what clashes, cover, who to ask, the certificate."""
    row = _own_or_404(request, booking_id)
    dates = queries_places.dates_of(row, now())
    context = {
        "row": row,
        "opportunity": row.opportunity,
        "dates": dates,
        "begun": any(day.date.starts_at <= now() for day in dates),
        "over": bool(dates) and all(day.over for day in dates),
        "certificate": queries_places.certificate_of(row),
        "why_none": refusal(actions_attendance.check_earned, row),
        "booked": row.status == BookingStatus.BOOKED,
    }
    return render(request, "opportunities/places_booking.jinja", context)


@form_page
@signed_in
def cancel(request: HttpRequest, booking_id: int) -> HttpResponse:
    """Give a place back."""
    row = _own_or_404(request, booking_id)
    if request.method == "POST":
        done_or_told(
            request, "You have given your place back.",
            lambda: actions_places.cancel(booking=row, by=person_of(request)),
        )  # fmt: skip
        return redirect("opportunities:bookings")
    return render(request, "opportunities/places_cancel.jinja", {"row": row, "opportunity": row.opportunity})


@form_page
@signed_in
def cover(request: HttpRequest, booking_id: int, date_id: int) -> HttpResponse:
    """Cover so you can go, for one date. The practice reads a time and “professional development”, no more."""
    row = _own_or_404(request, booking_id)
    day = get_object_or_404(OpportunityDate.objects.filter(opportunity=row.opportunity_id), pk=date_id)

    def remember(session: Session) -> None:
        actions_attendance.cover_was_asked(
            booking=row, date=day, practice=session.practice, session_id=session.pk, by=person_of(request)
        )

    return cover_view(
        request, starts_at=day.starts_at, ends_at=day.ends_at, asked=remember,
        back_to=reverse("opportunities:booking", args=[row.pk]), heading="Cover so you can go",
    )  # fmt: skip


@require_GET
@public("The dates of a published course are public.")
def dates_file(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """The dates as a calendar file."""
    row = queries.opportunities_visible_to(request.user).filter(pk=opportunity_id).first()
    if row is None:
        raise Http404("There is nothing of this number, or it is not shown any more.")
    return _calendar(calendar_feed.of_opportunity(row, row.dates.order_by("starts_at")), f"dates-{row.pk}")


@form_page
@signed_in
def calendar(request: HttpRequest) -> HttpResponse:
    """Make or take back the private address of one's own dates."""
    person, address = person_of(request), ""
    if request.method == "POST" and "end" in request.POST:
        calendar_feed.end_feed(by=person)
        messages.success(request, "The address does not work any more.")
        return redirect("opportunities:calendar")
    if request.method == "POST":
        token = calendar_feed.make_feed(by=person)
        address = f"{settings.PUBLIC_URL}{reverse('opportunities:calendar_file', args=[token])}"
    context = {"address": address, "has_feed": calendar_feed.has_feed(person)}
    return render(request, "opportunities/places_calendar.jinja", context)


@require_GET
@public("Only who holds the private address reads it; it can be taken back.")
def calendar_file(request: HttpRequest, token: str) -> HttpResponse:
    """One's own dates for a calendar program; a guessed or ended address is not found."""
    person = calendar_feed.person_behind(token)
    if person is None:
        raise Http404("There is no calendar at this address.")
    return _calendar(calendar_feed.of_person(person), "my-dates")


def _calendar(text: str, name: str) -> HttpResponse:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.ics"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(text, content_type=CONTENT_TYPE, headers=headers)


@form_page
@signed_in
def certificate_page(request: HttpRequest, booking_id: int) -> HttpResponse:
    """POST issues the certificate, GET downloads it."""
    row = _own_or_404(request, booking_id)
    if request.method == "POST":
        done_or_told(
            request, "Your certificate is ready.",
            lambda: actions_attendance.issue_certificate(booking=row, by=person_of(request)),
        )  # fmt: skip
        return redirect("opportunities:booking", row.pk)
    issued = queries_places.certificate_of(row)
    if issued is None:
        raise Http404("There is no certificate yet.")
    headers = {"Content-Disposition": f'attachment; filename="certificate-{issued.number}.pdf"'}
    return HttpResponse(certificate.pdf_of(issued), content_type="application/pdf", headers=headers)
