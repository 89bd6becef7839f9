"""Is the process there, can it serve, and how is it doing."""

import hmac
from collections.abc import Iterator

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.utils.timezone import now
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from retention_portal.core import heartbeats
from retention_portal.core.models import Email, EmailState, Job, JobState

_migrated = False


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Touches nothing else."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def readyz(request: HttpRequest) -> JsonResponse:
    """200 when PostgreSQL answers and migrations are applied; tells of queue, worker and clock."""
    try:
        ready = migrations_are_applied()
        parts = {
            "redis": _word(cache.answers()),  # type: ignore[attr-defined]
            "worker": _word(ready and heartbeats.is_alive("worker")),
            "clock": _word(ready and heartbeats.is_alive("clock")),
        }
    except DatabaseError:
        return JsonResponse({"database": "away"}, status=503)
    return JsonResponse(parts, status=200 if ready else 503)


def _word(is_well: bool) -> str:
    return "ok" if is_well else "degraded"


def migrations_are_applied() -> bool:
    """Whether the tables are those that this code expects; asked of the database until it once was so."""
    global _migrated  # noqa: PLW0603 - asked once a process, for as long as it lives
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text, for the holder of the token or from this machine; else it does not exist."""
    if not _may_read_metrics(request):
        return HttpResponseNotFound()
    registry = CollectorRegistry()
    registry.register(PortalCollector())
    return HttpResponse(generate_latest(registry), content_type="text/plain; version=0.0.4; charset=utf-8")


def _may_read_metrics(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN:
        return hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())
    behind_proxy = settings.ALLAUTH_TRUSTED_PROXY_COUNT or "HTTP_X_FORWARDED_FOR" in request.META
    return not behind_proxy and request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1")


class PortalCollector(Collector):
    """Counts read from the tables at the moment of asking, so that any web process tells the same."""

    def collect(self) -> Iterator[Metric]:
        """Jobs by state, age of the oldest waiting job, unsent mails, signs of life."""
        jobs = GaugeMetricFamily("portal_jobs", "Jobs that are not done", labels=["kind", "state"])
        unfinished = Job.objects.exclude(state=JobState.DONE).order_by()
        for kind, state, count in unfinished.values_list("kind", "state").annotate(count=Count("id")):
            jobs.add_metric([kind, state], count)
        yield jobs
        oldest = unfinished.exclude(state=JobState.FAILED).aggregate(at=Min("created_at"))["at"]
        age = (now() - oldest).total_seconds() if oldest else 0
        yield GaugeMetricFamily("portal_oldest_job_seconds", "Age of the oldest unfinished job", value=age)
        unsent = Email.objects.exclude(state=EmailState.SENT).count()
        yield GaugeMetricFamily("portal_unsent_emails", "Mails not handed over yet", value=unsent)
        alive = GaugeMetricFamily("portal_process_alive", "Heard of in two minutes", labels=["process"])
        for name in ("clock", "worker"):
            alive.add_metric([name], int(heartbeats.is_alive(name)))
        yield alive
