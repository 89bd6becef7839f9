"""When something goes wrong the page says what, what to do, and a reference; and never breaks itself."""

import re

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.test import Client, RequestFactory

from retention_portal.accounts.roles import Role
from retention_portal.desk import error_pages
from tests.factories.people import person_with, signed_in


def heading(page: bytes) -> str:
    return re.search(r"<h1[^>]*>([^<]+)</h1>", page.decode())[1]


def request_with(reference: str):  # type: ignore[no-untyped-def]
    request = RequestFactory().get("/somewhere/")
    request.id = reference
    return request


@pytest.mark.parametrize(
    ("view", "fault", "status", "words"),
    [
        (error_pages.bad_request, BadRequest("No NUL."), 400, "We could not read that request"),
        (error_pages.forbidden, PermissionDenied("Only the SRO signs."), 403, "You cannot do this"),
        (error_pages.not_found, None, 404, "Page not found"),
        (error_pages.too_many, None, 429, "Too many tries"),
    ],
    ids=["400", "403", "404", "429"],
)
def test_page_says_what_went_wrong_with_a_reference(view, fault, status, words):
    response = view(request_with("abc123"), fault)
    assert response.status_code == status
    assert heading(response.content) == words
    assert "<code>abc123</code>" in response.content.decode()
    assert str(fault or "") in response.content.decode()


def test_texts_for_logs_are_not_shown():
    response = error_pages.forbidden(request_with("r"), ValueError("SELECT secret"))
    assert "SELECT" not in response.content.decode()


def test_fault_of_ours_is_drawn_without_database_or_session():
    response = error_pages.server_error(request_with("abc123"))
    assert response.status_code == 500
    assert heading(response.content) == "Sorry, there is a problem with the service"
    assert "<code>abc123</code>" in response.content.decode()


@pytest.mark.django_db
def test_reference_is_the_name_of_the_request_in_the_logs(client):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert f"<code>{response['X-Request-ID']}</code>" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/help/?q=%00", "/help/?q=%ff", "/%ff/"])
def test_hostile_addresses_are_answered_in_the_frame(client, path):
    response = client.get(path)
    assert response.status_code in (400, 404)
    assert b"nhsuk-header" in response.content


@pytest.mark.django_db
def test_refused_page_says_who_may_see_it(client):
    response = signed_in(client, person_with(Role.GP)).get("/accounts/people/")
    assert response.status_code == 403
    assert "This page is for people with the role" in response.content.decode()


@pytest.mark.django_db
def test_form_without_token_says_that_it_was_open_too_long():
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a@example.net"})
    assert response.status_code == 403
    assert heading(response.content) == "This form was open too long"
