"""Ask for work, publish it, and find what is stuck. Requests only write rows; the clock talks to the queue."""

import datetime
import logging
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils.timezone import now

from retention_portal.core.jobs.kinds import KINDS
from retention_portal.core.models import Job, JobState
from retention_portal.core.refusals import Refused

CHANNEL = "portal_jobs"
LOST_AFTER = datetime.timedelta(seconds=60)  # without a heartbeat, which comes every ten seconds
UNHEARD_AFTER = datetime.timedelta(minutes=3)  # published, yet no worker took it: published again

log = logging.getLogger(__name__)


def enqueue(*, kind: str, object_id: object, key: str, by: Any) -> Job:
    """Ask for one job per key, in the caller's transaction; the clock hears of it on commit.

    Asking again with the key of a job that waits, runs or is done returns that job. A failed one is
    started anew.
    """
    job, created = Job.objects.get_or_create(
        key=key, defaults={"kind": kind, "object_id": str(object_id), "requested_by": by}
    )
    if not created and job.state == JobState.FAILED:
        return retry(job=job)
    _tell_clock()
    return job


def retry(*, job: Job) -> Job:
    """Start a failed job anew. Raises Refused for any other."""
    changed = Job.objects.filter(pk=job.pk, state=JobState.FAILED).update(
        state=JobState.WAITING, attempts=0, failure="", finished_at=None, not_before=now(), stage="", done=0
    )
    if not changed:
        raise Refused("Only work that failed can be started again.")
    _tell_clock()
    job.refresh_from_db()
    return job


def _tell_clock() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")  # delivered on commit, and only then


def publish_due(limit: int = 50) -> int:
    """Hand due jobs to the queue; how many. Two clocks never take the same one.

    When the broker does not answer, nothing is marked published and the error is raised.
    """
    with transaction.atomic():
        due = (
            Job.objects.select_for_update(skip_locked=True)
            .filter(state=JobState.WAITING, not_before__lte=now())
            .order_by("id")[:limit]
        )
        jobs = list(due)
        for job in jobs:
            _publish(job)
    return len(jobs)


def _publish(job: Job) -> None:
    from retention_portal.celery import app  # the queue is met here and nowhere else

    kind = KINDS.get(job.kind)
    if kind is None:
        _fail(job, f"No part of the portal does work of the kind “{job.kind}”.")
        return
    app.send_task(kind.name, args=[job.pk], queue=kind.queue.value, ignore_result=True)
    Job.objects.filter(pk=job.pk).update(state=JobState.PUBLISHED, published_at=now())


def rescue_stuck() -> int:
    """Give jobs whose worker died, or that no worker heard of, another try, or fail them; how many."""
    moment = now()
    lost = Q(state=JobState.RUNNING, heartbeat_at__lt=moment - LOST_AFTER)
    unheard = Q(state=JobState.PUBLISHED, published_at__lt=moment - UNHEARD_AFTER)
    rescued = 0
    with transaction.atomic():
        for job in Job.objects.select_for_update(skip_locked=True).filter(lost | unheard):
            attempts = KINDS[job.kind].attempts if job.kind in KINDS else 0
            if job.state == JobState.RUNNING and job.attempts >= attempts:
                _fail(job, "The work stopped half way more than once. Nothing was half stored.")
            else:
                Job.objects.filter(pk=job.pk).update(state=JobState.WAITING, not_before=moment)
            rescued += 1
    return rescued


def _fail(job: Job, sentence: str) -> None:
    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, failure=sentence, finished_at=now())
    kind = KINDS.get(job.kind)
    if kind is None or kind.on_failure is None:
        return
    try:
        with transaction.atomic():
            kind.on_failure(job.object_id)
    except Exception:  # the job has failed, whatever its slice makes of it
        log.exception("Telling of the failure of job %s (%s) failed", job.pk, job.kind)


def claim(job_id: int) -> Job | None:
    """Take a published job for this worker; None when another has it or it is finished."""
    moment = now()
    taken = Job.objects.filter(pk=job_id, state__in=[JobState.WAITING, JobState.PUBLISHED]).update(
        state=JobState.RUNNING,
        started_at=moment,
        heartbeat_at=moment,
        attempts=F("attempts") + 1,
        stage="",
        done=0,
        total=0,
    )
    return Job.objects.get(pk=job_id) if taken else None


def finish(job: Job) -> None:
    """Mark the work done, unless it was taken from this worker meanwhile."""
    Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(state=JobState.DONE, finished_at=now())


def stop_with_sentence(job: Job, sentence: str) -> None:
    """Fail at once: trying again would meet the same refusal."""
    _fail(job, sentence)


def try_later_or_fail(job: Job, attempts: int, reference: str) -> None:
    """After an error nobody foresaw: wait and try again, or fail when the tries are used up."""
    if job.attempts >= attempts:
        _fail(job, f"Something went wrong and {attempts} tries did not help. Reference {reference}.")
        return
    wait = datetime.timedelta(seconds=5 * 3 ** (job.attempts - 1))
    Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(
        state=JobState.WAITING, not_before=now() + wait, stage="Trying again soon"
    )
