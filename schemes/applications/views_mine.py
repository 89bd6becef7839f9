"""The applicant's own pages: all they asked for, one of them, and what they may do with it at any time."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from retention_portal.accounts.access import has_role
from retention_portal.accounts.guards import person_of, signed_in
from retention_portal.accounts.models import Person
from retention_portal.accounts.roles import Role
from retention_portal.core.answers import demand
from retention_portal.core.dates import LONDON, add_working_days, today
from retention_portal.core.refusals import BadInput, Refused, is_allowed
from schemes.applications import actions_draft as actions
from schemes.applications import (
    actions_papers,
    actions_parts,
    periods,
    permissions,
    queries,
    queries_review,
    rules,
    rules_form,
)
from schemes.applications.forms import WithdrawForm, WordForm
from schemes.applications.models import Application, Evidence
from schemes.applications.statuses import EDITABLE, PUBLIC_LABELS, PartKind, Status
from schemes.applications.views_form import own_or_404


@require_GET
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """The queue for those who look after applications, what to read for reviewers, one's own for everybody else."""
    if has_role(request.user, *queries.STAFF):
        return redirect("applications:queue")
    if has_role(request.user, Role.REVIEWER):
        return redirect("applications:reviews")
    return redirect("applications:mine")


@require_GET
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """Everything that the person asked for, newest first."""
    rows = [(row, *standing(row)) for row in queries.listed(queries.own_applications(request.user))]
    return render(request, "applications/mine.jinja", {"rows": rows})


def standing(application: Application) -> tuple[str, str]:
    """Where it is in the applicant's words, and whose turn (CASE-A-03)."""
    status = Status(application.status)
    return PUBLIC_LABELS[status], rules.whose_turn(status)


@require_GET
@signed_in
def detail(request: HttpRequest, application_id: int) -> HttpResponse:
    """Where it is, whose turn, when to expect word, everything said and uploaded."""
    application = own_or_404(request, application_id)
    return render(request, "applications/detail.jinja", detail_of(request, application, WordForm()))


def detail_of(request: HttpRequest, application: Application, form: WordForm) -> dict[str, Any]:
    """What the applicant's page shows."""
    status, day = Status(application.status), today()
    label, turn = standing(application)
    answers = application.answers
    return {
        "application": application,
        "feedback": queries_review.feedback_for(application),
        "label": label,
        "turn": turn,
        "word_by": _word_by(application, day),
        "decided_by": _decided_by(application, day),
        "editable": status in EDITABLE,
        "may_withdraw": is_allowed(permissions.check_can_withdraw, request.user, application),
        "messages_said": queries.thread_of(application, internal=False),
        "moves": _moves(application),
        "papers": queries.papers_of(application),
        "sections": rules_form.sections_shown(application.form, answers),
        "in_words": lambda question: rules_form.in_words(question, answers.get(question.key)),
        "offer": queries.offer_in_force(application),
        "suggestion": queries.suggestion_of(application) if queries.is_over(application) else None,
        "may_appeal": is_allowed(queries.decision_to_appeal, application, request.user),
        "appeal": queries.appeal_of(application),
        "may_say_for_counts": is_allowed(permissions.check_can_say_for_counts, request.user, application),
        "asked_of": _asked_of(request, application),
        "form": form,
        "over": queries.is_over(application),
    }


def _word_by(application: Application, day: date) -> date | None:
    """By when somebody speaks with the applicant; after the first word, from each new turn of ours."""
    target = periods.length("first_word", application.owner.code, application.waiting_since)
    return rules.expect_word_by(Status(application.status), application.waiting_since, day, target)


def _decided_by(application: Application, day: date) -> date | None:
    """By when we promised to decide, as long as that day is to come and it is our turn."""
    if application.submitted_at is None or not application.with_us:
        return None
    sent = application.submitted_at.astimezone(LONDON).date()
    promised = add_working_days(sent, periods.length("decision", application.owner.code, sent))
    return promised if promised >= day else None


def _asked_of(request: HttpRequest, application: Application) -> list[tuple[PartKind, Any, bool]]:
    """Each part of others: whom, what became of it, and whether it can be sent or taken back now."""
    parts = {part.kind: part for part in queries.parts_of(application)}
    return [
        (
            kind,
            parts.get(kind.value),
            is_allowed(actions_parts.check_can_send_part, request.user, application, kind),
        )
        for kind in PartKind
        if actions_parts.part_of(application, kind).needed
    ]


def _moves(application: Application) -> list[tuple[str, Any]]:
    """The moves in the applicant's words: steps of ours that read alike are one line (CASE-A-03)."""
    lines: list[tuple[str, Any]] = []
    for change in queries.history_of(application):
        words = PUBLIC_LABELS[Status(change.after)]
        if not lines or lines[-1][0] != words:
            lines.append((words, change.at))
    return lines


@require_POST
@signed_in
def message(request: HttpRequest, application_id: int) -> HttpResponse:
    """Write to the people who look after it."""
    application = own_or_404(request, application_id)
    form = WordForm(request.POST)
    if not form.is_valid():
        return render(request, "applications/detail.jinja", detail_of(request, application, form))
    try:
        actions.write(application=application, text=form.cleaned_data["text"], by=person_of(request))
    except (Refused, BadInput) as no:
        messages.error(request, str(no))
    else:
        messages.success(request, "Your message is sent.")
    return redirect("applications:detail", application.pk)


@require_http_methods(["GET", "POST"])
@signed_in
def withdraw(request: HttpRequest, application_id: int) -> HttpResponse:
    """Withdraw, with or without a reason."""
    application = own_or_404(request, application_id)
    demand(permissions.check_can_withdraw, request.user, application)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            because = form.cleaned_data["because"]
            actions.withdraw(application=application, because=because, by=person_of(request))
        except Refused as refused:
            messages.error(request, refused.sentence)
        else:
            messages.success(request, "It is withdrawn. You can begin again at any time.")
        return redirect("applications:detail", application.pk)
    return render(request, "applications/withdraw.jinja", {"application": application, "form": form})


@require_GET
@signed_in
def paper(request: HttpRequest, application_id: int, paper_id: int) -> HttpResponse:
    """A paper, to those who may read it now; always as a download, kept by no cache."""
    seen = queries.own_applications(request.user).filter(pk=application_id)
    if not seen:
        seen = queries.applications_visible_to(request.user).filter(pk=application_id)
    application = get_object_or_404(seen)
    rows = Evidence.objects.select_related("application__offer__scheme", "application__owner")
    row = get_object_or_404(rows, pk=paper_id, application=application, removed_at=None)
    demand(permissions.check_can_read_paper, request.user, row)
    return paper_answer(row, person_of(request))


def paper_answer(row: Evidence, reader: Person) -> HttpResponse:
    """A paper that somebody may read, as a download; that they read it is recorded."""
    content = actions_papers.read_paper(paper=row, by=reader)
    ending = row.file.name.rpartition(".")[2]
    headers = {
        "Content-Disposition": f'attachment; filename="paper-{row.pk}.{ending}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type=row.content_type, headers=headers)
