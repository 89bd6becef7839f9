"""Sessions as people live them: on a phone, a practice posts a fortnight, two browsers race for the last place."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from retention_portal.core.dates import today
from tests.journeys.portal import Portal

pytestmark = [pytest.mark.xdist_group("portal"), pytest.mark.timeout(300)]
PHONE = {"width": 375, "height": 740}


@pytest.fixture
def phone(browser: Browser, portal: Portal) -> Iterator[Page]:
    """A phone, held upright."""
    yield from another(browser, portal)


@pytest.fixture
def other_phone(browser: Browser, portal: Portal) -> Iterator[Page]:
    """A second one, of somebody else."""
    yield from another(browser, portal)


def another(browser: Browser, portal: Portal) -> Iterator[Page]:
    context = browser.new_context(base_url=portal.address, viewport=PHONE, has_touch=True)
    fresh = context.new_page()
    fresh.set_default_timeout(15_000)
    yield fresh
    context.close()


def as_(page: Page, account: str) -> None:
    """One click on the home page of the demonstration."""
    page.context.clear_cookies()
    page.goto("/")
    page.get_by_role("button", name=account, exact=True).click()
    page.wait_for_load_state()


def press(page: Page, name: str) -> None:
    """The button or link of this name in the page's own part."""
    main = page.locator("main")
    main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name)).first.click()


def fits(page: Page) -> None:
    """Nothing is wider than the phone."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def post(
    page: Page, *, days: int, starts: str, ends: str, until: int | None = None, site: str = "Phone room"
) -> None:
    """The practice posts one session in so many days, or every working day until another."""
    page.goto("/pools/practice/new/")
    page.locator("input[name=how]").nth(2 if until else 0).check()
    fill_day(page, "on", days)
    if until:
        fill_day(page, "last_on", until)
    page.locator("[name=starts]").fill(starts)
    page.locator("[name=ends]").fill(ends)
    page.locator("[name=cover_type]").select_option("surgery")
    page.locator("[name=why][value=demand]").check()
    page.locator("[name=site]").fill(site)
    page.locator("[name=rate]").fill("82.50")
    page.locator("main form button").first.click()


def fill_day(page: Page, name: str, days: int) -> None:
    """A day so far ahead, into its three boxes."""
    day = today() + timedelta(days=days)
    for part in ("day", "month", "year"):
        page.locator(f"[name={name}-{part}]").fill(str(getattr(day, part)))


def test_a_session_on_a_phone(phone: Page) -> None:
    as_(phone, "Demo GP")
    phone.goto("/opportunities/")
    press(phone, "Sessions near you")
    expect(phone.get_by_role("heading", level=1)).to_contain_text("you can take")
    fits(phone)
    phone.locator("main .app-rows a").first.click()
    fits(phone)
    address = phone.url
    press(phone, "Take this session")
    expect(phone.get_by_text("It is done.")).to_be_visible()
    phone.goto("/pools/mine/")
    expect(phone.locator("main")).to_contain_text("Booked")
    fits(phone)
    phone.goto(address)
    press(phone, "Give it back")
    phone.get_by_label("Booked by mistake").check()
    fits(phone)
    press(phone, "Give it back")
    expect(phone.get_by_text("You have given it back.")).to_be_visible()


def test_a_practice_posts_a_fortnight_and_a_gp_sees_it(page: Page, phone: Page) -> None:
    as_(page, "Demo practice lead")
    post(page, days=9, until=22, starts="10:00", ends="12:30", site="Fortnight room")
    post_all = page.get_by_role("button", name=re.compile("Post all [0-9]+"))
    count = int((post_all.text_content() or "").strip().split()[-1])
    assert 7 <= count <= 10
    post_all.click()
    page.wait_for_load_state()
    as_(phone, "Demo GP")
    phone.goto("/pools/sessions/")
    seen = phone.locator("main li", has_text="Fortnight room").count()
    while seen < count and phone.get_by_text("Later sessions", exact=True).count():
        phone.get_by_text("Later sessions", exact=True).click()
        phone.wait_for_load_state()
        seen += phone.locator("main li", has_text="Fortnight room").count()
    assert seen == count


SECOND_MEMBER = """
from datetime import timedelta
from retention_portal.accounts.actions import mark_gmc_checked, record_check
from retention_portal.accounts.models import Person
from retention_portal.accounts.queries import person_by_email
from retention_portal.accounts.statuses import CheckKind, CheckState
from retention_portal.core.dates import today
from schemes.pools.actions_members import confirm_member
from schemes.pools.models import Member, Pool
gp, by = person_by_email("gp2@example.org"), person_by_email("coordinator@example.org")
pool = Pool.objects.get(made_up=True, mode="here")
if not gp.gmc_is_checked:
    Person.objects.filter(pk=gp.pk).update(gmc_number="7009999")
    mark_gmc_checked(person=Person.objects.get(pk=gp.pk), by=by)
for kind in pool.policies.first().checks:
    record_check(person=gp, kind=CheckKind(kind), state=CheckState.PASSED, by=by, valid_from=today(),
                 expires_on=today() + timedelta(days=400))
member = Member.objects.select_related("person", "pool__owner").get(pool=pool, person=gp)
if member.status == "asked":
    confirm_member(member=member, by=by)
"""


def test_two_browsers_race_for_the_last_place(
    page: Page, phone: Page, other_phone: Page, portal: Portal
) -> None:
    portal.command("shell", "-c", SECOND_MEMBER)
    as_(page, "Demo practice lead")
    post(page, days=20, starts="20:00", ends="22:00", site="Race room")
    press(page, "Post it")
    page.wait_for_load_state()
    people = ((phone, "Demo GP"), (other_phone, "Second demo GP"))
    for racer, account in people:
        as_(racer, account)
        racer.goto("/pools/sessions/?cover_type=surgery")
        while not racer.locator("main li", has_text="Race room").count():
            racer.get_by_text("Later sessions", exact=True).click()
            racer.wait_for_load_state()
        racer.locator("main li", has_text="Race room").get_by_role("link").click()
        expect(racer.get_by_role("button", name="Take this session")).to_be_visible()
    for racer, _ in people:  # both press a moment later, without waiting for each other
        racer.evaluate("() => setTimeout(() => document.querySelector('main form button').click(), 500)")
    told = [
        racer.locator("main").filter(has_text=re.compile("It is done|just taken the last place"))
        for racer, _ in people
    ]
    for found in told:
        expect(found).to_be_visible()
    said = sorted("done" if "It is done" in (found.text_content() or "") else "told" for found in told)
    assert said == ["done", "told"]
