"""What every test may ask for."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.test import TransactionTestCase

from retention_portal.core import same_for_all
from retention_portal.local import scratch_database
from tests.database import ReferenceRows
from tests.journeys.portal import CHROMIUM, CHROMIUM_OPTIONS, Portal, first_start_in, running_portal

# Playwright keeps an event loop in the thread of the tests, by which Django would take plain tests for
# asynchronous ones. None is.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
# Three years of made-up months are for people to look at.
os.environ.setdefault("DEMO_MONTHS", "2")


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """The database of this worker, with the reference data in it."""
    name = f"test_portal_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with django_db_blocker.unblock():
        scratch_database.make(name)
        rows = ReferenceRows(name)
        TransactionTestCase._fixture_teardown = lambda self: rows.remove_others()  # type: ignore[method-assign]
    yield
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture(autouse=True)
def no_page_kept() -> None:
    """Public pages are drawn anew in each test."""
    same_for_all.forget()


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The demo, running: one for all tests of the xdist group "portal"."""
    folder = tmp_path_factory.mktemp("portal")
    first_start_in(folder)
    with running_portal(folder) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium."""
    from playwright.sync_api import sync_playwright  # slow to import, and few tests need it

    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        # its loop runs behind every later test of this process, whose database is none the worse for it
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_OPTIONS)
        yield chromium
        chromium.close()


def pytest_configure() -> None:
    """Hash quickly (`test_house` keeps the real hash), and give each worker process a cache of its own."""
    settings.REAL_PASSWORD_HASHERS = settings.PASSWORD_HASHERS
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    settings.CACHE_URL = settings.CACHE_URL.replace("db=1", f"db={2 + int(worker) % 12}")
    settings.CACHES["default"]["LOCATION"] = settings.CACHE_URL


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep groups together; see `grouping`."""
    from tests.grouping import GroupScheduling  # only where there are workers

    return GroupScheduling(config, log) if config.getvalue("dist") == "loadgroup" else None
