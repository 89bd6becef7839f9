"""Peer networks: what there is, one network for its members, and what their coordinator looks after."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from retention_portal.accounts.guards import person_of, public, roles_required, signed_in
from retention_portal.core.answers import demand, done_or_told, saved
from retention_portal.core.dates import today
from schemes.opportunities import actions_peers as actions
from schemes.opportunities import permissions_peers as permissions
from schemes.opportunities import queries, queries_peers
from schemes.opportunities.forms_peers import CallForm, HostForm, NetworkForm, PostForm
from schemes.opportunities.models_peers import NetworkMeeting, NetworkPost, PeerNetwork

form_page = require_http_methods(["GET", "POST"])
coordinators_only = roles_required(*queries_peers.COORDINATORS)
PER_PAGE = 20


@require_GET
@public("anybody may see which networks there are; who is in them is for members")
def networks(request: HttpRequest) -> HttpResponse:
    """What networks there are, one's own first."""
    mine = list(queries_peers.own_memberships(request.user)) if request.user.is_authenticated else []
    own = {member.network_id for member in mine}
    others = [row for row in queries_peers.open_networks(today()) if row.pk not in own]
    meetings = queries_peers.meetings_to_come([member.network for member in mine]) if mine else []
    context = {"mine": mine, "others": others, "meetings": meetings}
    return render(request, "opportunities/networks.jinja", context)


@require_POST
@signed_in
def network_join(request: HttpRequest, network_id: int) -> HttpResponse:
    """Become a member."""
    network = get_object_or_404(queries_peers.open_networks(today()), pk=network_id)
    done_or_told(
        request, "Welcome. The other members read your name, nothing else.",
        lambda: actions.join(network=network, by=person_of(request)),
    )  # fmt: skip
    return redirect("opportunities:networks")


def _mine(request: HttpRequest, network_id: int) -> PeerNetwork:
    return get_object_or_404(queries_peers.networks_visible_to(request.user), pk=network_id)


@require_GET
@signed_in
def network(request: HttpRequest, network_id: int) -> HttpResponse:
    """One network for its members: meetings, posts, who is in it."""
    return _network(request, _mine(request, network_id), PostForm())


def _network(request: HttpRequest, row: PeerNetwork, form: PostForm) -> HttpResponse:
    members = list(queries_peers.members_of(row))
    me = next(member for member in members if member.person_id == request.user.pk)
    context = {
        "network": row,
        "members": members,
        "me": me,
        "meetings": list(queries_peers.meetings_to_come([row])),
        "page": Paginator(queries_peers.posts_of(row), PER_PAGE).get_page(request.GET.get("page")),
        "form": form,
    }
    return render(request, "opportunities/network.jinja", context)


@require_POST
@signed_in
def network_post(request: HttpRequest, network_id: int) -> HttpResponse:
    """Write to the other members."""
    row, form = _mine(request, network_id), PostForm(request.POST)

    def save() -> None:
        actions.write_post(network=row, text=form.cleaned_data["text"], by=person_of(request))

    if saved(form, save):
        messages.success(request, "The other members can read it.")
        return redirect("opportunities:network", row.pk)
    return _network(request, row, form)


@require_http_methods(["GET", "POST"])
@signed_in
def network_leave(request: HttpRequest, network_id: int) -> HttpResponse:
    """Leave, at any time."""
    row = _mine(request, network_id)
    if request.method == "POST":
        done_or_told(
            request, "You have left. No more mail comes from it.",
            lambda: actions.leave(network=row, by=person_of(request)),
        )  # fmt: skip
        return redirect("opportunities:networks")
    return render(request, "opportunities/network_leave.jinja", {"network": row})


@require_POST
@signed_in
def network_mails(request: HttpRequest, network_id: int) -> HttpResponse:
    """Hear of meetings by mail, or not."""
    row, mails = _mine(request, network_id), request.POST.get("mails") == "yes"
    done_or_told(
        request, "We write when a meeting is called." if mails else "We write no more about this network.",
        lambda: actions.set_mails(network=row, mails=mails, by=person_of(request)),
    )  # fmt: skip
    return redirect("opportunities:network", row.pk)


