"""Profiles of England, a region, a system and a practice with 6 and with 60 national months stored.

Bars: p95 at most four times the empty page and 250 ms, at most 15 queries, the same at 6 and at 60 months; the first
view after a month was published at most a second.
"""

import time

from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.test.utils import override_settings

from retention_portal.accounts.actions import grant_membership, system_account
from retention_portal.accounts.models import Person
from retention_portal.accounts.roles import Role
from retention_portal.local.bench import national_history
from retention_portal.local.bench.measure import Row, page, peak_mb
from retention_portal.organisations.queries import organisation_by_code

BAR, FIRST_BAR = "≤ 4 ×, ≤ 250 ms, ≤ 15 queries", "≤ 1 s"
FEW, MANY = 6, 60
PLACES = ("ENG", "Y63", "QHM", "A81001")
LIST = "/workforce/support-first/QHM/"


def run() -> list[Row]:
    """The same pages twice: with few months stored, then with many."""
    client = _signed_in()
    months = national_history.months_to(national_history.LAST, MANY)
    rows = []
    for count, new in ((FEW, months[-FEW:]), (MANY, months[:-FEW])):
        start = time.perf_counter()
        practices = national_history.publish(new)
        seconds = time.perf_counter() - start
        what = f"{len(new)} months × {practices:,} practices put there"
        rows.append(Row("profile", what, round(seconds, 1), "s", bar="-", peak_mb=peak_mb()))
        rows += [_first(client, code, count) for code in PLACES]
        rows += [_again(client, f"/workforce/{code}/", count) for code in PLACES]
        rows.append(_again(client, LIST, count))
    return rows


def _first(client: Client, code: str, months: int) -> Row:
    """Seconds of a page that nothing is kept of yet."""
    cache.clear()
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        start = time.perf_counter()
        answer = client.get(f"/workforce/{code}/")
        seconds = time.perf_counter() - start
    if answer.status_code != 200:
        raise RuntimeError(f"{code} answered {answer.status_code}.")
    return Row(
        "profile",
        f"{code}, first view, {months} months",
        round(seconds, 2),
        "s",
        bar=FIRST_BAR,
        peak_mb=peak_mb(),
    )


def _again(client: Client, address: str, months: int) -> Row:
    measured = page("profile", address, client, bar=BAR if address != LIST else "≤ 250 ms")
    return Row(**{**measured.as_json(), "what": f"{address}, {months} months"})  # type: ignore[arg-type]


def _signed_in() -> Client:
    """A system lead of QHM, past password and second factor."""
    lead = Person.objects.create(email="bench-lead@portal.invalid", full_name="Bench lead")
    Authenticator.objects.create(user=lead, type="totp", data={"secret": "not used"})
    grant_membership(
        person=lead,
        role=Role.SYSTEM_LEAD,
        organisation=organisation_by_code("QHM"),
        by=system_account(name="bench"),
    )
    client = Client()
    client.force_login(lead, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
