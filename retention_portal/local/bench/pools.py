"""Sessions for one GP among fifty and five hundred thousand, and two hundred people for a hundred sessions at once.

Bars: at most 12 statements, p95 at most four times the empty page and flat from 50,000 to 500,000; a hundred
bookings and no error.
"""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from django.db import connections
from django.test import Client

from retention_portal.accounts.models import Person
from retention_portal.core.refusals import Refused
from retention_portal.local.bench import pools_data
from retention_portal.local.bench.measure import Row, page, peak_mb
from retention_portal.local.bench.pools_data import Made
from schemes.pools.actions_booking import book
from schemes.pools.models_sessions import Booking, Session

SIZES = (50_000, 500_000)
PEOPLE, SESSIONS, AT_ONCE = 200, 100, 40
BAR = "≤ 4 ×, ≤ 12 queries, flat"
PAGES = {"/pools/sessions/": BAR, "/pools/mine/": "printed"}


def run() -> list[Row]:
    """The pages at both sizes, then everybody at once."""
    made = pools_data.put_there(SIZES[0])
    rows = _pages(made, SIZES[0])
    pools_data.grow(made.first, made.pools, *SIZES)
    return [*rows, *_pages(made, SIZES[1]), _at_once(made)]


def _pages(made: Made, size: int) -> list[Row]:
    client = Client()
    client.force_login(made.gp, backend="allauth.account.auth_backends.AuthenticationBackend")
    rows = [page("pools", address, client, bar=bar) for address, bar in PAGES.items()]
    return [replace(row, what=f"{row.what} of {size:,}, {pools_data.MEMBERS:,} members") for row in rows]


def _at_once(made: Made) -> Row:
    """Two for each session, forty at a time with connections of their own."""
    sessions = pools_data.to_take(made, SESSIONS)
    members = made.pools[0].members.exclude(person=made.gp).select_related("person").order_by("pk")
    people = [member.person for member in members[:PEOPLE]]
    results: list[str] = []
    began = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(lambda number: results.append(_take(number, people, sessions)), range(PEOPLE)))
    took = round(time.perf_counter() - began, 2)
    booked, told = results.count("booked"), results.count("told")
    kept = Booking.objects.filter(session__in=sessions).count()
    what = f"{PEOPLE} people, {SESSIONS} sessions: {booked} booked ({kept} rows), {told} told"
    if (booked, told, kept) != (SESSIONS, PEOPLE - SESSIONS, SESSIONS):
        faults = sorted(set(results) - {"booked", "told"})
        raise RuntimeError(f"{what}. {faults}")
    return Row("pools", what, took, "s", bar="100 bookings, no error", peak_mb=peak_mb())


def _take(number: int, people: Sequence[Person], sessions: Sequence[Session]) -> str:
    try:
        book(session=sessions[number % SESSIONS], person=people[number], by=people[number])
    except Refused:
        return "told"
    except Exception as fault:  # noqa: BLE001 - the bench counts faults of any kind
        return repr(fault)
    finally:
        connections.close_all()
    return "booked"
