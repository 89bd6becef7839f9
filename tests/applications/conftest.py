"""A house with its people, on a Monday."""

from typing import Any

import pytest

from tests.factories import applications as factory


@pytest.fixture(autouse=True)
def a_monday(settings: Any, tmp_path: Any) -> None:
    settings.PORTAL_TODAY = "2026-10-12"
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def home(db: Any) -> factory.House:
    return factory.house()
