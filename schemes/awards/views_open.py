"""Accepted places whose support is not open yet, and the form that opens it, with or without an application."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from retention_portal.accounts.guards import roles_required
from retention_portal.accounts.models import Person
from retention_portal.accounts.roles import Role
from retention_portal.core.answers import saved
from retention_portal.core.dates import today
from retention_portal.core.refusals import Refused, quoted, refusal
from retention_portal.organisations.models import Organisation
from schemes.applications.actions_decide import check_may_start
from schemes.applications.models import Application
from schemes.awards import actions, queries
from schemes.awards.forms_open import LOCAL_CHOICE, SCHEMES, OpenForm
from schemes.awards.from_application import prefilled
from schemes.awards.models import Award
from schemes.awards.rules.history import MENTOR_TIME

PAGE_SIZE = 50
LONGEST_ID = 18  # digits: no longer number is a row of ours


@require_GET
@roles_required(Role.COORDINATOR)
def not_started(request: HttpRequest) -> HttpResponse:
    """Who took a place and waits for the support to be opened, longest first."""
    page = Paginator(queries.not_started(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "awards/not_started.jinja", {"page": page})


@require_http_methods(["GET", "POST"])
@roles_required(Role.COORDINATOR)
def award_new(request: HttpRequest) -> HttpResponse:
    """Open an award after its approval: from an accepted place, with the form filled in, or without one."""
    on, posted = today(), request.method == "POST"
    place = _place(request)
    systems = queries.systems_of(request.user, queries.LOOKS_AFTER, on)
    form = OpenForm(
        request.POST if posted else None, systems=systems, on=on, named=place is not None,
        initial={"system": systems.first()} | _first_values(request, place),
    )  # fmt: skip
    made: list[Award] = []

    def save() -> None:
        given = form.cleaned_data
        person = place.applicant if place else _person(given["email"])
        made.append(
            actions.open_award(
                person=person, system=given["system"], host=_host(given["system"], given["host"]),
                opening=form.opening(), by=request.user, application=place,
            )
        )  # fmt: skip

    if posted and saved(form, save):
        messages.success(request, "The support is open.")
        return redirect("awards:award", made[0].pk)
    refused = refusal(check_may_start, place) if place else None
    return render(request, "awards/award_new.jinja", {"form": form, "place": place, "refused": refused})


def _place(request: HttpRequest) -> Application | None:
    """The accepted place that is named in the address; not found for one that the user does not look after."""
    named = request.GET.get("application", "")
    if not named:
        return None
    wanted = int(named) if named.isascii() and named.isdecimal() and len(named) <= LONGEST_ID else 0
    return get_object_or_404(queries.not_started(request.user), pk=wanted)


def _first_values(request: HttpRequest, place: Application | None) -> dict[str, Any]:
    if place is not None:
        return prefilled(place, SCHEMES, LOCAL_CHOICE, today())
    if mentor := request.GET.get("mentor", "")[:254]:
        return {"email": mentor, "scheme": MENTOR_TIME}
    return {}


def _person(email: str) -> Person:
    found = queries.people_named(email)
    if not found:
        raise Refused(
            f"Nobody has an account with the address {quoted(email)}. Ask the person to sign up first."
        )
    return found[0]


def _host(system: Organisation, code: str) -> Organisation:
    host = queries.hosts_in(system, today()).filter(code=code).first()
    if host is None:
        raise Refused(f"{quoted(code)} is no practice, network or hub of {system.name} today.")
    return host
