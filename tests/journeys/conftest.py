"""A person at a desk before the running portal, whose fixtures are in tests/conftest.py."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.portal import Portal


@pytest.fixture
def page(browser: Browser, portal: Portal) -> Iterator[Page]:
    """A fresh person at a desk. Anything the browser complains of fails the test."""
    context = browser.new_context(base_url=portal.address, viewport={"width": 1280, "height": 900})
    complaints: list[str] = []
    fresh = context.new_page()
    fresh.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    fresh.on("pageerror", lambda error: complaints.append(str(error)))
    fresh.set_default_timeout(15_000)
    yield fresh
    context.close()
    assert [text for text in complaints if "status of 4" not in text] == []
