"""Claims: send, answer, confirm, approve, return, pay. Finance sees neither words nor evidence about health."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from retention_portal.accounts.access import has_role, reaches
from retention_portal.accounts.guards import roles_required, signed_in
from retention_portal.accounts.roles import STAFF_ROLES
from retention_portal.core.answers import demand, saved
from retention_portal.core.csv_files import csv_chunks, csv_filename
from retention_portal.core.dates import today
from retention_portal.core.refusals import BadInput, Refused, is_allowed
from schemes.awards import actions_claims, permissions, queries, wording
from schemes.awards.forms_claims import (
    ApproveForm,
    CostClaimForm,
    MonthClaimForm,
    PapersFields,
    PayForm,
    ReturnForm,
)
from schemes.awards.models import Award, Claim
from schemes.awards.rules.opening import cost_kinds
from schemes.awards.statuses import CLAIM_TRANSITIONS, ClaimKind, ClaimStatus

PAGE_SIZE = 50
form_page = require_http_methods(["GET", "POST"])


def _award(request: HttpRequest, award_id: int, kind: str) -> Award:
    row = get_object_or_404(queries.awards_to_claim_for(request.user), pk=award_id)
    demand(permissions.check_can_claim, request.user, row, kind)
    return row


def _form(kind: type[Any], request: HttpRequest, **kwargs: Any) -> Any:
    posted = request.method == "POST"
    return kind(request.POST if posted else None, request.FILES if posted else None, **kwargs)


def _page(request: HttpRequest, form: Any, **words: Any) -> HttpResponse:
    return render(
        request, "awards/claim_form.jinja", {"form": form, **words, "audience_is": _audience(request)}
    )


def _audience(request: HttpRequest) -> str:
    return "staff" if has_role(request.user, *STAFF_ROLES) else "gp"


@form_page
@signed_in
def claim_month(request: HttpRequest, award_id: int) -> HttpResponse:
    """Claim a month that is due."""
    row = _award(request, award_id, ClaimKind.MONTH)
    months = [
        month
        for month in queries.months_to_claim(row)
        if is_allowed(permissions.check_can_claim_payee, request.user, row, month[1])
    ]
    form = _form(MonthClaimForm, request, months=months)
    made: list[Claim] = []

    def save() -> None:
        month, payee = form.chosen()
        papers = form.papers()
        made.append(
            actions_claims.claim_month(award=row, month=month, payee=payee, papers=papers, by=request.user)
        )

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Your claim is sent.")
        return redirect("awards:claim", made[0].pk)
    return _page(request, form, row=row, heading="Claim a month", nothing=not months, upload=True)


@form_page
@signed_in
def claim_cost(request: HttpRequest, award_id: int) -> HttpResponse:
    """Claim one cost against evidence."""
    row = _award(request, award_id, ClaimKind.GRANT)
    kinds = cost_kinds(row.scheme_code)
    form = _form(CostClaimForm, request, kinds=kinds)
    made: list[Claim] = []

    def save() -> None:
        papers = form.papers()
        made.append(actions_claims.claim_cost(award=row, cost=form.cost(), papers=papers, by=request.user))

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Your claim is sent.")
        return redirect("awards:claim", made[0].pk)
    return _page(request, form, row=row, heading="Claim a cost", nothing=not kinds, upload=True)


@require_GET
@roles_required(*queries.SEES_CLAIMS)
def claim_list(request: HttpRequest) -> HttpResponse:
    """The claims queue: what waits longest first."""
    status = request.GET.get("status", "")
    rows = queries.claims_visible_to(request.user)
    rows = rows.filter(status=status) if status in ClaimStatus.values else rows
    context = {
        "page": Paginator(rows.order_by("submitted_at", "pk"), PAGE_SIZE).get_page(request.GET.get("page")),
        "counts": queries.claim_counts(request.user),
        "states": ClaimStatus.choices,
        "status": status if status in ClaimStatus.values else "",
        "claim_kind": wording.CLAIM_KIND,
        "query": request.GET.urlencode(),
    }
    return render(request, "awards/claim_list.jinja", context)


HEADINGS = (
    "Claim", "State", "Sent on", "Scheme", "Name", "Practice", "What", "Month or day", "Asked in pounds",
    "Allowed in pounds", "Of it for earlier months", "To whom", "Money line", "Year", "Paid on",
)  # fmt: skip


@require_GET
@roles_required(*queries.SEES_CLAIMS)
def claim_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The claims of the queue as a file, without words and evidence."""
    status = request.GET.get("status", "")
    rows = queries.claims_visible_to(request.user)
    rows = rows.filter(status=status) if status in ClaimStatus.values else rows
    headers = {"Content-Disposition": f'attachment; filename="{csv_filename("claims", today())}"'}
    chunks = csv_chunks(HEADINGS, (_csv_row(row) for row in rows.iterator(chunk_size=500)))
    return StreamingHttpResponse(chunks, content_type="text/csv; charset=utf-8", headers=headers)


