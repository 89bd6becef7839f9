"""A course of sixteen with a seventeenth: full, a waiting list, a place that comes free, and cover so she can go."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.portal import Portal
from tests.journeys.test_main_job import as_, press

pytestmark = [pytest.mark.xdist_group("portal"), pytest.mark.timeout(240)]
COURSE = "Coming back to general practice: a course of eight evenings"
WHOSE_PRACTICE = """
from retention_portal.accounts.models import Membership
print(Membership.objects.get(person__email="practice@example.org", role="practice_lead").organisation.code)
"""


def test_a_course_of_sixteen_and_a_seventeenth(page: Page, portal: Portal) -> None:
    practice = portal.command("shell", "-v", "0", "-c", WHOSE_PRACTICE).strip()
    as_(page, "Demo GP", wait_for_a_place)
    as_(page, "Demo coordinator", free_a_place_for_her)
    as_(page, "Demo GP", take_the_place_and_ask_for_cover, practice)
    as_(page, "Demo practice lead", see_what_the_practice_sees)


def wait_for_a_place(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Find work and learning").first.click()
    page.get_by_role("link", name=COURSE).click()
    press(page, "Book a place")
    page.get_by_label(re.compile("coming back", re.IGNORECASE)).check()
    press(page, "Continue")
    expect(page.locator("main")).to_contain_text("It is full.")
    press(page, "Go on the waiting list")
    expect(page.locator("main")).to_contain_text("You are number 3 on the waiting list")


def free_a_place_for_her(page: Page) -> None:
    page.goto("/opportunities/posts/")
    page.get_by_role("link", name=COURSE).click()
    press(page, "Who comes, who waits, who came")
    expect(page.locator("h1")).to_contain_text("16 people have a place of 16")
    page.get_by_role("row", name=re.compile("^Demo GP")).get_by_role("button", name="Put forward").click()
    page.get_by_role("button", name="Take out").first.click()
    expect(page.get_by_role("row", name=re.compile("^Demo GP"))).to_contain_text("Offered a place until")


def take_the_place_and_ask_for_cover(page: Page, practice: str) -> None:
    page.goto("/tasks/")
    page.get_by_role("link", name=f"A place is kept for you: {COURSE}").click()
    press(page, "Take your place")
    press(page, "Book my place")
    expect(page.locator("main")).to_contain_text("You have a place.")
    press(page, "Cover so you can go")
    if page.locator("[name=practice]:visible").count():
        page.locator("[name=practice]").fill(practice)
        press(page, "See what the practice would see")
    seen = page.locator("dl").inner_text()
    assert "Professional development" in seen
    assert "Coming back" not in seen
    press(page, "Ask my practice")
    expect(page.locator("main")).to_contain_text("Cover asked for")


def see_what_the_practice_sees(page: Page) -> None:
    page.goto("/pools/practice/")
    expect(page.locator("main")).to_contain_text("Professional development")
    expect(page.locator("main")).not_to_contain_text("Coming back")
