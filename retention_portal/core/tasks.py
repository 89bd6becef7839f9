"""Celery entries of the core."""

from celery import shared_task

from retention_portal.core import heartbeats, tidying
from retention_portal.core.emails import actions as emails
from retention_portal.core.jobs.kinds import job_task
from retention_portal.core.jobs.run import RunningJob
from retention_portal.core.queues import Queue


@shared_task(name="core.beat", time_limit=30)
def beat() -> None:
    """Show that a worker is there; the clock sends it every half minute."""
    heartbeats.beat("worker")


@job_task("core.send_email", queue=Queue.CRITICAL, minutes=1, attempts=5)
def send_email(job: RunningJob) -> None:
    """Hand one mail over."""
    emails.deliver(email_id=int(job.object_id))


@job_task("core.tidy", queue=Queue.DEFAULT, minutes=10)
def tidy(job: RunningJob) -> None:
    """Throw away what has served."""
    tidying.tidy()
