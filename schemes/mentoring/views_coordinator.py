"""Pages of coordinators: services, offers to look at, rounds of matching, and that people meet."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from retention_portal.accounts.guards import person_of, roles_required
from retention_portal.accounts.models import Person
from retention_portal.core.answers import done_or_told, saved
from retention_portal.core.dates import today
from retention_portal.core.refusals import refusal
from schemes.mentoring import (
    actions,
    actions_apart,
    actions_settings,
    permissions,
    queries,
    queries_matching,
)
from schemes.mentoring.forms import BarForm, ServiceForm
from schemes.mentoring.forms_settings import SettingsForm
from schemes.mentoring.models import Barred, Mentor, Request, Service
from schemes.mentoring.rules_templates import service_templates
from schemes.mentoring.statuses import MentorStatus, RequestStatus, RoundStatus

form_page = require_http_methods(["GET", "POST"])
coordinators_only = roles_required(*queries.COORDINATORS)


@require_GET
@coordinators_only
def services(request: HttpRequest) -> HttpResponse:
    """The services that this person looks after."""
    return render(request, "mentoring/services.jinja", {"rows": queries.services_with_waiting(request.user)})


@form_page
@coordinators_only
def service_new(request: HttpRequest) -> HttpResponse:
    """Open a service."""
    owners = list(queries.owners_for(request.user))
    template = service_templates().get(request.GET.get("from", ""))
    form = ServiceForm(request.POST if request.method == "POST" else None, owners=owners, template=template)
    by_code = {owner.code: owner for owner in owners}
    made: list[Service] = []

    def save() -> None:
        owner = by_code[form.cleaned_data["owner"]]
        content = form.content(queries.areas_of(owner, today()))
        made.append(actions.open_service(owner=owner, content=content, by=person_of(request)))

    if request.method == "POST" and saved(form, save):
        messages.success(request, "The service is open. People can ask and offer from now on.")
        return redirect("mentoring:service", made[0].pk)
    shown = {"form": form, "template": template, "templates": service_templates().values()}
    return render(request, "mentoring/service_new.jinja", shown)


@form_page
@coordinators_only
def service_settings(request: HttpRequest, service_id: int) -> HttpResponse:
    """Change a service: length, notes, and what a match is worth."""
    row = _service(request, service_id)
    points = queries_matching.points_of(row)
    form = SettingsForm(
        request.POST if request.method == "POST" else None,
        points=points,
        initial=SettingsForm.initial_of(row, points),
    )

    def save() -> None:
        actions_settings.change_service(service=row, settings=form.settings(), by=person_of(request))

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Saved. Who meets already keeps what they agreed.")
        return redirect("mentoring:service", row.pk)
    return render(request, "mentoring/settings.jinja", {"row": row, "form": form})


@require_GET
@coordinators_only
def service(request: HttpRequest, service_id: int) -> HttpResponse:
    """Offers to look at, people who wait, rounds, and that people meet."""
    row = _service(request, service_id)
    mentors = Mentor.objects.filter(service=row).exclude(status=MentorStatus.LEFT).select_related("person")
    offers = [
        (mentor, refusal(permissions.check_can_confirm, request.user, mentor))
        for mentor in mentors
        if mentor.status == MentorStatus.OFFERED
    ]
    shown = {
        "row": row,
        "offers": offers,
        "mentors": [mentor for mentor in mentors if mentor.status != MentorStatus.OFFERED],
        "waiting": Request.objects.filter(service=row, status=RequestStatus.WAITING).select_related("person"),
        "rounds": row.rounds.select_related("drawn_by")[:10],
        "open_round": row.rounds.filter(status=RoundStatus.PROPOSED).first(),
        "meetings": queries.meetings_of(row),
        "points": queries_matching.points_of(row).__dict__,
    }
    return render(request, "mentoring/service.jinja", shown)


@require_POST
@coordinators_only
def service_close(request: HttpRequest, service_id: int) -> HttpResponse:
    """Take nobody new."""
    row = _service(request, service_id)
    done_or_told(
        request,
        "Closed. Who meets goes on.",
        lambda: actions.close_service(service=row, by=person_of(request)),
    )
    return redirect("mentoring:service", row.pk)


@require_POST
@coordinators_only
def confirm(request: HttpRequest, mentor_id: int) -> HttpResponse:
    """Say yes to an offer."""
    mentor = get_object_or_404(
        queries.mentors_visible_to(request.user).filter(
            service__in=queries.services_visible_to(request.user)
        ),
        pk=mentor_id,
    )
    done_or_told(
        request, f"{mentor} takes people now.",
        lambda: actions.confirm_mentor(mentor=mentor, by=person_of(request)),
    )  # fmt: skip
    return redirect("mentoring:service", mentor.service_id)


@form_page
@coordinators_only
def bars(request: HttpRequest, service_id: int) -> HttpResponse:
    """Who must not be matched, and a form to say so."""
    row = _service(request, service_id)
    of_service = {"mentor_offers__service": row}, {"mentor_requests__service": row}
    people = Person.objects.filter(**of_service[0]) | Person.objects.filter(**of_service[1])
    by_key = {str(person.pk): person for person in people.distinct().order_by("full_name", "pk")}
    choices = [(key, person.full_name) for key, person in by_key.items()]
    form = BarForm(request.POST if request.method == "POST" else None, people=choices)

    def save() -> None:
        data = form.cleaned_data
        actions.declare_bar(
            service=row, one=by_key[data["one"]], other=by_key[data["other"]], why=data["why"],
            by=person_of(request),
        )  # fmt: skip

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Saved. These two are never matched here.")
        return redirect("mentoring:bars", row.pk)
    known = Barred.objects.filter(service=row).select_related("one", "other").order_by("-pk")
    return render(request, "mentoring/bars.jinja", {"row": row, "form": form, "known": known})


@require_POST
@coordinators_only
def bar_lift(request: HttpRequest, bar_id: int) -> HttpResponse:
    """Take back that two people must never be matched."""
    services = queries.services_visible_to(request.user)
    bar = get_object_or_404(Barred.objects.filter(service__in=services), pk=bar_id)
    done_or_told(
        request, "Taken back. These two may be matched again.",
        lambda: actions_apart.lift_bar(bar=bar, by=person_of(request)),
    )  # fmt: skip
    return redirect("mentoring:bars", bar.service_id)


def _service(request: HttpRequest, service_id: int) -> Service:
    return get_object_or_404(queries.services_visible_to(request.user), pk=service_id)
