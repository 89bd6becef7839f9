"""That sessions happened: their days for a service's coordinator, and the region's counts by quarter."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from retention_portal.accounts.guards import roles_required
from retention_portal.core.csv_files import csv_bytes, csv_filename
from retention_portal.core.dates import today
from schemes.mentoring import queries, queries_counts
from schemes.mentoring.queries_counts import PEOPLE, Seen

coordinators_only = roles_required(*queries.COORDINATORS)
readers_only = roles_required(*queries_counts.READERS)
DAY_HEADINGS = ("Day", "What became of it", "Minutes")


@require_GET
@coordinators_only
def days(request: HttpRequest, service_id: int) -> HttpResponse:
    """The days on which sessions of a service took place. No name, no pair, nothing of what was said."""
    row = get_object_or_404(queries.services_visible_to(request.user), pk=service_id)
    return render(request, "mentoring/days.jinja", {"row": row, "found": queries_counts.days_of(row)[:200]})


@require_GET
@coordinators_only
def days_csv(request: HttpRequest, service_id: int) -> HttpResponse:
    """All of the same as a file."""
    row = get_object_or_404(queries.services_visible_to(request.user), pk=service_id)
    rows = ((one.on, one.get_attendance_display(), one.minutes) for one in queries_counts.days_of(row))
    return _file(DAY_HEADINGS, rows, csv_filename("sessions", row.name, today()))


@require_GET
@readers_only
def counts(request: HttpRequest) -> HttpResponse:
    """Each quarter that is over: people who asked, were matched, met; and how it ended."""
    found = queries_counts.counts_visible_to(request.user)
    return render(
        request, "mentoring/counts.jinja", {"found": found, "people": [words for _, words in PEOPLE]}
    )


@require_GET
@readers_only
def counts_csv(request: HttpRequest) -> HttpResponse:
    """The same as a file."""
    found = queries_counts.counts_visible_to(request.user)
    return _file(_headings(found), _lines(found), csv_filename("mentoring-counts", today()))


def _headings(found: list[Seen]) -> tuple[str, ...]:
    ended = found[0].ended_columns if found else ()
    return (
        "Quarter",
        "Region",
        "System",
        *(words for _, words in PEOPLE),
        "Sessions that took place",
        *ended,
    )


def _lines(found: list[Seen]) -> Iterable[tuple[str, ...]]:
    for one in found:
        for line in one.lines:
            yield (
                one.quarter, one.region.code, line.code or "All", *line.people, line.sessions, *line.ended
            )  # fmt: skip


def _file(headings: tuple[str, ...], rows: Iterable[tuple[object, ...]], name: str) -> HttpResponse:
    answer = HttpResponse(csv_bytes(headings, list(rows)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
