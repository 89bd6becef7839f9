"""A deadline hour in small: people browse and sign in at once, from this machine to this machine (R-47)."""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from retention_portal.accounts.demo import ACCOUNTS
from tests.journeys.portal import Portal
from tests.soak.conftest import Record
from tests.sweeps.browsing import Visitor
from tests.sweeps.visitors import ADMIN, GP, LEAD, PRACTICE, REGION

pytestmark = [pytest.mark.soak, pytest.mark.timeout(600), pytest.mark.xdist_group("portal")]

PUBLIC = (
    "/",
    "/help/",
    "/organisations/?q=surgery",
    "/organisations/QHM/",
    "/toolkit/",
    "/toolkit/case-studies/",
)
OWN = ("/", "/tasks/", "/plans/", "/workforce/", "/assurance/", "/my/profile/")
CLIENTS, ROUNDS = 6, 10


def asked(visitor: Visitor, paths: tuple[str, ...]) -> list[tuple[float, int]]:
    """Seconds and status of each page, in turn."""
    found = []
    for path in paths * ROUNDS:
        began = time.monotonic()
        status = visitor.see(path).status_code
        found.append((time.monotonic() - began, status))
    return found


def test_load(portal: Portal, record: Record) -> None:
    visitors = [Visitor(portal.address) for _ in range(CLIENTS)]
    for visitor, email in zip(visitors[1:], (LEAD, REGION, GP, PRACTICE, ADMIN), strict=True):
        assert visitor.sign_in(email).status_code == 302
    paths = [PUBLIC] + [OWN] * (CLIENTS - 1)
    began = time.monotonic()
    with ThreadPoolExecutor(CLIENTS) as pool:
        found = [answer for answers in pool.map(asked, visitors, paths) for answer in answers]
    rate = len(found) / (time.monotonic() - began)
    cuts = statistics.quantiles([seconds for seconds, _ in found], n=100)
    wrong = [status for _, status in found if status >= 500]
    record("load", f"requests by {CLIENTS} people at once, a second", f"{len(found)}, {rate:.0f}", "-")
    record(
        "load",
        "milliseconds, p50, p95, p99",
        ", ".join(f"{cuts[n] * 1000:.0f}" for n in (49, 94, 98)),
        "p95 ≤ 500",
    )
    record("load", "errors of ours", str(len(wrong)), "0")

    assert wrong == []
    assert cuts[94] <= 0.5


def test_sixty_people_sign_in_within_a_minute(portal: Portal, record: Record) -> None:
    emails = [account.email for account in ACCOUNTS] * (60 // len(ACCOUNTS))
    began = time.monotonic()
    with ThreadPoolExecutor(CLIENTS) as pool:
        statuses = list(pool.map(lambda email: Visitor(portal.address).sign_in(email).status_code, emails))
    seconds = time.monotonic() - began
    record("load", f"seconds for {len(emails)} sign-ins", f"{seconds:.1f}", "≤ 60")

    assert set(statuses) == {302}
    assert seconds <= 60
