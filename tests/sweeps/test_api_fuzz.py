"""The API, attacked from its own schema by each kind of person; nothing of it is open to nobody (R-06, R-23)."""

from typing import Any

import hypothesis
import pytest
import requests
import schemathesis
from django.db import transaction
from django.test import Client
from schemathesis import GenerationMode

from tests.sweeps import pages
from tests.sweeps.visitors import ADMIN, ANONYMOUS, GP, LEAD, REGION

pytestmark = pytest.mark.usefixtures("world")

SCHEMA = "/api/v1/schema/"
EXAMPLES = 40  # of each kind for each operation


def operations() -> list[Any]:
    """Every operation of the schema; it is the same for everybody who is signed in."""
    told = pages.ask(pages.client_of(LEAD), SCHEMA, {"format": "json"})
    return [found.ok() for found in schemathesis.openapi.from_dict(told.json()).get_all_operations()]


def sent(client: Client, case: Any) -> int:
    """The status of one attack, made in this process and in this transaction."""
    ready = requests.Request(**case.as_transport_kwargs(base_url="http://127.0.0.1")).prepare()
    headers = {
        name: value
        for name, value in ready.headers.items()
        if name.lower() not in ("cookie", "content-length")
    }
    content_type = headers.pop("Content-Type", "application/octet-stream")
    body = ready.body or b""
    with transaction.atomic():
        answer = client.generic(str(ready.method), ready.path_url, body, content_type, headers=headers)
        transaction.set_rollback(True)
    return int(answer.status_code)


def statuses(operation: Any, mode: GenerationMode, client: Client) -> set[int]:
    """Every status that bounded, repeatable attacks on one operation bring about.

    Empty when nothing that can be asked breaks the schema: an address with one free word in it.
    """
    seen: set[int] = set()

    @hypothesis.settings(
        max_examples=EXAMPLES, derandomize=True, deadline=None, database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )  # fmt: skip
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    def attack(case: Any) -> None:
        status = sent(client, case)
        seen.add(status)
        assert status < 500, f"{case.as_curl_command()} → {status}"

    try:
        attack()
    except hypothesis.errors.Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE, operation.label
    return seen


@pytest.mark.parametrize("who", [GP, LEAD, REGION, ADMIN])
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_no_attack_makes_an_error_of_ours(who: str, mode: GenerationMode) -> None:
    client = pages.client_of(who)
    attacked = {operation.label: statuses(operation, mode, client) for operation in operations()}

    asked = {label for label, seen in attacked.items() if seen}
    got_past_the_door = {label for label, seen in attacked.items() if seen - {401, 403}}

    assert asked != set()
    assert who != LEAD or got_past_the_door == asked


OPEN_TO_ALL = {
    "GET /api/v1/schemes/",
    "GET /api/v1/schemes/{code}/",
    "GET /api/v1/offers/",
    "GET /api/v1/offers/{slug}/",
}


def test_nothing_but_the_catalogue_is_open_to_somebody_not_signed_in() -> None:
    visitor = pages.client_of(ANONYMOUS)
    answers = {
        (operation.label, status)
        for operation in operations()
        for status in statuses(operation, GenerationMode.POSITIVE, visitor)
    }

    # 404: a part with a slash in it is no address of ours; 400: no text at all, refused before anybody is asked for
    answered = {label for label, status in answers if status not in (400, 401, 403, 404)}
    assert answered <= OPEN_TO_ALL
    assert {"GET /api/v1/schemes/", "GET /api/v1/offers/"} <= answered


def test_schema_and_its_page_need_a_signed_in_person() -> None:
    visitor = pages.client_of(ANONYMOUS)

    assert [pages.ask(visitor, path).status_code for path in (SCHEMA, "/api/v1/docs/")] == [403, 403]
