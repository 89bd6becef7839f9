"""What waits on a person in this slice: invitations sent to an address of theirs."""

from datetime import date

from django.urls import reverse

from retention_portal.accounts.models import Invitation, Person
from retention_portal.accounts.permissions import confirmed_addresses
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import LONDON
from retention_portal.core.waiting import Waiting


def waiting_for(person: Person, on: date) -> list[Waiting]:
    """The open invitations to the person's confirmed addresses, oldest first. Two queries."""
    sent = Invitation.objects.filter(
        email__in=confirmed_addresses(person), accepted_at=None, revoked_at=None, expires_on__gte=on
    )
    return [
        Waiting(
            title=f"Accept the role {Role(invitation.role).label}",
            url=reverse("accounts:invitation_for_me", args=[invitation.pk]),
            since=invitation.invited_at.astimezone(LONDON).date(),
            due=invitation.expires_on,
        )
        for invitation in sent.order_by("invited_at")
    ]
