"""No address, parameter or form makes an error of ours, whoever sends it (REL-24, CASE-X)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client

from tests.sweeps import pages
from tests.sweeps.routes import routes
from tests.sweeps.visitors import ADMIN, ANONYMOUS, LEAD

pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.timeout(400)]

# As they stand in an address, already quoted.
HOSTILE = (
    "%00",
    "%ED%A0%80",  # a lone surrogate
    "%FF%FE",
    "x" * 10_000,
    "-1",
    "0",
    "1e400",
    "9" * 25,
    "100000000000000000000",
    "NaN",
    "../../etc/passwd",
    "%F0%9F%92%A5%27%22%3C%3E",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "0000-Q9",
)
GARBAGE = (
    "x" * 10_000,
    "-1",
    "9" * 25,
    "1e400",
    "0001-01-01",
    "9999-12-31",
    "💥'\"<>",
    "[]",
    "NaN",
    "\ud800",
)
ASKERS = (ANONYMOUS, LEAD, ADMIN)


@contextmanager
def parameters_read() -> Iterator[set[str]]:
    """The names that views and forms look up while this is open."""
    names: set[str] = set()

    def noting(method: str) -> Any:
        def looked_up(self: QueryDict, key: str, *rest: Any) -> Any:
            names.add(key)
            return getattr(super(QueryDict, self), method)(key, *rest)

        return looked_up

    methods = ("__getitem__", "__contains__", "getlist", "get")
    for method in methods:
        setattr(QueryDict, method, noting(method))
    try:
        yield names
    finally:
        for method in methods:
            delattr(QueryDict, method)


def faults_of(client: Client, address: str, data: Any = None, method: str = "get", **more: Any) -> list[str]:
    answer = pages.ask(client, address, data, method, **more)
    if answer.status_code < 500:
        return []
    cause = repr(answer.exc_info[1])[:200] if getattr(answer, "exc_info", None) else ""
    return [f"{method} {address[:90]} {str(data)[:90] if data else ''} → {answer.status_code} {cause}"]


def summary(faults: list[str]) -> str:
    return f"{len(faults)} faults\n" + "\n".join(faults[:40])


@pytest.fixture(scope="module")
def clients(world: None) -> dict[str, Client]:
    return {who: pages.client_of(who) for who in ASKERS}


def names_for(client: Client, address: str, method: str) -> set[str]:
    with parameters_read() as names:
        pages.ask(client, address, None, method)
        pages.ask(client, f"{address}?page=1" if method == "get" else address, {"x": "1"}, method)
    return {name for name in names if name != "csrfmiddlewaretoken"}


@pytest.mark.parametrize("who", ASKERS, ids=["a visitor", "system lead", "administrator"])
def test_no_parameter_of_any_page(who: str, clients: dict[str, Client]) -> None:
    faults, asked = [], 0
    for _, address in pages.addresses():
        if pages.ask(clients[who], address).status_code != 200:
            continue  # refused before anything is read
        for name in names_for(clients[who], address, "get"):
            for value in HOSTILE:
                faults += faults_of(clients[who], f"{address}?{name}={value}")
            faults += faults_of(clients[who], f"{address}?{name}=1&{name}=%22&{name}[]=x")
            asked += len(HOSTILE) + 1

    assert asked > 100
    assert faults == [], summary(faults)


@pytest.mark.parametrize("who", ASKERS, ids=["a visitor", "system lead", "administrator"])
def test_no_garbage_within_an_address(who: str, clients: dict[str, Client]) -> None:
    faults = []
    for route in (route for route in routes() if route.parameters):
        shape = route.pattern.split("(?P")[0].replace("^", "")
        for value in HOSTILE:
            text = unquote(value, errors="surrogateescape")
            filled = quote(text, safe="", errors="surrogateescape") if "/" in text else value
            faults += faults_of(clients[who], "/" + fill(shape, route, filled))

    assert faults == [], summary(faults)


def fill(shape: str, route: Any, value: str) -> str:
    for name in route.parameters:
        for how in ("int", "str", "slug"):
            shape = shape.replace(f"<{how}:{name}>", value)
    return shape if "(?P" not in route.pattern else f"{shape}{value}/{value}/"


@pytest.mark.parametrize("who", ASKERS, ids=["a visitor", "system lead", "administrator"])
def test_no_form_of_any_page(who: str, clients: dict[str, Client]) -> None:
    faults, with_fields = [], 0
    for _, address in pages.addresses():
        faults += faults_of(clients[who], address, {}, "post")
        names = names_for(clients[who], address, "post")
        with_fields += bool(names)
        if names:
            for value in GARBAGE:
                faults += faults_of(clients[who], address, typed(names, value), "post", content_type=FORM)
            faults += faults_of(clients[who], address, files_for(names), "post")

    assert with_fields > 5
    assert faults == [], summary(faults)


FORM = "application/x-www-form-urlencoded"


def typed(names: set[str], value: str) -> str:
    """The body of a form with the same value in every field; also what no browser would send."""
    return "&".join(f"{quote(name)}={quote(value, errors='surrogatepass')}" for name in sorted(names))


def files_for(names: set[str]) -> dict[str, Any]:
    """A file of nonsense in place of every field."""
    return {name: SimpleUploadedFile("../../x\r\n.csv", b"\xff\xfe\x00PK\x03\x04") for name in names}


def test_the_sweep_sees_an_error_of_ours(clients: dict[str, Client], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retention_portal.organisations.views.search_organisations", lambda *_, **__: 1 // 0)

    assert faults_of(clients[ANONYMOUS], "/organisations/?q=surgery")[0].endswith(
        "→ 500 ZeroDivisionError('integer division or modulo by zero')"
    )
