"""Figures of a pool: the page, and the same as a file."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from retention_portal.core.csv_files import csv_chunks, csv_filename
from retention_portal.core.dates import FinancialYear, Month, today
from retention_portal.core.nhsuk.fields import CheckboxField, SelectField
from retention_portal.core.nhsuk.forms import NhsForm
from schemes.pools import permissions, queries_figures
from schemes.pools.models import Pool
from schemes.pools.rules_figures import Sums
from schemes.pools.views import overseers_only, seen

YEAR, TWELVE, THREE = "year", "twelve", "three"


class FiguresFilter(NhsForm):
    """The time and the places of the figures; what is not understood is left out."""

    over = SelectField(
        label="Over",
        required=False,
        choices=[("", "This financial year"), (TWELVE, "The last 12 months"), (THREE, "The last 3 months")],
    )
    under = CheckboxField(label="Under-doctored places only", required=False)

    def chosen(self) -> tuple[date, date, bool]:
        """First day, last day, and whether under-doctored places alone are asked for."""
        self.is_valid()
        data = self.cleaned_data
        return (*_between(data.get("over", "")), bool(data.get("under")))


def _between(over: str) -> tuple[date, date]:
    on = today()
    if over == TWELVE:
        return Month.of(on).shifted(-12).start, on
    if over == THREE:
        return Month.of(on).shifted(-3).start, on
    return FinancialYear.of(on).start, on


def _figures(request: HttpRequest, row: Pool) -> tuple[FiguresFilter, queries_figures.Figures]:
    form = FiguresFilter(request.GET)
    first, last, under = form.chosen()
    return form, queries_figures.figures(row, first, last, under_only=under)


@require_GET
@overseers_only
def figures(request: HttpRequest, pool_id: int) -> HttpResponse:
    """Fill rate, unfilled hours and cost, by practice, network, kind of work and lead time."""
    row = seen(request, pool_id)
    form, found = _figures(request, row)
    runs = permissions.is_coordinator(request.user)
    shown = {
        "row": row,
        "form": form,
        "found": found,
        "filtered": bool(request.GET.get("over") or request.GET.get("under")),
        "query": request.GET.urlencode(),
        "back": queries_figures.coming_back(row) if runs else [],
        "tomorrow": today() + timedelta(days=1),
    }
    return render(request, "pools/figures.jinja", shown)


HEADINGS = (
    "Grouped by", "Name", "Code", "Places posted", "Places worked", "Fill rate in per cent", "Unfilled hours",
    "Hours worked", "Cost in pounds", "Patients for each GP", "GPs (FTE) as published", "Pool hours as FTE",
    "Under-doctored",
)  # fmt: skip


@require_GET
@overseers_only
def figures_csv(request: HttpRequest, pool_id: int) -> StreamingHttpResponse:
    """Exactly what the page shows, as a file."""
    row = seen(request, pool_id)
    _form, found = _figures(request, row)
    chunks = csv_chunks(HEADINGS, _lines(found))
    name = csv_filename("pool figures", found.first, found.last)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(chunks, content_type="text/csv; charset=utf-8", headers=headers)


def _lines(found: queries_figures.Figures) -> list[tuple[Any, ...]]:
    nothing = (None, None, None, None)
    rows: list[tuple[Any, ...]] = [("All", found.pool.name, "", *_sums(found.total), *nothing)]
    rows += [
        (
            "Practice", line.practice.name, line.practice.code, *_sums(line.sums), line.patients_per_gp,
            line.gp_fte, line.pool_fte, line.under_doctored,
        )
        for line in found.practices
    ]  # fmt: skip
    for name, groups in (
        ("Network", found.networks),
        ("Kind of work", found.covers),
        ("Posted before the start", found.leads),
    ):
        rows += [(name, label, "", *_sums(sums), *nothing) for label, sums in groups]
    return rows


def _sums(sums: Sums) -> tuple[Any, ...]:
    return (sums.posted, sums.worked, sums.fill_rate, sums.unfilled_hours, sums.worked_hours, sums.cost)
