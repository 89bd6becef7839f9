"""A coordinator's pages: the offers of their area, a new one, one to change, publish and close."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from retention_portal.accounts.guards import roles_required
from retention_portal.core import csv_files
from retention_portal.core.answers import saved
from retention_portal.core.dates import today
from retention_portal.core.refusals import Refused
from retention_portal.organisations.models import Organisation
from schemes.catalogue import actions, poster, queries, queries_offers, starting, wording
from schemes.catalogue.form_check import check_offer
from schemes.catalogue.forms_list import OfferListForm
from schemes.catalogue.forms_offers import OfferForm, content_of, initial_of
from schemes.catalogue.local_rules import rule_words
from schemes.catalogue.models import Offer
from schemes.catalogue.statuses import EDITORS

PER_PAGE = 25
writers_only = roles_required(*EDITORS)
form_page = require_http_methods(["GET", "POST"])


@require_GET
@writers_only
def offer_list(request: HttpRequest) -> HttpResponse:
    """The offers that the reader writes, in every state: narrowed, in order, page by page."""
    on, wanted = today(), OfferListForm(request.GET).wanted()
    rows = queries_offers.offer_list(request.user, wanted, on)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filters": OfferListForm(initial=asdict(wanted)),
        "narrowed": wanted != queries_offers.OfferFilter(),
        "order": wanted.order,
        "page": page,
        "offers": [(row, wording.state_of_offer(row, on)) for row in page.object_list],
    }
    return render(request, "schemes/offers/offer_list.jinja", context)


@require_GET
@writers_only
def offer_csv(request: HttpRequest) -> Any:
    """Exactly what the filter leaves, in its order, as a file."""
    on, wanted = today(), OfferListForm(request.GET).wanted()
    rows = queries_offers.offer_list(request.user, wanted, on)
    chunks = csv_files.csv_chunks(queries_offers.HEADINGS, queries_offers.csv_rows(rows, on))
    headers = {"Content-Disposition": f'attachment; filename="{csv_files.csv_filename("offers", on)}"'}
    return StreamingHttpResponse(chunks, content_type="text/csv; charset=utf-8", headers=headers)


@require_GET
@writers_only
def offer_new(request: HttpRequest) -> HttpResponse:
    """What to begin from: an earlier round first, a case study, a national scheme, or nothing."""
    schemes = [
        row
        for row in queries.schemes_on(today())
        if wording.state_of_record(row).is_open and not row.signpost_only
    ]
    context = {
        "earlier": list(queries.offers_to_edit(request.user).order_by("-updated_at")[:20]),
        "templates": starting.templates(),
        "schemes": schemes,
    }
    return render(request, "schemes/offers/offer_new.jinja", context)


@form_page
@writers_only
def offer_start(request: HttpRequest) -> HttpResponse:
    """The eight fields, filled in from what it begins from; the rest of it comes along."""
    owners = list(queries.owners_to_write_for(request.user))
    start = _starting_point(request)
    form = _offer_form(request, start["content"])
    owner = _owner_of(request, owners, start["owner"])
    made: list[Offer] = []

    def save() -> None:
        made.append(
            actions.create_offer(
                owner=owner,
                kind=start["kind"],
                content=start["content"] | form.content(),
                by=request.user,
                scheme=start["scheme"],
                copied_from=start["copied_from"],
                case_study=start["case_study"],
            )
        )

    if request.method == "POST" and saved(form, save):
        messages.success(
            request, "The draft is saved. Nobody outside your team sees it until you publish it."
        )
        return redirect("catalogue:offer_edit", made[0].pk)
    return render(
        request,
        "schemes/offers/offer_start.jinja",
        {
            "form": form,
            "owners": owners,
            "owner": owner,
            "start": start,
            "begun_from": request.GET.get("from", ""),
        },
    )


def _offer_form(request: HttpRequest, content: dict[str, Any]) -> OfferForm:
    """The form of an offer: what stands in it, and the questions that a panel might not see."""
    posted = request.POST if request.method == "POST" else None
    return OfferForm(posted, initial=initial_of(content), questions=content.get("questions", []))


def _owner_of(request: HttpRequest, owners: list[Organisation], before: Organisation | None) -> Organisation:
    """Whose offer it becomes: as chosen, else as before, else the first that the person writes for."""
    wanted = (request.POST.get("owner"), before.code if before else None)
    found = next((row for code in wanted for row in owners if row.code == code), None)
    if found is None and not owners:
        raise Http404("You write the offers of no system or training hub.")
    return found or owners[0]


def _starting_point(request: HttpRequest) -> dict[str, Any]:
    """What the address asks to begin with ("offer:12", "case:CASE-04", "scheme:SCH-NGPRS"); nothing else is an offer."""
    what, _, name = request.GET.get("from", "").partition(":")
    start: dict[str, Any] = {
        "kind": "other",
        "content": starting.blank(today()),
        "words": "An offer of your own",
    }
    start |= {"scheme": None, "copied_from": None, "case_study": "", "owner": None}
    if what == "offer" and name.isdecimal():
        row = get_object_or_404(queries.offers_to_edit(request.user), pk=int(name[:18]))
        kind, content = starting.from_offer(row, today())
        words = f"Another round of {row.title}"
        return (
            start
            | {"kind": kind, "content": content, "copied_from": row, "scheme": row.scheme}
            | {
                "words": words,
                "case_study": row.case_study,
                "owner": row.owner,
            }
        )
    if what == "case":
        found = starting.from_case_study(name, today())
        if found is None:
            raise Http404("Nothing begins from this case study.")
        return start | {"kind": found[0], "content": found[1], "case_study": name, "words": f"After {name}"}
    if what == "scheme":
        scheme = queries.scheme_by_code(name)
        record = queries.record_on(scheme, today()) if scheme else None
        if record is None or not wording.state_of_record(record).is_open or record.signpost_only:
            raise Http404("This scheme cannot be offered today.")
        kind, content = starting.from_scheme(record, today())
        return start | {"kind": kind, "content": content, "scheme": scheme, "words": record.name}
    return start


@form_page
@writers_only
def offer_edit(request: HttpRequest, offer_id: int) -> HttpResponse:
    """One offer: its words and dates, its parts, and what keeps it from being published."""
    row = offer_or_404(request, offer_id)
    form = _offer_form(request, content_of(row) | {"questions": row.questions})

    def save() -> None:
        actions.update_offer(
            offer=row, content=form.content(), revision=form.cleaned_data["revision"] or 0, by=request.user
        )

    if request.method == "POST" and saved(form, save):
        messages.success(request, saved_words(row))
        return redirect("catalogue:offer_edit", row.pk)
    context = {
        "offer": row,
        "form": form,
        "state": wording.state_of_offer(row, today()),
        "rules": [rule_words(rule) for rule in row.rules],
        "faults": check_offer(row, today()),
        "versions": list(row.versions.select_related("published_by")),
    }
    return render(request, "schemes/offers/offer_edit.jinja", context)


@require_POST
@writers_only
def offer_publish(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Publish a draft, or a closed offer again."""
    row = offer_or_404(request, offer_id)
    try:
        actions.publish_offer(offer=row, by=request.user)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("catalogue:offer_edit", row.pk)
    messages.success(request, "Published. Tell people about it: there is a poster, and a text to copy.")
    return redirect("catalogue:offer_tell", row.pk)


