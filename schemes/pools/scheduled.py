"""What the clock starts for pools."""

from retention_portal.core.jobs.schedule import Scheduled

SCHEDULED = (
    Scheduled("pools.close_over", every_minutes=15),
    Scheduled("pools.offers", every_minutes=5),
    Scheduled("pools.watch", every_minutes=720),
)
