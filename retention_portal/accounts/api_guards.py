"""Who may ask the API: the counterparts of `guards` for Django REST framework."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from retention_portal.accounts import access
from retention_portal.accounts.guards import must_set_up_second_factor
from retention_portal.accounts.roles import Role


class SignedIn(BasePermission):
    """Anybody signed in; staff after they have set up a second factor."""

    message = "Sign in first; staff set up two-step sign-in before they use the API."

    def has_permission(self, request: Request, view: Any) -> bool:
        """As `guards.signed_in` for pages."""
        return bool(request.user.is_authenticated) and not must_set_up_second_factor(request.user)


class Public(BasePermission):
    """Anybody: the catalogue of schemes."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Always."""
        return True


def holds(*roles: Role) -> type[SignedIn]:
    """A permission for holders of one of `roles` anywhere today; write `@permission_classes([holds(Role.SRO)])`."""

    class Holds(SignedIn):
        message = (
            f"This is for {', '.join(role.label for role in roles)}. Your account has no such role today."
        )

        def has_permission(self, request: Request, view: Any) -> bool:
            """As `guards.roles_required` for pages."""
            return super().has_permission(request, view) and access.has_role(request.user, *roles)

    return Holds
