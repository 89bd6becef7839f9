"""Awards for staff: the list, one award with its ledger, the posting of a month, and what became of people."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from retention_portal.accounts.access import has_role
from retention_portal.accounts.guards import roles_required, signed_in
from retention_portal.accounts.roles import Role
from retention_portal.core.csv_files import csv_chunks, csv_filename
from retention_portal.core.dates import Month, today
from retention_portal.core.jobs.queries import job_for
from retention_portal.core.refusals import BadInput, Refused, is_allowed, refusal
from retention_portal.organisations.queries import ancestors, organisations_within
from schemes.awards import actions_ledger, outcomes, permissions, queries, rules, wording
from schemes.awards.balance_of import open_balances
from schemes.awards.forms import ListFilter
from schemes.awards.history_of import history_of
from schemes.awards.models import Award
from schemes.awards.rules.entitlement import PAUSABLE
from schemes.awards.rules.reviews import next_review
from schemes.awards.statuses import OVER

PAGE_SIZE = 25
ENTRIES_SHOWN = 24
LISTS = (Role.COORDINATOR, Role.SCHEME_LEAD)
lists_only = roles_required(*LISTS)


@require_GET
@signed_in
def award_list(request: HttpRequest) -> HttpResponse:
    """The people a coordinator or scheme lead looks after; everybody else is led to their own page."""
    if not has_role(request.user, *LISTS):
        return redirect("awards:mine")
    on = today()
    form = ListFilter(request.GET, schemes=queries.schemes_held(request.user))
    wanted = form.wanted()
    systems = list(queries.systems_of(request.user, queries.LOOKS_AFTER, on))
    month = Month.of(on).previous()
    context = {
        "form": form,
        "filtered": bool(wanted),
        "page": Paginator(queries.award_list(request.user, wanted, on), PAGE_SIZE).get_page(
            request.GET.get("page")
        ),
        "counts": queries.counts(request.user, on),
        "not_started": queries.not_started(request.user).count(),
        "systems": systems,
        "month": month,
        "job": job_for(actions_ledger.POST, f"{systems[0].code}:{month.code}") if systems else None,
        "status_kind": wording.STATUS_KIND,
        "query": request.GET.urlencode(),
    }
    return render(request, "awards/award_list.jinja", context)


HEADINGS = (
    "Name", "Scheme", "Practice code", "Practice", "System", "State", "First day", "Last day as approved",
    "Next review", "Posted to", "Due in pounds", "Paid in pounds",
)  # fmt: skip


@require_GET
@lists_only
def award_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Exactly what the filter leaves, as a file."""
    form = ListFilter(request.GET, schemes=queries.schemes_held(request.user))
    rows = queries.award_list(request.user, form.wanted(), today())
    chunks = csv_chunks(HEADINGS, (_csv_row(row) for row in rows.iterator(chunk_size=500)))
    headers = {"Content-Disposition": f'attachment; filename="{csv_filename("support", today())}"'}
    return StreamingHttpResponse(chunks, content_type="text/csv; charset=utf-8", headers=headers)


def _csv_row(row: Award) -> tuple[object, ...]:
    return (
        row.person.full_name, row.title, row.host.code, row.host.name, row.system.code, row.get_status_display(),
        row.starts_on, row.ends_on, row.next_review_on, row.posted_to, row.due, row.paid,  # type: ignore[attr-defined]
    )  # fmt: skip


@require_POST
@lists_only
def post_month(request: HttpRequest) -> HttpResponse:
    """Ask for a month of a system to be posted."""
    systems = queries.systems_of(request.user, queries.LOOKS_AFTER, today())
    system = get_object_or_404(systems, code=request.POST.get("system", ""))
    try:
        actions_ledger.ask_to_post(system=system, month=request.POST.get("month", ""), by=request.user)
        messages.success(request, "The month is being posted. This page shows how far it is.")
    except (Refused, BadInput) as no:
        messages.error(request, str(no))
    return redirect("awards:award_list")


def award_or_404(request: HttpRequest, award_id: int) -> Award:
    """The award, when the user may see that there is one."""
    return get_object_or_404(queries.awards_visible_to(request.user), pk=award_id)


