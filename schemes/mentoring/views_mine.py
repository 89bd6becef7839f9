"""A person's own: whom they would rather not be matched with, and what a mentor claims."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from retention_portal.accounts.guards import person_of, signed_in
from retention_portal.core.answers import done_or_told, saved
from retention_portal.core.dates import today
from schemes.mentoring import actions_apart, actions_claims, queries
from schemes.mentoring.forms_meeting import ClaimForm, KeepApartForm
from schemes.mentoring.matching import Bar
from schemes.mentoring.queries_claims import claimable, hours_text

form_page = require_http_methods(["GET", "POST"])


@form_page
@signed_in
def apart(request: HttpRequest) -> HttpResponse:
    """People one would rather not be matched with, and one more."""
    person = person_of(request)
    form = KeepApartForm(request.POST if request.method == "POST" else None)

    def save() -> None:
        actions_apart.keep_apart(who=form.cleaned_data["who"], why=Bar(form.cleaned_data["why"]), by=person)

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Kept. You are never matched with this person.")
        return redirect("mentoring:apart")
    shown = {"form": form, "kept": queries.kept_apart_by(person)}
    return render(request, "mentoring/apart.jinja", shown)


@require_POST
@signed_in
def apart_forget(request: HttpRequest, line_id: int) -> HttpResponse:
    """Take somebody off the list."""
    person = person_of(request)
    line = get_object_or_404(queries.kept_apart_by(person), pk=line_id)
    done_or_told(request, "Taken off your list.", lambda: actions_apart.forget_apart(line=line, by=person))
    return redirect("mentoring:apart")


@form_page
@signed_in
def claim(request: HttpRequest, mentor_id: int) -> HttpResponse:
    """What may be claimed, what is left of the year, and the claim."""
    person = person_of(request)
    mentor = get_object_or_404(queries.mentors_visible_to(person).filter(person=person), pk=mentor_id)
    found = claimable(mentor, today())
    form = ClaimForm(
        request.POST if request.method == "POST" else None,
        sessions=found.sessions,
        initial={"sessions": [str(row.pk) for row in found.sessions]},
    )

    def save() -> None:
        chosen = [int(pk) for pk in form.cleaned_data["sessions"]]
        made = actions_claims.claim_sessions(mentor=mentor, sessions=chosen, by=person)
        messages.success(
            request,
            f"Claimed: {hours_text(made.units)}. Finance looks at it. It names nobody you met.",
        )

    if request.method == "POST" and saved(form, save):
        return redirect("mentoring:claim", mentor.pk)
    shown = {"mentor": mentor, "found": found, "form": form, "hours": hours_text}
    return render(request, "mentoring/claim.jinja", shown)
