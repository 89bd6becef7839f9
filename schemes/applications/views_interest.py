"""Register interest without an account, and the way into the full form by a code from the mail."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from retention_portal.accounts.guards import person_of, public, sign_in_address
from retention_portal.core.answers import saved
from retention_portal.core.dates import today
from retention_portal.core.refusals import Refused
from schemes.applications import actions_interest as actions
from schemes.applications import queries
from schemes.applications.forms import AddressForm, InterestForm
from schemes.catalogue.form_layout import form_from_json
from schemes.catalogue.models import Offer
from schemes.catalogue.queries import offer_by_slug

NO_ACCOUNT = "Somebody who would like to be rung needs no account."
BY_MAIL = "The link in a mail opens this page; the page itself tells nobody anything."
QUESTIONS = "What is asked is public, so that anybody can prepare."
TOO_MANY = "There were too many tries from here. Wait an hour, or ring the person named on the offer’s page."
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def offer_or_404(request: HttpRequest, slug: str) -> Offer:
    """An offer that was published once."""
    offer = offer_by_slug(request.user, slug)
    if offer is None or offer.live is None:
        raise Http404
    return offer


@require_http_methods(["GET", "POST"])
@public(NO_ACCOUNT)
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """One page: name, contact, best time, one line."""
    offer = offer_or_404(request, slug)
    person = person_of(request) if request.user.is_authenticated else None
    known = {"full_name": person.full_name, "email": person.email} if person else {}
    form = InterestForm(request.POST if request.method == "POST" else None, initial=known)

    def save() -> None:
        said = dict(form.cleaned_data)
        if not ratelimit.consume(request, action="register_interest", key=said["email"].lower()):
            raise Refused(TOO_MANY, code="too_many")
        interest = actions.Interest(name=said.pop("full_name"), **said)
        actions.register_interest(offer=offer, interest=interest, by=person)

    if request.method == "POST" and saved(form, save):
        return redirect("applications:registered")
    context = {"offer": offer, "form": form, "open": queries.is_taking_people(offer, today())}
    return render(request, "applications/register.jinja", context)


@require_GET
@public(NO_ACCOUNT)
def registered(request: HttpRequest) -> HttpResponse:
    """What happens next: the same for a new address and for one that we knew."""
    return render(request, "applications/registered.jinja")


@require_http_methods(["GET", "POST"])
@public(BY_MAIL)
def open_form(request: HttpRequest, token: str) -> HttpResponse:
    """A page with one button: mail scanners press links, so only the button uses the code."""
    code = queries.code_by_token(token)
    try:
        actions.check_code(code)
    except Refused as refused:
        return render(request, "applications/open_over.jinja", {"why": refused.sentence}, status=404)
    assert code is not None
    if request.method == "GET":
        return render(request, "applications/open.jinja", {"application": code.application})
    person = person_of(request) if request.user.is_authenticated else None
    try:
        application = actions.open_with_code(code=code, user=person)
    except Refused as refused:
        messages.error(request, refused.sentence)
        if refused.code == "sign_in":
            return redirect(f"{sign_in_address(request).partition('?')[0]}?next={request.path}")
        return render(request, "applications/open.jinja", {"application": code.application})
    if not request.user.is_authenticated and application.applicant is not None:
        login(request, application.applicant, backend=BACKEND)
    return redirect("applications:form", application.pk)


@require_http_methods(["GET", "POST"])
@public(BY_MAIL)
def new_link(request: HttpRequest) -> HttpResponse:
    """Ask for a fresh link; what is said is the same whether the address is known or not."""
    form = AddressForm(request.POST if request.method == "POST" else None)

    def save() -> None:
        email = form.cleaned_data["email"]
        if not ratelimit.consume(request, action="register_interest", key=email.lower()):
            raise Refused(TOO_MANY, code="too_many")
        actions.ask_for_way_in(email=email)

    if request.method == "POST" and saved(form, save):
        messages.success(request, "If we have your name, a new link is on its way to that address.")
        return redirect("applications:new_link")
    return render(request, "applications/new_link.jinja", {"form": form})


@require_GET
@public(QUESTIONS)
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """Every question on one page, to print and prepare."""
    offer = offer_or_404(request, slug)
    assert offer.live is not None
    form = form_from_json(offer.live.form)
    return render(request, "applications/sheet.jinja", {"offer": offer, "layout": form})
