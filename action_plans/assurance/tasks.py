"""Celery entries of this slice."""

from action_plans.assurance import actions, actions_region
from retention_portal.core.dates import today
from retention_portal.core.jobs.kinds import job_task
from retention_portal.core.jobs.run import RunningJob
from retention_portal.core.queues import Queue


@job_task("assurance.render_report", queue=Queue.REPORTS, minutes=10)
def render_report(job: RunningJob) -> None:
    """Make the PDF of a submitted version."""
    actions.render_report(version_id=int(job.object_id), progress=job.progress)


@job_task("assurance.reminders", queue=Queue.DEFAULT, minutes=5)
def send_reminders(job: RunningJob) -> None:
    """Remind of reports that are due, each once."""
    actions_region.send_reminders(on=today())
