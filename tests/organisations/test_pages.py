"""The two public pages."""

from datetime import date

import pytest
from django.test import Client

from retention_portal.accounts.models import Membership, Person
from retention_portal.accounts.roles import Role
from retention_portal.organisations.wording import ATTRIBUTION

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def day(settings: object) -> None:
    """A day after the changes of April 2026."""
    settings.PORTAL_TODAY = date(2026, 6, 30)


@pytest.fixture
def browser() -> Client:
    """A visitor who is not signed in."""
    return Client(SERVER_NAME="localhost")


def text_of(browser: Client, address: str) -> str:
    """The page's HTML on one line."""
    response = browser.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_search_page_without_words_lists_the_systems_of_today(browser: Client) -> None:
    page = text_of(browser, "/organisations/")
    assert "The 36 systems of today" in page
    assert "/organisations/D7T5G/" in page
    assert ATTRIBUTION in page


def test_search_page_finds_in_spite_of_a_typing_error(browser: Client) -> None:
    page = text_of(browser, "/organisations/?q=densam+surgery")
    assert "Organisations found for “densam surgery”" in page
    assert page.index("The Densham Surgery") < page.index("</table>")


def test_search_page_keeps_kind_and_closed(browser: Client) -> None:
    assert "Nothing found" in text_of(browser, "/organisations/?q=QH8")
    assert "Closed 31 March 2026" in text_of(browser, "/organisations/?q=QH8&closed=on")
    assert "Stockton PCN" in text_of(browser, "/organisations/?q=stockton&kind=network")
    assert "/organisations/N81075/" not in text_of(browser, "/organisations/?q=stockton&kind=network")


def test_search_page_pages_with_what_was_asked(browser: Client) -> None:
    page = text_of(browser, "/organisations/?q=surgery&kind=practice")
    assert "?q=surgery&amp;kind=practice&amp;page=2" in page
    assert "?q=surgery&amp;kind=practice&amp;page=1" in text_of(
        browser, "/organisations/?q=surgery&kind=practice&page=2"
    )


@pytest.mark.parametrize(
    "query",
    [
        "q=%27%3B--",
        "q=%25",
        "q=_",
        "kind=cat",
        "q=a&page=-1",
        "q=a&page=99999999999",
        "q=a&page=x",
        "q=" + "x" * 5000,
        "q=%F0%9F%99%82",
        "q=&closed=maybe",
        "q=a&q=b",
        "zzz=1",
        "q=%5C",
    ],
    ids=lambda query: f"REL-24 {query[:20]}",
)
def test_search_page_answers_garbage(browser: Client, query: str) -> None:
    assert browser.get(f"/organisations/?{query}").status_code == 200


def test_practice_page_says_where_it_stands_and_how_that_is_known(browser: Client) -> None:
    page = text_of(browser, "/organisations/E82060/")
    assert "GP practice E82060" in page
    assert "Parkbury House Surgery</h1>" in page
    assert "AL1 3HD" in page
    assert 'one of <a href="/organisations/D7T5G/">NHS Essex ICB</a> or' in page
    assert "no source says which of them" in page
    assert "East of England" in page
    assert ATTRIBUTION in page


def test_page_of_a_network_says_seen_by(browser: Client) -> None:
    assert "Seen by 31 December 2019" in text_of(browser, "/organisations/U89141/")


def test_system_page_shows_names_and_successions(browser: Client) -> None:
    page = text_of(browser, "/organisations/QHM/")
    assert "What it replaced" in page
    assert "(QVP), wholly, on 7 June 2018" in page
    assert "Cumbria and North East STP" in page
    assert "From 1 July 2022" in page
    history = page[page.index("Names it has had") :]
    assert history.index("From 1 July 2022") < history.index("Seen by 30 April 2019")
    split = text_of(browser, "/organisations/QM7/")
    assert "What replaced it" in split
    assert "(S1Y5D), in part, on 1 April 2026" in split


def test_closed_ccg_is_called_a_ccg(browser: Client) -> None:
    assert "Clinical commissioning group 05L" in text_of(browser, "/organisations/05L/")


def test_small_letters_lead_to_the_one_address(browser: Client) -> None:
    response = browser.get("/organisations/d7t5g/")
    assert (response.status_code, response["Location"]) == (302, "/organisations/D7T5G/")


@pytest.mark.parametrize(
    "code", ["NOSUCH", "%27", "..", "Q" * 300, "%F0%9F%99%82"], ids=lambda code: f"REL-24 {code[:8]}"
)
def test_unknown_code_is_404(browser: Client, code: str) -> None:
    assert browser.get(f"/organisations/{code}/").status_code == 404


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/organisations/", 2),
        ("/organisations/?q=surgery", 2),
        ("/organisations/?q=densam&kind=practice", 2),
        ("/organisations/E82060/", 6),
        ("/organisations/QHM/", 6),
        ("/organisations/ENG/", 6),
    ],
)
def test_queries_do_not_grow_with_what_is_shown(
    browser: Client, django_assert_max_num_queries: object, address: str, queries: int
) -> None:
    with django_assert_max_num_queries(queries):
        browser.get(address)


def test_adding_asks_visitors_to_sign_in(browser: Client) -> None:
    response = browser.get("/organisations/add/")
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.fixture
def administrator(browser: Client, settings: object) -> Client:
    """The browser of a signed-in administrator."""
    settings.STAFF_MFA_REQUIRED = False
    person = Person.objects.create(email="admin@example.org", full_name="An Administrator")
    Membership.objects.create(
        person=person, role=Role.ADMINISTRATOR, valid_from=date(2026, 1, 1), granted_by=person
    )
    browser.force_login(person)
    return browser


def test_administrator_adds_a_training_hub(administrator: Client) -> None:
    assert "Add a training hub" in text_of(administrator, "/organisations/")
    given = {
        "kind": "training_hub",
        "name": "A hub",
        "code": "hub-1",
        "parent": "qhm",
        "valid_from": "2026-04-01",
    }
    response = administrator.post("/organisations/add/", given)
    assert (response.status_code, response["Location"]) == (302, "/organisations/HUB-1/")
    page = text_of(administrator, "/organisations/HUB-1/")
    assert "Added by an administrator" in page
    assert "NHS North East and North Cumbria Integrated Care Board" in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"parent": "nosuch"}, "No organisation has this code"),
        ({"code": "A81001"}, "The code A81001 is taken by The Densham Surgery."),
        ({"valid_from": "soon"}, "Enter a date such as 2026-04-01"),
        ({"kind": "practice"}, "Select what it is"),
        ({"name": ""}, "Enter its name"),
    ],
)
def test_adding_says_what_is_wrong(administrator: Client, changes: dict[str, str], sentence: str) -> None:
    given = {"kind": "lmc", "name": "An LMC", "code": "lmc-1", "parent": "QHM", "valid_from": "2026-04-01"}
    response = administrator.post("/organisations/add/", given | changes)
    assert response.status_code == 422
    page = response.content.decode()
    assert page.count(sentence) == 2
    assert "There is a problem" in page
