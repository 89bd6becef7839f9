"""Pages of those who look after people: who holds which role, invitations, switching off."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from retention_portal.accounts import access, actions, permissions, queries
from retention_portal.accounts.forms import InvitationForm, SearchForm
from retention_portal.accounts.guards import person_of, roles_required
from retention_portal.accounts.models import Person
from retention_portal.accounts.roles import Role, Verb, roles_that
from retention_portal.core.dates import today
from retention_portal.core.refusals import Refused, refusal

INVITERS = roles_that(Verb.INVITE_ANYONE) + roles_that(Verb.INVITE_OWN)
PAGE_SIZE = 50


@roles_required(*INVITERS)
def people_list(request: HttpRequest) -> HttpResponse:
    """The roles held today that this person looks after."""
    held = queries.memberships_visible_to(request.user).filter(
        queries.held_on(today()), person__is_active=True
    )
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"].strip() if form.is_valid() else ""
    if words:
        match = Q(person__full_name__icontains=words) | Q(person__email__icontains=words)
        held = held.filter(
            match | Q(organisation__name__icontains=words) | Q(organisation__code__iexact=words)
        )
    page = Paginator(held.order_by("person__full_name", "person_id", "pk"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    switches = access.has_role(request.user, *roles_that(Verb.DEACTIVATE))
    rows = [{"membership": membership, "role": Role(membership.role)} for membership in page]
    shown = {"page": page, "rows": rows, "words": words, "switches": switches}
    return render(request, "accounts/people_list.jinja", shown)


@roles_required(*INVITERS)
@reauthentication_required
def membership_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a role away, after a page that says what follows."""
    membership = get_object_or_404(queries.memberships_visible_to(request.user), pk=pk)
    sentence = refusal(permissions.check_can_end_membership, request.user, membership)
    if request.method == "POST":
        try:
            actions.end_membership(membership=membership, by=person_of(request))
        except Refused as refused:
            sentence = refused.sentence
        else:
            messages.success(request, f"{membership.person} no longer has the role {membership}.")
            return redirect("accounts:people_list")
    shown = {"membership": membership, "role": Role(membership.role), "sentence": sentence}
    status = 403 if sentence and request.method == "POST" else 200
    return render(request, "accounts/membership_end.jinja", shown, status=status)


@roles_required(*roles_that(Verb.DEACTIVATE))
@reauthentication_required
def person_switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch an account off or on, after a page that says what follows."""
    person = get_object_or_404(Person.objects.filter(is_system=False, erased_at=None), pk=pk)
    sentence = refusal(permissions.check_can_deactivate, request.user, person)
    if request.method == "POST" and not sentence:
        switch = actions.deactivate if person.is_active else actions.reactivate
        switch(person=person, by=person_of(request))
        messages.success(
            request, f"The account of {person} is switched {'off' if person.is_active else 'on'}."
        )
        return redirect("accounts:people_list")
    status = 403 if sentence and request.method == "POST" else 200
    return render(
        request, "accounts/person_switch.jinja", {"person": person, "sentence": sentence}, status=status
    )


@roles_required(*INVITERS)
def invitation_list(request: HttpRequest) -> HttpResponse:
    """The invitations to what this person looks after, with where each stands."""
    invitations = queries.invitations_visible_to(request.user)
    page = Paginator(invitations, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [
        {"invitation": invitation, "role": Role(invitation.role), "state": queries.state_of(invitation)}
        for invitation in page
    ]
    return render(request, "accounts/invitation_list.jinja", {"page": page, "rows": rows})


@roles_required(*INVITERS)
@reauthentication_required
def invitation_new(request: HttpRequest) -> HttpResponse:
    """Invite somebody."""
    form = InvitationForm(request.POST if request.method == "POST" else None, by=person_of(request))
    if request.method == "POST" and form.is_valid():
        try:
            invitation = actions.invite(
                email=form.cleaned_data["email"],
                role=form.cleaned_data["role"],
                organisation=form.cleaned_data["organisation_code"],
                by=person_of(request),
            )
        except Refused as refused:
            form.add_error("organisation_code", refused.sentence)
        else:
            messages.success(request, f"We have written to {invitation.email}.")
            return redirect("accounts:invitation_list")
    return render(request, "accounts/invitation_new.jinja", {"form": form})


@require_POST
@roles_required(*INVITERS)
def invitation_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw an invitation."""
    invitation = get_object_or_404(queries.invitations_visible_to(request.user), pk=pk)
    try:
        actions.revoke_invitation(invitation=invitation, by=person_of(request))
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, f"The invitation of {invitation.email} is withdrawn.")
    return redirect("accounts:invitation_list")
