"""No view without a guard: the line above it that says who may ask for it at all."""

from typing import Any

import pytest

from retention_portal.accounts.api_guards import Public, SignedIn
from retention_portal.accounts.guards import Guard, public, roles_required, signed_in
from retention_portal.accounts.roles import Role
from tests.architecture.routes import Route, routes

# Start of the view's full name → why it carries no guard of ours. An entry that matches nothing fails.
UNGUARDED = {
    "allauth.": "signs people in and asks again before it changes anything; tested in tests/accounts",
    "django.views.generic.base.": "redirects from old addresses to pages that guard themselves",
    "retention_portal.core.health.": "for machines; core lies below the guards; /metrics asks for its token",
}
# DRF views that may be open to everybody, by the name of their address → why.
OPEN_API: dict[str, str] = {
    "api-schemes": "the catalogue is public",
    "api-scheme": "the catalogue is public",
    "api-offers": "published offers are public",
    "api-offer": "published offers are public",
}


def allowed(route: Route) -> str | None:
    return next((start for start in UNGUARDED if route.view_name.startswith(start)), None)


def api_class(route: Route) -> Any:
    return getattr(route.view, "cls", None)


def permissions_of(route: Route) -> Any:
    """As the address map gives them, or else as the view names them."""
    given = getattr(route.view, "initkwargs", {})
    return given.get("permission_classes", api_class(route).permission_classes)


def has_permission_of_ours(route: Route) -> bool:
    named = permissions_of(route)
    return bool(named) and all(issubclass(permission, (SignedIn, Public)) for permission in named)


def test_every_view_has_exactly_one_guard() -> None:
    unguarded = {
        f"{route.path} ({route.view_name})"
        for route in routes()
        if api_class(route) is None
        and allowed(route) is None
        and not isinstance(getattr(route.view, "guard", None), Guard)
    }
    assert unguarded == set()


def test_every_api_view_names_a_permission_that_asks_for_the_second_factor() -> None:
    others = {route.path for route in routes() if api_class(route) and not has_permission_of_ours(route)}
    assert others == set(), "use SignedIn, holds(…) or Public of accounts.api_guards"


def test_open_api_views_are_listed_with_their_reason() -> None:
    views = {route.name for route in routes() if api_class(route) and Public in permissions_of(route)}
    assert views == set(OPEN_API)


def test_no_entry_of_the_list_is_stale() -> None:
    used = {allowed(route) for route in routes()} - {None}
    assert used == set(UNGUARDED)


def test_a_public_page_says_why() -> None:
    silent = {
        route.path
        for route in routes()
        if (guard := getattr(route.view, "guard", None)) and guard.kind == "public" and len(guard.reason) < 15
    }
    assert silent == set()


def test_two_guards_are_refused() -> None:
    def view(request: object) -> None:
        return None

    with pytest.raises(TypeError, match="two guards"):
        signed_in(roles_required(Role.GP)(view))


@pytest.mark.parametrize("wrong", [(), ("gp",)], ids=["no role", "a word"])
def test_roles_required_takes_roles_only(wrong: tuple[Any, ...]) -> None:
    with pytest.raises(TypeError, match="Write @roles_required"):
        roles_required(*wrong)


def test_public_without_a_reason_is_refused() -> None:
    with pytest.raises(TypeError, match="Write @public"):
        public("")
