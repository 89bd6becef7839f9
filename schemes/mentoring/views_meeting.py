"""Pages of two people who meet: a changed plan, the next session, and notes where the service allows them."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from retention_portal.accounts.guards import person_of, signed_in
from retention_portal.core.answers import demand, done_or_told, saved
from retention_portal.core.refusals import refusal
from schemes.mentoring import actions_notes, actions_plan, permissions, queries, queries_notes
from schemes.mentoring.forms_meeting import AppointmentForm, NoteForm, PlanForm
from schemes.mentoring.models import Pairing
from schemes.pools.views_cover import cover_view

form_page = require_http_methods(["GET", "POST"])


@form_page
@signed_in
def plan(request: HttpRequest, pairing_id: int) -> HttpResponse:
    """Propose more sessions, or another end."""
    person, row = person_of(request), _own(request, pairing_id)
    demand(permissions.check_can_log, person, row)
    initial = {"sessions": row.sessions, "ends_on": row.ends_on}
    form = PlanForm(request.POST if request.method == "POST" else None, initial=initial)

    def save() -> None:
        data = form.cleaned_data
        actions_plan.propose_plan(pairing=row, sessions=data["sessions"], ends_on=data["ends_on"], by=person)

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Proposed. It counts once the other of you agrees.")
        return redirect("mentoring:pairing", row.pk)
    return render(request, "mentoring/plan.jinja", {"row": row, "form": form})


@require_POST
@signed_in
def plan_agree(request: HttpRequest, pairing_id: int) -> HttpResponse:
    """Agree to what the other proposed: the plan that was on the page."""
    row = _own(request, pairing_id)
    chosen = request.POST.get("plan", "")
    plans = row.plans.filter(
        pk=int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 16 else 0
    )
    found = get_object_or_404(plans)
    done_or_told(request, "Agreed.", lambda: actions_plan.agree_plan(plan=found, by=person_of(request)))
    return redirect("mentoring:pairing", row.pk)


@form_page
@signed_in
def appointment(request: HttpRequest, pairing_id: int) -> HttpResponse:
    """Agree the next session."""
    person, row = person_of(request), _own(request, pairing_id)
    demand(permissions.check_can_log, person, row)
    form = AppointmentForm(
        request.POST if request.method == "POST" else None, initial={"minutes": row.minutes}
    )

    def save() -> None:
        actions_plan.set_appointment(
            pairing=row, starts_at=form.moment(), minutes=form.cleaned_data["minutes"], by=person
        )

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Agreed. The other of you sees it on this page.")
        return redirect("mentoring:pairing", row.pk)
    return render(request, "mentoring/appointment.jinja", {"row": row, "form": form})


@require_POST
@signed_in
def appointment_cancel(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """Take an agreed session out."""
    person = person_of(request)
    row = get_object_or_404(queries.appointments_visible_to(person), pk=appointment_id)
    done_or_told(
        request, "Taken out. Tell the other of you.",
        lambda: actions_plan.cancel_appointment(appointment=row, by=person),
    )  # fmt: skip
    return redirect("mentoring:pairing", row.pairing_id)


@form_page
@signed_in
def appointment_cover(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """Cover so one can go. The pools learn two moments, nothing else: no practice can tell what they are for."""
    row = get_object_or_404(queries.appointments_visible_to(request.user), pk=appointment_id)
    return cover_view(
        request,
        starts_at=row.starts_at,
        ends_at=row.starts_at + timedelta(minutes=row.minutes),
        back_to=reverse("mentoring:pairing", args=[row.pairing_id]),
        heading="Cover so you can go",
    )


@never_cache
@form_page
@signed_in
def notes(request: HttpRequest, pairing_id: int) -> HttpResponse:
    """The notes of the two, and a form for another. Who could ever read them stands on the page."""
    person, row = person_of(request), _own(request, pairing_id)
    why_not = refusal(permissions.check_can_write_note, person, row)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        demand(permissions.check_can_write_note, person, row)

    def save() -> None:
        actions_notes.write_note(pairing=row, text=form.cleaned_data["text"], by=person)

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Kept, for the two of you.")
        return redirect("mentoring:notes", row.pk)
    shown = {
        "row": row,
        "service": row.request.service,
        "form": form,
        "why_not": why_not,
        "found": queries_notes.notes_of(row, person),
        "erased_on": queries_notes.notes_erased_on(row),
    }
    return render(request, "mentoring/notes.jinja", shown)


@require_POST
@signed_in
def note_erase(request: HttpRequest, note_id: int) -> HttpResponse:
    """Take out a note of one's own."""
    person = person_of(request)
    note = get_object_or_404(queries_notes.notes_visible_to(person), pk=note_id)
    done_or_told(request, "The note is gone.", lambda: actions_notes.erase_note(note=note, by=person))
    return redirect("mentoring:notes", note.pairing_id)


def _own(request: HttpRequest, pairing_id: int) -> Pairing:
    return get_object_or_404(queries.pairings_visible_to(request.user), pk=pairing_id)
