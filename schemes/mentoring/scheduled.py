"""What the clock starts for mentoring."""

from retention_portal.core.jobs.schedule import Scheduled

SCHEDULED = (Scheduled("mentoring.daily", every_minutes=24 * 60),)
