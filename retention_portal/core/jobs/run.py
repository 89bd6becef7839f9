"""Run one job in a worker: claim it, keep its heart beating, end it in done or a clear failure."""

import logging
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connections
from django.utils.timezone import now

from retention_portal.core.jobs import actions
from retention_portal.core.jobs.kinds import KINDS
from retention_portal.core.models import Job
from retention_portal.core.refusals import BadInput, Refused

BEAT_SECONDS = 10

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RunningJob:
    """What a task may know and tell of its job."""

    id: int
    object_id: str

    def progress(self, *, stage: str, done: int = 0, total: int = 0) -> None:
        """Tell people the stage, and how many of how many; seen at once, outside any transaction of the work."""
        Job.objects.using("default").filter(pk=self.id).update(
            stage=stage, done=done, total=total, heartbeat_at=now()
        )


def run_job(job_id: int, body: Callable[[RunningJob], None]) -> None:
    """Run `body` for a job that nobody else runs; a second delivery of the same message does nothing."""
    job = actions.claim(job_id)
    if job is None:
        return
    try:
        with _heart_beating(job_id):
            body(RunningJob(job.pk, job.object_id))
    except (Refused, BadInput) as no:
        actions.stop_with_sentence(job, str(no))
    except Exception:
        reference = secrets.token_hex(4)
        log.exception("Job %s (%s) failed, reference %s", job.pk, job.kind, reference)
        actions.try_later_or_fail(job, KINDS[job.kind].attempts, reference)
    else:
        actions.finish(job)


@contextmanager
def _heart_beating(job_id: int) -> Iterator[None]:
    """Show that the worker lives, while one long statement may keep the work itself silent."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(BEAT_SECONDS):
            Job.objects.filter(pk=job_id).update(heartbeat_at=now())
        connections.close_all()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=BEAT_SECONDS)
