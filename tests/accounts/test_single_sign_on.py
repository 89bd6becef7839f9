"""Single sign-on for staff: linked by subject, never by address; nobody comes in who was not invited."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from retention_portal import environment
from retention_portal.accounts.models import Person
from retention_portal.accounts.roles import Role
from retention_portal.organisations.queries import organisation_by_code
from tests.accounts.provider import Provider, running_provider
from tests.factories.people import confirmed_again, person_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(settings, monkeypatch) -> Iterator[Provider]:
    with running_provider() as running:
        monkeypatch.setenv("OIDC_SERVER_URL", running.address)
        monkeypatch.setenv("OIDC_CLIENT_ID", "portal")
        monkeypatch.setenv("OIDC_CLIENT_SECRET", "not-a-secret")
        apps = environment.single_sign_on()
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": apps}}
        yield running


@pytest.fixture
def lead() -> Person:
    return person_with(Role.SYSTEM_LEAD, organisation_by_code("QHM"), email="someone@nhs.example")


def go(client: Client, process: str = "login"):
    """Press the button, and come back from the provider with a code."""
    sent = client.post(reverse("openid_connect_login", args=["nhs-net"]) + f"?process={process}")
    asked = parse_qs(urlsplit(sent.headers["Location"]).query)
    back = {"code": "a-code", "state": asked["state"][0]}
    return client.get(reverse("openid_connect_callback", args=["nhs-net"]), back)


def test_the_sign_in_page_offers_it_only_when_it_is_set_up(client: Client) -> None:
    assert b"NHS.net Connect" not in client.get(reverse("account_login")).content


def test_the_sign_in_page_offers_it(client: Client, provider: Provider) -> None:
    assert b"NHS.net Connect" in client.get(reverse("account_login")).content


def test_the_code_is_sent_with_its_proof(client: Client, provider: Provider) -> None:
    go(client)

    (body,) = [body for path, body in provider.asked if path == "/token"]
    assert set(parse_qs(body)) >= {"code", "code_verifier", "client_id", "redirect_uri"}


def test_somebody_unknown_is_told_how_to_get_in(client: Client, provider: Provider) -> None:
    answer = go(client)

    assert answer.headers["Location"] == reverse("accounts:request_access")
    assert "_auth_user_id" not in client.session


def test_the_same_address_alone_lets_nobody_in(client: Client, provider: Provider, lead: Person) -> None:
    answer = go(client)

    assert answer.headers["Location"] == reverse("accounts:request_access")
    assert "_auth_user_id" not in client.session
    assert not SocialAccount.objects.exists()


def test_a_person_signed_in_links_once_and_comes_in_by_it_later(provider: Provider, lead: Person) -> None:
    first, later = Client(), Client()
    confirmed_again(first, lead)
    go(first, process="connect")
    assert SocialAccount.objects.get().uid == "subject-1"

    go(later)

    assert later.get(reverse("mfa_authenticate")).status_code == 200  # the second factor is still asked for


def test_another_subject_with_the_same_address_stays_out(provider: Provider, lead: Person) -> None:
    first, later = Client(), Client()
    confirmed_again(first, lead)
    go(first, process="connect")
    assert SocialAccount.objects.get().uid == "subject-1"
    provider.subject = "subject-2"

    answer = go(later)

    assert answer.headers["Location"] == reverse("accounts:request_access")


def test_the_account_pages_lead_to_the_link_and_show_it(provider: Provider, lead: Person) -> None:
    client = confirmed_again(Client(), lead)
    assert b"No NHS account is linked" in client.get(reverse("socialaccount_connections")).content
    go(client, process="connect")

    page = client.get(reverse("socialaccount_connections")).content.decode()

    assert "NHS.net Connect, linked" in page
    assert reverse("socialaccount_connections") in client.get(reverse("account_email")).content.decode()


def test_half_a_configuration_names_what_is_missing(monkeypatch) -> None:
    monkeypatch.setenv("OIDC_SERVER_URL", "https://login.example.org/v2.0")

    with pytest.raises(ImproperlyConfigured, match="Missing: OIDC_CLIENT_ID, OIDC_CLIENT_SECRET"):
        environment.single_sign_on()


def test_a_form_may_lead_to_the_provider_and_nowhere_else(monkeypatch) -> None:
    monkeypatch.setenv("OIDC_SERVER_URL", "https://login.example.org/tenant/v2.0")

    assert environment.single_sign_on_origins() == ["https://login.example.org"]
