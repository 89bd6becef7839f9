"""Every address × every role × own and other system × method: what the table says is what happens."""

import csv
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from retention_portal.accounts.models import Person
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import today
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import ancestors, organisation_by_code, organisations_within
from tests.access.samples import SAMPLES
from tests.architecture.routes import routes
from tests.architecture.test_views_are_guarded import allowed, api_class
from tests.factories.people import confirmed_again, person_with

pytestmark = pytest.mark.django_db

FILE = Path(__file__).parent / "matrix.csv"
VIEWERS = ("anonymous", *Role.values)
OWN, OTHER = "QHM", "QJK"


def rows() -> list[dict[str, str]]:
    with FILE.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def ours() -> set[str]:
    """Routes that the matrix must name; allauth's and the framework's guard themselves (test_views_are_guarded)."""
    return {route.name for route in routes() if api_class(route) is None and allowed(route) is None}


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    named = {row["route"] for row in rows()}
    assert ours() - named == set(), "routes without a row: see README.md"
    assert named - ours() == set(), "rows without a route"
    assert set(SAMPLES) - named == set(), "samples without a row"


def test_rows_are_told_apart() -> None:
    keys = [(row["route"], row["method"]) for row in rows()]
    assert len(keys) == len(set(keys))


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(scope="module", autouse=True)
def _quiet() -> Iterator[None]:
    """Refusals are what is looked for; a record of each, with its request, would be kept until a test ends."""
    logger = logging.getLogger("django.request")
    logger.setLevel(logging.CRITICAL)
    yield
    logger.setLevel(logging.NOTSET)


@pytest.fixture(scope="module")
def places(django_db_setup, django_db_blocker) -> dict[str, Organisation | None]:
    with django_db_blocker.unblock():
        system = organisation_by_code(OWN)
        inside = organisations_within(system, today(), open_only=True)
        return {
            "system": system,
            "region": ancestors(system, today())["region"],
            "network": inside.filter(kind="network").first(),
            "practice": inside.filter(kind="practice").first(),
        }


def viewer_of(name: str, places: dict[str, Organisation | None]) -> Person | None:
    if name == "anonymous":
        return None
    kinds = Role(name).facts.kinds
    return person_with(Role(name), places[kinds[0]] if kinds else None)


def status(row: dict[str, str], viewer: Person | None, address: str) -> str:
    """What the viewer gets; everything that the request changed is undone."""
    with transaction.atomic():
        client = Client()
        if viewer is not None:
            confirmed_again(client, viewer)
        answer = client.generic(row["method"], address)
        transaction.set_rollback(True)
    return str(answer.status_code)


def observed(row: dict[str, str], addresses: list[str], viewers: dict[str, Person | None]) -> dict[str, str]:
    found = {}
    for name, viewer in viewers.items():
        statuses = [status(row, viewer, address) for address in dict.fromkeys(addresses)]
        found[name] = "/".join(dict.fromkeys(statuses))
    return found


AT_ONCE = 12


def groups() -> dict[str, list[dict[str, str]]]:
    """Rows whose addresses name the same made thing stand together: it is made once for all of them."""
    found: dict[object, list[dict[str, str]]] = {}
    for row in rows():
        found.setdefault(SAMPLES.get(row["route"]), []).append(row)
    named = {}
    for together in found.values():
        for start in range(0, len(together), AT_ONCE):
            few = together[start : start + AT_ONCE]
            named[f"{few[0]['method']} {few[0]['route']} and {len(few) - 1} more"] = few
    return named


GROUPS = groups()


@pytest.mark.parametrize("name", GROUPS)
def test_everybody_gets_what_the_matrix_says(name, places) -> None:
    sample = SAMPLES.get(GROUPS[name][0]["route"])
    parts = [sample(organisation_by_code(code)) for code in (OWN, OTHER)] if sample else [None]
    viewers = {viewer: viewer_of(viewer, places) for viewer in VIEWERS}
    wrong = []
    for row in GROUPS[name]:
        addresses = [reverse(row["route"], kwargs=kwargs) for kwargs in parts]
        found = observed(row, addresses, viewers)
        if found != {viewer: row[viewer] for viewer in VIEWERS}:
            wrong.append("observed: " + ",".join([row["route"], row["method"], *found.values()]))
    assert wrong == []
