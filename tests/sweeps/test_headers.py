"""Every kind of answer carries the headers that keep people safe (R-16)."""

from typing import Any

import pytest
from django.test import Client

from tests.sweeps import pages
from tests.sweeps.visitors import ANONYMOUS, GP, LEAD

pytestmark = pytest.mark.usefixtures("world")

CSP = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
}
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
HTML = "text/html; charset=utf-8"
KINDS = {
    "page": ("/help/", ANONYMOUS, 200, HTML),
    "page of a person": ("/tasks/", LEAD, 200, HTML),
    "to sign-in": ("/tasks/", ANONYMOUS, 302, HTML),
    "bad address": ("/?q=%00", ANONYMOUS, 400, HTML),
    "refused": ("/accounts/people/", GP, 403, HTML),
    "not found": ("/no-such-page/", ANONYMOUS, 404, HTML),
    "wrong method": ("/plans/start/", LEAD, 405, HTML),
    "csv": ("/workforce/QHM/figures.csv", LEAD, 200, "text/csv; charset=utf-8"),
    "api": ("/api/v1/workforce/figures/QHM/", LEAD, 200, "application/json"),
    "api, refused": ("/api/v1/workforce/figures/QHM/", ANONYMOUS, 403, "application/json"),
    "plain text": ("/healthz", ANONYMOUS, 200, "text/plain; charset=utf-8"),
    "json": ("/readyz", ANONYMOUS, 200, "application/json"),
}


def directives(answer: Any) -> set[str]:
    return {part.strip() for part in answer.headers["Content-Security-Policy"].split(";")}


@pytest.mark.parametrize("kind", KINDS)
def test_kind_of_answer(kind: str) -> None:
    address, who, status, content_type = KINDS[kind]
    answer = pages.ask(pages.client_of(who), address)

    assert (answer.status_code, answer.headers["Content-Type"]) == (status, content_type)
    assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS
    assert directives(answer) == CSP


def test_pdf() -> None:
    address = pages.examples.EXAMPLES["assurance:version"]()[0]["version_id"]
    answer = pages.ask(pages.client_of(LEAD), f"/assurance/versions/{address}/pdf/")

    assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS
    assert directives(answer) == CSP


def test_error_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retention_portal.organisations.views.search_organisations", lambda *_, **__: 1 // 0)
    answer = pages.ask(pages.client_of(ANONYMOUS), "/organisations/?q=surgery")

    assert (answer.status_code, answer.headers["Content-Type"]) == (500, HTML)
    assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS
    assert directives(answer) == CSP
    assert b"ZeroDivisionError" not in answer.content


def test_static_file() -> None:
    home = Client(SERVER_NAME="127.0.0.1").get("/help/").content.decode()
    sheet = home.split('rel="stylesheet"')[0].rsplit('href="', 1)[-1].split('"')[0]
    sheet = (
        sheet
        if sheet.startswith("/static/")
        else home.split('href="/static/')[1].split('"')[0].join(["/static/", ""])
    )
    answer = Client(SERVER_NAME="127.0.0.1").get(sheet)

    assert answer.status_code == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in answer.headers["Cache-Control"]
