"""A GP on a phone finds what fits, registers interest in a minute, applies later, and takes a place on decision day.

One application all the way: six questions, the emailed code, the form, the practice's word by a secure link, a
decision, every letter read before they go out together, and the answer.
"""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.portal import Portal
from tests.journeys.test_main_job import as_, press

pytestmark = [pytest.mark.xdist_group("portal"), pytest.mark.timeout(600)]

PHONE = {"width": 375, "height": 720}
NAME, EMAIL, GMC = "Dr Journey Carr", "journey-gp@example.net", "7654321"
HOST = "journey-practice@example.net"
OFFER = "Portfolio role in an area of interest"
CONDITION = "A letter of release from the practice"
SIX: tuple[dict[str, str], ...] = (
    {"place": "NE8 4AB"},
    {"role": "gp_salaried"},
    {"stage": "CS-EMC"},
    {"now": "6", "wanted": "5"},
    {"needs": "variety"},
    {"when": "months"},
)


@pytest.fixture
def desk(browser: Browser, portal: Portal) -> Iterator[Page]:
    """Another person at another computer."""
    context = browser.new_context(base_url=portal.address, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


def test_from_a_phone_to_a_place(page: Page, desk: Page, tmp_path: Path) -> None:
    page.set_viewport_size(PHONE)
    register_interest(page)
    apply_by_the_code(page, tmp_path)
    ask_the_practice(page)
    the_practice_confirms(desk)
    expect_answered(page)
    as_(desk, "Demo coordinator", decide)
    as_(desk, "Second demo coordinator", send_all_letters)
    take_the_place(page)


def answer(page: Page, given: dict[str, str]) -> None:
    """Fill what a question asks by the names of its fields, and go on."""
    for name, value in given.items():
        chosen = page.locator(f"[name={name}][value='{value}']")
        if chosen.count():
            chosen.check()
        else:
            page.locator(f"[name={name}]").fill(value)
    press(page, "Continue")


def fits_the_phone(page: Page) -> None:
    page.wait_for_load_state("domcontentloaded")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def register_interest(page: Page) -> None:
    page.goto("/schemes/what-fits-me/")
    press(page, "Start now")
    for given in SIX:
        fits_the_phone(page)
        answer(page, given)
    fits_the_phone(page)
    assert page.locator(".app-fit").count() <= 3
    page.locator(".app-fit", has_text=OFFER).get_by_text("Register interest").click()
    began = time.monotonic()
    page.get_by_label("Your name").fill(NAME)
    page.get_by_label("Email address").fill(EMAIL)
    page.get_by_label("Telephone number").fill("01632 960111")
    page.get_by_label("Evening, after six").check()
    assert page.locator("main form :is(input, select, textarea)[name]:not([type=hidden])").count() <= 9
    press(page, "Leave my name")
    expect(page.get_by_role("heading", name="We have your name")).to_be_visible()
    assert time.monotonic() - began < 60


def link_in_mail(page: Page, to: str, path: str) -> str:
    """The address of ours in the newest mail to somebody; waits for the worker that writes it."""
    item = page.locator(".app-mails__item", has_text=f"to {to}").first
    for _ in range(30):
        page.goto("/demo/mail/")
        if item.count():
            item.get_by_role("link").click()
            found = re.search(rf"https?://[^/\s]+({path}\S+)", page.locator(".app-mail-text").inner_text())
            if found:
                return found.group(1)
        page.wait_for_timeout(500)
    raise AssertionError(f"No mail to {to} with a link to {path}.")


def apply_by_the_code(page: Page, tmp_path: Path) -> None:
    page.context.clear_cookies()  # days later
    page.goto(link_in_mail(page, EMAIL, "/applications/open/"))
    press(page, "Open my form")
    paper = tmp_path / "cv.pdf"
    paper.write_bytes(b"%PDF-1.4\n% one side of A4\n")
    press(page, "Carry on")
    for _ in range(12):
        if "/form/" not in page.url or page.url.endswith("/form/"):
            break
        fits_the_phone(page)
        answer_one(page, paper)
    if page.url.endswith("/form/"):
        press(page, "Check your answers")
    page.get_by_label("What I have said is true as far as I know").check()
    press(page, "Send")
    expect(page.get_by_role("heading", level=1, name="We are reading it")).to_be_visible()


def answer_one(page: Page, paper: Path) -> None:
    """One question of the form, whatever its kind."""
    main = page.locator("main")
    if main.locator("input[type=file]").count():
        main.locator("input[type=file]").set_input_files(paper)
        press(page, "Add this paper")
        press(page, "Continue")
        return
    field = main.locator("[name=answer]")
    kind = field.first.get_attribute("type")
    if kind in ("radio", "checkbox"):
        field.first.check()
    else:
        field.fill("2" if field.get_attribute("inputmode") else "A day a week in dermatology, near home")
    press(page, "Save and continue")


def ask_the_practice(page: Page) -> None:
    press(page, "See what they would see, and ask them")
    expect(page.get_by_role("heading", name="This is all they will see")).to_be_visible()
    page.get_by_label("Their name").fill("Practice manager")
    page.get_by_label("Their email address").fill(HOST)
    page.get_by_label("I have read what they will see, and they may see it").check()
    press(page, "Send them the link")
    expect(page.get_by_text("Asked, no answer yet")).to_be_visible()


def the_practice_confirms(desk: Page) -> None:
    desk.goto(link_in_mail(desk, HOST, "/applications/part/"))
    expect(desk.locator("main")).to_contain_text("They approved that you see this, and nothing more.")
    expect(desk.locator("main")).not_to_contain_text(EMAIL)
    for yes in desk.locator("main input[type=radio][value=yes]").all():
        yes.check()
    press(desk, "Send my answer")
    expect(desk.get_by_role("heading", level=1)).not_to_contain_text("Confirm your part")


def expect_answered(page: Page) -> None:
    page.reload()
    expect(page.get_by_text("Answered", exact=True)).to_be_visible()
    page.goto("/my/profile/edit/")
    page.locator("[name=gmc_number]").fill(GMC)
    press(page, "Save")


def decide(desk: Page) -> None:
    desk.goto(f"/applications/queue/?name={NAME.rsplit(maxsplit=1)[-1]}")
    desk.locator("main").get_by_role("link", name=NAME).click()
    press(desk, "I have spoken with them")
    press(desk, "GMC number is checked")
    press(desk, "Pass on: ready to decide")
    desk.locator("main a.nhsuk-button", has_text="Decide").click()
    desk.get_by_label("Offer a place").check()
    desk.locator("[name=conditions]").fill(CONDITION)
    press(desk, "Keep the decision")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("to send")
    expect(desk.locator("section.app-letter", has_text=NAME)).to_contain_text(CONDITION)


def send_all_letters(desk: Page) -> None:
    desk.goto("/applications/letters/")
    desk.locator("main").get_by_role("link", name=OFFER).click()
    letters = desk.locator("section.app-letter")
    count = letters.count()
    assert count >= 2, "the demonstration has another letter that waits"
    expect(letters.filter(has_text=NAME)).to_contain_text(CONDITION)
    press(desk, f"Send {count} letters now")
    expect(desk.get_by_role("heading", name="Letters: done")).to_be_visible(timeout=60_000)
    desk.reload()
    expect(desk.get_by_role("heading", level=1, name=f"{count} letters sent")).to_be_visible()


def take_the_place(page: Page) -> None:
    page.goto("/applications/mine/")
    page.locator("main").get_by_role("link", name=OFFER).click()
    expect(page.locator("main")).to_contain_text(CONDITION)
    fits_the_phone(page)
    press(page, "Yes, I take it")
    expect(page.get_by_role("heading", level=1, name="You have a place")).to_be_visible()
