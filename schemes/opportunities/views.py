"""Public pages: the list of work and learning, one posting, the list as a file and as a feed."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_GET

from retention_portal.accounts.guards import public
from retention_portal.core import csv_files
from retention_portal.core.dates import today
from retention_portal.core.refusals import is_allowed
from retention_portal.core.vocabulary import Profession
from schemes.opportunities import permissions, queries, queries_places, queries_search, rules
from schemes.opportunities.forms import CHOICES, STAGES, BrowseForm
from schemes.opportunities.models import Opportunity
from schemes.opportunities.rules_search import as_address, in_words

OPEN_TO_ALL = "Work and learning is public, and reading it says nothing about anybody."
PER_PAGE = 12
FEED_LENGTH = 50


@require_GET
@public(OPEN_TO_ALL)
def browse(request: HttpRequest) -> HttpResponse:
    """What there is, narrowed by the filter."""
    form = BrowseForm(request.GET)
    wanted, on = form.wanted(), today()
    rows = queries_search.found(wanted, on, form.point)
    areas = queries.areas_with_postings(on)
    if wanted.area and wanted.area not in dict(areas):
        areas.append((wanted.area, wanted.area))
    context = {
        "wanted": wanted,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "choices": {**CHOICES, "area": [("", "Anywhere"), *areas]},
        "ignored": form.ignored(),
        "words": in_words(wanted, dict(areas).get(wanted.area, "")),
        "address": as_address(wanted),
        "narrowed": bool(wanted.criteria),
        "more": bool(wanted.profession or wanted.where or wanted.sessions or wanted.within or wanted.free),
    }
    return render(request, "opportunities/browse.jinja", context)


@require_GET
@public(OPEN_TO_ALL)
def browse_csv(request: HttpRequest) -> Any:
    """The list as filtered and sorted, as a file that no spreadsheet runs."""
    form = BrowseForm(request.GET)
    rows = queries_search.found(form.wanted(), today(), form.point)
    lines = queries_search.csv_rows(rows, f"{settings.PUBLIC_URL}{reverse('opportunities:browse')}")
    chunks = csv_files.csv_chunks(queries_search.CSV_HEADINGS, lines)
    name = csv_files.csv_filename("work-and-learning", today())
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(chunks, content_type="text/csv; charset=utf-8", headers=headers)


@require_GET
@public(OPEN_TO_ALL)
def feed(request: HttpRequest) -> HttpResponse:
    """The newest of the list as filtered, for feed readers (Atom)."""
    form = BrowseForm(request.GET)
    wanted = form.wanted()
    rows = queries_search.found(wanted, today(), form.point)[:FEED_LENGTH]
    page = f"{settings.PUBLIC_URL}{reverse('opportunities:browse')}"
    atom = Atom1Feed(
        title=f"{settings.GP_SERVICE_NAME}: {in_words(wanted)}",
        link=page,
        description="Roles, training and events for GPs",
        feed_url=f"{page}feed/",
        language="en-GB",
    )
    for row in rows:
        _add_entry(atom, row, f"{page}{row.pk}/")
    return HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _add_entry(atom: Atom1Feed, row: Opportunity, address: str) -> None:
    atom.add_item(
        title=_printable(row.title),
        link=address,
        description=_printable(row.summary),
        unique_id=address,
        pubdate=row.published_at,
        updateddate=row.published_at,
        categories=[row.get_kind_display()],
        author_name=_printable(row.provider),
    )


def _printable(text: str) -> str:
    """XML knows no control characters but tab and new line."""
    return "".join(letter for letter in text if letter.isprintable() or letter in "\t\n")


@require_GET
@public(OPEN_TO_ALL)
def detail(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """One posting; the address of one that was merged leads on."""
    row = queries.opportunities_visible_to(request.user).filter(pk=opportunity_id).first()
    if row is None or row.merged_into_id:
        there = queries.leads_to(opportunity_id)
        if there is None or there.pk == opportunity_id:
            raise Http404("There is nothing of this number, or it is not shown any more.")
        return redirect("opportunities:detail", there.pk)
    over = rules.over_since(row.kind, row.starts_on, row.ends_on, row.closes_on)
    context = {
        "row": row,
        "dates": list(row.dates.all()),
        "over": over,
        "stage_words": [name for value, name in STAGES if value in row.career_stages],
        "profession_words": [Profession(value).label for value in row.professions],
        "places": queries_places.box_for(row, request.user),
        "not_shown": rules.why_not_shown(row.status, over, row.verified_on, today()),
        "may_manage": request.user.is_authenticated
        and is_allowed(permissions.check_can_manage, request.user, row),
    }
    return render(request, "opportunities/detail.jinja", context)
