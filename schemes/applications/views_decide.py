"""Approvals, decisions that wait, the preview of all letters, and their release together."""

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from retention_portal.accounts import actions as accounts
from retention_portal.accounts.access import reached_ids
from retention_portal.accounts.guards import person_of, roles_required
from retention_portal.accounts.roles import Role
from retention_portal.core.answers import demand, saved
from retention_portal.core.dates import today
from retention_portal.core.jobs.actions import retry
from retention_portal.core.jobs.queries import job_for
from retention_portal.core.refusals import BadInput, Refused, refusal
from schemes.applications import actions_decide as actions
from schemes.applications import actions_release, permissions, queries, queries_release, queries_review
from schemes.applications.forms_staff import ApprovalForm, ConditionForm, DecisionForm
from schemes.applications.models import Application
from schemes.applications.models_decision import Condition, Decision, Release
from schemes.applications.statuses import ConditionState, Outcome, Status
from schemes.applications.views_queue import seen_or_404, staff_only
from schemes.catalogue.models import Offer
from schemes.catalogue.queries import OWNER_KINDS, open_offers

coordinators_only = roles_required(Role.COORDINATOR)
senders_only = roles_required(Role.COORDINATOR, *queries_release.LEADS)
STEP_NAMES = {
    Status.EDUCATION: "Educational approval (NGPRS-P04)",
    Status.SYSTEM_REVIEW: "The system’s review, for NHS England (NGPRS-P05)",
    Status.FORMAL: "Formal approval by NHS England (NGPRS-P06)",
}


@require_http_methods(["GET", "POST"])
@staff_only
def approve(request: HttpRequest, application_id: int) -> HttpResponse:
    """Take the step of approval that it waits for."""
    application = seen_or_404(request, application_id)
    demand(permissions.check_can_approve, request.user, application)
    form = ApprovalForm(request.POST if request.method == "POST" else None)

    def save() -> None:
        said = form.cleaned_data
        actions.approve(
            application=application,
            approved=said["approved"] == "yes",
            comment=said["comment"],
            by=person_of(request),
        )

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Recorded. It has gone on to the next step.")
        return redirect("applications:queue")
    context = {
        "application": application,
        "form": form,
        "heading": STEP_NAMES[Status(application.status)],
        "lede": "Nobody starts before all three steps are approved. Three different people take them.",
        "button": "Record it",
    }
    return render(request, "applications/step.jinja", context)


@require_http_methods(["GET", "POST"])
@coordinators_only
def decide(request: HttpRequest, application_id: int) -> HttpResponse:
    """Write a decision; the applicant sees nothing of it until another person sends the letters."""
    application = seen_or_404(request, application_id)
    demand(permissions.check_can_decide, request.user, application)
    pending = queries.pending_decision(application)
    offers = {row.pk: row for row in open_offers(today()).exclude(pk=application.offer_id).order_by("title")}
    form = DecisionForm(
        [(row.pk, row.title) for row in offers.values()],
        request.POST if request.method == "POST" else None,
        initial=_initial(pending),
    )

    def save() -> None:
        actions.set_decision(application=application, verdict=_verdict(form, offers), by=person_of(request))

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Kept. Nothing is sent until a colleague sends the letters.")
        return redirect("applications:letters", application.offer.slug)
    context = {
        "application": application,
        "form": form,
        "pending": pending,
        "standing": queries_review.standing_of(request.user, application),
        "gmc_unchecked": application.applicant is not None and not application.applicant.gmc_is_checked,
    }
    return render(request, "applications/decide.jinja", context)


def _initial(pending: Any) -> dict[str, Any]:
    if pending is None:
        return {}
    return {
        "outcome": pending.outcome,
        "reason": pending.reason,
        "advice": pending.advice,
        "suggests": pending.suggests_id or "",
        "answer_by": pending.answer_by,
        "conditions": "\n".join(one.text for one in pending.conditions.all()),
        "letter": pending.letter,
    }


def _verdict(form: DecisionForm, offers: dict[int, Offer]) -> actions.Verdict:
    said = form.cleaned_data
    lines = [line.strip()[:300] for line in said["conditions"].splitlines() if line.strip()]
    return actions.Verdict(
        outcome=Outcome(said["outcome"]),
        reason=said["reason"],
        advice=said["advice"],
        conditions=tuple(lines),
        answer_by=said["answer_by"],
        suggests=offers.get(int(said["suggests"] or 0)),
        letter=said["letter"] if "letter" in form.changed_data else "",
    )


