"""The form: begin, one question a page, papers, check your answers, send."""

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from retention_portal.accounts.guards import person_of, signed_in
from retention_portal.core.answers import demand, saved
from retention_portal.core.dates import LONDON, now, today
from retention_portal.core.refusals import BadInput, Refused, is_allowed, refusal
from retention_portal.core.uploads import too_large_sentence
from schemes.applications import actions_draft as actions
from schemes.applications import actions_papers, permissions, queries, queries_known, rules_form
from schemes.applications.forms import AnswerForm, PaperForm, SendForm
from schemes.applications.models import Application
from schemes.applications.periods import period_of
from schemes.applications.statuses import EDITABLE
from schemes.applications.views_interest import TOO_MANY, offer_or_404
from schemes.catalogue.form_layout import Question


def own_or_404(request: HttpRequest, application_id: int) -> Application:
    """The user's own application; not found for anybody else's."""
    return get_object_or_404(queries.own_applications(request.user), pk=application_id)


@require_http_methods(["GET", "POST"])
@signed_in
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """What will be asked, and one button that begins; a draft that is there already is carried on."""
    offer = offer_or_404(request, slug)
    person = person_of(request)
    if request.method == "POST":
        try:
            application = actions.start_draft(offer=offer, by=person)
        except Refused as refused:
            messages.error(request, refused.sentence)
        else:
            return redirect("applications:form", application.pk)
    context = {
        "offer": offer,
        "kept": period_of("keep_unsent", offer.owner.code, today()).words,
        "existing": queries.live_application(offer, person),
        "why_not": refusal(permissions.check_can_start, person, offer),
    }
    return render(request, "applications/start.jinja", context)


@require_GET
@signed_in
def form(request: HttpRequest, application_id: int) -> HttpResponse:
    """The list of what is asked, what is done, and where to carry on."""
    application = own_or_404(request, application_id)
    demand(permissions.check_can_answer, request.user, application)
    layout, papers = application.form, queries_known.answered_papers(application, today())
    following = rules_form.next_question(layout, application.answers, papers)
    context = {
        "application": application,
        "sections": _sections(request, application, papers),
        "following": following,
        "gaps": rules_form.gaps(layout, application.answers, papers),
    }
    return render(request, "applications/form.jinja", context)


def _sections(request: HttpRequest, application: Application, papers: set[str]) -> list[dict[str, Any]]:
    """Each section with its questions, their answers in words, where those are from, and whether each is done."""
    answers = application.answers
    known = queries_known.known_about(person_of(request), today())
    origins = queries_known.origins(application.form.questions, answers, known)
    return [
        {
            "title": section.title,
            "questions": [
                {
                    "question": question,
                    "words": rules_form.in_words(question, answers.get(question.key)),
                    "origin": origins.get(question.key, ""),
                    "done": rules_form.is_answered(question, answers, papers),
                }
                for question in questions
            ],
        }
        for section, questions in rules_form.sections_shown(application.form, answers)
    ]


@require_http_methods(["GET", "POST"])
@signed_in
def question(request: HttpRequest, application_id: int, key: str) -> HttpResponse:
    """One question. Every press of a button saves; the page says when."""
    application = own_or_404(request, application_id)
    demand(permissions.check_can_answer, request.user, application)
    asked = _question_or_404(application, key)
    if asked.kind == "file":
        return _paper_page(request, application, asked)
    later = "later" in request.POST
    quiet = request.method == "POST" and request.headers.get("Accept") == "application/json"
    kept = application.answers.get(key)
    form = AnswerForm(asked, kept, request.POST if request.method == "POST" else None, later=later or quiet)
    if quiet:
        return _kept_quietly(request, application, form)
    form.seen = request.POST.get("seen", rules_form.mark(kept))
    if request.method == "POST" and saved(form, lambda: _save(request, application, form)):
        return _onward(request, application, key, later=later)
    return _page(request, application, asked, form)


def _save(request: HttpRequest, application: Application, form: AnswerForm) -> None:
    """Keep the answer of a form, unless another was kept since its page was opened: then the page shows both."""
    key, seen = form.question.key, request.POST.get("seen")
    try:
        actions.save_answer(
            application=application, key=key, answer=form.answer(), by=person_of(request), seen=seen
        )
    except Refused as no:
        if no.code == "changed":
            application.refresh_from_db(fields=["answers"])
            kept = application.answers.get(key)
            form.seen, form.elsewhere = rules_form.mark(kept), rules_form.in_words(form.question, kept)
        raise


def _kept_quietly(request: HttpRequest, application: Application, form: AnswerForm) -> JsonResponse:
    """Answer the script that saves while somebody types: what to say, and the mark of what is kept now.

    An answer that is empty or not whole yet is left alone and not called a mistake: the person is still typing.
    """
    if not form.is_valid() or form.answer() in (None, "", []):
        return _json(422, words="Not saved yet: it is not whole")
    if not saved(form, lambda: _save(request, application, form)):
        status, why = (409 if form.elsewhere else 422), str(form.non_field_errors()[0])
        return _json(status, words=f"Not saved. {why}")
    at = now().astimezone(LONDON).strftime("%H:%M")
    return _json(200, words=f"Saved at {at}", seen=rules_form.mark(form.answer()))


