"""The parts of an offer, each on a page of its own: rules, papers, questions, letters, what others confirm."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from retention_portal.core.answers import saved
from retention_portal.core.refusals import BadInput, Refused
from schemes.catalogue import actions
from schemes.catalogue.form_check import LETTER_FIELDS
from schemes.catalogue.form_layout import form_of
from schemes.catalogue.forms_offers import WithRevision
from schemes.catalogue.forms_parts import (
    LettersForm,
    OutsideForm,
    PaperForm,
    QuestionForm,
    RuleForm,
    question_initial,
)
from schemes.catalogue.local_rules import rule_problem, rule_words
from schemes.catalogue.models import Offer
from schemes.catalogue.views_offers import form_page, offer_or_404, saved_words, writers_only

LISTS = ("rules", "documents", "questions")
OTHERS = {"host": "The practice", "supervisor": "The educational supervisor"}


@form_page
@writers_only
def offer_rules(request: HttpRequest, offer_id: int) -> HttpResponse:
    """The rules of an offer, and one more."""
    offer = offer_or_404(request, offer_id)
    form = RuleForm(_posted(request), initial={"revision": offer.revision})

    def content() -> dict[str, Any]:
        rule = form.rule()
        if why := rule_problem(rule):
            raise BadInput(why)
        return {"rules": [*offer.rules, rule]}

    if _save(request, offer, form, content):
        return redirect("catalogue:offer_rules", offer.pk)
    rows = [rule_words(rule) for rule in offer.rules]
    return render(request, "schemes/offers/offer_rules.jinja", {"offer": offer, "form": form, "rows": rows})


@form_page
@writers_only
def offer_papers(request: HttpRequest, offer_id: int) -> HttpResponse:
    """The papers that applicants send, and one more."""
    offer = offer_or_404(request, offer_id)
    form = PaperForm(_posted(request), initial={"revision": offer.revision, "required": True})

    def content() -> dict[str, Any]:
        return {"documents": [*offer.documents, form.paper(_keys(offer))]}

    if _save(request, offer, form, content):
        return redirect("catalogue:offer_papers", offer.pk)
    return render(request, "schemes/offers/offer_papers.jinja", {"offer": offer, "form": form})


@require_GET
@writers_only
def offer_questions(request: HttpRequest, offer_id: int) -> HttpResponse:
    """The questions of an offer, in order."""
    offer = offer_or_404(request, offer_id)
    texts = {row["key"]: row["text"] for row in offer.questions}
    return render(request, "schemes/offers/offer_questions.jinja", {"offer": offer, "texts": texts})


@form_page
@writers_only
def question_new(request: HttpRequest, offer_id: int) -> HttpResponse:
    """One more question, at the end."""
    offer = offer_or_404(request, offer_id)
    initial = {"revision": offer.revision, "required": True, "kind": "long_text"}
    form = QuestionForm(_posted(request), earlier=offer.questions, initial=initial)

    def content() -> dict[str, Any]:
        return {"questions": [*offer.questions, form.question(_keys(offer))]}

    if _save(request, offer, form, content):
        return redirect("catalogue:offer_questions", offer.pk)
    return render(request, "schemes/offers/question.jinja", {"offer": offer, "form": form, "question": None})


@form_page
@writers_only
def question_edit(request: HttpRequest, offer_id: int, key: str) -> HttpResponse:
    """Change a question; it keeps its key and place."""
    offer = offer_or_404(request, offer_id)
    place = next((n for n, row in enumerate(offer.questions) if row["key"] == key), None)
    if place is None:
        raise Http404("There is no such question.")
    row = offer.questions[place]
    initial = question_initial(row) | {"revision": offer.revision}
    form = QuestionForm(_posted(request), earlier=offer.questions[:place], initial=initial)

    def content() -> dict[str, Any]:
        changed = form.question(set(), key=key)
        if "unit" in row:
            changed["unit"] = row["unit"]
        return {"questions": [*offer.questions[:place], changed, *offer.questions[place + 1 :]]}

    if _save(request, offer, form, content):
        return redirect("catalogue:offer_questions", offer.pk)
    return render(request, "schemes/offers/question.jinja", {"offer": offer, "form": form, "question": row})


@require_POST
@writers_only
def row_change(request: HttpRequest, offer_id: int, part: str) -> HttpResponse:
    """Take a row out of a list, or move it up by one: `row` is its place from 0, `do` is "remove" or "up"."""
    offer = offer_or_404(request, offer_id)
    place = request.POST.get("row", "")
    if part not in LISTS or not place.isdecimal() or int(place[:6]) >= len(getattr(offer, part)):
        raise Http404("There is no such row.")
    rows, number = list(getattr(offer, part)), int(place[:6])
    row = rows.pop(number)
    if request.POST.get("do") == "up":
        rows.insert(max(number - 1, 0), row)
    revision = request.POST.get("revision", "")
    try:
        actions.update_offer(
            offer=offer,
            content={part: rows},
            revision=int(revision[:9]) if revision.isdecimal() else 0,
            by=request.user,
        )
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, saved_words(offer))
    pages = {"rules": "offer_rules", "documents": "offer_papers", "questions": "offer_questions"}
    return redirect(f"catalogue:{pages[part]}", offer.pk)


@form_page
@writers_only
def offer_letters(request: HttpRequest, offer_id: int) -> HttpResponse:
    """The letters of an offer."""
    offer = offer_or_404(request, offer_id)
    form = LettersForm(_posted(request), initial=LettersForm.initial_of(offer))
    if _save(request, offer, form, lambda: {"letters": form.letters()}):
        return redirect("catalogue:offer_edit", offer.pk)
    context = {"offer": offer, "form": form, "names": LETTER_FIELDS}
    return render(request, "schemes/offers/offer_letters.jinja", context)


@form_page
@writers_only
def offer_others(request: HttpRequest, offer_id: int, part: str) -> HttpResponse:
    """What the practice or the supervisor confirms, and what they see."""
    offer = offer_or_404(request, offer_id)
    if part not in OTHERS:
        raise Http404("Only the practice and the supervisor are asked.")
    before = getattr(offer, f"{part}_part")
    initial = {
        "intro": before.get("intro", ""),
        "asked": "\n".join(row["text"] for row in before.get("questions", [])),
        "shows": before.get("shows", []),
        "revision": offer.revision,
    }
    form = OutsideForm(_posted(request), part=part, form=form_of(offer), initial=initial)
    if _save(request, offer, form, lambda: {f"{part}_part": form.stored(before)}):
        return redirect("catalogue:offer_edit", offer.pk)
    context = {"offer": offer, "form": form, "part": part, "who": OTHERS[part]}
    return render(request, "schemes/offers/offer_others.jinja", context)


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _save(
    request: HttpRequest, offer: Offer, form: WithRevision, content: Callable[[], dict[str, Any]]
) -> bool:
    """Save one part when the form was posted and is in order; a refusal is added to the form."""

    def save() -> None:
        revision = form.cleaned_data["revision"] or 0
        actions.update_offer(offer=offer, content=content(), revision=revision, by=request.user)

    if request.method != "POST" or not saved(form, save):
        return False
    messages.success(request, saved_words(offer))
    return True


def _keys(offer: Offer) -> set[str]:
    """Every key that the offer's form uses already."""
    outside = [row for part in (offer.host_part, offer.supervisor_part) for row in part.get("questions", [])]
    return {row["key"] for row in (*offer.questions, *offer.documents, *outside)}