@require_GET
@lists_only
def award(request: HttpRequest, award_id: int) -> HttpResponse:
    """One award: pattern, pauses, reviews, claims and the ledger."""
    row = get_object_or_404(queries.with_history(queries.awards_visible_to(request.user)), pk=award_id)
    on, history = today(), history_of(row)
    entries = sorted(row.entries.all(), key=lambda entry: (entry.starts_on, entry.pk), reverse=True)
    running = row.status not in OVER
    context = {
        "row": row,
        "patterns": [(each, wording.pattern_words(each)) for each in reversed(row.patterns.all())],
        "last_day": rules.last_day(history, on),
        "review": next_review(history, [each.year for each in row.reviews.all()], on) if running else None,
        "repay": wording.repayments(row, on),
        "years": wording.years(entries),
        "entries": entries[:ENTRIES_SHOWN],
        "entry_count": len(entries),
        "money_rule": wording.money_rule(row),
        "balances": open_balances(row) if row.to_settle else {},
        "status_kind": wording.STATUS_KIND,
        "claim_kind": wording.CLAIM_KIND,
        **_rights(request.user, row, running),
    }
    return render(request, "awards/award.jinja", context)


def _rights(user: Any, row: Award, running: bool) -> dict[str, Any]:
    refused = refusal(permissions.check_can_change, user, row)
    lasting = any(each.ends_on is None for each in row.pauses.all())
    return {
        "may_settle": refused is None,
        "may_change": running and refused is None,
        "refused": refused,
        "may_pause": row.scheme_code in PAUSABLE and row.status == "active",
        "may_resume": lasting and row.status == "paused",
        "may_review": running and is_allowed(permissions.check_can_review, user, row),
        "may_claim": is_allowed(permissions.check_can_claim, user, row),
    }


LEDGER_HEADINGS = (
    "Entry", "Kind", "Code", "From", "To", "Units", "Unit", "Rate in pounds", "Amount in pounds", "To whom", "Text",
    "Takes back entry", "Posted by", "Posted on",
)  # fmt: skip


@require_GET
@lists_only
def ledger_csv(request: HttpRequest, award_id: int) -> StreamingHttpResponse:
    """The whole ledger of one award, oldest first."""
    row = award_or_404(request, award_id)
    rows = (
        (
            each.pk, each.get_kind_display(), each.code, each.starts_on, each.ends_on, each.units, each.unit,
            each.rate, each.amount, each.payee, each.text, each.reverses_id, each.source, each.posted_at.date(),
        )
        for each in row.entries.all()
    )  # fmt: skip
    headers = {"Content-Disposition": f'attachment; filename="{csv_filename("ledger", row.pk, row.title)}"'}
    chunks = csv_chunks(LEDGER_HEADINGS, rows)
    return StreamingHttpResponse(chunks, content_type="text/csv; charset=utf-8", headers=headers)


@require_GET
@roles_required(*queries.READS_OUTCOMES)
def outcomes_page(request: HttpRequest) -> HttpResponse:
    """Uptake and money exact; whether people stayed under the rule of small numbers. No person stands here."""
    on = today()
    seen = list(queries.systems_of(request.user, queries.READS_OUTCOMES, on))
    together = {system.pk: system for system in seen}
    for system in seen[:1]:
        region = ancestors(system, on).get("region")
        if region:
            inside = organisations_within(region, on, "system", open_only=True)
            together |= {each.pk: each for each in inside}
    context = {
        "systems": seen,
        "uptake": outcomes.uptake(queries.systems_of(request.user, queries.READS_OUTCOMES, on)),
        "shown": outcomes.all_shown(
            sorted(together.values(), key=lambda each: each.code), set(_pks(seen)), on
        ),
        "groups": outcomes.GROUPS,
        "counted_to": outcomes.counted_to(on),
        "list_url": reverse("awards:award_list") if has_role(request.user, *LISTS) else None,
    }
    return render(request, "awards/outcomes.jinja", context)


def _pks(rows: list[Any]) -> list[int]:
    return [row.pk for row in rows]
