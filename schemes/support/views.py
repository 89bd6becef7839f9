"""Talk to someone: one question, then the way. It works without an account, and what is answered is kept nowhere.

The answer travels in the body of a form, never in an address, because addresses are logged: nobody learns from a
log who looked for help with their health (SCH-PH: signpost only).
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from retention_portal.accounts.guards import public
from retention_portal.core.dates import today
from schemes.catalogue.fitting.places import systems
from schemes.support import queries
from schemes.support.forms import AreaForm, TalkForm
from schemes.support.rules import Answer, way_of

NO_ACCOUNT = "whoever would like to talk to somebody needs no account"


@never_cache
@require_http_methods(["GET", "POST"])
@public(NO_ACCOUNT)
def talk(request: HttpRequest) -> HttpResponse:
    """The one question. An answer about health stays on this very page."""
    form = TalkForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "support/talk.jinja", {"form": form}, status=422 if form.errors else 200)
    way = way_of(Answer(form.cleaned_data["answer"]))
    if not way.address:
        return render(request, "support/health.jinja")
    return redirect(f"{reverse(way.address)}{'?' if way.query else ''}{way.query}")


@require_GET
@public(NO_ACCOUNT)
def person(request: HttpRequest) -> HttpResponse:
    """A person in one's area who rings, or to whom one writes."""
    return _rings(request, "support/person.jinja")


@require_GET
@public(NO_ACCOUNT)
def conversation(request: HttpRequest) -> HttpResponse:
    """What a confidential career conversation is, and who rings about one."""
    return _rings(request, "support/conversation.jinja")


def _rings(request: HttpRequest, template: str) -> HttpResponse:
    areas = systems(today())
    asked = "area" in request.GET
    form = AreaForm(request.GET if asked else None, areas=areas)
    area = (
        next((one for one in areas if one.code == form.cleaned_data["area"]), None)
        if form.is_valid()
        else None
    )
    shown = {"form": form, "area": area, "contacts": queries.contacts_in(area, today()) if area else []}
    return render(request, template, shown, status=422 if form.errors else 200)
