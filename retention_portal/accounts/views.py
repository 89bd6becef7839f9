"""Pages about one's own way in: invitation, second factor, session, demo sign-in."""

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from retention_portal.accounts import actions, demo, permissions, queries
from retention_portal.accounts.forms import JoinForm
from retention_portal.accounts.guards import person_of, public, signed_in
from retention_portal.accounts.middleware import seconds_left
from retention_portal.accounts.models import Invitation, Person
from retention_portal.accounts.roles import Role
from retention_portal.core.refusals import Refused, refusal


@public("says why a second factor is asked for; shows nothing of anybody")
def second_factor_needed(request: HttpRequest) -> HttpResponse:
    """Where staff without a second factor are sent."""
    return render(request, "accounts/second_factor_needed.jinja")


@public("says how to get in; shows nothing of anybody")
def request_access(request: HttpRequest) -> HttpResponse:
    """Where single sign-on ends for somebody whom we do not know."""
    return render(request, "accounts/request_access.jinja")


@require_POST
@signed_in
def stay(request: HttpRequest) -> HttpResponse:
    """The person is still there: count the idle time from now, and say how long the session has left."""
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"seconds_left": seconds_left(request)})
    return redirect("/tasks/")


@public("the link in the mail is the key; shows only the invitation to who holds it")
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """An invitation, with one button."""
    invitation = queries.invitation_by_token(token)
    if invitation is None:
        sentence = (
            "This link is not complete. Copy the whole link from the mail, or ask for a new invitation."
        )
        return render(request, "accounts/invitation_over.jinja", {"sentence": sentence}, status=404)
    return _answer_invitation(request, invitation)


@signed_in
def invitation_for_me(request: HttpRequest, pk: int) -> HttpResponse:
    """The same, for somebody signed in to whose address it was sent."""
    mine = Invitation.objects.filter(email__in=permissions.confirmed_addresses(request.user))
    return _answer_invitation(
        request, get_object_or_404(mine.select_related("organisation", "invited_by"), pk=pk)
    )


def _answer_invitation(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if sentence := refusal(permissions.check_is_open, invitation):
        return render(request, "accounts/invitation_over.jinja", {"sentence": sentence}, status=410)
    if request.user.is_authenticated:
        return _accept(request, invitation)
    if Person.objects.filter(email=invitation.email).exists():
        return render(
            request, "accounts/invitation_accept.jinja", _shown(invitation) | {"sign_in_first": True}
        )
    return _join(request, invitation)


def _accept(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    sentence = refusal(permissions.check_can_accept, request.user, invitation)
    if request.method != "POST" or sentence:
        # 200 when only looked at: a refusal is logged with its address, which here is a key.
        status = 403 if sentence and request.method == "POST" else 200
        page = _shown(invitation) | {"sentence": sentence}
        return render(request, "accounts/invitation_accept.jinja", page, status=status)
    try:
        membership = actions.accept_invitation(invitation=invitation, by=person_of(request))
    except Refused as refused:
        page = _shown(invitation) | {"sentence": refused.sentence}
        return render(request, "accounts/invitation_accept.jinja", page, status=403)
    messages.success(request, f"You now have the role {membership}.")
    return redirect("/tasks/")


def _join(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    form = JoinForm(request.POST if request.method == "POST" else None, email=invitation.email)
    if request.method == "POST" and form.is_valid():
        person = actions.join_by_invitation(invitation=invitation, **form.cleaned_data)
        return perform_login(request, Login(user=person, redirect_url="/tasks/", email_verification="none"))
    return render(request, "accounts/invitation_accept.jinja", _shown(invitation) | {"form": form})


def _shown(invitation: Invitation) -> dict[str, object]:
    where = invitation.organisation.name if invitation.organisation else "England"
    role = Role(invitation.role)
    return {"invitation": invitation, "role": role, "where": where, "sign_in_first": False, "sentence": None}


@require_POST
@public("only in a local demonstration, whose passwords stand on its home page; not found elsewhere")
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demo accounts with one click."""
    if not demo.is_allowed():
        raise Http404
    person = get_object_or_404(Person, email=request.POST.get("email", ""), is_demo=True, is_active=True)
    return perform_login(
        request, Login(user=person, email_verification="none", redirect_url=settings.LOGIN_REDIRECT_URL)
    )
