"""The only door for changes to people, roles, facts and checks."""

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse

from retention_portal.accounts import access, permissions, queries
from retention_portal.accounts.models import Fact, Invitation, Membership, PassportCheck, Person
from retention_portal.accounts.roles import Role
from retention_portal.accounts.rules import gmc_number as read_gmc_number
from retention_portal.accounts.rules import invitation_expires_on, normalised_email
from retention_portal.accounts.statuses import CheckKind, CheckState, FactSource
from retention_portal.core import audit
from retention_portal.core.dates import now, today
from retention_portal.core.emails.actions import send_email
from retention_portal.core.refusals import Refused
from retention_portal.organisations.models import Organisation

# --- people ---------------------------------------------------------------------------------------------------


@transaction.atomic
def system_account(*, name: str) -> Person:
    """The named account under which commands and tasks act, made at its first use. Nobody can sign in with it."""
    person, created = Person.objects.get_or_create(
        email=f"{name}@portal.invalid", defaults={"full_name": f"Portal ({name})", "is_system": True}
    )
    if created:
        person.set_unusable_password()
        person.save(update_fields=["password"])
        audit.record(by=person, verb="accounts.system_account_made", obj=person)
    return person


@transaction.atomic
def join_as_gp(*, person: Person) -> Person:
    """Keep a person who signed themselves up, with the role GP for themselves from today.

    `person` is new and unsaved, with its address, name, profession, number and password set; the GMC number
    counts as "not checked".
    """
    person.email = normalised_email(person.email)
    person.save()
    Membership.objects.create(person=person, role=Role.GP, valid_from=today(), granted_by=person)
    audit.record(
        by=person, verb="accounts.signed_up", obj=person, fields=["email", "full_name", "profession"]
    )
    return person


@transaction.atomic
def update_profile(*, person: Person, full_name: str, profession: str, gmc_number: str, by: Person) -> Person:
    """Change what a person says of themselves. A new GMC number is "not checked" again.

    Raises BadInput for a number that has not seven digits.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    wanted = {
        "full_name": full_name.strip(),
        "profession": profession,
        "gmc_number": read_gmc_number(gmc_number) or None,
    }
    old = {field: getattr(person, field) for field in wanted if getattr(person, field) != wanted[field]}
    if not old:
        return person
    for field in old:
        setattr(person, field, wanted[field])
    if "gmc_number" in old:
        person.gmc_checked_at = person.gmc_checked_by = None
    person.save(update_fields=[*wanted, "gmc_checked_at", "gmc_checked_by"])
    audit.record(by=by, verb="accounts.profile_changed", obj=person, old=_texts(old), about=person)
    return person


@transaction.atomic
def mark_gmc_checked(*, person: Person, by: Person) -> Person:
    """Note that `by` has looked the number up on the GMC's register. Raises Refused, also when it is taken."""
    permissions.check_can_mark_gmc_checked(by, person)
    person.gmc_checked_at, person.gmc_checked_by = now(), by
    try:
        with transaction.atomic():
            person.save(update_fields=["gmc_checked_at", "gmc_checked_by"])
    except IntegrityError:
        raise Refused("This GMC number has been checked for another account. Ask an administrator.") from None
    audit.record(by=by, verb="accounts.gmc_number_checked", obj=person, fields=["gmc_checked_at"])
    return person


@transaction.atomic
def deactivate(*, person: Person, by: Person) -> None:
    """Switch an account off; its sessions end at their next request."""
    permissions.check_can_deactivate(by, person)
    Person.objects.filter(pk=person.pk).update(is_active=False, session_epoch=F("session_epoch") + 1)
    audit.record(by=by, verb="accounts.deactivated", obj=person, fields=["is_active"])


@transaction.atomic
def reactivate(*, person: Person, by: Person) -> None:
    """Switch an account on again."""
    permissions.check_can_deactivate(by, person)
    Person.objects.filter(pk=person.pk).update(is_active=True)
    audit.record(by=by, verb="accounts.reactivated", obj=person, fields=["is_active"])


def end_sessions(*, person: Person) -> None:
    """End every session of the person at its next request. Part of a caller's transaction."""
    Person.objects.filter(pk=person.pk).update(session_epoch=F("session_epoch") + 1)


# --- roles ----------------------------------------------------------------------------------------------------


@transaction.atomic
def grant_membership(
    *,
    person: Person,
    role: Role,
    organisation: Organisation | None,
    by: Person,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Membership:
    """Give a role from a day (today when left out) to a last day, open when left out.

    The caller has checked that `by` may; this refuses what no one may do: a role where it does not belong,
    or one that is held already.
    """
    permissions.check_role_belongs_at(role, organisation)
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                person=person,
                role=role,
                organisation=organisation,
                valid_from=valid_from or today(),
                valid_to=valid_to,
                granted_by=by,
            )
    except IntegrityError:
        raise Refused(f"{person} holds the role {role.label} there already.") from None
    access.forget_memberships(person)
    audit.record(
        by=by, verb="accounts.role_given", obj=membership, fields=["role"], organisation=organisation
    )
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, by: Person) -> Membership:
    """Take a role away from today on; the person's sessions end at their next request."""
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    permissions.check_can_end_membership(by, membership)
    if membership.ended_at is not None or (membership.valid_to or today()) < today():
        raise Refused("This role has ended already.")
    membership.ended_at, membership.ended_by = now(), by
    membership.save(update_fields=["ended_at", "ended_by"])
    end_sessions(person=membership.person)
    audit.record(
        by=by,
        verb="accounts.role_taken_away",
        obj=membership,
        fields=["ended_at"],
        organisation=membership.organisation,
    )
    return membership


