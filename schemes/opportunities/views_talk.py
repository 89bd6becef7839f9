"""Talk to an experienced GP: ask, offer times, choose one, say that you met. Nobody else sees who asked."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from retention_portal.accounts.guards import person_of, public, roles_required, signed_in
from retention_portal.core.answers import demand, done_or_told, saved
from retention_portal.core.dates import now, today
from retention_portal.core.refusals import is_allowed
from schemes.opportunities import actions_talk as actions
from schemes.opportunities import permissions_peers as permissions
from schemes.opportunities import queries, queries_peers
from schemes.opportunities.forms_peers import AskForm, TeamForm, TeamMemberForm, TimesForm
from schemes.opportunities.models_peers import Conversation, ConversationTeam, TeamMember
from schemes.opportunities.statuses import ConversationStatus

form_page = require_http_methods(["GET", "POST"])
coordinators_only = roles_required(*queries_peers.COORDINATORS)
CHANGES: dict[str, tuple[str, Callable[..., Any]]] = {
    "none-suits": ("The team offers other times.", actions.none_suits),
    "cannot": ("Somebody else of the team offers times.", actions.cannot),
    "withdraw": ("Withdrawn. Nobody asks why.", actions.withdraw),
}


@require_GET
@public("anybody may see which teams there are; who asked is for the two alone")
def talk(request: HttpRequest) -> HttpResponse:
    """Which teams there are, and what is one's own."""
    own = queries_peers.own_conversations(request.user) if request.user.is_authenticated else []
    context = {
        "teams": queries_peers.open_teams(today()),
        "own": own,
        "asked": {row.team_id for row in own if row.person_id == request.user.pk},
    }
    return render(request, "opportunities/talk.jinja", context)


@form_page
@signed_in
def talk_ask(request: HttpRequest, team_id: int) -> HttpResponse:
    """Ask for a conversation."""
    team = get_object_or_404(queries_peers.open_teams(today()), pk=team_id)
    demand(permissions.check_can_ask, request.user, team)
    form = AskForm(request.POST if request.method == "POST" else None)

    def save() -> None:
        data = form.cleaned_data
        actions.ask(team=team, topics=data["topics"], ways=data["ways"], by=person_of(request))

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Asked. Somebody of the team offers you times; we write when they have.")
        return redirect("opportunities:talk")
    return render(request, "opportunities/talk_ask.jinja", {"team": team, "form": form})


def _seen(request: HttpRequest, conversation_id: int) -> Conversation:
    return get_object_or_404(queries_peers.conversations_visible_to(request.user), pk=conversation_id)


@form_page
@signed_in
def conversation(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """One conversation: where it stands, and what each of the two can do. The form is the team's, to offer times."""
    row = _seen(request, conversation_id)
    form = TimesForm(request.POST if request.method == "POST" else None)

    def save() -> None:
        actions.offer_times(conversation=row, times=form.times(), by=person_of(request))

    if request.method == "POST":
        demand(permissions.check_can_offer, request.user, row)
        if saved(form, save):
            messages.success(request, "The times are offered. You hear when one is chosen.")
            return redirect("opportunities:conversation", row.pk)
    is_mine = row.person_id == request.user.pk
    context = {
        "row": row,
        "is_mine": is_mine,
        "form": form,
        "times": list(queries_peers.times_of(row)) if row.status == ConversationStatus.OFFERED else [],
        "may_offer": is_allowed(permissions.check_can_offer, request.user, row),
        "now": now(),
    }
    return render(request, "opportunities/conversation.jinja", context)


@require_POST
@signed_in
def time_choose(request: HttpRequest, conversation_id: int, time_id: int) -> HttpResponse:
    """Choose a time."""
    row = _seen(request, conversation_id)
    time = get_object_or_404(queries_peers.times_of(row), pk=time_id)
    done_or_told(request, "It is agreed.", lambda: actions.choose_time(time=time, by=person_of(request)))
    return redirect("opportunities:conversation", row.pk)


@require_POST
@signed_in
def conversation_change(request: HttpRequest, conversation_id: int, change: str) -> HttpResponse:
    """No time suits, the team's member cannot, it is withdrawn, or whether the two met."""
    row, person = _seen(request, conversation_id), person_of(request)
    if change in ("met", "not-met"):
        done_or_told(
            request, "Thank you.",
            lambda: actions.say_held(conversation=row, held=change == "met", by=person),
        )  # fmt: skip
    elif change in CHANGES:
        said, act = CHANGES[change]
        done_or_told(request, said, lambda: act(conversation=row, by=person))
    else:
        raise Http404
    return redirect("opportunities:talk")


@form_page
@coordinators_only
def team_new(request: HttpRequest) -> HttpResponse:
    """Open a team."""
    owners = queries.organisations_to_post_for(request.user)
    form = TeamForm(request.POST if request.method == "POST" else None, owners=owners)

    def save() -> None:
        owner = {one.code: one for one in owners}[form.cleaned_data["owner"]]
        actions.open_team(owner=owner, content=form.content(), by=person_of(request))

    if request.method == "POST" and saved(form, save):
        messages.success(request, "The team is open. Add its GPs.")
        return redirect("opportunities:networks_manage")
    context = {"form": form, "heading": "Open a conversation team", "button": "Open it", "lede": None}
    return render(request, "opportunities/step.jinja", context)


@form_page
@coordinators_only
def team(request: HttpRequest, team_id: int) -> HttpResponse:
    """The GPs of a team; the form adds one."""
    row = get_object_or_404(queries_peers.teams_looked_after(request.user), pk=team_id)
    form = TeamMemberForm(request.POST if request.method == "POST" else None)

    def save() -> None:
        data = form.cleaned_data
        actions.add_member(team=row, address=data["address"], about=data["about"], by=person_of(request))

    if request.method == "POST" and saved(form, save):
        messages.success(request, "They are in the team.")
        return redirect("opportunities:team", row.pk)
    context = {"row": row, "members": list(queries_peers.team_members(row)), "form": form}
    return render(request, "opportunities/team.jinja", context)


@require_POST
@coordinators_only
def team_change(request: HttpRequest, team_id: int) -> HttpResponse:
    """Close the team, or take one of its GPs out."""
    row: ConversationTeam = get_object_or_404(queries_peers.teams_looked_after(request.user), pk=team_id)
    person, member_id = person_of(request), request.POST.get("member", "")
    if member_id:
        if not (member_id.isascii() and member_id.isdecimal()):
            raise Http404
        member = get_object_or_404(TeamMember.objects.filter(team=row), pk=int(member_id))
        done_or_told(
            request, "They have left the team.", lambda: actions.remove_member(member=member, by=person)
        )
    else:
        done_or_told(request, "It takes nobody new.", lambda: actions.close_team(team=row, by=person))
    return redirect("opportunities:team", row.pk)
