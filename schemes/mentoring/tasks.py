"""Celery entries of this slice."""

from retention_portal.core.dates import today
from retention_portal.core.jobs.kinds import job_task
from retention_portal.core.jobs.run import RunningJob
from retention_portal.core.queues import Queue
from schemes.mentoring import actions_counts, actions_notes


@job_task("mentoring.daily", queue=Queue.DEFAULT, minutes=10)
def daily(job: RunningJob) -> None:
    """Erase notes whose time is over, seal the others with the newest key, count a quarter that is over."""
    actions_notes.erase_old_notes()
    actions_notes.seal_again()
    job.progress(stage=f"{actions_counts.count_all(on=today())} regions counted")