@require_POST
@coordinators_only
def gmc_checked(request: HttpRequest, application_id: int) -> HttpResponse:
    """Note that the number was looked up on the GMC's register."""
    application = seen_or_404(request, application_id)
    demand(permissions.check_can_look_after, request.user, application)
    try:
        if application.applicant is not None:
            accounts.mark_gmc_checked(person=application.applicant, by=person_of(request))
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, "The GMC number is marked as checked.")
    return redirect("applications:case", application.pk)


@require_GET
@senders_only
def letters_all(request: HttpRequest) -> HttpResponse:
    """The offers with letters that wait to be sent."""
    counts: dict[Offer, int] = {}
    for decision in queries_release.decisions_for(request.user):
        counts[decision.application.offer] = counts.get(decision.application.offer, 0) + 1
    return render(request, "applications/letters_all.jinja", {"counts": counts})


@require_http_methods(["GET", "POST"])
@senders_only
def letters(request: HttpRequest, slug: str) -> HttpResponse:
    """Every letter of an offer that waits, as it will read; sent together by somebody who wrote none of them."""
    looked_after = reached_ids(request.user, [Role.COORDINATOR, *queries_release.LEADS], OWNER_KINDS)
    rows = Offer.objects.select_related("scheme", "owner").filter(owner__in=looked_after)
    offer = get_object_or_404(rows, slug=slug)
    waiting = queries_release.decisions_for(request.user, offer)
    past = list(_releases(request).filter(offer=offer).order_by("-asked_at", "-pk")[:5])
    if request.method == "POST":
        chosen = [int(one) for one in request.POST.getlist("decision") if one.isdecimal() and len(one) < 19]
        try:
            release = actions_release.release_letters(offer=offer, decisions=chosen, by=person_of(request))
        except Refused as refused:
            messages.error(request, refused.sentence)
            return redirect("applications:letters", offer.slug)
        return redirect("applications:release", release.pk)
    shown = [(row, refusal(permissions.check_can_release, request.user, row)) for row in waiting]
    context = {
        "offer": offer,
        "rows": shown,
        "sendable": [row for row, why in shown if why is None],
        "past": past,
        "who": queries_release.names_of(queries_release.who_may_send(waiting[0])) if waiting else "",
    }
    return render(request, "applications/letters.jinja", context)


def _visible(request: HttpRequest) -> Any:
    return queries.applications_visible_to(request.user).values("pk")


def _releases(request: HttpRequest) -> QuerySet[Release]:
    """Sendings of letters that the user looks after, and those that they asked for."""
    theirs = Q(asked_by=request.user.pk)
    kept = Q(pk__in=Decision.objects.filter(application__in=_visible(request)).values("release"))
    return Release.objects.select_related("offer", "asked_by").filter(theirs | kept)


def _release_or_404(request: HttpRequest, release_id: int) -> Release:
    return get_object_or_404(_releases(request), pk=release_id)


@require_GET
@senders_only
def release(request: HttpRequest, release_id: int) -> HttpResponse:
    """How far the sending is, what was sent, and what was skipped and why."""
    row = _release_or_404(request, release_id)
    skipped = {one["application"]: Status(one["status"]).label for one in row.skipped}
    rows = queries.applications_visible_to(request.user).filter(pk__in=skipped)
    context = {
        "row": row,
        "job": job_for(actions_release.RELEASE, row.pk),
        "sent": list(row.decisions.filter(released_at__isnull=False).select_related("application")),
        "skipped": [(one, skipped[one.pk]) for one in rows],
    }
    return render(request, "applications/release.jinja", context)


@require_POST
@senders_only
def release_retry(request: HttpRequest, release_id: int) -> HttpResponse:
    """Start a sending again that failed; letters that are out stay out once."""
    row = _release_or_404(request, release_id)
    job = job_for(actions_release.RELEASE, row.pk)
    try:
        if job is not None:
            retry(job=job)
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("applications:release", row.pk)


@require_POST
@coordinators_only
def condition(request: HttpRequest, condition_id: int) -> HttpResponse:
    """Say whether one condition of an offer is met."""
    rows = Condition.objects.select_related("decision__application__offer", "decision__application__owner")
    row = get_object_or_404(rows, pk=condition_id, decision__application__in=_visible(request))
    application: Application = row.decision.application
    demand(permissions.check_can_look_after, request.user, application)
    form = ConditionForm(request.POST)
    try:
        if not form.is_valid():
            raise BadInput("Say whether it is met or not.")
        state = ConditionState(form.cleaned_data["state"])
        actions.judge_condition(condition=row, state=state, by=person_of(request))
    except (Refused, BadInput) as no:
        messages.error(request, str(no))
    else:
        messages.success(request, "Recorded.")
    return redirect("applications:case", application.pk)