def _csv_row(row: Claim) -> tuple[object, ...]:
    line = row.line
    return (
        row.pk, row.get_status_display(), row.submitted_at.date(), row.award.title, row.award.person.full_name,
        row.award.host.name, row.get_kind_display(), row.counts_on, row.signed(row.amount), row.signed(row.allowed),
        row.adjustment, row.payee,
        line.programme.name if line else "", line.financial_year if line else "", row.paid_on,
    )  # fmt: skip


def _claim(request: HttpRequest, claim_id: int) -> Claim:
    return get_object_or_404(queries.claims_visible_to(request.user), pk=claim_id)


@require_GET
@signed_in
def claim(request: HttpRequest, claim_id: int) -> HttpResponse:
    """One claim, with what the reader may see and do of it."""
    row = _claim(request, claim_id)
    user = request.user
    own = row.submitted_by_id == user.pk
    looks_after = reaches(user, queries.LOOKS_AFTER, row.award.system)
    may_decide = is_allowed(permissions.check_can_decide, user, row)
    moves = CLAIM_TRANSITIONS[ClaimStatus(row.status)]
    context = {
        "row": row,
        "own": own,
        "sees_words": own or looks_after,
        "sees_evidence": bool(row.evidence) and is_allowed(permissions.check_can_see_evidence, user, row),
        "may_confirm": row.status == ClaimStatus.SUBMITTED
        and row.private
        and row.seen_by_id is None
        and is_allowed(permissions.check_can_confirm, user, row),
        "may_mend": own and row.status == ClaimStatus.RETURNED,
        "may_withdraw": own and ClaimStatus.WITHDRAWN in moves,
        "may_approve": is_allowed(permissions.check_can_approve, user, row),
        "may_return": may_decide and ClaimStatus.RETURNED in moves,
        "may_pay": may_decide and ClaimStatus.PAID in moves,
        "waits_for_coordinator": row.private and row.seen_by_id is None,
        "claim_kind": wording.CLAIM_KIND,
        "audience_is": _audience(request),
        "lists": has_role(user, *queries.SEES_CLAIMS),
    }
    return render(request, "awards/claim.jinja", context)


@require_GET
@signed_in
def evidence(request: HttpRequest, claim_id: int) -> FileResponse:
    """The evidence, as a download: it is never shown inside a page."""
    row = _claim(request, claim_id)
    demand(permissions.check_can_see_evidence, request.user, row)
    if not row.evidence:
        raise Http404("No evidence is kept with this claim.")
    return FileResponse(
        row.evidence.open("rb"),
        as_attachment=True,
        filename=row.evidence_name,
        content_type="application/octet-stream",
    )


def _step(
    request: HttpRequest, row: Claim, form: Any, save: Callable[[], Any], words: dict[str, Any]
) -> HttpResponse:
    if request.method == "POST" and saved(form, save):
        messages.success(request, words["done"])
        return redirect("awards:claim", row.pk)
    return _page(request, form, claim=row, row=row.award, nothing=False, **words)


