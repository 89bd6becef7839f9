"""What accounts hold on a person: to show, to hand over, to erase."""

from typing import Any

from django.db import transaction

from retention_portal.accounts.models import Fact, Invitation, Membership, PassportCheck, Person
from retention_portal.core import audit
from retention_portal.core.dates import now
from retention_portal.core.holdings import Holding

SIX_YEARS = "Six years after it ends, because it shows who could decide what."
WITH_ACCOUNT = "As long as the account; erased with it."

HOLDINGS = (
    Holding(
        "accounts.Person", ("gmc_checked_by",), "Your name, address, profession and GMC number.", WITH_ACCOUNT
    ),
    Holding(
        "accounts.Membership",
        ("person", "granted_by", "ended_by"),
        "The roles you hold and held, where and when.",
        SIX_YEARS,
        about=("person",),
    ),
    Holding(
        "accounts.Invitation",
        ("invited_by", "accepted_by", "revoked_by"),
        "Invitations that were sent to your address.",
        SIX_YEARS,
        about=("accepted_by",),
    ),
    Holding(
        "accounts.Fact", ("person", "stated_by"), "Facts you have given.", WITH_ACCOUNT, about=("person",)
    ),
    Holding(
        "accounts.PassportCheck",
        ("person", "checked_by"),
        "Checks of you, with who checked and until when they stand.",
        "Six years after the check runs out, without the reference to its evidence.",
        about=("person",),
    ),
)


def export(person: Person) -> dict[str, Any]:
    """Everything held on the person here, as plain values under one name for each kind."""
    return {
        "person": {
            "name": person.full_name,
            "email": person.email,
            "profession": person.profession,
            "gmc_number": person.gmc_number,
            "gmc_number_checked_at": person.gmc_checked_at,
            "joined_at": person.joined_at,
        },
        "roles": list(
            person.memberships.values("role", "organisation__code", "valid_from", "valid_to", "ended_at")
        ),
        "invitations": list(
            Invitation.objects.filter(email=person.email).values("role", "organisation__code", "invited_at")
        ),
        "facts": list(person.facts.values("name", "value", "unit", "source", "stated_on")),
        "checks": list(
            person.passport_checks.values("kind", "state", "valid_from", "expires_on", "checked_at")
        ),
    }


@transaction.atomic
def erase(person: Person) -> int:
    """Forget who the person is: the row stays, without a name, for the trail of who did what.

    Returns how many rows were deleted or emptied. Roles and checks stay as dated facts about nobody.
    """
    from allauth.account.models import EmailAddress  # their models load after ours
    from allauth.mfa.models import Authenticator
    from allauth.socialaccount.models import SocialAccount

    count = sum(
        model.objects.filter(user=person).delete()[0]
        for model in (EmailAddress, Authenticator, SocialAccount)
    )
    count += Fact.objects.filter(person=person).delete()[0]
    count += PassportCheck.objects.filter(person=person).update(evidence_reference="")
    count += Invitation.objects.filter(email=person.email).update(email=f"erased-{person.pk}@portal.invalid")
    Membership.objects.filter(person=person, ended_at=None).update(ended_at=now(), ended_by=person)
    count += Person.objects.filter(pk=person.pk).update(
        email=f"erased-{person.pk}@portal.invalid",
        full_name="Erased person",
        profession="",
        gmc_number=None,
        gmc_checked_at=None,
        gmc_checked_by=None,
        is_active=False,
        session_epoch=person.session_epoch + 1,
        password="!",  # noqa: S106 - a mark that no password matches
        erased_at=now(),
    )
    audit.record(by=person, verb="accounts.erased", obj=person)
    return count
