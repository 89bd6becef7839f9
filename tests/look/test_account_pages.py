"""allauth's pages stand in our frame, with our fields, words and errors."""

import re

import pytest

from retention_portal.accounts.roles import Role
from tests.factories.people import confirmed_again, person, person_with, signed_in

pytestmark = pytest.mark.django_db

VISITOR_PAGES = {
    "/accounts/login/": "Sign in",
    "/accounts/signup/": "Create an account",
    "/accounts/password/reset/": "Choose a new password",
    "/accounts/password/reset/done/": "Look in your mail for a new password",
    "/accounts/password/reset/key/1-abc/": "This link does not work any more",
    "/accounts/password/reset/key/done/": "Your password is changed",
    "/accounts/confirm-email/": "Look in your mail to confirm your address",
    "/accounts/confirm-email/nothing/": "This link does not work any more",
    "/accounts/inactive/": "This account is switched off",
}
PERSONAL_PAGES = {
    "/accounts/logout/": "Do you want to sign out?",
    "/accounts/email/": "Your email addresses",
    "/accounts/password/change/": "Change your password",
    "/accounts/2fa/": "Two-step sign-in",
    "/accounts/2fa/totp/activate/": "Set up an authenticator app",
    "/accounts/2fa/webauthn/": "Your passkeys and security keys",
    "/accounts/2fa/webauthn/add/": "Add a passkey or security key",
    "/accounts/reauthenticate/": "Show that it is you",
}


def check_page(response, title: str) -> None:  # type: ignore[no-untyped-def]
    page = response.content.decode()
    assert response.status_code == 200
    assert re.search(r"<h1[^>]*>\s*([^<]+?)\s*</h1>", page)[1] == title
    assert f"<title>{title} – GP careers and support</title>" in page
    assert page.count('id="maincontent"') == 1
    assert re.findall(r"\sstyle=|\son[a-z]+=\"", page) == []
    assert [
        tag for tag in re.findall(r"<script[^>]*>", page) if "src=" not in tag and "json" not in tag
    ] == []


@pytest.mark.parametrize("path", VISITOR_PAGES)
def test_pages_of_visitors_stand_in_the_frame(client, path):
    check_page(client.get(path), VISITOR_PAGES[path])


@pytest.mark.parametrize("path", PERSONAL_PAGES)
def test_pages_of_an_account_stand_in_the_frame(client, path):
    someone = person_with(Role.GP, password="three words together", second_factor=False)
    check_page(confirmed_again(client, someone).get(path), PERSONAL_PAGES[path])


def test_second_step_stands_in_the_frame(client):
    someone = person(password="three words together")
    client.post("/accounts/login/", {"login": someone.email, "password": "three words together"})
    check_page(client.get("/accounts/2fa/authenticate/"), "Second step")


def test_wrong_password_is_said_in_the_summary(client):
    page = client.post("/accounts/login/", {"login": "a@example.net", "password": "no"}).content.decode()
    assert "<title>Error: Sign in – GP careers and support</title>" in page
    assert "nhsuk-error-summary" in page


def test_empty_sign_up_links_to_each_input(client):
    page = client.post("/accounts/signup/", {}).content.decode()
    summary = page[page.index("nhsuk-error-summary") : page.index("<h1")]
    links = re.findall(r'href="#([^"]+)"', summary)
    assert links
    assert [link for link in links if f'id="{link}"' not in page] == []
    assert "This field is required" not in page


def test_links_of_an_account_say_where_one_is(client):
    page = signed_in(client, person_with(Role.GP)).get("/accounts/email/").content.decode()
    assert 'href="/accounts/email/" aria-current="page"' in page
