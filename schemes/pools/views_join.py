"""Join: a pool that is run here, the supplier of one that is not, or a word to the area where there is none."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from retention_portal.accounts.guards import person_of, public, signed_in
from retention_portal.core.answers import saved
from retention_portal.core.dates import now, today
from retention_portal.organisations.queries import organisations_of_kind
from retention_portal.organisations.statuses import OrganisationKind
from schemes.pools import actions_booking, actions_join, queries_gp, queries_open
from schemes.pools.forms_gp import InterestForm, JoinForm
from schemes.pools.reference_words import terms_of
from schemes.pools.statuses import Relation

form_page = require_http_methods(["GET", "POST"])
NO_ACCOUNT = "Somebody who would like to work flexibly and be rung needs no account."


@form_page
@public(NO_ACCOUNT)
def join(request: HttpRequest) -> HttpResponse:
    """Which pools there are, and a short form to be told of flexible work in any area."""
    person = person_of(request) if request.user.is_authenticated else None
    areas = list(organisations_of_kind(OrganisationKind.SYSTEM, today()).order_by("name"))
    known = {"name": person.full_name, "email": person.email} if person else {}
    form = InterestForm(request.POST if request.method == "POST" else None, areas=areas, initial=known)

    def save() -> None:
        data = dict(form.cleaned_data)
        code = data.pop("area")
        area = next(row for row in areas if row.code == code)
        actions_join.register_interest(area=area, said=actions_join.Said(**data), by=person)

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Thank you. Somebody of the area gets in touch with you.")
        return redirect("pools:join")
    pools = list(queries_gp.pools_to_join())
    counts = queries_open.open_counts([pool.pk for pool in pools], now())
    mine = set(queries_gp.members_of(person).values_list("pool", flat=True)) if person else set()
    lines: list[tuple[Any, int, bool]] = [(pool, counts[pool.pk], pool.pk in mine) for pool in pools]
    return render(request, "pools/join.jinja", {"form": form, "pools": lines})


@form_page
@signed_in
def join_pool(request: HttpRequest, pool_id: int) -> HttpResponse:
    """Ask to join a pool that is run here, with the terms of each way of belonging to it."""
    pool = get_object_or_404(queries_gp.pools_to_join().filter(mode="here"), pk=pool_id)
    person = person_of(request)
    form = JoinForm(request.POST if request.method == "POST" else None, pool=pool)

    def save() -> None:
        actions_booking.ask_to_join(pool=pool, by=person, **form.cleaned_data)

    if request.method == "POST" and saved(form, save):
        messages.success(
            request, "You have asked to join. A coordinator checks your details and writes to you."
        )
        return redirect("pools:sessions")
    terms = [terms_of(Relation(relation)) for relation in pool.relations]
    return render(request, "pools/join_pool.jinja", {"pool": pool, "form": form, "terms": terms})
