"""Schemes at 200 offers, 60,000 applications and 2,000 awards: the pages that people wait for, rules, and letters.

Bars: at most 12 statements, p95 at most four times the empty page and 250 ms; all schemes × one person's facts at
most 20 ms. The plans of the slowest statements are written to `var/bench-schemes-plans.txt`; a copy is kept in
docs/evidence.
"""

import time
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from retention_portal.accounts.models import Person
from retention_portal.local.bench import fitting, schemes_data
from retention_portal.local.bench.measure import Row, page, peak_mb
from retention_portal.local.bench.schemes_data import Made
from retention_portal.local.place import var_dir
from schemes.applications.actions_release import release_letters, send_release
from schemes.applications.models_decision import Decision

BAR = "≤ 4 ×, ≤ 250 ms, ≤ 12 queries"
FITTING = "/schemes/what-fits-me/"
PLANS = "bench-schemes-plans.txt"
ANSWERS: dict[str, dict[str, object]] = {
    "where": {"place": "NE8 4AB"},
    "role": {"role": "gp_salaried"},
    "stage": {"stage": "CS-EMC"},
    "sessions": {"now": "6", "wanted": "4"},
    "help": {"needs": ["variety", "flexible"]},
    "when": {"when": "months"},
}
"""A salaried GP of Gateshead who would like fewer and more varied sessions."""


def run() -> list[Row]:
    """The rows that were put there, the pages, the rules, the letters."""
    began = time.perf_counter()
    made = schemes_data.put_there()
    took = round(time.perf_counter() - began, 1)
    what = f"{schemes_data.OFFERS} offers, {schemes_data.APPLICATIONS:,} applications, {schemes_data.AWARDS:,} awards"
    visits = _visits(made)
    rows = [Row("schemes", f"{what} put there", took, "s", bar="-", peak_mb=peak_mb())]
    rows += [page("schemes", address, client, bar=BAR) for client, address in visits]
    (var_dir() / PLANS).write_text("\n".join(_plan(*visit) for visit in visits))
    return [*rows, *fitting.run(), _letters(made)]


def _visits(made: Made) -> list[tuple[Client, str]]:
    """Each page with who asks for it."""
    nobody, coordinator, gp = Client(), _signed_in(made.coordinator), _signed_in(made.gp)
    return [
        (nobody, "/schemes/"),
        (nobody, "/schemes/?area=QHM"),
        (nobody, "/schemes/?q=mentor"),
        (nobody, "/schemes/gp-retention-scheme/"),
        (Client(), FITTING),
        (_answered(), f"{FITTING}results/"),
        (gp, "/applications/mine/"),
        (coordinator, "/applications/queue/"),
        (coordinator, "/applications/queue/?view=all&page=40"),
        (coordinator, "/awards/"),
        (coordinator, "/schemes/offers/"),
    ]


def _signed_in(person: Person) -> Client:
    """Past password and second factor."""
    Authenticator.objects.create(user=person, type="totp", data={"secret": "not used"})
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _answered() -> Client:
    """Somebody who answered all six questions."""
    client = Client()
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        for slug, given in ANSWERS.items():
            answer = client.post(f"{FITTING}questions/{slug}/", given)
            if answer.status_code != 302:
                raise RuntimeError(f"The question {slug!r} was answered {answer.status_code}.")
    return client


def _plan(client: Client, address: str) -> str:
    """The slowest statement of a page with its plan, as PostgreSQL ran it."""
    with override_settings(ALLOWED_HOSTS=["testserver"]), CaptureQueriesContext(connection) as captured:
        client.get(address)
    reads = [query for query in captured.captured_queries if query["sql"].startswith("SELECT")]
    if not reads:
        return f"{address}\n  no statement\n"
    slowest = max(reads, key=lambda query: float(query["time"]))
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) " + slowest["sql"].replace("%", "%%"))
        plan = "\n".join(f"  {line}" for (line,) in cursor.fetchall())
    return f"{address}: the slowest of {len(reads)} reads\n  {slowest['sql']}\n\n{plan}\n"


def _letters(made: Made) -> Row:
    """Seconds to send the letters that wait, each in its own transaction; the statements of one letter."""
    waiting = list(Decision.objects.filter(released_at=None).values_list("pk", flat=True))
    release = release_letters(offer=made.offer, decisions=waiting, by=made.colleague)
    asked = 0

    def count(execute: Any, *what: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(*what)

    began = time.perf_counter()
    with connection.execute_wrapper(count):
        send_release(release_id=release.pk)
    took = round(time.perf_counter() - began, 2)
    sent = release.decisions.exclude(released_at=None).count()
    what = f"{sent} letters, {asked / sent:.0f} statements each"
    return Row("schemes", what, took, "s", bar="printed", peak_mb=peak_mb())
