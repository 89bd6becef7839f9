"""The queue, its file, and one application as those who look after it see it."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from retention_portal.accounts.access import acting_as
from retention_portal.accounts.guards import person_of, roles_required
from retention_portal.core import csv_files
from retention_portal.core.answers import demand, saved
from retention_portal.core.dates import LONDON, today
from retention_portal.core.refusals import BadInput, Refused, is_allowed, refusal
from schemes.applications import actions_queue as actions
from schemes.applications import (
    letters,
    periods,
    permissions,
    queries,
    queries_known,
    queries_queue,
    rules,
    rules_form,
)
from schemes.applications.forms_staff import AskForm, FlagForm, QueueForm, ResolveForm, ThreadForm
from schemes.applications.models import Application
from schemes.applications.models_decision import Approval
from schemes.applications.models_talk import Flag
from schemes.applications.rules_letters import MORE
from schemes.applications.statuses import Status
from schemes.catalogue.form_layout import Question

PER_PAGE = 25
staff_only = roles_required(*queries.STAFF)


def seen_or_404(request: HttpRequest, application_id: int) -> Application:
    """An application that the user looks after; not found for their own and for others'."""
    rows = queries.applications_visible_to(request.user).select_related("applicant", "first_word_by")
    return get_object_or_404(rows, pk=application_id)


@require_GET
@staff_only
def queue(request: HttpRequest) -> HttpResponse:
    """Who waits, longest first, page by page."""
    offers = queries_queue.offers_in_queue(request.user)
    wanted = QueueForm(offers, request.GET).wanted()
    rows = queries_queue.queue(request.user, wanted)
    page = Paginator(rows.values_list("pk", flat=True), PER_PAGE).get_page(request.GET.get("page"))
    shown = queries_queue.queue_rows(page.object_list, request.user)
    context = {
        "filters": QueueForm(offers, initial=asdict(wanted)),
        "page": page,
        "rows": [queries_queue.queue_row(row, today()) for row in shown],
        "view": queries_queue.VIEWS[wanted.view],
        "periods": _periods(shown),
    }
    return render(request, "applications/queue.jinja", context)


def _periods(shown: list[Application]) -> list[tuple[str, tuple[periods.Period, ...]]]:
    """How long things take at each place of the page, by its name."""
    owners = {row.owner.name: row.owner.code for row in shown}
    return [(name, periods.periods_of(code, today())) for name, code in sorted(owners.items())]


@require_GET
@staff_only
def queue_csv(request: HttpRequest) -> Any:
    """The list as filtered, as a file that no spreadsheet runs."""
    form = QueueForm(queries_queue.offers_in_queue(request.user), request.GET)
    rows = queries_queue.queue(request.user, form.wanted())
    chunks = csv_files.csv_chunks(queries_queue.CSV_HEADINGS, queries_queue.csv_rows(rows, today()))
    name = csv_files.csv_filename("applications", today())
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(chunks, content_type="text/csv; charset=utf-8", headers=headers)


@require_GET
@staff_only
def case(request: HttpRequest, application_id: int) -> HttpResponse:
    """One application: what was sent, what was said, what stands in the way, what can be done now."""
    application = seen_or_404(request, application_id)
    return render(request, "applications/case.jinja", _case(request, application, ThreadForm()))


def _case(request: HttpRequest, application: Application, form: ThreadForm) -> dict[str, Any]:
    user, status = request.user, Status(application.status)
    flags, approvals = (
        Flag.objects.select_related("raised_by", "resolved_by"),
        Approval.objects.select_related("by"),
    )
    prefetch_related_objects([application], Prefetch("flags", flags), Prefetch("approvals", approvals))
    decisions, sees_health = queries.decisions_of(application), queries.sees_health(user, application)
    sent = [one for one in decisions if one.released_at]
    return {
        "application": application,
        "status": status,
        "turn": "Us" if application.with_us else "The applicant" if status in queries.LIVE else "Nobody",
        "days": rules.days_waiting(application.waiting_since, today()),
        "clock": _clock(application),
        "sees_health": sees_health,
        "sections": rules_form.sections_shown(application.form, application.sent_answers),
        "in_words": lambda question: _in_words(application, question, sees_health=sees_health),
        "papers": queries.papers_for_staff(application),
        "checked": _checked(application),
        "parts": queries.parts_of(application),
        "part_questions": _part_questions(application),
        "messages_said": queries.thread_of(application, internal=True),
        "flags": list(application.flags.all()),
        "history": queries.history_of(application),
        "approvals": list(application.approvals.all()),
        "pending": next((one for one in decisions if one.released_at is None), None),
        "sent": sent,
        "form": form,
        "may_look_after": is_allowed(permissions.check_can_look_after, user, application),
        "may_ask": is_allowed(permissions.check_can_ask, user, application),
        "passes": permissions.passes(application),
        "stopped": queries.has_open_flag(application, stops=True),
        "why_not_decide": refusal(permissions.check_can_decide, user, application),
        "may_approve": is_allowed(permissions.check_can_approve, user, application),
        "appeal": next((one.appeal for one in sent if hasattr(one, "appeal")), None),
        "why_seen": acting_as(user, queries.STAFF, application.owner),
    }


def _checked(application: Application) -> list[tuple[str, str]]:
    """(paper, why it was not asked for) of each paper for which a check stands."""
    found = queries_known.checks_for_papers(application, today()) if application.was_sent else {}
    texts = {question.key: question.text for question in application.form.questions}
    return [(texts[key], why) for key, why in found.items()]