@form_page
@signed_in
def claim_again(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Answer the question on a returned claim and send it again."""
    row = _claim(request, claim_id)
    demand(permissions.check_can_change_claim, request.user, row)
    form = _form(PapersFields, request, initial={"words": row.words, "private": row.private})

    def save() -> None:
        actions_claims.send_again(claim=row, papers=form.papers(), by=request.user)

    words = {
        "heading": "Send the claim again",
        "lede": row.returned_reason,
        "button": "Send it",
        "upload": True,
    }
    return _step(request, row, form, save, words | {"done": "The claim is sent again."})


@require_POST
@signed_in
def claim_withdraw(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Take a claim back."""
    row = _claim(request, claim_id)
    demand(permissions.check_can_change_claim, request.user, row)
    return _press(request, row, actions_claims.withdraw_claim, "The claim is withdrawn.")


@require_POST
@signed_in
def claim_confirm(request: HttpRequest, claim_id: int) -> HttpResponse:
    """A coordinator has seen the evidence."""
    row = _claim(request, claim_id)
    demand(permissions.check_can_confirm, request.user, row)
    return _press(request, row, actions_claims.confirm_evidence, "The evidence is confirmed.")


def _press(request: HttpRequest, row: Claim, act: Callable[..., Any], done: str) -> HttpResponse:
    try:
        act(claim=row, by=request.user)
        messages.success(request, done)
    except (Refused, BadInput) as no:
        messages.error(request, str(no))
    return redirect("awards:claim", row.pk)


@form_page
@roles_required(*queries.PAYS)
def claim_approve(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Approve a claim on a money line."""
    row = _claim(request, claim_id)
    demand(permissions.check_can_decide, request.user, row)
    lines = queries.lines_for_claim(row)
    meant = lines.filter(programme__code=row.award.programme_code).first() or lines.first()
    form = _form(ApproveForm, request, lines=lines, initial={"line": meant})

    def save() -> None:
        actions_claims.approve_claim(claim=row, line=form.cleaned_data["line"], by=request.user)

    lede = "Its amount is committed on the line you choose. A cost is paid up to its cap."
    if row.kind == ClaimKind.REPAYMENT:
        lede = "Choose the line that the money comes back to. Nothing more is committed."
    words = {
        "heading": "Approve the repayment" if row.kind == ClaimKind.REPAYMENT else "Approve the claim",
        "lede": lede,
        "button": "Approve",
        "done": "The claim is approved.",
    }
    return _step(request, row, form, save, words)


@form_page
@roles_required(*queries.PAYS)
def claim_return(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Return a claim with a question."""
    row = _claim(request, claim_id)
    demand(permissions.check_can_decide, request.user, row)
    form = _form(ReturnForm, request)

    def save() -> None:
        actions_claims.return_claim(claim=row, reason=form.cleaned_data["reason"], by=request.user)

    lede = "Whoever sent it gets a mail and reads your question here."
    words = {
        "heading": "Return the claim",
        "lede": lede,
        "button": "Return it",
        "done": "The claim is returned.",
    }
    return _step(request, row, form, save, words)


@form_page
@roles_required(*queries.PAYS)
def claim_pay(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Record the payment of an approved claim."""
    row = _claim(request, claim_id)
    demand(permissions.check_can_decide, request.user, row)
    form = _form(PayForm, request, initial={"paid_on": today()})

    def save() -> None:
        actions_claims.pay_claim(claim=row, paid_on=form.cleaned_data["paid_on"], by=request.user)

    back = row.kind == ClaimKind.REPAYMENT
    lede = "It is written into the ledger and as spend on the money line."
    if back:
        lede = "It is written into the ledger, and the money line has it again."
    words = {
        "heading": "Record that the money came back" if back else "Record the payment",
        "lede": lede,
        "button": "Record it",
        "done": "The payment is recorded.",
    }
    return _step(request, row, form, save, words)
