"""`manage.py load_reference`: organisations, toolkit and the other texts that ship with the product."""

from typing import Any

from retention_portal.core import database_roles, reference
from retention_portal.core.commands import PortalCommand


class Command(PortalCommand):
    """Idempotent: a second run changes nothing."""

    help = "Load the reference data that ships with the portal."

    def answer(self, **options: Any) -> dict[str, Any]:
        """Rows per set."""
        counts = reference.load_all()
        database_roles.refresh_statistics()
        return dict(counts)
