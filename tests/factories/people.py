"""People for tests: `person()`, `person_with(Role.SYSTEM_LEAD, organisation)`, `signed_in(client, someone)`."""

import time
from itertools import count

from allauth.account.internal.userkit import user_id_to_str
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client

from retention_portal.accounts import actions
from retention_portal.accounts.access import forget_memberships
from retention_portal.accounts.models import Membership, Person
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import today
from retention_portal.organisations.models import Organisation

PASSWORD = "correct horse battery"
_numbers = count(1)


def person(
    email: str = "", *, full_name: str = "", password: str = "", second_factor: bool = True, **fields: object
) -> Person:
    """A person with a confirmed address and no role. Without `password` nobody can sign in with one."""
    number = next(_numbers)
    made = Person(
        email=email or f"person{number}@example.net", full_name=full_name or f"Person {number}", **fields
    )
    made.set_password(password or None)
    made.save()
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    if second_factor:
        give_second_factor(made)
    return made


def person_with(role: Role, organisation: Organisation | None = None, **fields: object) -> Person:
    """A person who holds `role` at `organisation` from today on, granted by the system account "tests"."""
    made = person(**fields)  # type: ignore[arg-type]
    give(made, role, organisation)
    return made


def give(
    someone: Person, role: Role, organisation: Organisation | None = None, **dates: object
) -> Membership:
    """One more role for somebody; `valid_from`, `valid_to` as given."""
    granted = actions.grant_membership(
        person=someone,
        role=role,
        organisation=organisation,
        by=actions.system_account(name="tests"),
        **{"valid_from": today(), **dates},
    )
    forget_memberships(someone)
    return granted


def give_second_factor(someone: Person) -> Authenticator:
    """A second factor, so that the guards let staff in."""
    return Authenticator.objects.create(user=someone, type="totp", data={"secret": "not used"})


def signed_in(client: Client, someone: Person) -> Client:
    """The client, signed in as somebody a moment ago by the test, past password and second factor."""
    client.force_login(someone, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def confirmed_again(client: Client, someone: Person) -> Client:
    """The client, signed in as somebody who has just given the password again, as changes of roles ask."""
    signed_in(client, someone)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = user_id_to_str(someone)
    session.save()
    return client
