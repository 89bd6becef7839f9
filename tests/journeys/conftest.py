"""One portal and one browser for all journeys of a worker process."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.portal import CHROMIUM, CHROMIUM_OPTIONS, Portal, running_portal


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The demo, running."""
    with running_portal(tmp_path_factory.mktemp("portal")) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_OPTIONS)
        yield chromium
        chromium.close()


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
