"""The pages of those who run a panel: who reads what, what reviewers came to, what was agreed, the order."""

from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from retention_portal.accounts.access import reached_ids
from retention_portal.accounts.guards import person_of, roles_required
from retention_portal.accounts.models import Person
from retention_portal.accounts.roles import Role
from retention_portal.core.answers import demand, saved
from retention_portal.core.dates import today
from retention_portal.core.refusals import Refused, is_allowed, refusal
from retention_portal.core.rounding import rounded
from schemes.applications import actions_assign, permissions_review, queries_review, rules_review
from schemes.applications import actions_panel as actions
from schemes.applications.forms_review import AgreedForm, AnotherForm, CloseForm, PlaceForm, scores_initial
from schemes.applications.models import Application
from schemes.applications.models_review import Assignment
from schemes.applications.statuses import Status
from schemes.applications.statuses_review import PHASES, Phase
from schemes.catalogue.models import Offer
from schemes.catalogue.queries import OWNER_KINDS

coordinators_only = roles_required(Role.COORDINATOR)
READING = (*PHASES[Phase.SCORING], *PHASES[Phase.TALKING], Status.READY)
page = require_http_methods(["GET", "POST"])


def points(total: Fraction | None) -> str:
    """A total as people read it: one decimal, or a dash for none."""
    return f"{rounded(total, 1)}" if total is not None else "–"


def offer_or_404(request: HttpRequest, slug: str) -> Offer:
    """An offer of a place that the user coordinates."""
    looked_after = reached_ids(request.user, [Role.COORDINATOR], OWNER_KINDS)
    rows = Offer.objects.select_related("scheme", "owner").filter(owner__in=looked_after)
    return get_object_or_404(rows, slug=slug)


def read_or_404(request: HttpRequest, application_id: int) -> Application:
    """An application that a panel reads and the user coordinates; never their own."""
    rows = queries_review.read_by_panel(request.user).select_related("applicant")
    return get_object_or_404(rows, pk=application_id)


@require_GET
@coordinators_only
def panels(request: HttpRequest) -> HttpResponse:
    """The offers with a panel, and how many of their applications stand where."""
    rows = [
        (offer, {phase: sum(counts.get(one, 0) for one in PHASES[phase]) for phase in PHASES}, counts)
        for offer, counts in queries_review.panel_offers(request.user)
    ]
    return render(request, "applications/review_panels.jinja", {"rows": rows})


@require_GET
@coordinators_only
def panel(request: HttpRequest, slug: str) -> HttpResponse:
    """One offer's panel: how far reading is, and where reviewers disagree, most first."""
    offer = offer_or_404(request, slug)
    demand(permissions_review.check_can_run_panel, request.user, offer)
    rows = {row.application.pk: row for row in queries_review.panel_rows(request.user, offer, READING)}
    open_ = [row for row in rows.values() if row.weighed is None]
    weighed = [(key, row.weighed) for key, row in rows.items() if row.weighed is not None]
    context = {
        "offer": offer,
        "reading": open_,
        "came_to": [rows[key] for key in rules_review.by_disagreement(weighed)],
        "missing": sum(row.missing for row in open_),
        "points": points,
        "on": today(),
    }
    return render(request, "applications/review_panel.jinja", context)


@require_POST
@coordinators_only
def panel_assign(request: HttpRequest, slug: str) -> HttpResponse:
    """Give out everything that has too few readers."""
    offer = offer_or_404(request, slug)
    demand(permissions_review.check_can_run_panel, request.user, offer)
    try:
        given = actions_assign.assign_waiting(offer=offer, by=person_of(request))
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("applications:panel", offer.slug)
    people = len({one.reviewer_id for one in given.made})
    if given.made:
        messages.success(
            request, f"Given out: {len(given.made)} to {people} reviewers. Each has one mail about theirs."
        )
    if given.short:
        messages.warning(
            request,
            f"{len(given.short)} still lack a reader: everybody left has a conflict, or reads them already. "
            "Ask for another reviewer to be invited.",
        )
    elif not given.made:
        messages.info(request, "Everything has its readers already.")
    return redirect("applications:panel", offer.slug)


@page
@coordinators_only
def panel_case(request: HttpRequest, application_id: int) -> HttpResponse:
    """The reviews of one application; where reviewers talk, what was agreed is written down here."""
    application = read_or_404(request, application_id)
    demand(permissions_review.check_is_read_by_panel, request.user, application)
    reviews = queries_review.readable_reviews(application, request.user)
    weighed = rules_review.weigh(application.form, [queries_review.vote_of(row) for row in reviews])
    agreed = {key: low for key, (low, high) in weighed.spreads.items() if low == high}
    posted = request.POST if request.method == "POST" else None
    form = AgreedForm(
        application.form,
        posted,
        required=application.form.review.scores_required,
        initial=scores_initial(agreed),
    )

    def save() -> None:
        said = {name: form.cleaned_data[name] for name in ("recommends", "note")}
        actions.consolidate(application=application, scores=form.scores(), by=person_of(request), **said)

    if posted is not None and saved(form, save):
        messages.success(request, "Written down. It is ready to decide.")
        return redirect("applications:panel", application.offer.slug)
    context = _case(request, application) | {"reviews": reviews, "weighed": weighed, "form": form}
    return render(request, "applications/review_case.jinja", context)


