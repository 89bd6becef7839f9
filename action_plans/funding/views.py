"""Money lines of each system, and the form that enters an allocation."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from action_plans.funding import actions, queries
from action_plans.funding.forms import AllocationForm
from action_plans.funding.rules import NO_MONEY, Position
from retention_portal.accounts.access import has_role
from retention_portal.accounts.guards import roles_required
from retention_portal.core import money
from retention_portal.core.dates import today
from retention_portal.core.refusals import BadInput, Refused


@require_GET
@roles_required(*queries.SEES_LINES)
def line_list(request: HttpRequest) -> HttpResponse:
    """The money lines of every system that the reader may see."""
    lines = queries.lines_visible_to(request.user).order_by(
        "system__name", "-financial_year", "programme__position"
    )
    lines = list(lines)
    found = queries.positions(lines, today())
    groups = [
        _group(system, year, list(rows), found)
        for (system, year), rows in groupby(lines, key=lambda line: (line.system, line.financial_year))
    ]
    context = {
        "groups": groups,
        "may_allocate": has_role(request.user, *queries.ALLOCATES),
        "programmes": list(queries.programmes(today())),
    }
    return render(request, "funding/line_list.jinja", context)


def _group(system: Any, year: str, lines: list[Any], found: dict[int, Position]) -> dict[str, Any]:
    return {
        "system": system,
        "year": year.replace("-", "/"),
        "lines": [{"row": line, "position": found[line.pk]} for line in lines],
        "whole": sum((found[line.pk] for line in lines), NO_MONEY),
    }


@require_http_methods(["GET", "POST"])
@roles_required(*queries.ALLOCATES)
def allocation_enter(request: HttpRequest) -> HttpResponse:
    """What a system holds of a programme in a year."""
    form = AllocationForm(request.POST if request.method == "POST" else None, user=request.user, on=today())
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            line = actions.enter_allocation(by=request.user, **data)
        except (Refused, BadInput) as no:
            form.add_error(None, str(no))
        else:
            messages.success(
                request,
                f"{line.system.name} now holds {money.display(line.amount)} of {line.programme.name}.",
            )
            return redirect("funding:line_list")
    return render(request, "funding/allocation_enter.jinja", {"form": form})