# --- invitations ----------------------------------------------------------------------------------------------


@transaction.atomic
def invite(*, email: str, role: Role, organisation: Organisation | None, by: Person) -> Invitation:
    """Invite an address to a role and write the mail. An earlier open invitation to the same is withdrawn."""
    permissions.check_can_invite(by, role, organisation)
    email, token = normalised_email(email), secrets.token_urlsafe(32)
    same = Invitation.objects.filter(
        email=email, role=role, organisation=organisation, accepted_at=None, revoked_at=None
    )
    same.update(revoked_at=now(), revoked_by=by)
    invitation = Invitation.objects.create(
        email=email,
        role=role,
        organisation=organisation,
        token_hash=queries.token_hash(token),
        invited_by=by,
        expires_on=invitation_expires_on(today()),
    )
    audit.record(
        by=by, verb="accounts.invited", obj=invitation, fields=["email", "role"], organisation=organisation
    )
    _send_invitation(invitation, token)
    return invitation


def _send_invitation(invitation: Invitation, token: str) -> None:
    path = reverse("accounts:invitation_accept", args=[token])
    send_email(
        key=f"accounts.invitation:{invitation.pk}",
        to=invitation.email,
        template="accounts/invitation",
        context={
            "invitation": invitation,
            "role": Role(invitation.role),
            "address": f"{settings.PUBLIC_URL}{path}",
        },
    )


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: Person) -> Invitation:
    """Withdraw an invitation; its link then says so."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    permissions.check_can_revoke(by, invitation)
    invitation.revoked_at, invitation.revoked_by = now(), by
    invitation.save(update_fields=["revoked_at", "revoked_by"])
    audit.record(
        by=by,
        verb="accounts.invitation_withdrawn",
        obj=invitation,
        fields=["revoked_at"],
        organisation=invitation.organisation,
    )
    return invitation


@transaction.atomic
def accept_invitation(*, invitation: Invitation, by: Person) -> Membership:
    """Take up the role of an open invitation that was sent to one of `by`'s confirmed addresses."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    permissions.check_can_accept(by, invitation)
    membership = grant_membership(
        person=by, role=Role(invitation.role), organisation=invitation.organisation, by=invitation.invited_by
    )
    invitation.accepted_at, invitation.accepted_by = now(), by
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    audit.record(
        by=by,
        verb="accounts.invitation_accepted",
        obj=invitation,
        fields=["accepted_at"],
        organisation=invitation.organisation,
    )
    return membership


@transaction.atomic
def join_by_invitation(*, invitation: Invitation, full_name: str, password: str) -> Person:
    """Make the account of somebody invited and take up the role. Who holds the link reads that mailbox,
    so the address counts as confirmed. Raises Refused when the address has an account already.
    """
    from allauth.account.models import EmailAddress  # its models load after ours

    permissions.check_is_open(invitation)
    if Person.objects.filter(email=invitation.email).exists():
        raise Refused("This address has an account already. Sign in to accept the invitation.")
    person = Person(email=invitation.email, full_name=full_name.strip())
    person.set_password(password)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    audit.record(by=person, verb="accounts.joined_by_invitation", obj=person, fields=["email", "full_name"])
    accept_invitation(invitation=invitation, by=person)
    return person


# --- facts and checks -----------------------------------------------------------------------------------------


@transaction.atomic
def state_fact(
    *,
    person: Person,
    name: str,
    value: Any,
    by: Person,
    unit: str = "",
    source: FactSource = FactSource.SELF,
    source_note: str = "",
    on: date | None = None,
) -> Fact:
    """Keep what a person told us under `name` (a JSON value); an earlier value stays as history."""
    Person.objects.select_for_update().get(pk=person.pk)  # two forms at once: the later one is current
    current = queries.current_facts(person).filter(name=name).first()
    if current and (current.value, current.unit) == (value, unit):
        return current
    if current:
        Fact.objects.filter(pk=current.pk).update(superseded_at=now())
    fact = Fact.objects.create(
        person=person,
        name=name,
        value=value,
        unit=unit,
        source=source,
        source_note=source_note,
        stated_on=on or today(),
        stated_by=by,
    )
    audit.record(by=by, verb="accounts.fact_stated", obj=fact, fields=[name])
    return fact


@transaction.atomic
def record_check(
    *,
    person: Person,
    kind: CheckKind,
    state: CheckState,
    by: Person,
    valid_from: date,
    expires_on: date | None = None,
    evidence_reference: str = "",
) -> PassportCheck:
    """Keep a check. "Stated" is for the person's own word; an outcome needs a coordinator who is another."""
    if state is not CheckState.STATED:
        permissions.check_can_record_check(by, person)
    Person.objects.select_for_update().get(pk=person.pk)
    queries.current_checks(person).filter(kind=kind).update(superseded_at=now())
    outcome = {} if state is CheckState.STATED else {"checked_at": now(), "checked_by": by}
    check = PassportCheck.objects.create(
        person=person,
        kind=kind,
        state=state,
        valid_from=valid_from,
        expires_on=expires_on,
        evidence_reference=evidence_reference,
        **outcome,
    )
    audit.record(by=by, verb="accounts.check_recorded", obj=check, fields=["state"])
    return check


def _texts(values: Mapping[str, Any]) -> dict[str, str]:
    return {field: "" if value is None else str(value) for field, value in values.items()}
