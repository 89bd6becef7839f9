"""Celery entries of this slice."""

from action_plans.plans import actions_reminders
from retention_portal.core.dates import today
from retention_portal.core.jobs.kinds import job_task
from retention_portal.core.jobs.run import RunningJob
from retention_portal.core.queues import Queue


@job_task("plans.overdue", queue=Queue.DEFAULT, minutes=5)
def remind_of_overdue(job: RunningJob) -> None:
    """Tell of milestones that became overdue, each once."""
    actions_reminders.remind_of_overdue(on=today())
