"""Pages of two people who meet: answer, log, end."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from retention_portal.accounts.guards import person_of, signed_in
from retention_portal.core.answers import demand, saved
from retention_portal.core.dates import now, today
from retention_portal.core.refusals import Refused, refusal
from schemes.mentoring import actions_pairing, permissions, queries
from schemes.mentoring.forms import SessionForm
from schemes.mentoring.models import Pairing
from schemes.mentoring.statuses import OVER, Attendance, PairingStatus

form_page = require_http_methods(["GET", "POST"])


@require_GET
@signed_in
def pairing(request: HttpRequest, pairing_id: int) -> HttpResponse:
    """Who the other is, how far it is, and what can be done now."""
    person = person_of(request)
    row = _own(request, pairing_id)
    is_mentor = row.mentor.person_id == person.pk
    shown = {
        "row": row,
        "service": row.request.service,
        "is_mentor": is_mentor,
        "other": row.request.person if is_mentor else row.mentor.person,
        "contact": queries.first_contact(row),
        "meetings": row.meetings.all(),
        "delivered": queries.delivered_in(row),
        "plan": queries.plan_to_agree(row) if row.status == PairingStatus.ACCEPTED else None,
        "appointments": list(queries.next_appointments(row, now())),
        "has_notes": row.request.service.notes_on or row.notes.exists(),
        "may_answer": refusal(permissions.check_can_answer, person, row) is None,
        "may_log": refusal(permissions.check_can_log, person, row) is None,
        "may_end": row.status not in OVER and refusal(permissions.check_can_end, person, row) is None,
    }
    return render(request, "mentoring/pairing.jinja", shown)


@require_POST
@signed_in
def answer(request: HttpRequest, pairing_id: int) -> HttpResponse:
    """The mentor's yes or no."""
    row = _own(request, pairing_id)
    demand(permissions.check_one_of_the_two, request.user, row)
    accept = request.POST.get("answer") == "yes"
    try:
        actions_pairing.answer_pairing(pairing=row, accept=accept, by=person_of(request))
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        said = (
            "You said yes. You can now write to each other." if accept else "You said no. Nobody is told why."
        )
        messages.success(request, said)
    return redirect("mentoring:pairing", row.pk)


@form_page
@signed_in
def log(request: HttpRequest, pairing_id: int) -> HttpResponse:
    """Log a session."""
    person, row = person_of(request), _own(request, pairing_id)
    demand(permissions.check_can_log, person, row)
    initial = {"on": today(), "minutes": row.minutes, "attendance": Attendance.ATTENDED}
    form = SessionForm(request.POST if request.method == "POST" else None, initial=initial)

    def save() -> None:
        data = form.cleaned_data
        actions_pairing.log_session(
            pairing=row, on=data["on"], minutes=data["minutes"],
            attendance=Attendance(data["attendance"]), by=person,
        )  # fmt: skip

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Logged.")
        return redirect("mentoring:pairing", row.pk)
    return render(request, "mentoring/log.jinja", {"row": row, "form": form})


@form_page
@signed_in
def end(request: HttpRequest, pairing_id: int) -> HttpResponse:
    """End it, after a page that says what follows. Nobody is asked why."""
    person, row = person_of(request), _own(request, pairing_id)
    demand(permissions.check_can_end, person, row)
    is_mentee = row.request.person_id == person.pk
    if request.method == "POST":
        again = is_mentee and request.POST.get("look_again") == "yes"
        try:
            actions_pairing.end_pairing(pairing=row, look_again=again, by=person)
        except Refused as refused:
            messages.error(request, refused.sentence)
        else:
            messages.success(request, "We look for somebody else." if again else "It is ended. Thank you.")
        return redirect("mentoring:home")
    shown = {"row": row, "is_mentee": is_mentee, "pending": row.status == PairingStatus.PENDING}
    return render(request, "mentoring/end.jinja", shown)


def _own(request: HttpRequest, pairing_id: int) -> Pairing:
    return get_object_or_404(queries.pairings_visible_to(request.user), pk=pairing_id)
