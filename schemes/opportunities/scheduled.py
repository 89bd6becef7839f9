"""What the clock starts by itself."""

from retention_portal.core.jobs.schedule import Scheduled

SCHEDULED = (
    Scheduled("opportunities.daily", every_minutes=360),
    Scheduled("opportunities.offers", every_minutes=10),
)
