"""What the clock starts by itself."""

from retention_portal.core.jobs.schedule import Scheduled

SCHEDULED = (Scheduled("applications.calendar", every_minutes=360),)
