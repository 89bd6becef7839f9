"""What the clock starts by itself."""

from retention_portal.core.jobs.schedule import Scheduled

SCHEDULED = (
    Scheduled("applications.calendar", every_minutes=360),
    Scheduled("applications.keeping", every_minutes=1440),
    Scheduled("applications.review_reminders", every_minutes=360),
)
