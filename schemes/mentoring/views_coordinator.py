"""Pages of coordinators: services, offers to look at, rounds of matching, and that people meet."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from retention_portal.accounts.guards import person_of, roles_required
from retention_portal.accounts.models import Person
from retention_portal.core.answers import done_or_told, saved
from retention_portal.core.dates import today
from retention_portal.core.refusals import Refused, refusal
from schemes.mentoring import actions, actions_pairing, permissions, queries
from schemes.mentoring.forms import BarForm, ServiceForm
from schemes.mentoring.models import Barred, Mentor, Proposal, Request, Service
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
    form = ServiceForm(request.POST if request.method == "POST" else None, owners=owners)
    by_code = {owner.code: owner for owner in owners}
    made: list[Service] = []

    def save() -> None:
        owner = by_code[form.cleaned_data["owner"]]
        content = form.content(queries.areas_of(owner, today()))
        made.append(actions.open_service(owner=owner, content=content, by=person_of(request)))

    if request.method == "POST" and saved(form, save):
        messages.success(request, "The service is open. People can ask and offer from now on.")
        return redirect("mentoring:service", made[0].pk)
    return render(request, "mentoring/service_new.jinja", {"form": form})


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
        "points": queries.points_of(row).__dict__,
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
    known = Barred.objects.filter(service=row).select_related("one", "other")
    return render(request, "mentoring/bars.jinja", {"row": row, "form": form, "known": known})


@require_POST
@coordinators_only
def round_draw(request: HttpRequest, service_id: int) -> HttpResponse:
    """Propose pairs."""
    row = _service(request, service_id)
    try:
        drawn = actions_pairing.draw_round(service=row, by=person_of(request))
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("mentoring:service", row.pk)
    return redirect("mentoring:round", drawn.pk)


@require_GET
@coordinators_only
def round_look(request: HttpRequest, round_id: int) -> HttpResponse:
    """The proposed pairs with their reasons, and those who wait with theirs."""
    drawn = get_object_or_404(queries.rounds_visible_to(request.user), pk=round_id)
    people = {
        one.pk: one
        for one in Request.objects.filter(pk__in=[item["request"] for item in drawn.waiting]).select_related(
            "person"
        )
    }
    shown = {
        "drawn": drawn,
        "proposals": drawn.proposals.select_related("request__person", "mentor__person"),
        "waiting": [(people[item["request"]], item["why"]) for item in drawn.waiting],
        "is_open": drawn.status == RoundStatus.PROPOSED,
    }
    return render(request, "mentoring/round.jinja", shown)


@require_POST
@coordinators_only
def round_decide(request: HttpRequest, round_id: int) -> HttpResponse:
    """Release the round, or set it aside."""
    drawn = get_object_or_404(queries.rounds_visible_to(request.user), pk=round_id)
    person = person_of(request)
    try:
        if request.POST.get("decision") == "release":
            asked, not_any_more = actions_pairing.release_round(drawn=drawn, by=person)
            told = f"{asked} {'mentor was' if asked == 1 else 'mentors were'} asked."
            if not_any_more:
                told += f" {not_any_more} could not be matched any more and wait on."
        else:
            actions_pairing.discard_round(drawn=drawn, by=person)
            told = "The round is set aside. Nobody heard of it."
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, told)
    return redirect("mentoring:round", drawn.pk)


@require_POST
@coordinators_only
def proposal_keep(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Take a pair out of the round, or put it back."""
    rounds = queries.rounds_visible_to(request.user)
    proposal = get_object_or_404(Proposal.objects.filter(round__in=rounds), pk=proposal_id)
    dropped = request.POST.get("dropped") == "yes"
    done_or_told(
        request, "Taken out of the round." if dropped else "Back in the round.",
        lambda: actions_pairing.drop_pair(proposal=proposal, dropped=dropped, by=person_of(request)),
    )  # fmt: skip
    return redirect("mentoring:round", proposal.round_id)


def _service(request: HttpRequest, service_id: int) -> Service:
    return get_object_or_404(queries.services_visible_to(request.user), pk=service_id)
