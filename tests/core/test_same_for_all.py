"""A public page is drawn once for everybody without a session, and never from before a change."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory

from retention_portal.core import same_for_all


class Counted:
    """A view that counts how often it draws; `edition` is what its rows say."""

    def __init__(self, token: bool = False, status: int = 200) -> None:
        self.drawn, self.edition, self.token, self.status = 0, 1, token, status
        self.view = same_for_all.same_for_all(lambda: self.edition)(self.draw)

    def draw(self, request: HttpRequest) -> HttpResponse:
        self.drawn += 1
        if self.token:
            get_token(request)
        return HttpResponse(f"drawn {self.drawn}", status=self.status)

    def ask(self, address: str = "/schemes/", **cookies: str) -> str:
        request = RequestFactory().get(address)
        request.COOKIES.update(cookies)
        return self.view(request).content.decode()


def test_the_second_visitor_gets_the_same_bytes() -> None:
    page = Counted()

    assert [page.ask(), page.ask(), page.ask("/schemes/?q=mentor")] == ["drawn 1", "drawn 1", "drawn 2"]


def test_a_change_of_what_it_reads_draws_it_again() -> None:
    page = Counted()
    page.ask()
    page.edition = 2

    assert page.ask() == "drawn 2"


def test_a_visitor_with_a_session_is_answered_for_themselves() -> None:
    page = Counted()
    page.ask()

    assert page.ask(session="somebody") == "drawn 2"


@pytest.mark.parametrize(
    "page", [Counted(token=True), Counted(status=404)], ids=["a form's token", "an error"]
)
def test_what_is_for_one_visitor_only_is_not_kept(page: Counted) -> None:
    assert [page.ask(), page.ask()] == ["drawn 1", "drawn 2"]


def test_only_so_many_pages_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(same_for_all, "MOST_PAGES", 2)
    page = Counted()
    for address in ("/a/", "/b/", "/c/"):
        page.ask(address)

    assert [page.ask("/c/"), page.ask("/b/"), page.ask("/a/")] == ["drawn 3", "drawn 2", "drawn 4"]
