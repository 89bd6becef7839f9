"""A retained GP's five years: opened, changed, paused, reviewed each year, claimed, approved and paid, corrected,
settled, ended. The years lie before today, so no clock is moved; every step is a page that somebody fills in.
"""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from retention_portal.core.dates import FinancialYear, Month, today
from schemes.catalogue.rules.periods import ONE_DAY, plus_years
from tests.journeys.portal import Portal
from tests.journeys.test_main_job import as_, choose, press

pytestmark = [pytest.mark.xdist_group("portal"), pytest.mark.timeout(300)]

GP_ACCOUNT, GP = "Demo GP elsewhere", "other-gp@example.org"
STARTS = Month.of(plus_years(today(), -5)).next().start  # its fifth year ends this month
ENDS = plus_years(STARTS, 5) - ONE_DAY
PAID = Month.of(STARTS).shifted(48)  # a month of the fifth year, claimed and paid
YEAR = FinancialYear.of(PAID.start).code


def test_a_retained_gp_s_five_years(page: Page, portal: Portal, tmp_path: Path) -> None:
    address = open_support(page)
    as_(page, "Demo coordinator", change_and_pause, address)
    as_(page, "Demo scheme lead", hold_five_reviews, address)
    as_(page, "Demo coordinator", post_the_months, address)
    as_(page, "Demo NHS England region", allocate)
    as_(page, "Demo coordinator", claim, address, PAID)
    as_(page, "Demo finance lead", approve_and_pay, "£1,333.28")
    as_(page, "Demo coordinator", correct_and_settle, address)
    as_(page, "Demo finance lead", approve_and_pay, "£333.32", "Record that it came back")
    as_(page, "Demo coordinator", end_and_read_the_ledger, address)
    as_(page, GP_ACCOUNT, read_my_support)


def when(page: Page, name: str, day: date) -> None:
    """A day in its three boxes."""
    for part, number in (("day", day.day), ("month", day.month), ("year", day.year)):
        page.locator(f"[name={name}-{part}]").fill(str(number))


def open_support(page: Page) -> str:
    """The address of the award, opened by the coordinator."""
    found: list[str] = []

    def opening(page: Page) -> None:
        page.goto("/awards/")
        press(page, "Open support for somebody")
        choose(page, "scheme", "National GP Retention Scheme")
        page.locator("[name=email]").fill(GP)
        page.locator("[name=host]").fill(a_practice(page))
        when(page, "starts", STARTS)
        when(page, "ends", ENDS)
        page.locator("[name=per_week]").fill("3")
        page.locator("[name=approved_by]").fill("NHS England")
        when(page, "approved_on", STARTS + ONE_DAY)
        when(page, "job_plan_on", STARTS - timedelta(days=20))
        press(page, "Open it")
        expect(page.locator("main")).to_contain_text("nobody starts before approval")
        when(page, "approved_on", STARTS - timedelta(days=10))
        press(page, "Open it")
        expect(page.get_by_role("heading", level=1)).to_contain_text(GP_ACCOUNT)
        found.append(page.url)

    as_(page, "Demo coordinator", opening)
    return found[0]


def a_practice(page: Page) -> str:
    """The code of a practice of the system: where somebody on the list works already."""
    other = page.context.new_page()
    other.goto("/awards/")
    code = re.search(r"\b[A-Z]\d{5}\b", other.locator("main").inner_text())
    other.close()
    assert code is not None
    return code.group()


def change_and_pause(page: Page, address: str) -> None:
    page.goto(address)
    press(page, "Record days away")
    when(page, "starts", Month.of(STARTS).shifted(14).start)
    when(page, "ends", Month.of(STARTS).shifted(14).end)
    press(page, "Save the days")
    expect(page.locator("main")).to_contain_text("Away")
    press(page, "Change the sessions")
    when(page, "starts", Month.of(STARTS).shifted(24).start)
    page.locator("[name=per_week]").fill("4")
    press(page, "Save the change")
    expect(page.locator("main")).to_contain_text("4 sessions a week (16 h 40 min)")


