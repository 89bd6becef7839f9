"""Rounds of matching as a coordinator looks at them: the pairs with their reasons, another choice, and the release."""

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from retention_portal.accounts.guards import person_of, roles_required
from retention_portal.core.answers import done_or_told
from retention_portal.core.refusals import Refused
from schemes.mentoring import actions_pairing, actions_round, queries, queries_matching
from schemes.mentoring.models import Mentor, Proposal, Request, Round
from schemes.mentoring.statuses import RoundStatus

coordinators_only = roles_required(*queries.COORDINATORS)


@require_POST
@coordinators_only
def round_draw(request: HttpRequest, service_id: int) -> HttpResponse:
    """Propose pairs."""
    row = get_object_or_404(queries.services_visible_to(request.user), pk=service_id)
    try:
        drawn = actions_pairing.draw_round(service=row, by=person_of(request))
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("mentoring:service", row.pk)
    return redirect("mentoring:round", drawn.pk)


@require_GET
@coordinators_only
def round_look(request: HttpRequest, round_id: int) -> HttpResponse:
    """The proposed pairs with their reasons, and those who wait with theirs."""
    drawn = get_object_or_404(queries.rounds_visible_to(request.user), pk=round_id)
    people = {
        one.pk: one
        for one in Request.objects.filter(pk__in=[item["request"] for item in drawn.waiting]).select_related(
            "person"
        )
    }
    shown = {
        "drawn": drawn,
        "proposals": drawn.proposals.select_related("request__person", "mentor__person"),
        "waiting": [(people[item["request"]], item["why"]) for item in drawn.waiting],
        "is_open": drawn.status == RoundStatus.PROPOSED,
    }
    return render(request, "mentoring/round.jinja", shown)


@require_POST
@coordinators_only
def round_decide(request: HttpRequest, round_id: int) -> HttpResponse:
    """Release the round, or set it aside."""
    drawn = get_object_or_404(queries.rounds_visible_to(request.user), pk=round_id)
    person = person_of(request)
    try:
        if request.POST.get("decision") == "release":
            asked, not_any_more = actions_pairing.release_round(drawn=drawn, by=person)
            told = f"{asked} {'mentor was' if asked == 1 else 'mentors were'} asked."
            if not_any_more:
                told += f" {not_any_more} could not be matched any more and wait on."
        else:
            actions_pairing.discard_round(drawn=drawn, by=person)
            told = "The round is set aside. Nobody heard of it."
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, told)
    return redirect("mentoring:round", drawn.pk)


@require_POST
@coordinators_only
def proposal_keep(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Take a pair out of the round, or put it back."""
    rounds = queries.rounds_visible_to(request.user)
    proposal = get_object_or_404(Proposal.objects.filter(round__in=rounds), pk=proposal_id)
    dropped = request.POST.get("dropped") == "yes"
    done_or_told(
        request, "Taken out of the round." if dropped else "Back in the round.",
        lambda: actions_pairing.drop_pair(proposal=proposal, dropped=dropped, by=person_of(request)),
    )  # fmt: skip
    return redirect("mentoring:round", proposal.round_id)


@require_http_methods(["GET", "POST"])
@coordinators_only
def choose(request: HttpRequest, round_id: int, request_id: int) -> HttpResponse:
    """Every mentor for one person of the round, with the reasons and why not; and the choice of another."""
    drawn = get_object_or_404(queries.rounds_visible_to(request.user), pk=round_id)
    asked = get_object_or_404(_people_of(drawn), pk=request_id)
    if request.method == "POST":
        mentors = Mentor.objects.filter(service=drawn.service)
        mentor = get_object_or_404(mentors, pk=_number(request.POST.get("mentor", "")))
        done_or_told(
            request, f"{mentor.person} is proposed to {asked.person} now.",
            lambda: actions_round.give_mentor(
                drawn=drawn, request=asked, mentor=mentor, by=person_of(request)
            ),
        )  # fmt: skip
        return redirect("mentoring:round", drawn.pk)
    choices = queries_matching.choices_for(drawn, asked) if drawn.status == RoundStatus.PROPOSED else []
    shown = {"drawn": drawn, "asked": asked, "choices": choices}
    return render(request, "mentoring/choose.jinja", shown)


def _people_of(drawn: Round) -> QuerySet[Request]:
    """Those of a round: with a pair, or without."""
    waiting = [one["request"] for one in drawn.waiting]
    paired = drawn.proposals.values("request")
    return Request.objects.filter(Q(pk__in=waiting) | Q(pk__in=paired)).select_related("person")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0
