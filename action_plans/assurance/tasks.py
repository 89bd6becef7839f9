"""Celery entries of this slice."""

from action_plans.assurance import actions
from retention_portal.core.jobs.kinds import job_task
from retention_portal.core.jobs.run import RunningJob
from retention_portal.core.queues import Queue


@job_task("assurance.render_report", queue=Queue.REPORTS, minutes=10)
def render_report(job: RunningJob) -> None:
    """Make the PDF of a submitted version."""
    actions.render_report(version_id=int(job.object_id), progress=job.progress)