def _json(status: int, **said: str) -> JsonResponse:
    return JsonResponse(said, status=status, headers={"Cache-Control": "no-store"})


def _question_or_404(application: Application, key: str) -> Question:
    try:
        return actions.question_or_refuse(application, key)
    except BadInput as no:
        raise Http404 from no


def _onward(request: HttpRequest, application: Application, key: str, *, later: bool) -> HttpResponse:
    """To the next question without an answer, to the check when all have one, or to the list."""
    application.refresh_from_db()
    if later or application.status != "draft":
        return redirect("applications:form", application.pk)
    if request.GET.get("from") == "check":
        return redirect("applications:check", application.pk)
    papers = queries_known.answered_papers(application, today())
    following = rules_form.next_question(application.form, application.answers, papers, after=key)
    if following is None:
        return redirect("applications:check", application.pk)
    return redirect("applications:question", application.pk, following.key)


def _page(
    request: HttpRequest, application: Application, asked: Question, form: Any, **more: Any
) -> HttpResponse:
    shown = [
        one for _, some in rules_form.sections_shown(application.form, application.answers) for one in some
    ]
    keys = [one.key for one in shown]
    number = keys.index(asked.key) + 1
    context = {
        "application": application,
        "asked": asked,
        "form": form,
        "number": number,
        "count": len(keys),
        "before": keys[number - 2] if number > 1 else None,
        "origin": _origin(request, application, asked),
        "elsewhere": getattr(form, "elsewhere", ""),
        "began_from": getattr(form, "seen", ""),
        **more,
    }
    return render(request, "applications/question.jinja", context)


def _origin(request: HttpRequest, application: Application, asked: Question) -> str:
    """Where the answer that stands there is from, when it was known before the form asked."""
    if asked.fact is None or asked.key not in application.answers:
        return ""
    known = queries_known.known_about(person_of(request), today())
    return queries_known.origins([asked], application.answers, known).get(asked.key, "")


def _paper_page(request: HttpRequest, application: Application, asked: Question) -> HttpResponse:
    form = PaperForm(request.POST or None, request.FILES or None) if request.method == "POST" else PaperForm()
    if request.method == "POST" and ("later" in request.POST or "onward" in request.POST):
        return _onward(request, application, asked.key, later="later" in request.POST)
    if request.method == "POST":
        if sentence := too_large_sentence(request):
            form.add_error(None, sentence)
        elif saved(form, lambda: _add(request, application, asked.key, form)):
            messages.success(request, "The paper is kept.")
            return redirect("applications:question", application.pk, asked.key)
    mine = [paper for paper in queries.papers_of(application) if paper.question == asked.key]
    checked = queries_known.checks_for_papers(application, today()).get(asked.key, "")
    return _page(request, application, asked, form, papers=mine, checked=checked)


def _add(request: HttpRequest, application: Application, key: str, form: PaperForm) -> None:
    if not ratelimit.consume(request, action="paper", user=request.user):
        raise Refused(TOO_MANY, code="too_many")
    actions_papers.add_paper(
        application=application, key=key, file=form.cleaned_data["file"], by=person_of(request)
    )


@require_POST
@signed_in
def paper_remove(request: HttpRequest, application_id: int, paper_id: int) -> HttpResponse:
    """Take away a paper that was not sent yet."""
    application = own_or_404(request, application_id)
    paper = get_object_or_404(application.papers.select_related("application"), pk=paper_id, removed_at=None)
    try:
        actions_papers.remove_paper(paper=paper, by=person_of(request))
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, "The paper is taken away.")
    if is_allowed(permissions.check_can_answer, request.user, application):
        return redirect("applications:question", application.pk, paper.question)
    return redirect("applications:detail", application.pk)


@require_http_methods(["GET", "POST"])
@signed_in
def check(request: HttpRequest, application_id: int) -> HttpResponse:
    """Check your answers, then send: once."""
    application = own_or_404(request, application_id)
    if request.method == "POST" and application.status not in EDITABLE and application.was_sent:
        messages.success(request, "It is sent. You need do nothing more.")
        return redirect("applications:detail", application.pk)
    demand(permissions.check_can_answer, request.user, application)
    initial = {"edit_version": application.edit_version}
    form = SendForm(request.POST if request.method == "POST" else None, initial=initial)

    def save() -> None:
        version = form.cleaned_data["edit_version"]
        actions.submit(application=application, edit_version=version, by=person_of(request))

    if request.method == "POST" and saved(form, save):
        messages.success(request, "It is sent. You need do nothing more for now.")
        return redirect("applications:detail", application.pk)
    if form.is_bound:  # what is checked now is what stands on this page
        form.data = {**form.data.dict(), "edit_version": str(application.edit_version)}  # type: ignore[attr-defined]
    papers = queries.papers_of(application)
    checked = queries_known.checks_for_papers(application, today())
    keys = {paper.question for paper in papers} | set(checked)
    context = {
        "application": application,
        "form": form,
        "sections": _sections(request, application, keys),
        "papers": papers,
        "checked": checked,
        "gaps": rules_form.gaps(application.form, application.answers, keys),
        "why_not": refusal(permissions.check_can_submit, request.user, application),
    }
    return render(request, "applications/check.jinja", context)
