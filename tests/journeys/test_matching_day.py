"""A matching day: two people ask, a coordinator looks at the pairs, exchanges them, releases once; a mentor says yes."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.portal import Portal
from tests.journeys.test_main_job import as_, press

pytestmark = [pytest.mark.xdist_group("portal"), pytest.mark.timeout(240)]
SERVICE = "Mentoring on a matching day"


def test_a_matching_day(page: Page, portal: Portal) -> None:
    as_(page, "Demo coordinator", open_a_service)
    as_(page, "Demo mentor", offer)
    as_(page, "Demo coordinator", confirm)
    as_(page, "Demo GP", talk_to_someone)
    as_(page, "Demo coordinator", match)
    as_(page, "Demo mentor", say_yes)
    as_(page, "Demo GP", agree_the_next_session)


def open_a_service(page: Page) -> None:
    page.goto("/mentoring/services/")
    press(page, "Open a service")
    press(page, "Mentoring by experienced local GPs")
    page.get_by_label("Its name").fill(SERVICE)
    page.get_by_label("Who answers questions").fill("The coordinator")
    page.get_by_label("Their email address").fill("hello@example.net")
    press(page, "Open it")
    expect(page.locator("h1")).to_contain_text("0 people wait for a mentor")


def card(page: Page) -> Locator:
    return page.locator(".nhsuk-card", has_text=SERVICE)


def offer(page: Page) -> None:
    page.goto("/mentoring/")
    card(page).get_by_role("link", name="Offer to mentor").click()
    page.get_by_label("Finance").check()
    page.get_by_label("By phone").check()
    page.get_by_label(re.compile("People of this service may read")).check()
    press(page, "Send my offer")
    expect(page.get_by_text("A coordinator looks at your offer")).to_be_visible()


def to_the_service(page: Page) -> None:
    page.goto("/mentoring/services/")
    page.get_by_role("link", name=SERVICE).click()


def confirm(page: Page) -> None:
    to_the_service(page)
    press(page, "Confirm the offer")
    expect(page.get_by_text("takes people now")).to_be_visible()


def talk_to_someone(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Talk to someone").first.click()
    page.get_by_label("Talk to a GP who has been there").check()
    press(page, "Continue")
    card(page).get_by_role("link", name="Find me somebody").or_(
        card(page).get_by_role("button", name="Find me somebody")
    ).first.click()
    page.get_by_label("Finance").check()
    page.get_by_label("By phone").check()
    press(page, "Find me somebody")
    expect(page.get_by_text("We look for somebody who suits you")).to_be_visible()


def match(page: Page) -> None:
    to_the_service(page)
    press(page, "Propose pairs")
    expect(page.locator("h1")).to_contain_text("1 pair proposed")
    expect(page.get_by_text("You both chose finance.")).to_be_visible()
    press(page, "Another mentor")
    expect(page.get_by_text("This is the mentor proposed now.")).to_be_visible()
    page.go_back()
    press(page, "Release: ask the mentors")
    expect(page.get_by_text("1 mentor was asked.")).to_be_visible()


def say_yes(page: Page) -> None:
    page.goto("/mentoring/")
    page.get_by_role("link", name=f"You mentor somebody, {SERVICE}").click()
    press(page, "Yes, share our addresses")
    expect(page.get_by_text("You can now write to each other")).to_be_visible()


def agree_the_next_session(page: Page) -> None:
    page.goto("/mentoring/")
    page.get_by_role("link", name=f"Your mentor, {SERVICE}").click()
    press(page, "Agree the next session")
    page.locator("[name=on-day]").fill("12")
    page.locator("[name=on-month]").fill("1")
    page.locator("[name=on-year]").fill("2027")
    page.locator("[name=at]").fill("13:30")
    page.get_by_role("button", name="Agree it").click()
    expect(page.get_by_role("link", name=re.compile("Cover so I can go"))).to_be_visible()
