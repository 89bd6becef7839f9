"""Public pages: everything on offer, one scheme, one area's offer, one area, side by side."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from retention_portal.accounts.guards import public
from retention_portal.core.dates import parse_date, today
from retention_portal.core.refusals import BadInput, is_allowed
from retention_portal.core.same_for_all import same_for_all
from retention_portal.organisations.queries import organisation_by_code
from schemes.catalogue import browsing, permissions, queries, wording
from schemes.catalogue.browsing import Entry
from schemes.catalogue.form_layout import form_of
from schemes.catalogue.forms import CHOICES, BrowseForm
from schemes.catalogue.local_rules import rule_words
from schemes.catalogue.models import Offer, Scheme, SchemeRecord
from schemes.catalogue.reference.pages import announced_items
from schemes.catalogue.rules import book
from schemes.catalogue.statuses import OfferStatus

OPEN_TO_ALL = "What is on offer to GPs is public, and reading it says nothing about anybody."
ENTRIES_A_PAGE = 12
LOCAL_INSTEAD = 5


@require_GET
@public(OPEN_TO_ALL)
@same_for_all(queries.edition)
def browse(request: HttpRequest) -> HttpResponse:
    """Everything on offer, narrowed by the filter."""
    form = BrowseForm(request.GET)
    wanted, on = form.wanted(), today()
    found = browsing.browse(wanted, on)
    page = Paginator(found.entries, ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    areas = [("", "Anywhere"), *((row.code, row.name) for row in browsing.areas_with_offers())]
    if found.area and found.area.code not in dict(areas):
        areas.append((found.area.code, found.area.name))
    context = {
        "wanted": wanted,
        "page": page,
        "found": found,
        "choices": CHOICES,
        "areas": areas,
        "ignored": form.ignored(),
        "narrowed": wanted != browsing.Wanted(),
    }
    return render(request, "schemes/browse.jinja", context)


@require_GET
@public(OPEN_TO_ALL)
def compare(request: HttpRequest) -> HttpResponse:
    """Up to three things side by side."""
    asked = request.GET.getlist("with")
    entries = browsing.compared(asked, today())
    context = {"entries": entries, "rows": _rows(entries), "too_many": len(asked) > browsing.MOST_COMPARED}
    return render(request, "schemes/compare.jinja", context)


def _rows(entries: list[Entry]) -> list[tuple[str, list[str]]]:
    """Each label with what every entry says; a label about which none says anything is left out."""
    if not entries:
        return []
    labels = [label for label, _ in entries[0].rows]
    table = [(label, [dict(entry.rows)[label] for entry in entries]) for label in labels]
    return [(label, texts) for label, texts in table if any(texts)]


@require_GET
@public(OPEN_TO_ALL)
@same_for_all(queries.edition)
def scheme(request: HttpRequest, slug: str) -> HttpResponse:
    """One scheme as it is, or as it was on the day that the address asks for."""
    found = get_object_or_404(Scheme, slug=slug)
    records, on, problem = queries.records_of(found), today(), ""
    try:
        on = parse_date(request.GET["on"]) if request.GET.get("on") else on
    except BadInput as no:
        problem = no.sentence
    record = next((row for row in records if _holds(row, on)), None)
    if record is None:
        record = records[-1]
        problem = problem or f"It had not begun on {wording.date_text(on)}. This is how it began."
        on = record.valid_from or on
    context = {
        "scheme": found,
        "record": record,
        "on": on,
        "problem": problem,
        "is_today": _holds(record, today()),
        "state": wording.state_of_record(record),
        "dates": wording.dates_words(record),
        "money": wording.money_lines(record, on),
        "rules": [rule for rule in book(found.code).rules if rule.holds(on)],
        "versions": [
            (row, wording.dates_words(row), wording.state_of_record(row)) for row in records if row != record
        ],
        "professions": wording.professions_text(record.professions),
        "stages": wording.stages_text(record.career_stages),
        "offers": [(row, wording.state_of_offer(row, today())) for row in _offers_of(found)],
        "instead": [] if record.status in ("open", "open_locally") else _instead(record),
    }
    return render(request, "schemes/scheme.jinja", context)


def _holds(record: SchemeRecord, on: date) -> bool:
    return (record.valid_from or date.min) <= on <= (record.valid_to or date.max)


def _offers_of(scheme: Scheme) -> list[Offer]:
    rows = queries.open_offers(today()).select_related(None).select_related("scheme", "owner")
    return list(rows.filter(scheme=scheme).defer(*browsing.HEAVY).order_by("owner__name"))


def _instead(record: SchemeRecord) -> list[Offer]:
    """What areas of their own offer for the same needs at the same stages."""
    rows = queries.open_offers(today()).select_related(None).select_related("owner").defer(*browsing.HEAVY)
    rows = rows.filter(scheme=None, needs__overlap=record.needs, career_stages__overlap=record.career_stages)
    return list(rows.order_by("owner__name", "title")[:LOCAL_INSTEAD])


@require_GET
@public(OPEN_TO_ALL)
@same_for_all(queries.edition)
def offer(request: HttpRequest, slug: str) -> HttpResponse:
    """What one area offers; its writers see their draft here too."""
    found = queries.offer_by_slug(request.user, slug)
    if found is None:
        raise Http404("There is no such offer.")
    state = wording.state_of_offer(found, today())
    form = form_of(found)
    context = {
        "offer": found,
        "state": state,
        "rules": [rule_words(rule) for rule in found.rules],
        "professions": wording.professions_text(found.professions),
        "stages": wording.stages_text(found.career_stages),
        "form": None,
        "questions": len(form.questions),
        "documents": [one for one in form.questions if one.kind == "file"],
        "host_needed": form.host.needed,
        "supervisor_needed": form.supervisor.needed,
        "may_edit": is_allowed(permissions.check_can_edit_offer, request.user, found),
    }
    return render(request, "schemes/offer.jinja", context)


@require_GET
@public(OPEN_TO_ALL)
@same_for_all(queries.edition)
def area(request: HttpRequest, slug: str) -> HttpResponse:
    """What one system or training hub offers, and whom to ask."""
    body = organisation_by_code(slug)
    if body is None or body.kind not in queries.OWNER_KINDS:
        raise Http404("Offers are listed for systems and training hubs.")
    on = today()
    rows = Offer.objects.exclude(status=OfferStatus.DRAFT).filter(
        owner__in=queries.owners_in(body, on).values("pk")
    )
    offers = list(rows.select_related("owner", "scheme").defer(*browsing.HEAVY))
    entries = [browsing.entry_of_offer(row, on) for row in offers]
    current = [row for row in offers if wording.state_of_offer(row, on).is_open]
    context = {
        "body": body,
        "open": [one for one in entries if one.state.is_open],
        "others": [one for one in entries if not one.state.is_open],
        "contacts": _contacts(current),
    }
    return render(request, "schemes/area.jinja", context)


def _contacts(offers: list[Offer]) -> list[dict[str, Any]]:
    """Whom to ask, each once, with what they look after."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in offers:
        key = (row.contact_name, row.contact_role, row.contact_phone, row.contact_email)
        found.setdefault(key, {"offer": row, "titles": []})["titles"].append(row.title)
    return list(found.values())


@require_GET
@public(OPEN_TO_ALL)
@same_for_all(queries.edition)
def announced(request: HttpRequest) -> HttpResponse:
    """What the 2020 contract announced, and what became of each item."""
    return render(request, "schemes/announced.jinja", {"items": announced_items()})
