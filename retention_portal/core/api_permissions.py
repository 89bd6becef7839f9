"""Nothing of the API is open unless it says so."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request


class DenyAll(BasePermission):
    """The default: an API view that names no permission of its own answers nobody."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Never."""
        return False
