"""Celery entries of the desk: the weekly mail, and word of failed work."""

from retention_portal.core.dates import now, today
from retention_portal.core.jobs.kinds import job_task
from retention_portal.core.jobs.run import RunningJob
from retention_portal.core.queues import Queue
from retention_portal.desk import actions

MONDAY, MORNING = 0, 7


@job_task("desk.weekly_mails", queue=Queue.DEFAULT, minutes=30)
def weekly_mails(job: RunningJob) -> None:
    """On Mondays from seven in the morning; asked every hour, so that a stopped clock catches up the same day."""
    if today().weekday() == MONDAY and now().hour >= MORNING:
        actions.write_weekly_mails(on=today())


@job_task("desk.failed_jobs", queue=Queue.DEFAULT, minutes=5)
def failed_jobs(job: RunningJob) -> None:
    """Tells administrators once a day while failed work waits for a decision."""
    actions.tell_of_failed_jobs()
