"""Mail: written in the transaction of what it tells, sent once per key by a worker."""

from retention_portal.core.emails.actions import send_email

__all__ = ["send_email"]