@form_page
@signed_in
def meeting_new(request: HttpRequest, network_id: int) -> HttpResponse:
    """Call a meeting, by a host."""
    row = _mine(request, network_id)
    demand(permissions.check_host, request.user, row)
    form = CallForm(request.POST if request.method == "POST" else None)

    def save() -> None:
        one = form.meeting()
        actions.call_meeting(
            network=row, starts_at=one.starts_at, ends_at=one.ends_at, place=one.place, join_link=one.join_link,
            about=form.cleaned_data["about"], by=person_of(request),
        )  # fmt: skip

    if request.method == "POST" and saved(form, save):
        messages.success(request, "The meeting is called. Members who want mail hear of it.")
        return redirect("opportunities:network", row.pk)
    context = {"network": row, "form": form}
    return render(request, "opportunities/meeting_new.jinja", context)


@require_POST
@signed_in
def meeting_cancel(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Call it off."""
    rows = NetworkMeeting.objects.filter(network__in=queries_peers.networks_visible_to(request.user))
    meeting = get_object_or_404(rows.select_related("network"), pk=meeting_id)
    done_or_told(
        request, "The meeting is called off. The same people hear of it.",
        lambda: actions.cancel_meeting(meeting=meeting, by=person_of(request)),
    )  # fmt: skip
    return redirect("opportunities:network", meeting.network_id)


@require_POST
@signed_in
def post_change(request: HttpRequest, post_id: int) -> HttpResponse:
    """Report a post, remove it, or say as its host that it stays."""
    rows = NetworkPost.objects.filter(network__in=queries_peers.networks_visible_to(request.user))
    post, person = get_object_or_404(rows.select_related("network"), pk=post_id), person_of(request)
    acts = {
        "report": ("The host is asked to look at it. Nobody sees who asked.", actions.report_post),
        "remove": ("The post is removed.", actions.remove_post),
        "keep": ("Noted: the post stays.", actions.settle_reports),
    }
    said, act = acts.get(request.POST.get("do", ""), acts["report"])
    done_or_told(request, said, lambda: act(post=post, by=person))
    return redirect("opportunities:network", post.network_id)


@require_GET
@coordinators_only
def networks_manage(request: HttpRequest) -> HttpResponse:
    """Networks and teams of one's area: how many people, never who says what."""
    context = {
        "networks": queries_peers.networks_looked_after(request.user),
        "teams": [
            (team, queries_peers.counts_shown(team))
            for team in queries_peers.teams_looked_after(request.user)
        ],
    }
    return render(request, "opportunities/networks_manage.jinja", context)


@form_page
@coordinators_only
def network_new(request: HttpRequest) -> HttpResponse:
    """Open a network."""
    owners = queries.organisations_to_post_for(request.user)
    form = NetworkForm(request.POST if request.method == "POST" else None, owners=owners)

    def save() -> None:
        owner = {one.code: one for one in owners}[form.cleaned_data["owner"]]
        actions.open_network(owner=owner, content=form.content(), by=person_of(request))

    if request.method == "POST" and saved(form, save):
        messages.success(request, "The network is open, and its host is told.")
        return redirect("opportunities:networks_manage")
    return render(request, "opportunities/network_new.jinja", {"form": form})


@form_page
@coordinators_only
def network_host(request: HttpRequest, network_id: int) -> HttpResponse:
    """Appoint one more host."""
    row = get_object_or_404(queries_peers.networks_looked_after(request.user), pk=network_id)
    form = HostForm(request.POST if request.method == "POST" else None)

    def save() -> None:
        actions.appoint_host(network=row, address=form.cleaned_data["address"], by=person_of(request))

    if request.method == "POST" and saved(form, save):
        messages.success(request, "They are host now, and are told.")
        return redirect("opportunities:networks_manage")
    context = {"form": form, "row": row, "heading": "Appoint a host", "button": "Appoint", "lede": row.name}
    return render(request, "opportunities/step.jinja", context)


@require_POST
@coordinators_only
def network_close(request: HttpRequest, network_id: int) -> HttpResponse:
    """Take nobody new."""
    row = get_object_or_404(queries_peers.networks_looked_after(request.user), pk=network_id)
    done_or_told(
        request, "It takes nobody new. Members go on.",
        lambda: actions.close_network(network=row, by=person_of(request)),
    )  # fmt: skip
    return redirect("opportunities:networks_manage")
