"""Six questions, one a page; then what is worth a look. Answers go by POST into the session and are never cached."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from retention_portal.accounts.guards import person_of, public, signed_in
from retention_portal.accounts.queries import known_facts
from retention_portal.core import limits
from retention_portal.core.dates import today
from retention_portal.core.same_for_all import same_for_all
from retention_portal.core.vocabulary import CareerStage, Profession
from schemes.catalogue.fitting import actions, answers, places, questions, wording
from schemes.catalogue.fitting.forms import FORMS, AreasForm, MailForm, QuestionForm
from schemes.catalogue.fitting.queries import results as results_of
from schemes.catalogue.rules.facts import fact

NO_ACCOUNT = "Who is only looking around needs no account, and nobody is told that they did."
View = Callable[..., HttpResponse]


def private(view: View) -> View:
    """Neither a browser nor anything between keeps the page; a fault report leaves out what was posted."""

    @wraps(view)
    def never_kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs)

    kept_nowhere = cache_control(no_store=True, private=True, max_age=0)(never_kept)
    return cast("View", sensitive_post_parameters()(kept_nowhere))


@require_GET
@public(NO_ACCOUNT)
@private
@same_for_all(lambda: "no row is read before the first answer")
def start(request: HttpRequest) -> HttpResponse:
    """What is asked, how long it takes, what becomes of it."""
    given = answers.read(request)
    context = {"questions": questions.QUESTIONS, "began": bool(given), "next": _next(given)}
    return render(request, "schemes/fitting/start.jinja", context)


def _next(given: dict[str, Any]) -> str | None:
    return questions.first_missing(given)


@require_http_methods(["GET", "HEAD", "POST"])
@public(NO_ACCOUNT)
@private
def question(request: HttpRequest, slug: str) -> HttpResponse:
    """One question; a whole answer leads to the next that is missing, and from the last to the results."""
    if slug not in questions.SLUGS:
        raise Http404("There is no such question.")
    given = answers.read(request)
    form = _form(request, slug, given)
    if request.method == "POST" and form.is_valid():
        answers.keep(request, slug, form.given())
        return _onward(slug, answers.read(request))
    number = questions.SLUGS.index(slug)
    context = {
        "form": form,
        "question": questions.QUESTIONS[number],
        "number": number + 1,
        "of": len(questions.SLUGS),
        "back": questions.SLUGS[number - 1] if number else None,
        "areas": _area_names(given) if slug == "where" else [],
    }
    status = 422 if form.errors else 200
    return render(request, "schemes/fitting/question.jinja", context, status=status)


def _form(request: HttpRequest, slug: str, given: dict[str, Any]) -> QuestionForm:
    initial = given.get(slug)
    if initial is None and request.user.is_authenticated:
        initial = questions.answers_from_facts(known_facts(person_of(request))).get(slug)
    return FORMS[slug](
        request.POST if request.method == "POST" else None, initial=_typed(initial or {}), answers=given
    )


def _typed(kept: dict[str, Any]) -> dict[str, Any]:
    """What the session keeps, as the fields take it: days as days."""
    return {
        name: date.fromisoformat(value) if value and name.endswith("_on") else value
        for name, value in kept.items()
    }


def _onward(slug: str, given: dict[str, Any]) -> HttpResponse:
    """The page after an answer: an unsure place first, then the next question, whether answered before or not."""
    if slug == "where" and not questions.is_answered("where", given):
        return redirect("fitting:areas")
    if questions.first_missing(given) is None:
        return redirect("fitting:results")
    later = questions.SLUGS[questions.SLUGS.index(slug) + 1 :]
    following = next((one for one in later if not questions.is_answered(one, given)), _next(given))
    return redirect("fitting:question", slug=following)


def _area_names(given: dict[str, Any]) -> list[str]:
    found = places.systems_by_code(given.get("where", {}).get("areas", []))
    return [places.short_name(row.name) for row in found]


@require_http_methods(["GET", "HEAD", "POST"])
@public(NO_ACCOUNT)
@private
def areas(request: HttpRequest) -> HttpResponse:
    """Which of several systems a place means, or any of all of them."""
    given = answers.read(request)
    form = AreasForm(
        request.POST if request.method == "POST" else None,
        initial={"areas": given.get("where", {}).get("areas", [])},
        answers=given,
    )
    if request.method == "POST" and form.is_valid():
        answers.keep(request, "where", form.given())
        return _onward("where", answers.read(request))
    context = {"form": form, "narrowed": bool(given.get("where", {}).get("candidates"))}
    return render(request, "schemes/fitting/areas.jinja", context, status=422 if form.errors else 200)


@require_GET
@public(NO_ACCOUNT)
@private
def results(request: HttpRequest) -> HttpResponse:
    """At most three things worth a look, who will ring, and how it was checked."""
    given = answers.read(request)
    if missing := _next(given):
        return redirect("fitting:question", slug=missing)
    found = results_of(given, today())
    context = {"found": found, "answers": _told_words(given), "is_manager": _is_manager(found.said)}
    return render(request, "schemes/fitting/results.jinja", context)


def _is_manager(said: questions.Told) -> bool:
    return said.profession == Profession.PRACTICE_MANAGER


def _told_words(given: dict[str, Any]) -> list[tuple[str, str, str]]:
    """(slug, label, answer in words) of every question, so that each can be changed."""
    said = questions.told(given)
    stage = "coming back" if said.stage == CareerStage.RETURNER else CareerStage(said.stage).gp_wording
    words = {
        "where": wording.listed(_area_names(given)) if said.areas else "Outside England",
        "role": wording.caption(said, []).split(" · ")[0],
        "stage": stage[0].upper() + stage[1:].replace("my ", "your "),
        "sessions": f"{given['sessions']['now']} now, {given['sessions']['wanted']} wanted",
        "help": wording.listed(wording.NEEDS[need] for need in said.needs),  # type: ignore[index]
        "when": dict(questions.WHEN)[said.when],
    }
    return [(one.slug, one.short, words[one.slug]) for one in questions.QUESTIONS]


@require_http_methods(["GET", "HEAD", "POST"])
@public(NO_ACCOUNT)
@private
def mail(request: HttpRequest) -> HttpResponse:
    """Send the results to oneself, once, to an address that is forgotten."""
    given = answers.read(request)
    if missing := _next(given):
        return redirect("fitting:question", slug=missing)
    form = MailForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            _send(request, given, form.cleaned_data["email"])
        except limits.TooOften as no:
            form.add_error(None, no.sentence)
            return limits.told(_mail_page(request, form, limits.STATUS), no)  # type: ignore[return-value]
        messages.success(
            request, "Sent. It should arrive within a few minutes. We have forgotten the address."
        )
        return redirect("fitting:results")
    status = 422 if form.errors else 200
    return _mail_page(request, form, status)


def _mail_page(request: HttpRequest, form: MailForm, status: int) -> HttpResponse:
    return render(request, "schemes/fitting/mail.jinja", {"form": form}, status=status)


def _send(request: HttpRequest, given: dict[str, Any], to: str) -> None:
    actions.send_to_oneself(
        found=results_of(given, today()),
        to=to,
        visit=request.session.session_key or "",
        network_address=request.META.get("REMOTE_ADDR", ""),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@private
def keep(request: HttpRequest) -> HttpResponse:
    """Show exactly what would be carried into the profile; carry it at the press."""
    given = answers.read(request)
    if missing := _next(given):
        return redirect("fitting:question", slug=missing)
    said, person = questions.told(given), person_of(request)
    if request.method == "POST":
        actions.keep_facts(said=said, by=person)
        messages.success(request, "Kept. Forms will not ask you these again.")
        return redirect("fitting:results")
    known = known_facts(person)
    rows = [
        (fact(name).question, _words(value), _words(known.get(name)))
        for name, value in questions.kept_facts(said).items()
    ]
    return render(request, "schemes/fitting/keep.jinja", {"rows": rows})


def _words(value: Any) -> str:
    """A stored value in words; a code by its label."""
    text = "" if value is None else str(value)
    labels = dict(Profession.choices) | {one.value: one.gp_wording for one in CareerStage} | POSTS
    if len(text) == len("2026-10-12") and text[4:5] == "-":
        return wording.date_text(date.fromisoformat(text))
    return labels.get(text, text)


POSTS = {
    "partner": "Partner",
    "salaried": "Salaried",
    "substantive_and_locum": "A post, and locum work beside it",
    "offered_substantive": "A post to start soon",
    "locum_only": "Locum only",
    "none": "No post now",
}


@require_POST
@public(NO_ACCOUNT)
@private
def start_again(request: HttpRequest) -> HttpResponse:
    """Forget every answer."""
    answers.clear(request)
    messages.success(request, "Your answers are gone.")
    return redirect("fitting:start")
