"""My options side by side, and a week to plan. What is typed into the week is shown back and never stored."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from retention_portal.accounts.guards import public
from retention_portal.core.dates import today
from retention_portal.core.same_for_all import same_for_all
from schemes.catalogue.options import forms, reference
from schemes.catalogue.options.rules import DAYS, Kind
from schemes.catalogue.queries import edition, schemes_on
from schemes.catalogue.rules.rates import rates_of
from schemes.catalogue.wording import rate_words, state_of_record

FACTS = "Facts from published rules, the same for everybody."


@require_GET
@public(FACTS)
@same_for_all(edition)
def options(request: HttpRequest) -> HttpResponse:
    """Every way to change one's work, side by side, with dated signposts."""
    on = today()
    records = {record.scheme.slug: record for record in schemes_on(on)}
    rows = [
        {
            "option": option,
            "rates": [_rate(name, on) for name in option.rates],
            "schemes": [
                (records[slug], state_of_record(records[slug])) for slug in option.schemes if slug in records
            ],
        }
        for option in reference.options()
    ]
    return render(
        request, "schemes/options/options.jinja", {"rows": rows, "signposts": reference.signposts()}
    )


def _rate(name: str, on: date) -> dict[str, Any]:
    """The rate of the day; without one, the newest that is known, which its dates say."""
    rates = rates_of(name)
    held = next((rate for rate in rates if rate.holds(on)), rates[-1])
    return {"what": held.what, "words": rate_words(held), "known": held.known, "mark": held.mark.strip()}


@require_http_methods(["GET", "HEAD", "POST"])
@public(FACTS)
@cache_control(no_store=True, private=True, max_age=0)
@sensitive_post_parameters()
def week(request: HttpRequest) -> HttpResponse:
    """Put work on a week: hours, sessions, FTE, clashes, and the limit of funded sessions."""
    planner = forms.read(request.POST) if request.method == "POST" else forms.empty()
    totals = planner.week.totals if planner.week else []
    context = {
        "planner": planner,
        "cells": [[row.label, row.hours, row.sessions, row.fte] for row in totals],
        "errors": planner.problems,
        "days": DAYS,
        "kinds": [(kind.value, kind.label) for kind in Kind],
        "may_add": len(planner.rows) < forms.MOST_ROWS,
    }
    status = 422 if planner.problems else 200
    return render(request, "schemes/options/week.jinja", context, status=status)
