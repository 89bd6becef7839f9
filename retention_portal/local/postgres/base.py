"""Django's PostgreSQL backend, whose first connection starts or joins the embedded server."""

from typing import Any

from django.db.backends.postgresql import base

from retention_portal.local.stack import ensure_running


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL, started when first needed."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open a connection, after the servers are known to run."""
        ensure_running()
        return super().get_new_connection(conn_params)
