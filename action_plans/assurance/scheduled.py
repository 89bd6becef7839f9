"""What the clock starts for reports."""

from retention_portal.core.jobs.schedule import Scheduled

SCHEDULED = (Scheduled("assurance.reminders", every_minutes=6 * 60),)
