"""How a page is timed: behind the real middleware, one client, beside the empty page."""

import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import include, path

WARM_UPS = 30
REQUESTS = 300
PAIRS = 5


@dataclass(frozen=True)
class Row:
    """One line of the table: a figure, what it is compared with, and the bar."""

    bench: str
    what: str
    value: float
    unit: str
    compared_with: float | None = None
    ratio: float | None = None
    bar: str = ""
    queries: int | None = None
    peak_mb: float | None = None

    def as_json(self) -> dict[str, object]:
        """Plain values."""
        return asdict(self)


def empty_page(request: HttpRequest) -> HttpResponse:
    """Ten bytes: what any page costs before it does anything."""
    return HttpResponse(b"0123456789")


empty_page.guard = "public"  # type: ignore[attr-defined]
urlpatterns = [
    path("bench/empty/", empty_page),
    path("", include("retention_portal.urls")),
]


def page(bench: str, address: str, client: Client, *, bar: str) -> Row:
    """p95 of a page in milliseconds, beside the empty page's: the median of five interleaved pairs."""
    with override_settings(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["testserver"]):
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}, so there is nothing to time.")
        queries = len(captured)
        pairs = [(_p95(client, address), _p95(client, "/bench/empty/")) for _ in range(PAIRS)]
    mine = statistics.median(pair[0] for pair in pairs)
    empty = statistics.median(pair[1] for pair in pairs)
    return Row(
        bench,
        address,
        round(mine, 2),
        "ms p95",
        round(empty, 2),
        round(mine / empty, 2),
        bar,
        queries,
        peak_mb(),
    )


def _p95(client: Client, address: str) -> float:
    for _ in range(WARM_UPS // PAIRS):
        client.get(address)
    times = [_timed(lambda: client.get(address)) * 1000 for _ in range(REQUESTS // PAIRS)]
    return statistics.quantiles(times, n=20)[-1]


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def seconds(
    bench: str, what: str, work: Callable[[], object], *, against: Callable[[], object] | None, bar: str
) -> Row:
    """Seconds of one piece of work, beside the least that it could cost; medians of three."""
    mine = statistics.median(_timed(work) for _ in range(3))
    least = statistics.median(_timed(against) for _ in range(3)) if against else None
    ratio = round(mine / least, 2) if least else None
    return Row(
        bench, what, round(mine, 3), "s", round(least, 3) if least else None, ratio, bar, None, peak_mb()
    )


def peak_mb() -> float:
    """The most memory this process ever held, in megabytes."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
