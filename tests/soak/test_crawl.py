"""Every demo account opens every address and follows every link it is shown: nothing breaks, nothing leads nowhere."""

import json

import pytest

from retention_portal.accounts.demo import ACCOUNTS
from tests.journeys.portal import Portal
from tests.soak.conftest import Record
from tests.sweeps.browsing import Visitor
from tests.sweeps.links import linked

pytestmark = [pytest.mark.soak, pytest.mark.timeout(1200), pytest.mark.xdist_group("portal")]

AT_MOST = 250  # pages an account; every kind of page is among them


def crawled(visitor: Visitor, start: list[str]) -> dict[str, int]:
    """Every address reached, and its status; redirects are followed as links."""
    waiting, statuses = list(start), {}
    while waiting and len(statuses) < AT_MOST:
        path = waiting.pop(0)
        if path in statuses:
            continue
        answer = visitor.see(path)
        statuses[path] = answer.status_code
        if "text/html" in answer.headers.get("Content-Type", "") and answer.status_code == 200:
            waiting += sorted(linked(answer.text, visitor.address + path) - statuses.keys())
    return statuses


@pytest.fixture(scope="module")
def addresses(portal: Portal) -> list[str]:
    said = portal.command(
        "shell", "-v", "0", "-c",
        "import json; from tests.sweeps import examples, pages; examples.make(); print(json.dumps(pages.addresses()))",
    )  # fmt: skip
    return [address for _, address in json.loads(said.splitlines()[-1])]


def test_full_matrix(portal: Portal, addresses: list[str], record: Record) -> None:
    faults, asked = [], 0
    for account in ACCOUNTS:
        visitor = Visitor(portal.address)
        assert visitor.sign_in(account.email).status_code == 302
        given = {path: visitor.see(path).status_code for path in addresses if "logout" not in path}
        shown = crawled(visitor, ["/"])
        asked += len(given) + len(shown)
        faults += [(account.email, path, status) for path, status in given.items() if status >= 500]
        faults += [(account.email, path, status) for path, status in shown.items() if status >= 400]
    record("crawl", f"pages opened by {len(ACCOUNTS)} accounts", f"{asked:,}", "-")
    record("crawl", "errors of ours, and links that lead nowhere or to a refusal", str(len(faults)), "0")

    assert faults == [], "\n".join(map(str, faults))
