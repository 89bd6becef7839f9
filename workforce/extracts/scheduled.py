"""What the clock starts for workforce files."""

from retention_portal.core.jobs.schedule import Scheduled

SCHEDULED = (
    Scheduled("workforce.watch_checks", every_minutes=60),
    Scheduled("workforce.clean_up", every_minutes=24 * 60),
)
