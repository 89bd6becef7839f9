"""Lists and pages against the empty page: p95 at most four times as much."""

from django.test import Client

from retention_portal.local.bench.measure import Row, page

BAR = "≤ 4 ×, ≤ 250 ms"
ADDRESSES = (
    "/organisations/?q=surgery",
    "/organisations/QHM/",
    "/toolkit/case-studies/",
    "/toolkit/levels/L3/",
)


def run() -> list[Row]:
    """One row a page, on the whole organisation reference."""
    client = Client()
    return [page("pages", address, client, bar=BAR) for address in ADDRESSES]