def _clock(application: Application) -> tuple[int, bool] | None:
    if application.arrived_on is None:
        return None
    spoken = application.first_word_at
    day = spoken.astimezone(LONDON).date() if spoken else None
    target = periods.length("first_word", application.owner.code, application.arrived_on)
    return rules.service_clock(application.arrived_on, day, today(), target)


def _in_words(application: Application, question: Question, *, sees_health: bool) -> str:
    """An answer in words; one that may hold health details only for those who must judge it."""
    if question.health and not sees_health:
        return "May hold health details: only the person who must judge it reads this"
    return rules_form.in_words(question, application.sent_answers.get(question.key))


def _part_questions(application: Application) -> dict[str, tuple[Question, ...]]:
    form = application.form
    return {"host": form.host.questions, "supervisor": form.supervisor.questions}


@require_POST
@staff_only
def say(request: HttpRequest, application_id: int) -> HttpResponse:
    """Write to the applicant, ask for more, or keep an internal note."""
    application = seen_or_404(request, application_id)
    form = ThreadForm(request.POST)
    acts = {
        "message": (actions.write_to_applicant, "Your message is sent."),
        "ask": (actions.ask_for_more, "They are asked. Their place in the queue is kept."),
        "note": (actions.write_note, "The note is kept. The applicant does not see it."),
    }

    def save() -> None:
        act, _ = acts[form.cleaned_data["kind"]]
        act(application=application, text=form.cleaned_data["text"], by=person_of(request))

    if form.is_valid() and form.cleaned_data["kind"] == "ask" and application.form.letter(MORE):
        return _ask(request, application, form.cleaned_data["text"])
    if saved(form, save):
        messages.success(request, acts[form.cleaned_data["kind"]][1])
        return redirect("applications:case", application.pk)
    return render(request, "applications/case.jinja", _case(request, application, form))


def _ask(request: HttpRequest, application: Application, what: str) -> HttpResponse:
    """The offer's own letter, to read and change before it goes out; the button on that page sends it."""
    demand(permissions.check_can_ask, request.user, application)
    subject, text = letters.more_information(application, what, today())
    form = AskForm(request.POST if "letter" in request.POST else None, initial={"letter": text})

    def save() -> None:
        actions.ask_for_more(application=application, text=form.cleaned_data["letter"], by=person_of(request))

    if form.is_bound and saved(form, save):
        messages.success(request, "They are asked. Their place in the queue is kept.")
        return redirect("applications:case", application.pk)
    context = {"application": application, "form": form, "subject": subject, "what": what}
    return render(request, "applications/ask.jinja", context)


@require_POST
@staff_only
def first_word(request: HttpRequest, application_id: int) -> HttpResponse:
    """Note that somebody has spoken with the applicant."""
    application = seen_or_404(request, application_id)
    demand(permissions.check_can_look_after, request.user, application)
    actions.note_first_word(application=application, by=person_of(request))
    messages.success(request, "Noted: somebody has spoken with them.")
    return redirect("applications:case", application.pk)


@require_POST
@staff_only
def pass_on(request: HttpRequest, application_id: int) -> HttpResponse:
    """Pass it on to the next of our own states."""
    application = seen_or_404(request, application_id)
    demand(permissions.check_can_look_after, request.user, application)
    try:
        actions.pass_on(application=application, to=request.POST.get("to", ""), by=person_of(request))
    except (Refused, BadInput) as no:
        messages.error(request, str(no))
    else:
        messages.success(request, "It is passed on.")
    return redirect("applications:case", application.pk)


@require_http_methods(["GET", "POST"])
@staff_only
def flag_new(request: HttpRequest, application_id: int) -> HttpResponse:
    """Raise a flag."""
    application = seen_or_404(request, application_id)
    demand(permissions.check_can_look_after, request.user, application)
    form = FlagForm(request.POST if request.method == "POST" else None)

    def save() -> None:
        actions.raise_flag(application=application, by=person_of(request), **form.cleaned_data)

    if request.method == "POST" and saved(form, save):
        messages.success(request, "The flag is raised. Nothing is decided while it is open.")
        return redirect("applications:case", application.pk)
    context = {
        "application": application,
        "form": form,
        "heading": "Raise a flag",
        "lede": "Nothing is decided while a flag is open. The applicant is not told that there is one.",
        "button": "Raise it",
    }
    return render(request, "applications/step.jinja", context)


@require_http_methods(["GET", "POST"])
@staff_only
def flag_resolve(request: HttpRequest, flag_id: int) -> HttpResponse:
    """Resolve a flag, with the reason."""
    visible = queries.applications_visible_to(request.user).values("pk")
    rows = Flag.objects.select_related("application__offer", "application__owner")
    flag = get_object_or_404(rows, pk=flag_id, application__in=visible)
    demand(permissions.check_can_look_after, request.user, flag.application)
    form = ResolveForm(request.POST if request.method == "POST" else None)

    def save() -> None:
        actions.resolve_flag(flag=flag, by=person_of(request), **form.cleaned_data)

    if request.method == "POST" and saved(form, save):
        messages.success(request, "The flag is resolved.")
        return redirect("applications:case", flag.application.pk)
    context = {
        "application": flag.application,
        "form": form,
        "heading": "Resolve a flag",
        "lede": f"{flag.reason} For {flag.team}.",
        "button": "Resolve it",
    }
    return render(request, "applications/step.jinja", context)
