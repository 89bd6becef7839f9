"""A reviewer's pages: what to read, one application with what they say of it, a conflict, a paper."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from retention_portal.accounts.guards import person_of, roles_required
from retention_portal.accounts.roles import Role
from retention_portal.core.answers import demand, done_or_told, saved
from retention_portal.core.dates import today
from retention_portal.core.refusals import refusal
from schemes.applications import actions_assign, permissions_review, queries_review, rules_blind, rules_form
from schemes.applications import actions_review as actions
from schemes.applications.forms_review import ConflictForm, ReviewForm, review_initial
from schemes.applications.models import Application, Evidence
from schemes.applications.models_review import Assignment, Review
from schemes.applications.statuses import Status
from schemes.applications.statuses_review import Phase, phase_of
from schemes.applications.views_mine import paper_answer
from schemes.catalogue.form_layout import Question

PER_PAGE = 25
reviewers_only = roles_required(Role.REVIEWER)
PHASE_WORDS = {
    Phase.TALKING: "Being talked about",
    Phase.AFTER: "Finished, to be decided",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a reviewer's list: the name only when names are not hidden now."""

    assignment: Assignment
    name: str
    state: str
    to_do: bool
    late: bool


def assignment_or_404(request: HttpRequest, assignment_id: int) -> Assignment:
    """An assignment of the user; not found for anybody else's, and for one that is over."""
    return get_object_or_404(queries_review.assignments_visible_to(request.user), pk=assignment_id)


@require_GET
@reviewers_only
def reviews(request: HttpRequest) -> HttpResponse:
    """What the person has to read, soonest first, and what they have sent."""
    rows = queries_review.assignments_visible_to(request.user)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    lines = [_line(row, today()) for row in page.object_list]
    context = {
        "page": page,
        "to_read": [line for line in lines if line.to_do],
        "sent": [line for line in lines if not line.to_do],
    }
    return render(request, "applications/review_list.jinja", context)


def _line(row: Any, on: date) -> Line:
    review: Review | None = row.counted[0] if row.counted else None
    phase = phase_of(Status(row.application.status))
    sent = review is not None and review.submitted_at is not None
    to_do = phase is Phase.SCORING and not sent
    state = PHASE_WORDS.get(phase) or ("Sent" if sent else "Draft kept" if review else "To read")
    return Line(row, name_of(row.application), state, to_do, to_do and row.due_on < on)


def name_of(application: Application) -> str:
    """The applicant's name, or only a number while names are hidden (CASE-R-12)."""
    if rules_blind.is_blind(application.form, Status(application.status)):
        return f"Application {application.pk}"
    return application.name


@require_http_methods(["GET", "POST"])
@reviewers_only
def review(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """One application as its reviewer may see it, and what they say of it: kept, sent, or an abstention."""
    row = assignment_or_404(request, assignment_id)
    own = queries_review.own_review(row)
    posted = request.POST if request.method == "POST" else None
    sending = posted is not None and posted.get("do") == "send"
    form = ReviewForm(row.application.form, posted, sending=sending, initial=review_initial(own))
    act = actions.submit_review if sending else actions.save_review

    def save() -> None:
        version = form.cleaned_data["edit_version"]
        act(assignment=row, said=form.said(), edit_version=version, by=person_of(request))

    if posted is not None and saved(form, save):
        messages.success(
            request, "Your review is sent." if sending else "Kept. Only you see it until you send it."
        )
        return redirect("applications:reviews") if sending else redirect("applications:review", row.pk)
    return render(request, "applications/review.jinja", _context(request, row, own, form))


def _context(request: HttpRequest, row: Assignment, own: Review | None, form: ReviewForm) -> dict[str, Any]:
    application = row.application
    blind = rules_blind.is_blind(application.form, Status(application.status))
    others = queries_review.readable_reviews(application, request.user)
    return {
        "row": row,
        "application": application,
        "plan": application.form.review,
        "criteria": application.form.criteria,
        "name": name_of(application),
        "blind": blind,
        "sections": rules_form.sections_shown(application.form, application.sent_answers),
        "in_words": in_words_for(application, blind=blind),
        "papers": [one for one in _papers(application) if one.was_sent(application)],
        "form": form,
        "own": own,
        "others": [one for one in others if one.assignment_id != row.pk],
        "agreed": queries_review.consolidation_of(application),
        "why_not": refusal(permissions_review.check_can_review, request.user, row),
        "set_aside": queries_review.was_set_aside(row),
        "on": today(),
    }


def _papers(application: Application) -> list[Evidence]:
    return list(application.papers.filter(removed_at=None))


def in_words_for(application: Application, *, blind: bool) -> Callable[[Question], str]:
    """How an answer reads to a reviewer: without what gives the person away, while names are hidden."""
    secrets: tuple[str, ...] = ()
    if blind:
        parts = [part for part in application.parts.all() if part.taken_back_at is None]
        person = application.applicant
        secrets = rules_blind.give_away(
            [application.name, person.full_name if person else ""],
            [application.email, application.phone, (person.gmc_number or "") if person else ""]
            + [part.email for part in parts],
            [part.place for part in parts] + [part.name for part in parts] + _practices(application),
        )

    def in_words(question: Question) -> str:
        answer = application.sent_answers.get(question.key)
        return rules_blind.shown(application.form, question, answer, blind=blind, secrets=secrets)

    return in_words


def _practices(application: Application) -> list[str]:
    person = application.applicant_id
    return sorted(queries_review.practices_of([person]).get(person, frozenset())) if person else []


@require_POST
@reviewers_only
def review_abstain(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Look at it and say nothing: it counts as having looked."""
    row = assignment_or_404(request, assignment_id)
    done = "You abstained. It counts as having looked."
    done_or_told(request, done, lambda: actions.abstain(assignment=row, by=person_of(request)))
    return redirect("applications:reviews")


@require_http_methods(["GET", "POST"])
@reviewers_only
def review_conflict(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Say that one should not read it."""
    row = assignment_or_404(request, assignment_id)
    demand(permissions_review.check_can_review, request.user, row)
    form = ConflictForm(request.POST if request.method == "POST" else None)

    def save() -> None:
        actions_assign.declare_conflict(
            assignment=row, reason=form.cleaned_data["reason"], by=person_of(request)
        )

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Thank you. It is off your list, and somebody else reads it.")
        return redirect("applications:reviews")
    context = {"row": row, "name": name_of(row.application), "form": form}
    return render(request, "applications/review_conflict.jinja", context)


@require_GET
@reviewers_only
def review_paper(request: HttpRequest, assignment_id: int, paper_id: int) -> HttpResponse:
    """A paper of an application that the person reads; not while names are hidden, and never about health."""
    row = assignment_or_404(request, assignment_id)
    rows = Evidence.objects.select_related("application__offer__scheme", "application__owner")
    paper = get_object_or_404(rows, pk=paper_id, application=row.application_id, removed_at=None)
    demand(permissions_review.check_can_read_paper, request.user, paper)
    return paper_answer(paper, person_of(request))
