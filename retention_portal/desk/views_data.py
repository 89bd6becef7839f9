"""What the portal holds on me: to read, to take away, to have erased."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from retention_portal.accounts.actions import state_fact
from retention_portal.accounts.guards import person_of, signed_in
from retention_portal.accounts.queries import known_facts
from retention_portal.core.dates import today
from retention_portal.core.refusals import Refused, refusal
from retention_portal.desk import actions, permissions, queries, statements


@signed_in
def my_data(request: HttpRequest) -> HttpResponse:
    """Every kind of thing held, how long, and the ways to take or erase it."""
    person = person_of(request)
    shown = {
        "holding_rows": [[holding.what, holding.keep] for holding in statements.holdings_about_people()],
        "weekly_mail": known_facts(person).get(actions.WEEKLY_MAIL, True),
        "why_not": refusal(permissions.check_can_erase_self, person),
    }
    return render(request, "desk/my_data.jinja", shown)


@signed_in
def my_data_file(request: HttpRequest) -> HttpResponse:
    """All of it as one JSON file."""
    person = person_of(request)
    answer = JsonResponse(queries.everything_held_on(person), json_dumps_params={"indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="my-data-{today().isoformat()}.json"'
    answer["Cache-Control"] = "no-store"
    return answer


@signed_in
def my_data_erase(request: HttpRequest) -> HttpResponse:
    """Close the account, after a page that says what goes and what stays."""
    person = person_of(request)
    why_not = refusal(permissions.check_can_erase_self, person)
    if request.method == "POST":
        try:
            actions.erase_account(person=person)
        except Refused as refused:
            why_not = refused.sentence
        else:
            logout(request)
            messages.success(request, "Your account is closed and your data is erased.")
            return redirect("desk:home")
    status = 403 if why_not and request.method == "POST" else 200
    return render(request, "desk/my_data_erase.jinja", {"why_not": why_not}, status=status)


@require_POST
@signed_in
def weekly_mail(request: HttpRequest) -> HttpResponse:
    """Switch one's own weekly mail on or off."""
    person, wanted = person_of(request), request.POST.get("wanted") == "yes"
    state_fact(person=person, name=actions.WEEKLY_MAIL, value=wanted, by=person)
    messages.success(request, f"The weekly mail is switched {'on' if wanted else 'off'}.")
    return redirect("desk:my_data")
