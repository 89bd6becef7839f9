"""Every page as its richest visitor gets it, on a phone and on a desk: axe, width, console, CSP, network."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from retention_portal.local.place import ROOT
from tests.journeys.portal import Portal
from tests.sweeps import visitors

pytestmark = [pytest.mark.xdist_group("portal"), pytest.mark.timeout(300)]

AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDTHS = (1280, 375)
RUN = """async tags => (await axe.run(document, {runOnly: {type: 'tag', values: tags},
    resultTypes: ['violations']})).violations.map(v => [v.id, v.nodes.map(n => n.target.join(' '))])"""
LISTEN = """document.addEventListener('securitypolicyviolation',
    event => console.error('CSP ' + event.violatedDirective + ' ' + event.blockedURI))"""
TOO_WIDE = """() => document.documentElement.scrollWidth > innerWidth ? [...document.querySelectorAll('main *')]
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1).slice(0, 3).map(e => e.outerHTML.slice(0, 120))
    : null"""


@dataclass
class Desk:
    """A browser window that notes whatever is wrong with what it shows."""

    page: Page
    origin: str
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("request", self._request)
        self.page.on("requestfailed", lambda request: self.faults.append(f"failed: {request.url} {request.failure}"))

    def _console(self, message: Any) -> None:
        if message.type == "error" and "the server responded with a status of 4" not in message.text:
            self.faults.append(f"console: {message.text}")

    def _request(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme != "data" and parts.netloc != self.origin:
            self.faults.append(f"off origin: {request.url}")

    def look(self, address: str) -> None:
        """Open a page and look at it in both widths."""
        self.page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        self.page.goto(address)
        self.inspect()

    def inspect(self) -> None:
        """Look at what is open, in both widths."""
        before = len(self.faults)
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            self._axe(width)
            if wide := self.page.evaluate(TOO_WIDE):
                self.faults.append(f"sideways scroll at {width}: {wide}")
        where = urlsplit(self.page.url).path
        self.faults[before:] = [f"{where}: {fault}" for fault in self.faults[before:]]

    def _axe(self, width: int) -> None:
        self.page.evaluate(f"window.axe || (() => {{{AXE}}})()" if width == WIDTHS[0] else "0")
        for rule, targets in self.page.evaluate(RUN, TAGS):
            self.faults.append(f"axe {rule} at {width}: {'; '.join(targets[:5])}")


@pytest.fixture(scope="session")
def found(portal: Portal) -> dict[str, Any]:
    """What `pages.tell` says of the running portal."""
    said = portal.command("shell", "-v", "0", "-c", "from tests.sweeps.pages import tell; tell()")
    return dict(json.loads(said.splitlines()[-1]))


@pytest.fixture
def context(browser: Browser, portal: Portal) -> Iterator[BrowserContext]:
    """A person at a desk."""
    fresh = browser.new_context(base_url=portal.address)
    fresh.set_default_timeout(20_000)
    fresh.add_init_script(LISTEN)
    yield fresh
    fresh.close()


def desk_of(context: BrowserContext, portal: Portal, found: dict[str, Any], who: str) -> Desk:
    if who:
        session = {"name": "session", "value": found["sessions"][who], "url": portal.address}
        context.add_cookies([session])  # type: ignore[list-item]
    return Desk(context.new_page(), urlsplit(portal.address).netloc)


@pytest.mark.parametrize("who", visitors.VISITORS, ids=lambda who: who.partition("@")[0] or "a visitor")
def test_every_page(who: str, context: BrowserContext, portal: Portal, found: dict[str, Any]) -> None:
    desk = desk_of(context, portal, found, who)
    addresses = [page["address"] for page in found["pages"] if page["who"] == who]
    for address in addresses:
        desk.look(address)

    assert addresses != []
    assert desk.faults == [], "\n" + "\n".join(desk.faults)
