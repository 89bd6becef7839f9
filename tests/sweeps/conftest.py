"""The demo in a transaction that is never committed, for sweeps that need no running portal."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from retention_portal.accounts import demo
from tests.sweeps import examples, pages


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Demo accounts and example rows. Ask with `pages.ask`, which leaves nothing behind."""
    with django_db_blocker.unblock(), override_settings(DEMO=True), transaction.atomic():
        logging.getLogger("django.request").setLevel(logging.CRITICAL)  # refusals are what sweeps look for
        demo.seed()
        examples.make()
        yield
        transaction.set_rollback(True)
        logging.getLogger("django.request").setLevel(logging.NOTSET)


@pytest.fixture(scope="module")
def visits(world: None) -> list[pages.Visit]:
    """Every address, as the first who gets it."""
    return pages.visits()