def _case(request: HttpRequest, application: Application) -> dict[str, Any]:
    live = application.assignments.filter(ended_at=None).select_related("reviewer")
    sent = {row.assignment_id for row in queries_review.sent_reviews(application)}
    rows = [(row, row.pk in sent) for row in live]
    may_close = is_allowed(permissions_review.check_can_close_reading, request.user, application)
    return {
        "application": application,
        "status": Status(application.status),
        "criteria": application.form.criteria,
        "plan": application.form.review,
        "readers": rows,
        "ended": list(application.assignments.exclude(ended_at=None).select_related("reviewer", "ended_by")),
        "conflicts": {one.reviewer_id: one.reason for one in application.conflicts.all()},
        "agreed": queries_review.consolidation_of(application),
        "may_close": may_close,
        "close_form": CloseForm(),
        "why_not_agree": refusal(permissions_review.check_can_consolidate, request.user, application),
        "points": points,
    }


@require_POST
@coordinators_only
def panel_close(request: HttpRequest, application_id: int) -> HttpResponse:
    """End the scoring before everybody has sent theirs."""
    application = read_or_404(request, application_id)
    demand(permissions_review.check_can_close_reading, request.user, application)
    form = CloseForm(request.POST)

    def save() -> None:
        actions.close_reading(
            application=application, reason=form.cleaned_data["reason"], by=person_of(request)
        )

    if saved(form, save):
        messages.success(request, "Scoring is over. Talk about it, and write down what was agreed.")
        return redirect("applications:panel_case", application.pk)
    reviews = queries_review.readable_reviews(application, request.user)
    votes = [queries_review.vote_of(row) for row in reviews]
    context = _case(request, application) | {"reviews": reviews, "close_form": form}
    context |= {"weighed": rules_review.weigh(application.form, votes), "form": form}
    return render(request, "applications/review_case.jinja", context)


@page
@coordinators_only
def panel_another(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Give one application to another reviewer."""
    visible = queries_review.read_by_panel(request.user).values("pk")
    rows = Assignment.objects.select_related(
        "application__offer", "application__owner", "application__version"
    )
    row = get_object_or_404(rows.select_related("reviewer"), pk=assignment_id, application__in=visible)
    demand(permissions_review.check_can_give_to_another, request.user, row)
    people = [one for one in queries_review.reviewers_for(row.application.owner) if one.pk != row.reviewer_id]
    form = AnotherForm(people, request.POST if request.method == "POST" else None)

    def save() -> None:
        chosen = next(one for one in people if str(one.pk) == form.cleaned_data["reviewer"])
        actions_assign.give_to_another(assignment=row, reviewer=chosen, by=person_of(request))

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Given to another reviewer, who has a mail about it.")
        return redirect("applications:panel_case", row.application.pk)
    return render(request, "applications/review_another.jinja", {"row": row, "form": form})


@require_GET
@coordinators_only
def panel_order(request: HttpRequest, slug: str) -> HttpResponse:
    """The applications that wait for a decision, by weighted total; ties are ties, moves have their reason."""
    offer = offer_or_404(request, slug)
    demand(permissions_review.check_can_run_panel, request.user, offer)
    rows = queries_review.ranking(request.user, offer)
    context = {"offer": offer, "rows": rows, "points": points}
    return render(request, "applications/review_order.jinja", context)


@page
@coordinators_only
def panel_place(request: HttpRequest, application_id: int) -> HttpResponse:
    """Put one application at another place in the order."""
    application = read_or_404(request, application_id)
    demand(permissions_review.check_can_place, request.user, application)
    known: Person = person_of(request)
    now_at = getattr(application, "placing", None)
    initial = {"place": now_at.place, "reason": now_at.reason} if now_at else {}
    form = PlaceForm(request.POST if request.method == "POST" else None, initial=initial)

    def save() -> None:
        said = form.cleaned_data
        actions.place(application=application, place=said["place"], reason=said["reason"], by=known)

    if request.method == "POST" and saved(form, save):
        messages.success(request, "The order is changed.")
        return redirect("applications:panel_order", application.offer.slug)
    return render(request, "applications/review_place.jinja", {"application": application, "form": form})
