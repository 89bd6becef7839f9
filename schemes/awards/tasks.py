"""Celery entries of this slice."""

from retention_portal.accounts.actions import system_account
from retention_portal.core.dates import Month
from retention_portal.core.jobs.kinds import job_task
from retention_portal.core.jobs.run import RunningJob
from retention_portal.core.queues import Queue
from retention_portal.organisations.models import Organisation
from schemes.awards import actions_ledger, actions_still


@job_task("awards.post_month", queue=Queue.DEFAULT, minutes=30)
def post_month(job: RunningJob) -> None:
    """Post a month of a system's awards: "QHM:2026-10". What could not be posted stands in the last stage."""
    code, month = job.object_id.split(":")
    system, period = Organisation.objects.get(code=code), Month.parse(month)
    by = system_account(name="awards")
    problems = actions_ledger.post_month(system=system, month=period, by=by, progress=job.progress)
    job.progress(stage="; ".join(problems) or f"{period.label} is posted")


@job_task("awards.daily", queue=Queue.DEFAULT, minutes=30)
def daily(job: RunningJob) -> None:
    """What the clock does for awards."""
    actions_still.daily(progress=job.progress)
