"""What the clock starts for the plumbing."""

from retention_portal.core.jobs.schedule import Scheduled

SCHEDULED = (Scheduled("core.tidy", every_minutes=24 * 60),)
