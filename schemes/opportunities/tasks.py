"""Celery entries of this slice."""

from retention_portal.core.jobs.kinds import job_task
from retention_portal.core.jobs.run import RunningJob
from retention_portal.core.queues import Queue
from schemes.opportunities import actions, actions_alerts, actions_places


@job_task("opportunities.daily", queue=Queue.DEFAULT, minutes=20)
def daily(job: RunningJob) -> None:
    """Close, hide, remind; then tell of what is new."""
    actions.daily()
    job.progress(stage="Telling of what is new", done=1, total=2)
    actions_alerts.send_alerts()


@job_task("opportunities.offers", queue=Queue.DEFAULT, minutes=10)
def offers(job: RunningJob) -> None:
    """End offers of places that nobody answered, and offer each to the next."""
    actions_places.expire_offers()