def hold_five_reviews(page: Page, address: str) -> None:
    for year in range(1, 6):
        page.goto(address)
        press(page, f"Record the year {year} review")
        when(page, "held_on", min(plus_years(STARTS, year), today()))
        page.locator("[name=need_continues][value=yes]").check()
        page.locator("[name=practice_meets][value=yes]").check()
        page.locator("[name=outcome][value=continue]").check()
        press(page, "Save the review")
        expect(page.locator("main")).to_contain_text(f"Year {year}")
    expect(page.locator("main")).to_contain_text("Next review None")
    expect(page.get_by_role("link", name="Record the year")).to_have_count(0)


def post_the_months(page: Page, address: str) -> None:
    page.goto("/awards/")
    press(page, "Post ")
    page.goto(address)
    for _ in range(40):
        if page.get_by_text("Not posted yet").count() == 0 and page.get_by_text("Posted to").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(page.locator("main")).to_contain_text("Posted to")


def allocate(page: Page) -> None:
    page.goto("/funding/allocations/new/")
    choose(page, "system", "(QHM)")
    choose(page, "programme", "Local GP Retention Fund")
    page.locator("[name=financial_year]").select_option(YEAR)
    page.locator("[name=amount]").fill("50000")
    page.locator("[name=reason]").fill("Letter of that year")
    press(page, "Enter the allocation")
    expect(page.locator("main")).to_contain_text("£50,000")


def claim(page: Page, address: str, month: Month) -> None:
    page.goto(address)
    press(page, "Claim a month")
    choose(page, "month", f"{month.label}: £1,333.28 to the practice")
    press(page, "Send the claim")
    expect(page.locator("main")).to_contain_text("Sent, waits for finance")


def approve_and_pay(page: Page, amount: str, pay: str = "Record the payment") -> None:
    page.goto("/awards/claims/?status=submitted")
    row = page.locator("tr", has_text=GP_ACCOUNT).or_(page.locator("tr", has_text=amount)).last
    row.get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text(amount)
    page.get_by_role("link", name="Approve").click()
    choose(page, "line", "Local GP Retention Fund")
    page.locator("main form button").first.click()
    expect(page.locator("main")).to_contain_text("Approved, to be paid")
    press(page, pay)
    press(page, "Record it")
    expect(page.locator("main")).to_contain_text("Allowed by the rules")


def correct_and_settle(page: Page, address: str) -> None:
    """The paid month was worked at three sessions only: what was too much comes back."""
    page.goto(address)
    press(page, "Change the sessions")
    when(page, "starts", PAID.start)
    page.locator("[name=per_week]").fill("3")
    press(page, "Save the change")
    expect(page.locator("main")).to_contain_text("£333.32 was paid too much to the practice")
    press(page, "settle the balance")
    page.get_by_label("Take back £333.32").check()
    press(page, "Send it to finance")
    expect(page.locator("main")).to_contain_text("money to be repaid")


def end_and_read_the_ledger(page: Page, address: str) -> None:
    page.goto(address)
    press(page, "End early")
    when(page, "left_on", today())
    page.locator("[name=reason]").fill("Becomes a partner, a few days before the five years are over.")
    press(page, "End it")
    main = page.locator("main")
    expect(main).to_contain_text("Ended early")
    expect(page.get_by_role("link", name="Change the sessions")).to_have_count(0)
    expect(main).not_to_contain_text("was paid too much")
    expect(main).to_contain_text("£999.96")
    expect(main).to_contain_text("takes back an earlier line")


def read_my_support(page: Page) -> None:
    page.goto("/awards/mine/")
    main = page.locator("main")
    expect(main).to_contain_text("National GP Retention Scheme")
    expect(main).to_contain_text("Before")
    expect(main).to_contain_text("paid to your practice")
