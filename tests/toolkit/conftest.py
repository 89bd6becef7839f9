"""What the tests of the toolkit share."""

import pytest

from retention_portal.organisations.models import Organisation


@pytest.fixture
def organisation(db: None) -> Organisation:
    """A system of the reference data."""
    return Organisation.objects.get(code="QHM")
