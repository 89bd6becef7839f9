"""People who import, and the real sample published."""

from pathlib import Path
from typing import Any

import pytest

from retention_portal.accounts.models import Person
from retention_portal.accounts.roles import Role
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisation_by_code
from tests.factories.people import person_with
from tests.workforce.files import SAMPLE, SAMPLE_NAME, published
from workforce.extracts.models import DataVersion


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    """Files that tests send are kept where the test ends."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def system(db: None) -> Organisation:
    """QHM, where five practices of the sample lie."""
    found = organisation_by_code("QHM")
    assert found is not None
    return found


@pytest.fixture
def other_system(db: None) -> Organisation:
    """QRL, where four practices of the sample lie."""
    found = organisation_by_code("QRL")
    assert found is not None
    return found


@pytest.fixture
def lead(system: Organisation) -> Person:
    """The system lead of QHM."""
    return person_with(Role.SYSTEM_LEAD, system)


@pytest.fixture
def other_lead(other_system: Organisation) -> Person:
    """The system lead of QRL."""
    return person_with(Role.SYSTEM_LEAD, other_system)


@pytest.fixture
def administrator(db: None) -> Person:
    """A national administrator."""
    return person_with(Role.ADMINISTRATOR)


@pytest.fixture
def sample(administrator: Person, lead: Person, system: Organisation) -> DataVersion:
    """The real sample with the rows of all systems; an administrator sent it for QHM, its lead published it."""
    return published(SAMPLE.read_bytes(), SAMPLE_NAME, administrator, system, publisher=lead).version
