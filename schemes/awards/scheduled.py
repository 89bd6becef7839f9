"""What the clock starts for awards."""

from retention_portal.core.jobs.schedule import Scheduled

SCHEDULED = (Scheduled("awards.daily", every_minutes=720),)
