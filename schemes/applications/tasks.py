"""Celery entries: an id in, one action."""

from retention_portal.core.jobs.kinds import job_task
from retention_portal.core.jobs.run import RunningJob
from retention_portal.core.queues import Queue
from schemes.applications import actions_assign, actions_keeping
from schemes.applications import actions_release as actions


@job_task(actions.RELEASE, queue=Queue.DEFAULT, minutes=20)
def release_letters(job: RunningJob) -> None:
    """Send the letters of one release."""
    actions.send_release(release_id=int(job.object_id), progress=job.progress)


@job_task("applications.calendar", queue=Queue.DEFAULT, minutes=20)
def calendar(job: RunningJob) -> None:
    """Reminders, offers that lapse, drafts whose offer closed."""
    actions.remind_and_close()


@job_task("applications.review_reminders", queue=Queue.DEFAULT, minutes=10)
def review_reminders(job: RunningJob) -> None:
    """Reviewers whose day is near are reminded, once."""
    actions_assign.remind_reviewers()


@job_task("applications.keeping", queue=Queue.DEFAULT, minutes=20)
def keeping(job: RunningJob) -> None:
    """What is kept no longer is emptied."""
    actions_keeping.erase_what_is_old()
