"""For the person: my support, and the one question at 6 and 12 months, which needs no sign-in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_GET, require_http_methods

from retention_portal.accounts.guards import public, signed_in
from retention_portal.core.dates import today
from retention_portal.core.refusals import BadInput, Refused
from schemes.awards import actions_still, emails, queries, wording
from schemes.awards.models import StillInPost
from schemes.awards.rules.still_in_post import is_open
from schemes.awards.statuses import OVER, StillAnswer


def _address(path: str) -> str:
    """A page of another slice, which this one may not know of; empty while it does not exist."""
    try:
        resolve(path)
    except Resolver404:
        return ""
    return path


@require_GET
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """What you are on, since when, at which sessions, what was paid, and what you repay if you leave early."""
    cards = [wording.card(row, today()) for row in queries.awards_of(request.user)]
    context = {
        "now": [card for card in cards if card.award.status not in OVER],
        "places": queries.places_of(request.user),
        "before": [card for card in cards if card.award.status in OVER],
        "status_kind": wording.STATUS_KIND,
        "day": today(),
        "fits": _address("/schemes/what-fits-me/"),
    }
    return render(request, "awards/mine.jinja", context)


def _question(token: str) -> StillInPost:
    pk = emails.question_id(token)
    question = queries.question_open(pk) if pk is not None else None
    if question is None:
        raise Http404("This link is not one of ours. Copy the whole address from the mail.")
    return question


@require_http_methods(["GET", "POST"])
@public("A signed link in a mail: one optional question, with no name on the page; opening it writes nothing")
def still_in_post(request: HttpRequest, token: str) -> HttpResponse:
    """Five buttons. Pressing one keeps the answer; it can be changed while the answers are not counted."""
    question = _question(token)
    refused = ""
    if request.method == "POST":
        try:
            actions_still.answer(question=question, said=request.POST.get("answer", ""))
            return redirect("awards:still_in_post", token)
        except (Refused, BadInput) as no:
            refused = str(no)
    context = {
        "question": question,
        "answers": StillAnswer.choices,
        "open": is_open(question.asked_on, today()),
        "refused": refused,
        "talk": _address("/support/"),
    }
    return render(request, "awards/still_in_post.jinja", context, status=409 if refused else 200)
