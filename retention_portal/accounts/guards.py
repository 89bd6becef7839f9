"""The line above every view: who may ask for it at all.

A guard is about the page; what may be seen or done of one thing is decided by `…_visible_to` and
`check_can_…`. A test walks the address map and fails on a view without exactly one guard.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url

from retention_portal.accounts import access
from retention_portal.accounts.models import Person
from retention_portal.accounts.roles import Role

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Guard:
    """What stands above a view. `kind` is public, signed_in or roles; `reason` says why a page is public."""

    kind: str
    reason: str = ""
    roles: tuple[Role, ...] = ()


def public(reason: str) -> Callable[[View], View]:
    """Anybody may ask for this page, because of `reason`."""
    if not reason or callable(reason):
        raise TypeError('Write @public("why anybody may see this").')

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return view(request, *args, **kwargs)

        return _marked(guarded, view, Guard("public", reason=reason))

    return mark


def signed_in(view: View) -> View:
    """Anybody signed in; staff after they have set up a second factor."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _way_in(request) or view(request, *args, **kwargs)

    return _marked(guarded, view, Guard("signed_in"))


def roles_required(*roles: Role) -> Callable[[View], View]:
    """Only holders of one of `roles`, anywhere, today; others read which roles those are."""
    if not roles or not all(isinstance(role, Role) for role in roles):
        raise TypeError("Write @roles_required(Role.SYSTEM_LEAD, …).")

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            elsewhere = _way_in(request)
            if elsewhere is None:
                check_holds_one_of(request.user, roles)
            return elsewhere or view(request, *args, **kwargs)

        return _marked(guarded, view, Guard("roles", roles=roles))

    return mark


def check_holds_one_of(person: Any, roles: tuple[Role, ...]) -> None:
    """Raise PermissionDenied with a sentence that names `roles`, unless `person` holds one of them today."""
    if not access.has_role(person, *roles):
        raise PermissionDenied(f"This page is for {_in_words(roles)}. Your account has no such role today.")


def person_of(request: HttpRequest) -> Person:
    """The person signed in, inside a view that only signed-in people reach."""
    assert isinstance(request.user, Person)
    return request.user


def sign_in_address(request: HttpRequest) -> str:
    """The sign-in page, which leads back here; and says why, when a session has just ended."""
    query = {}
    if request.method in ("GET", "HEAD"):
        query["next"] = request.get_full_path()
    if ended := getattr(request, "session_ended", ""):
        query["ended"] = ended
    address = resolve_url(settings.LOGIN_URL)
    return f"{address}?{urlencode(query)}" if query else address


def must_set_up_second_factor(person: Any) -> bool:
    """True for staff without a second factor; the demo's own accounts may do without, and only there."""
    if not settings.STAFF_MFA_REQUIRED or (settings.DEMO and settings.LOCAL and person.is_demo):
        return False
    return access.needs_second_factor(person)


def _way_in(request: HttpRequest) -> HttpResponse | None:
    if not request.user.is_authenticated:
        return redirect(sign_in_address(request))
    if must_set_up_second_factor(request.user):
        return redirect("accounts:second_factor_needed")
    return None


def _marked(guarded: View, view: View, guard: Guard) -> View:
    if hasattr(view, "guard"):
        raise TypeError(f"{view.__name__} has two guards; one is enough.")
    guarded.guard = guard  # type: ignore[attr-defined]
    return guarded


def _in_words(roles: tuple[Role, ...]) -> str:
    labels = [role.label for role in roles]
    names = [label if label.isupper() or label.startswith("NHS") else label.lower() for label in labels]
    return f"people with the role {' or '.join(filter(None, [', '.join(names[:-1]), names[-1]]))}"
