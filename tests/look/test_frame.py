"""The frame: what each kind of person sees, and nothing in it that the security policy refuses."""

import html
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import resolve

from retention_portal.accounts.roles import Role
from retention_portal.core.dates import today
from retention_portal.desk import statements
from retention_portal.desk.navigation import GP_ENTRIES
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisation_by_code, organisations_within
from retention_portal.organisations.statuses import OrganisationKind
from tests.factories.people import give, person, person_with, signed_in

TEMPLATES = Path(settings.ROOT) / "templates"
OURS = sorted(path for path in TEMPLATES.rglob("*") if path.suffix in (".jinja", ".html"))
# Mail programs know no style sheets, so mails carry their styles with them.
PAGES = [path for path in OURS if path.relative_to(TEMPLATES).parts[0] != "emails"]
STATEMENTS = ("/help/", "/accessibility/", "/privacy/", "/cookies/")


def menu(page: str) -> dict[str, str]:
    """Words and addresses of the menu."""
    links = re.findall(r'nhsuk-header__navigation-link" href="([^"]+)"[^>]*>(?:<strong[^>]*>)?([^<]+)<', page)
    return {words: href for href, words in links}


def service_name(page: str) -> str:
    return re.search(r'nhsuk-header__service-name" href="/">([^<]+)<', page)[1]


def page_of(client: Client, path: str = "/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.django_db
def test_gp_pages_carry_the_neutral_name_and_help(client):
    page = page_of(signed_in(client, person_with(Role.GP)))
    assert service_name(page) == "GP careers and support"
    assert "<title>Today: nothing waits on you – GP careers and support</title>" in page
    assert "Samaritans" in page
    assert "GP Retention Portal" not in page


def test_gp_menu_has_its_four_entries():
    assert [entry.text for entry in GP_ENTRIES] == [
        *("What fits me", "Find work and learning", "Talk to someone", "Mine")
    ]


def place_of(role: Role) -> Organisation | None:
    """An organisation at which the role is held."""
    system = organisation_by_code("QHM")
    if role == Role.PRACTICE_LEAD:
        return organisations_within(system, today(), OrganisationKind.PRACTICE, open_only=True).first()
    return None if role == Role.ADMINISTRATOR else system


ROLES = {
    Role.PRACTICE_LEAD: ({"Waiting on me", "Toolkit", "Plan"}, {"Money", "Assurance", "Jobs"}),
    Role.COORDINATOR: ({"Waiting on me", "Workforce", "Toolkit"}, {"Plan", "Money", "Jobs"}),
    Role.SYSTEM_LEAD: ({"Waiting on me", "Workforce", "Plan", "Money", "Assurance"}, {"Jobs", "Mine"}),
    Role.CONTRIBUTOR: ({"Plan", "Assurance", "Toolkit"}, {"Money", "Jobs"}),
    Role.FINANCE_LEAD: ({"Plan", "Money", "Assurance"}, {"Jobs"}),
    Role.ADMINISTRATOR: ({"Workforce", "Organisations", "People"}, {"Plan", "Money", "Assurance"}),
}


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_staff_menu_follows_the_role(client, role):
    page = page_of(signed_in(client, person_with(role, place_of(role))))
    seen, unseen = ROLES[role]
    assert seen - set(menu(page)) == set()
    assert unseen & set(menu(page)) == set()
    assert service_name(page) == "GP Retention Portal"
    assert "Samaritans" not in page


@pytest.mark.django_db
def test_menu_shows_only_pages_that_exist(client):
    someone = person_with(Role.SYSTEM_LEAD, organisation_by_code("QHM"))
    give(someone, Role.GP)
    signed_in(client, someone)
    for path in ("/", "/my/"):
        assert [href for href in menu(page_of(client, path)).values() if resolve(href) is None] == []


@pytest.mark.django_db
def test_gp_page_is_a_gp_page_for_staff_too(client):
    someone = person_with(Role.SYSTEM_LEAD, organisation_by_code("QHM"))
    page = page_of(signed_in(client, someone), "/my/")
    assert service_name(page) == "GP careers and support"
    assert ">Staff pages</a>" in page


@pytest.mark.django_db
def test_frame_asks_for_the_roles_once(client, django_assert_num_queries):
    signed_in(client, person_with(Role.GP))
    page_of(client, "/cookies/")
    with django_assert_num_queries(3):  # session, person, roles
        page_of(client, "/cookies/")


@pytest.mark.django_db
def test_visitors_see_three_doors_and_no_demo_accounts(client):
    page = page_of(client)
    assert re.findall(r'app-door">\s*<h2[^>]*>([^<]+)<', page) == [
        *("I’m a GP", "I plan for a system", "I’m at an NHS England region")
    ]
    assert "one click" not in page.lower()
    links = re.findall(r'app-door__[^"]*"? ?href="([^"]+)"', page)
    assert links
    assert [href for href in links if resolve(href) is None] == []


@pytest.mark.django_db
def test_people_see_where_they_act(client):
    someone = person_with(Role.SRO, organisation_by_code("QHM"), full_name="Ada Example")
    page = page_of(signed_in(client, someone))
    assert "Ada Example" in page
    assert "Senior responsible owner" in page


@pytest.mark.django_db
@pytest.mark.parametrize("path", STATEMENTS)
def test_statements_need_no_account_and_link_to_each_other(client, path):
    page = page_of(client, path)
    footer = page[page.index("<footer") :]
    assert [href for href in STATEMENTS if f'href="{href}"' not in footer] == []


@pytest.mark.django_db
def test_htmx_may_not_evaluate_and_writes_no_styles(client):
    assert (
        '<meta name="htmx-config" content=\'{"allowEval":false,"includeIndicatorStyles":false}\'>'
        in page_of(client, "/help/")
    )


@pytest.mark.django_db
def test_security_policy_allows_nothing_inline(client):
    policy = client.get("/help/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_templates_carry_no_inline_script_or_style(path):
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"\sstyle=|<style|\son[a-z]+=\"", text) == []
    scripts = re.findall(r"<script[^>]*>", text)
    assert [tag for tag in scripts if "src=" not in tag and 'type="application/json"' not in tag] == []


@pytest.mark.parametrize("path", OURS, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_templates_are_at_most_200_lines(path):
    assert path.read_text(encoding="utf-8").count("\n") <= 200


@pytest.mark.django_db
def test_cookies_page_lists_exactly_the_cookies_that_are_set(client):
    someone = person(password="three words together")
    client.get("/accounts/login/")
    client.post("/accounts/login/", {"login": someone.email, "password": "three words together"})
    assert {cookie.name for cookie in statements.cookies()} == set(client.cookies)
    page = page_of(client, "/cookies/")
    rows = re.findall(r'<th class="nhsuk-table__header" scope="row">([^<]+)</th>', page)
    assert rows == [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME]
    assert "after 12 hours" in page


@pytest.mark.django_db
def test_privacy_page_says_what_every_slice_holds(client):
    page = html.unescape(page_of(client, "/privacy/"))
    held = statements.holdings()
    assert {holding.model.split(".")[0] for holding in held} >= {"core", "accounts", "plans", "assurance"}
    assert [holding.what for holding in held if holding.what not in page or holding.keep not in page] == []
    assert "within 30 days" in page


@pytest.mark.django_db
def test_gallery_is_for_the_demonstration_only(client):
    assert client.get("/components/").status_code == 404