@require_POST
@writers_only
def offer_close(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Close an offer to new applications."""
    row = offer_or_404(request, offer_id)
    try:
        actions.close_offer(offer=row, by=request.user)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, "Closed to new applications. Those under way go on as before.")
    return redirect("catalogue:offer_edit", row.pk)


@require_GET
@writers_only
def offer_tell(request: HttpRequest, offer_id: int) -> HttpResponse:
    """How to tell people: the text to copy, the QR code, the poster."""
    row = offer_or_404(request, offer_id)
    context = {
        "offer": row,
        "text": poster.message_of(row, today()),
        "qr": poster.qr_of(row),
        "address": poster.address_of(row),
    }
    return render(request, "schemes/offers/offer_tell.jinja", context)


@require_GET
@writers_only
def offer_poster(request: HttpRequest, offer_id: int) -> HttpResponse:
    """The poster as PDF."""
    row = offer_or_404(request, offer_id)
    answer = HttpResponse(poster.pdf_of(row), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="poster-{row.slug}.pdf"'
    return answer


def offer_or_404(request: HttpRequest, offer_id: int) -> Offer:
    """An offer that the person writes; 404 for any other."""
    return get_object_or_404(queries.offers_to_edit(request.user), pk=offer_id)


def saved_words(offer: Offer) -> str:
    """What is said after a change: whom it reaches."""
    if offer.status == "published":
        return "Saved, and live. Applications already begun keep the questions and letters they began with."
    return "Saved."
