"""Celery entries of this slice."""

from retention_portal.core.jobs.kinds import job_task
from retention_portal.core.jobs.run import RunningJob
from retention_portal.core.queues import Queue
from workforce.extracts import actions


def _failed(import_id: str) -> None:
    actions.fail_check(import_id=int(import_id))


@job_task(actions.CHECK_JOB, queue=Queue.IMPORTS, minutes=20, on_failure=_failed)
def check_import(job: RunningJob) -> None:
    """Check one file that was sent."""
    actions.check_import(import_id=int(job.object_id), progress=job.progress)


@job_task(actions.TELL_JOB, queue=Queue.DEFAULT, minutes=5)
def tell_of_edition(job: RunningJob) -> None:
    """Tell system leads of a newer edition."""
    actions.tell_of_edition(version_id=int(job.object_id))


@job_task("workforce.watch_checks", queue=Queue.DEFAULT, minutes=5)
def watch_checks(job: RunningJob) -> None:
    """Find checks that stopped or hang."""
    actions.fail_stopped_checks()
    actions.tell_of_stuck_checks()


@job_task("workforce.clean_up", queue=Queue.DEFAULT, minutes=15)
def clean_up(job: RunningJob) -> None:
    """Set abandoned previews aside and remove files past their time."""
    actions.clean_up()
