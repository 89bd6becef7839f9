"""Celery entries of this slice."""

from retention_portal.core.jobs.kinds import job_task
from retention_portal.core.jobs.run import RunningJob
from retention_portal.core.queues import Queue
from schemes.pools import actions_reserve, actions_running, actions_watch


@job_task("pools.close_over", queue=Queue.DEFAULT, minutes=30)
def close_over(job: RunningJob) -> None:
    """Close the sessions whose time is over."""
    actions_running.close_over(progress=job.progress)


@job_task("pools.offers", queue=Queue.DEFAULT, minutes=10)
def offers(job: RunningJob) -> None:
    """End offers of places whose time is over, and ask the next."""
    job.progress(stage=f"{actions_reserve.expire_offers()} offers ended")


@job_task("pools.watch", queue=Queue.DEFAULT, minutes=30)
def watch(job: RunningJob) -> None:
    """Warn of checks that run out, tell of sessions at risk, remind of tomorrow."""
    found = actions_watch.watch_day()
    job.progress(stage=", ".join(f"{count} {name}" for name, count in found.items()))
