"""Celery entries of this slice."""

from retention_portal.core.jobs.kinds import job_task
from retention_portal.core.jobs.run import RunningJob
from retention_portal.core.queues import Queue
from workforce.extracts import actions


@job_task(actions.CHECK_JOB, queue=Queue.IMPORTS, minutes=20)
def check_import(job: RunningJob) -> None:
    """Check one file that was sent."""
    actions.check_import(import_id=int(job.object_id), progress=job.progress)
