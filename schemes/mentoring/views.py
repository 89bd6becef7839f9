"""Pages of those who look for a mentor and those who offer: what there is, and what is mine."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from retention_portal.accounts.guards import person_of, public, signed_in
from retention_portal.core.answers import demand, done_or_told, saved
from retention_portal.core.dates import today
from schemes.mentoring import actions, permissions, queries
from schemes.mentoring.forms import AskForm, OfferForm, PlacesForm
from schemes.mentoring.statuses import Kind, RequestStatus

form_page = require_http_methods(["GET", "POST"])
CHANGES = {"pause": actions.pause_mentor, "resume": actions.resume_mentor, "leave": actions.leave_as_mentor}
SAID = {
    "pause": "Your offer is paused. Nobody new comes; those you meet stay.",
    "resume": "You take people again.",
    "leave": "You are no longer a mentor here. Thank you.",
}


@public("anybody may see what mentoring there is; a person signed in also sees their own")
def home(request: HttpRequest) -> HttpResponse:
    """Services that take people, then what is mine."""
    kind = request.GET.get("kind", "")
    services = queries.open_services(today())
    page: dict[str, object] = {
        "services": services.filter(kind=kind) if kind in Kind else services,
        "kind": Kind(kind) if kind in Kind else None,
        "mine": None,
        "asked": (),
        "offered": (),
    }
    if request.user.is_authenticated:
        person = person_of(request)
        requests = queries.own_open_requests(person)
        offers = queries.own_offers(person)
        page["mine"] = {
            "requests": [row for row in requests if row.status == RequestStatus.WAITING],
            "offers": offers,
            "pairings": queries.pairings_visible_to(person),
        }
        page["asked"] = {row.service_id for row in requests}
        page["offered"] = {row.service_id for row in offers}
    return render(request, "mentoring/home.jinja", page)


@form_page
@signed_in
def ask(request: HttpRequest, service_id: int) -> HttpResponse:
    """Ask to be matched."""
    service = get_object_or_404(queries.open_services(today()), pk=service_id)
    person = person_of(request)
    demand(permissions.check_can_ask, person, service)
    mentors = list(queries.mentors_to_choose(service, person))
    form = AskForm(request.POST if request.method == "POST" else None, service=service, mentors=mentors)

    def save() -> None:
        actions.ask_for_mentor(
            service=service, wish=form.wish(), stage=form.cleaned_data["stage"],
            preferences=form.preferences(), by=person,
        )  # fmt: skip

    if request.method == "POST" and saved(form, save):
        messages.success(
            request, "We look for somebody who suits you, and write to you when a mentor has said yes."
        )
        return redirect("mentoring:home")
    return render(request, "mentoring/ask.jinja", {"service": service, "form": form, "mentors": mentors})


@form_page
@signed_in
def offer(request: HttpRequest, service_id: int) -> HttpResponse:
    """Offer to mentor."""
    service = get_object_or_404(queries.open_services(today()), pk=service_id)
    person = person_of(request)
    demand(permissions.check_can_offer, person, service)
    form = OfferForm(request.POST if request.method == "POST" else None, service=service)

    def save() -> None:
        data = form.cleaned_data
        actions.offer_to_mentor(
            service=service, wish=form.wish(), places=data["places"], about=data["about"],
            stages=tuple(data["stages"]), by=person,
        )  # fmt: skip

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Thank you. A coordinator looks at your offer and writes to you.")
        return redirect("mentoring:home")
    return render(request, "mentoring/offer.jinja", {"service": service, "form": form})


@form_page
@signed_in
def places(request: HttpRequest, mentor_id: int) -> HttpResponse:
    """Have more or fewer places."""
    person = person_of(request)
    mentor = get_object_or_404(queries.mentors_visible_to(person).filter(person=person), pk=mentor_id)
    form = PlacesForm(request.POST if request.method == "POST" else None, initial={"places": mentor.places})

    def save() -> None:
        actions.set_places(mentor=mentor, places=form.cleaned_data["places"], by=person)

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Saved.")
        return redirect("mentoring:home")
    return render(request, "mentoring/places.jinja", {"mentor": mentor, "form": form})


@require_POST
@signed_in
def offer_change(request: HttpRequest, mentor_id: int, change: str) -> HttpResponse:
    """Pause, take up again, or leave."""
    person = person_of(request)
    mentor = get_object_or_404(queries.mentors_visible_to(person).filter(person=person), pk=mentor_id)
    if change not in CHANGES:
        raise Http404
    done_or_told(request, SAID[change], lambda: CHANGES[change](mentor=mentor, by=person))
    return redirect("mentoring:home")


@require_POST
@signed_in
def withdraw(request: HttpRequest, request_id: int) -> HttpResponse:
    """Stop looking."""
    person = person_of(request)
    asked = get_object_or_404(queries.requests_visible_to(person).filter(person=person), pk=request_id)
    done_or_told(
        request, "We have stopped looking. You can ask again at any time.",
        lambda: actions.withdraw_request(request=asked, by=person),
    )  # fmt: skip
    return redirect("mentoring:home")
