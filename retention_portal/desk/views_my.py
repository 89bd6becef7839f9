"""What waits on me, what is mine, and what I say of myself."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from retention_portal.accounts import actions, queries
from retention_portal.accounts.access import memberships_of
from retention_portal.accounts.forms import ProfileForm
from retention_portal.accounts.guards import person_of, signed_in
from retention_portal.accounts.models import PassportCheck, Person
from retention_portal.accounts.roles import Role
from retention_portal.accounts.statuses import CheckState
from retention_portal.core.dates import today
from retention_portal.core.vocabulary import Profession
from retention_portal.desk.waiting import waiting_on


@signed_in
def tasks(request: HttpRequest) -> HttpResponse:
    """Everything that waits on this person, by date."""
    day = today()
    return render(request, "desk/tasks.jinja", {"waiting": waiting_on(request.user, day), "today": day})


@signed_in
def my(request: HttpRequest) -> HttpResponse:
    """What is mine, at a glance."""
    day = today()
    held = [(Role(membership.role), membership) for membership in memberships_of(request.user, day)]
    shown = {
        "waiting": waiting_on(request.user, day),
        "held": held,
        "profession": _profession(person_of(request)),
    }
    return render(request, "desk/my.jinja", shown)


@signed_in
def my_profile(request: HttpRequest) -> HttpResponse:
    """What the portal knows of this person: name, roles, facts, checks."""
    person, day = person_of(request), today()
    shown = {
        "person": person,
        "profession": _profession(person),
        "held": [(Role(row.role), row, row.holds_on(day)) for row in queries.all_memberships_of(person)],
        "facts": list(queries.current_facts(person)),
        "checks": [(check, _standing(check, day)) for check in queries.current_checks(person)],
    }
    return render(request, "desk/my_profile.jinja", shown)


@signed_in
def my_profile_edit(request: HttpRequest) -> HttpResponse:
    """Change name, profession or GMC number."""
    person = person_of(request)
    known = {
        "full_name": person.full_name,
        "profession": person.profession,
        "gmc_number": person.gmc_number or "",
    }
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and form.is_valid():
        actions.update_profile(person=person, by=person, **form.cleaned_data)
        messages.success(request, "Your profile is saved.")
        return redirect("desk:my_profile")
    return render(request, "desk/my_profile_edit.jinja", {"form": form})


def _profession(person: Person) -> str:
    return Profession(person.profession).label if person.profession else "Not given yet"


def _standing(check: PassportCheck, day: date) -> tuple[str, str]:
    """The words and the kind of tag for one check on a day."""
    if check.stands_on(day):
        return "Checked", "done"
    if check.state == CheckState.PASSED:
        return "Run out", "problem"
    return CheckState(check.state).label, "waiting" if check.state == CheckState.STATED else "problem"
