"""Saved searches: keep one, change how often, stop; and the page that the link of a mail opens."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from retention_portal.accounts.guards import person_of, public, signed_in
from retention_portal.core.answers import done_or_told, saved
from schemes.opportunities import actions_alerts, queries
from schemes.opportunities.forms import BrowseForm, EveryForm
from schemes.opportunities.rules_search import as_address, in_words, wanted_from


@require_GET
@signed_in
def searches(request: HttpRequest) -> HttpResponse:
    """One's saved searches."""
    found = [(search, wanted_from(search.criteria)) for search in queries.searches_of(request.user)]
    names = queries.names_of({wanted.area for _, wanted in found})
    rows = [
        (search, in_words(wanted, names.get(wanted.area, "")), as_address(wanted)) for search, wanted in found
    ]
    return render(request, "opportunities/searches.jinja", {"rows": rows})


@require_http_methods(["GET", "POST"])
@signed_in
def search_new(request: HttpRequest) -> HttpResponse:
    """Keep the search in the address, and say how often to write."""
    wanted = BrowseForm(request.GET).wanted()
    form = EveryForm(request.POST if request.method == "POST" else None, initial={"every": "week"})

    def save() -> None:
        every = form.cleaned_data["every"]
        actions_alerts.save_search(wanted=wanted, every=every, by=person_of(request))

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Saved. We write when there is something new that matches, and never else.")
        return redirect("opportunities:searches")
    words = in_words(wanted, queries.names_of({wanted.area}).get(wanted.area, ""))
    context = {"form": form, "words": words, "address": as_address(wanted)}
    return render(request, "opportunities/search_new.jinja", context)


@require_POST
@signed_in
def search_change(request: HttpRequest, search_id: int) -> HttpResponse:
    """Hear of it more or less often, or stop it."""
    person = person_of(request)
    search = get_object_or_404(queries.searches_of(person), pk=search_id)
    every = request.POST.get("every", "")
    if every in ("day", "week"):
        done_or_told(
            request, "Saved.", lambda: actions_alerts.change_search(search=search, every=every, by=person)
        )
    else:
        done_or_told(
            request, "Stopped. We write no more about it.",
            lambda: actions_alerts.stop_search(search=search, by=person),
        )  # fmt: skip
    return redirect("opportunities:searches")


@csrf_exempt  # a mail program posts here without a session; the token of the mail is all it needs, and all it can do
@require_http_methods(["GET", "POST"])
@public("the link of a mail opens it without signing in; the token of the mail is all it needs")
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """One button that stops the mails of one search; mail programs may press it for their reader (RFC 8058)."""
    known = actions_alerts.mail_of(token) is not None
    stopped = request.method == "POST" and actions_alerts.stop_by_token(token=token)
    context = {"known": known, "stopped": stopped}
    return render(request, "opportunities/stop.jinja", context, status=200 if known else 404)
