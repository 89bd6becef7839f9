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
NEXT_FRAME = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
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
        self.page.on(
            "requestfailed", lambda request: self.faults.append(f"failed: {request.url} {request.failure}")
        )

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
            self.page.evaluate(NEXT_FRAME)  # the page's own observers of its size have had their turn
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


WRONG = {
    "/?q=%00": ("", 400),
    "/no-such-page/": ("", 404),
    "/accounts/people/": (visitors.GP, 403),
    "/accounts/3rdparty/login/error/": ("", 401),
    "/accounts/confirm-email/no-such-key/": ("", 200),
    "/accounts/password/reset/key/1-no-such-key/": ("", 200),
    "/accounts/invitations/no-such-token/": ("", 404),
    "/assurance/verify/AAAA-AAAA-AAAA-AAAA/": ("", 404),
}


@pytest.mark.parametrize("address", WRONG, ids=lambda address: address.strip("/?") or "home")
def test_pages_that_say_no(
    address: str, context: BrowserContext, portal: Portal, found: dict[str, Any]
) -> None:
    who, status = WRONG[address]
    desk = desk_of(context, portal, found, who)
    answer = desk.page.goto(address)
    desk.inspect()

    assert answer is not None
    assert answer.status == status
    assert desk.faults == [], "\n" + "\n".join(desk.faults)


def test_form_that_was_open_too_long(context: BrowserContext, portal: Portal, found: dict[str, Any]) -> None:
    desk = desk_of(context, portal, found, "")
    desk.page.goto("/accounts/login/")
    context.clear_cookies()
    desk.page.fill("input[type=email]", "somebody@example.org")
    desk.page.fill("input[type=password]", "whatever it was")
    desk.page.locator("main form[method=post] button").first.click()
    desk.page.wait_for_load_state()
    desk.inspect()

    assert desk.page.locator("main form input[type=password]").count() == 0
    assert desk.faults == [], "\n" + "\n".join(desk.faults)


FORMS = {
    "account_login": "",
    "account_signup": "",
    "account_reset_password": "",
    "account_change_password": visitors.GP,
    "accounts:invitation_new": visitors.LEAD,
    "organisations:organisation_add": visitors.ADMIN,
    "funding:allocation_enter": visitors.REGION,
    "plans:initiative_new": visitors.LEAD,
    "plans:milestone_new": visitors.LEAD,
    "plans:update_new": visitors.LEAD,
}


@pytest.mark.parametrize("name", FORMS)
def test_form_sent_empty(name: str, context: BrowserContext, portal: Portal, found: dict[str, Any]) -> None:
    desk = desk_of(context, portal, found, FORMS[name])
    desk.page.goto(next(page["address"] for page in found["pages"] if page["name"] == name))
    form = desk.page.locator("main form[method=post]").first
    for required in form.locator("[required]").all():
        required.evaluate("field => field.removeAttribute('required')")
    form.locator("button").last.click()
    desk.page.wait_for_load_state()
    desk.inspect()

    assert desk.page.title().startswith("Error: ")
    assert desk.page.evaluate("document.activeElement.className").startswith("nhsuk-error-summary")
    assert desk.faults == [], "\n" + "\n".join(desk.faults)


EMPTY = {
    "/organisations/?q=zzzzqqq": "",
    "/toolkit/case-studies/?career_stage=newly": "",
    "/plans/": visitors.OTHER_LEAD,
    "/workforce/": visitors.OTHER_LEAD,
    "/assurance/": visitors.OTHER_LEAD,
    "/funding/": visitors.OTHER_LEAD,
    "/tasks/": visitors.OTHER_LEAD,
}


@pytest.mark.parametrize("address", EMPTY)
def test_page_with_nothing_on_it(
    address: str, context: BrowserContext, portal: Portal, found: dict[str, Any]
) -> None:
    desk = desk_of(context, portal, found, EMPTY[address])
    desk.look(address)

    assert desk.faults == [], "\n" + "\n".join(desk.faults)


BROKEN = """() => {
    const main = document.querySelector('main');
    main.insertAdjacentHTML('beforeend', '<img src="/static/none.png"><div style="width:3000px">wide</div>');
    main.lastElementChild.appendChild(document.createElement('script')).src = 'http://127.0.0.2:1/x.js';
}"""


def test_the_sweep_sees_faults(context: BrowserContext, portal: Portal, found: dict[str, Any]) -> None:
    desk = desk_of(context, portal, found, "")
    desk.page.goto("/help/")
    desk.page.evaluate(BROKEN)
    desk.page.evaluate("document.querySelector('main').lastElementChild.style.width = '3000px'")
    desk.inspect()
    kinds = {
        word
        for word in ("axe image-alt", "sideways", "CSP style-src", "CSP script-src")
        if word in str(desk.faults)
    }

    assert kinds == {"axe image-alt", "sideways", "CSP style-src", "CSP script-src"}, desk.faults
