"""What the clock starts for the desk."""

from retention_portal.core.jobs.schedule import Scheduled

SCHEDULED = (
    Scheduled("desk.weekly_mails", every_minutes=60),
    Scheduled("desk.failed_jobs", every_minutes=60),
)
