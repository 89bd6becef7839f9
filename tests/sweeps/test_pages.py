"""Every address is a page that is visited, or has a reason why not."""

from collections import defaultdict
from html.parser import HTMLParser

import pytest

from tests.sweeps import pages
from tests.sweeps.links import linked

pytestmark = pytest.mark.usefixtures("world")


class Outline(HTMLParser):
    """What a screen reader announces first."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.lang = self.title = ""
        self.headings = 0
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag if tag == "title" and not self.title else self._inside
        if tag == "html":
            self.lang = dict(attrs).get("lang") or ""
        if tag == "h1":
            self.headings += 1

    def handle_endtag(self, tag: str) -> None:
        self._inside = "" if tag == "title" else self._inside

    def handle_data(self, data: str) -> None:
        self.title += data if self._inside else ""


def test_every_route_with_parameters_has_an_example_or_a_reason() -> None:
    assert [route.pattern for route in pages.unexplained()] == []


def test_reasons_are_only_for_routes_that_exist() -> None:
    known = {route.name for route in pages.routes()} | {"local:mail_html", "local:mail_detail"}

    assert {
        *pages.NOT_PAGES,
        *pages.CANNOT_BE_SHOWN,
        *pages.examples.EXAMPLES,
        *pages.RICHER,
    } - known == set()


def test_every_route_is_a_page_for_somebody_or_has_a_reason(visits: list[pages.Visit]) -> None:
    refused = {
        f"{visit.name}: {visit.status} for {visit.who or 'a visitor'}"
        for visit in visits
        if visit.status not in (200, 301, 405) and visit.name not in pages.CANNOT_BE_SHOWN
    }

    assert sorted(refused) == []


def test_pages_differ_in_title_and_have_one_heading_and_a_language(visits: list[pages.Visit]) -> None:
    titles: dict[str, set[str]] = defaultdict(set)
    faults = []
    for visit in visits:
        if not visit.is_page or visit.name in pages.NOT_PAGES:
            continue
        outline = Outline(visit.text)
        titles[" ".join(outline.title.split())].add(visit.address)
        if outline.headings != 1 or outline.lang != "en":
            faults.append((visit.name, visit.who, f"{outline.headings} h1", f"lang {outline.lang}"))

    assert faults == []
    assert {title: names for title, names in titles.items() if len(names) > 1 or not title} == {}


def test_no_link_of_any_page_leads_nowhere_or_to_a_refusal(visits: list[pages.Visit]) -> None:
    shown: dict[str, set[str]] = defaultdict(set)
    clients = {visit.who: pages.client_of(visit.who) for visit in visits}
    for visit in visits:
        if visit.is_page:
            shown[visit.who] |= linked(visit.text, visit.address)
    wrong = {
        (who, link): status
        for who, links in shown.items()
        for link in sorted(links)
        if (status := pages.ask(clients[who], link).status_code) >= 400
    }

    assert sum(map(len, shown.values())) > 100
    assert wrong == {}


def test_only_a_mail_of_the_demo_has_styles_of_its_own(visits: list[pages.Visit]) -> None:
    assert {visit.name for visit in visits if "unsafe-" in visit.policy} <= {"local:mail_html"}
    assert sum(visit.policy != "" for visit in visits) == len(visits)
