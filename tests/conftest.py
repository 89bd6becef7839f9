"""What every test may ask for."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from django.test import TransactionTestCase

from retention_portal.local import scratch_database
from tests.database import ReferenceRows


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
