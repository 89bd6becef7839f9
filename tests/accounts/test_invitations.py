"""Staff come by invitation: its life, and who may send it."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from retention_portal.accounts import actions, permissions, queries
from retention_portal.accounts.access import has_role
from retention_portal.accounts.models import Invitation, Membership, Person
from retention_portal.accounts.roles import Role
from retention_portal.accounts.rules import invitation_expires_on
from retention_portal.accounts.statuses import InvitationState
from retention_portal.accounts.waiting import waiting_for
from retention_portal.core.dates import add_working_days, today
from retention_portal.core.models import AuditEvent, Email
from retention_portal.core.refusals import Refused
from retention_portal.organisations.queries import organisation_by_code, organisations_within
from retention_portal.organisations.statuses import OrganisationKind
from tests.factories.people import confirmed_again, person, person_with, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def system():
    return organisation_by_code("QHM")


@pytest.fixture
def lead(system):
    return person_with(Role.SYSTEM_LEAD, system, full_name="Ash Lead")


def invite(lead, system, email="New.Person@Example.NET", role=Role.CLINICAL_LEAD):
    """The invitation and the path of the link in its mail."""
    invitation = actions.invite(email=email, role=role, organisation=system, by=lead)
    mail = Email.objects.get(key=f"accounts.invitation:{invitation.pk}")
    return invitation, re.search(r"(/accounts/invitations/[^/\s]+/)", mail.text)[1]


def test_mail_says_who_invites_to_what_under_a_neutral_subject(lead, system):
    _, path = invite(lead, system)
    mail = Email.objects.get(to="new.person@example.net")
    assert mail.subject == "You are invited to GP careers and support"
    assert (
        f"Ash Lead invites you to the GP Retention Portal with the role Clinical lead at {system.name}."
        in mail.text
    )
    assert path in mail.html
    assert path.strip("/").split("/")[-1] not in str(Invitation.objects.values_list("token_hash", flat=True))


def test_invitation_runs_for_seven_working_days(lead, system):
    invitation, _ = invite(lead, system)
    assert invitation.expires_on == add_working_days(today(), 7) == invitation_expires_on(today())


def test_new_person_makes_an_account_and_has_the_role(client, lead, system):
    _, path = invite(lead, system)
    assert "Make your account" in client.get(path).content.decode()
    answer = client.post(path, {"full_name": "Noor New", "password": "three quiet herons"})

    assert answer.status_code == 302
    noor = Person.objects.get(email="new.person@example.net")
    assert has_role(noor, Role.CLINICAL_LEAD)
    assert not has_role(noor, Role.GP)
    assert EmailAddress.objects.get(user=noor).verified is True
    assert Membership.objects.get(person=noor).granted_by == lead
    assert client.get("/tasks/").headers["Location"] == reverse("accounts:second_factor_needed")
    assert AuditEvent.objects.filter(verb="accounts.invitation_accepted", actor_id=noor.pk).count() == 1


def test_new_person_with_a_weak_password_is_told_and_nothing_is_made(client, lead, system):
    _, path = invite(lead, system)
    answer = client.post(path, {"full_name": "Noor New", "password": "password1234"})
    assert answer.status_code == 200
    assert "too common" in answer.content.decode()
    assert not Person.objects.filter(email="new.person@example.net").exists()


def test_get_of_the_link_changes_nothing(client, lead, system):
    invitation, path = invite(lead, system)
    client.get(path)
    assert queries.state_of(Invitation.objects.get(pk=invitation.pk)) is InvitationState.OPEN


def test_known_person_accepts_with_one_button_whatever_the_case_of_the_address(client, lead, system):
    known = person("new.person@example.net")
    _, path = invite(lead, system, email="NEW.PERSON@example.net")
    assert "Sign in to accept" in client.get(path).content.decode()
    signed_in(client, known)
    assert "Accept this role" in client.get(path).content.decode()
    assert client.post(path).status_code == 302
    known = Person.objects.get(pk=known.pk)
    assert has_role(known, Role.CLINICAL_LEAD)


def test_person_with_another_address_cannot_accept(client, lead, system):
    _, path = invite(lead, system)
    signed_in(client, other := person("somebody.else@example.net"))
    answer = client.post(path)
    assert answer.status_code == 403
    assert "sent to another address" in answer.content.decode()
    assert not Membership.objects.filter(person=other).exists()


def test_unconfirmed_address_cannot_accept(lead, system):
    invitation, _ = invite(lead, system)
    known = person("new.person@example.net")
    EmailAddress.objects.filter(user=known).update(verified=False)
    with pytest.raises(Refused, match="sent to another address"):
        actions.accept_invitation(invitation=invitation, by=known)


def test_second_confirmed_address_can_accept(lead, system):
    invitation, _ = invite(lead, system)
    known = person("private@example.net")
    EmailAddress.objects.create(user=known, email="new.person@example.net", verified=True)
    assert actions.accept_invitation(invitation=invitation, by=known).role == Role.CLINICAL_LEAD


@pytest.mark.parametrize(
    ("days", "state"),
    [(7, InvitationState.OPEN), (8, InvitationState.EXPIRED)],
    ids=["last day", "day after"],
)
def test_invitation_runs_out(client, lead, settings, days, state):
    invitation, path = invite(lead, organisation_by_code("QHM"))
    settings.PORTAL_TODAY = add_working_days(today(), days)
    assert queries.state_of(invitation) is state
    answer = client.get(path)
    assert answer.status_code == (200 if state is InvitationState.OPEN else 410)
    if state is InvitationState.EXPIRED:
        assert "This invitation has run out" in answer.content.decode()
        assert client.post(path, {"full_name": "N", "password": "three quiet herons"}).status_code == 410
        assert not Person.objects.filter(email="new.person@example.net").exists()


def test_withdrawn_invitation_says_so_and_gives_nothing(client, lead, system):
    invitation, path = invite(lead, system)
    actions.revoke_invitation(invitation=invitation, by=lead)
    answer = client.post(path, {"full_name": "N", "password": "three quiet herons"})
    assert answer.status_code == 410
    assert "has been withdrawn" in answer.content.decode()
    with pytest.raises(Refused, match="withdrawn already"):
        actions.revoke_invitation(invitation=invitation, by=lead)


def test_invitation_works_once(client, lead, system):
    invitation, path = invite(lead, system)
    client.post(path, {"full_name": "Noor New", "password": "three quiet herons"})
    assert "has been accepted already" in client.get(path).content.decode()
    with pytest.raises(Refused, match="has been accepted"):
        actions.revoke_invitation(invitation=invitation, by=lead)


def test_inviting_again_withdraws_the_first_link(client, lead, system):
    _, first = invite(lead, system)
    _, second = invite(lead, system)
    assert client.get(first).status_code == 410
    assert client.get(second).status_code == 200


def test_wrong_token_gets_a_sentence(client):
    answer = client.get("/accounts/invitations/not-a-token/")
    assert answer.status_code == 404
    assert "This link is not complete" in answer.content.decode()


def test_open_invitation_waits_on_its_person(client, lead, system):
    known = person("new.person@example.net")
    invitation, _ = invite(lead, system)
    (waiting,) = waiting_for(known, today())
    assert (waiting.title, waiting.due) == ("Accept the role Clinical lead", invitation.expires_on)
    signed_in(client, known)
    assert waiting.title in client.get("/tasks/").content.decode()
    assert client.post(waiting.url).status_code == 302
    assert waiting_for(known, today()) == []
    assert client.get(waiting.url).status_code == 410


def test_invitation_of_somebody_else_is_not_found(client, lead, system):
    invitation, _ = invite(lead, system)
    signed_in(client, person())
    assert client.get(reverse("accounts:invitation_for_me", args=[invitation.pk])).status_code == 404


# --- who may invite to what, where ----------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.SRO, Role.COORDINATOR, Role.FINANCE_LEAD, Role.SYSTEM_LEAD], ids=str)
def test_system_lead_invites_the_team_of_the_own_system_only(lead, system, role):
    permissions.check_can_invite(lead, role, system)
    with pytest.raises(Refused, match="Ask an administrator"):
        permissions.check_can_invite(lead, role, organisation_by_code("QJK"))


@pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.ADMINISTRATOR, Role.GP, Role.MENTOR], ids=str)
def test_system_lead_cannot_make_commissioners_administrators_or_gps(lead, system, role):
    with pytest.raises(Refused, match="Ask an administrator"):
        permissions.check_can_invite(lead, role, None)


def test_practice_lead_invites_a_colleague_at_the_own_practice_only(system):
    first, second = organisations_within(system, today(), OrganisationKind.PRACTICE, open_only=True)[:2]
    lead = person_with(Role.PRACTICE_LEAD, first)
    permissions.check_can_invite(lead, Role.PRACTICE_LEAD, first)
    with pytest.raises(Refused):
        permissions.check_can_invite(lead, Role.PRACTICE_LEAD, second)
    with pytest.raises(Refused):
        permissions.check_can_invite(lead, Role.SYSTEM_LEAD, system)


@pytest.mark.parametrize(
    "role", [Role.REVIEWER, Role.SRO, Role.COORDINATOR, Role.CONTRIBUTOR, Role.FINANCE_LEAD], ids=str
)
def test_other_roles_invite_nobody(client, system, role):
    someone = person_with(role, system)
    with pytest.raises(Refused):
        permissions.check_can_invite(someone, Role.REVIEWER, system)
    signed_in(client, someone)
    answer = client.get(reverse("accounts:invitation_list"))
    assert answer.status_code == 403
    assert "This page is for people with the role" in answer.content.decode()


def test_administrator_invites_staff_but_not_gps(system):
    admin = person_with(Role.ADMINISTRATOR)
    permissions.check_can_invite(admin, Role.ADMINISTRATOR, None)
    permissions.check_can_invite(admin, Role.SYSTEM_LEAD, system)
    with pytest.raises(Refused):
        permissions.check_can_invite(admin, Role.GP, None)


def test_role_at_a_wrong_kind_of_place_is_refused_with_what_is_right(system):
    admin = person_with(Role.ADMINISTRATOR)
    with pytest.raises(Refused, match=r"The role Practice lead is held at a practice, and .* is not one\."):
        permissions.check_can_invite(admin, Role.PRACTICE_LEAD, system)
    with pytest.raises(Refused, match="Say which"):
        permissions.check_can_invite(admin, Role.SYSTEM_LEAD, None)


def test_lead_sees_and_ends_roles_of_the_own_system_only(client, lead, system):
    own = person_with(Role.SRO, system)
    foreign = person_with(Role.SRO, organisation_by_code("QJK"))
    confirmed_again(client, lead)
    page = client.get(reverse("accounts:people_list")).content.decode()
    assert own.email in page
    assert foreign.email not in page
    (theirs,) = foreign.memberships.all()
    assert client.get(reverse("accounts:membership_end", args=[theirs.pk])).status_code == 404
    with pytest.raises(Refused):
        actions.end_membership(membership=theirs, by=lead)


def test_nobody_takes_away_the_own_role_or_the_last_administrator():
    admin = person_with(Role.ADMINISTRATOR)
    (own,) = admin.memberships.all()
    with pytest.raises(Refused, match="your own role"):
        actions.end_membership(membership=own, by=admin)
    Membership.objects.filter(role=Role.ADMINISTRATOR).exclude(pk=own.pk).update(
        ended_at="2026-01-01T00:00:00Z", ended_by=admin
    )
    second = person_with(Role.ADMINISTRATOR)
    actions.end_membership(membership=own, by=second)
    (last,) = second.memberships.all()
    third = person()
    with pytest.raises(Refused):
        actions.end_membership(membership=last, by=third)


def test_page_asks_for_the_password_again_before_roles_change(client, lead):
    signed_in(client, lead)
    answer = client.get(reverse("accounts:invitation_new"))
    assert answer.status_code == 302
    assert "reauthenticate" in answer.headers["Location"]


def test_page_sends_an_invitation_and_names_faults(client, lead):
    confirmed_again(client, lead)
    page, form = reverse("accounts:invitation_new"), {"email": "x@example.net", "role": "sro"}

    unknown = client.post(page, form | {"organisation_code": "nowhere"})
    assert "“nowhere” is not the code of an organisation" in unknown.content.decode()
    foreign = client.post(page, form | {"organisation_code": "QJK"})
    assert "You cannot give or take away the role" in foreign.content.decode()
    administrator = client.post(page, form | {"role": "administrator"})
    assert "Select one of the choices shown" in administrator.content.decode()
    assert not Invitation.objects.exists()
    sent = client.post(page, form | {"organisation_code": "qhm"})
    assert sent.headers["Location"] == reverse("accounts:invitation_list")
    assert "x@example.net" in client.get(reverse("accounts:invitation_list")).content.decode()


def test_pages_take_a_role_away_and_switch_an_account_off(client, system):
    admin, someone = person_with(Role.ADMINISTRATOR), person_with(Role.SRO, system)
    confirmed_again(client, admin)
    (held,) = someone.memberships.all()
    page = reverse("accounts:membership_end", args=[held.pk])
    assert someone.email in client.get(page).content.decode()
    assert client.post(page).headers["Location"] == reverse("accounts:people_list")
    assert Membership.objects.get(pk=held.pk).ended_by == admin
    assert "has ended already" in client.post(page).content.decode()

    switch = reverse("accounts:person_switch", args=[someone.pk])
    assert client.get(switch).status_code == 200
    client.post(switch)
    assert Person.objects.get(pk=someone.pk).is_active is False
    client.post(switch)
    assert Person.objects.get(pk=someone.pk).is_active is True
    assert client.post(reverse("accounts:person_switch", args=[admin.pk])).status_code == 403
