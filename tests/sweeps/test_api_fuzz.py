"""The API, attacked from its own schema by each kind of person; nothing of it is open to nobody (R-06, R-23)."""

from typing import Any

import hypothesis
import pytest
import schemathesis
from django.conf import settings
from django.db import transaction
from schemathesis import GenerationMode

from retention_portal.wsgi import application
from tests.sweeps import pages
from tests.sweeps.visitors import ADMIN, ANONYMOUS, GP, LEAD, REGION

pytestmark = [
    pytest.mark.usefixtures("world"),
    pytest.mark.filterwarnings("ignore::Warning:schemathesis.*"),
]

SCHEMA = "/api/v1/schema/"
EXAMPLES = 40  # of each kind for each operation


def cookies(who: str) -> dict[str, str]:
    return {settings.SESSION_COOKIE_NAME: str(pages.client_of(who).session.session_key)}


def operations(who: str) -> list[Any]:
    """Every operation of the schema that this person is told of."""
    told = pages.ask(pages.client_of(who), SCHEMA, {"format": "json"})
    schema = schemathesis.openapi.from_dict(told.json())
    schema.app = application
    return [found.ok() for found in schema.get_all_operations()]


def statuses(operation: Any, mode: GenerationMode, known: dict[str, str]) -> set[int]:
    """Every status that bounded, repeatable attacks on one operation bring about."""
    seen: set[int] = set()

    @hypothesis.settings(
        max_examples=EXAMPLES, derandomize=True, deadline=None, database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )  # fmt: skip
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    def attack(case: Any) -> None:
        with transaction.atomic():
            answer = case.call(base_url="http://localhost", cookies=known)
            transaction.set_rollback(True)
        seen.add(answer.status_code)
        assert answer.status_code < 500, f"{case.as_curl_command()} → {answer.status_code}"

    attack()
    return seen


@pytest.mark.parametrize("who", [GP, LEAD, REGION, ADMIN])
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_no_attack_makes_an_error_of_ours(who: str, mode: GenerationMode) -> None:
    known = cookies(who)
    attacked = {operation.label: statuses(operation, mode, known) for operation in operations(who)}

    assert attacked != {}
    assert all(attacked.values())


def test_nothing_is_open_to_somebody_not_signed_in() -> None:
    open_to_all = {
        f"{operation.label}: {status}"
        for operation in operations(LEAD)
        for status in statuses(operation, GenerationMode.POSITIVE, {})
        if status not in (401, 403)
    }

    assert open_to_all == set()


def test_schema_and_its_page_need_a_signed_in_person() -> None:
    visitor = pages.client_of(ANONYMOUS)

    assert [pages.ask(visitor, path).status_code for path in (SCHEMA, "/api/v1/docs/")] == [403, 403]
