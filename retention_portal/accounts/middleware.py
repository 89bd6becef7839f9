"""How long a session lasts: 12 hours for everybody, 15 idle minutes for staff (REL R-15).

A role taken away, a new password or a switched-off account ends sessions without this: see
`Person._get_session_auth_hash`.
"""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse

from retention_portal.accounts.access import is_staff

BEGAN, SEEN = "limits_began", "limits_seen"
# Writing the session at every request would cost each page an UPDATE.
STAMP_EVERY_SECONDS = 20
WARN_SECONDS = 120


class SessionLimitsMiddleware:
    """End sessions that have lasted too long, and note when the person was last seen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Before: end it, if it is over. After: a session that began in this request begins to count."""
        request.session_ended = ""  # type: ignore[attr-defined]
        if SESSION_KEY in request.session and request.user.is_authenticated:
            if why := over(request, time.time()):
                logout(request)
                request.session_ended = why  # type: ignore[attr-defined]
            else:
                stamp(request, time.time())
        response = self.get_response(request)
        if SESSION_KEY in request.session and BEGAN not in request.session:
            stamp(request, time.time())
        return response


def over(request: HttpRequest, at: float) -> str:
    """Why the session is over at `at` (seconds of the clock): "limit", "idle", or empty when it is not."""
    if at - request.session.get(BEGAN, at) >= settings.SESSION_COOKIE_AGE:
        return "limit"
    idle = at - request.session.get(SEEN, at)
    return "idle" if idle >= settings.SESSION_IDLE_SECONDS and is_staff(request.user) else ""


def stamp(request: HttpRequest, at: float) -> None:
    """Note the begin once, and the last sight every few seconds."""
    if BEGAN not in request.session:
        request.session[BEGAN] = at
    if at - request.session.get(SEEN, 0) >= STAMP_EVERY_SECONDS:
        request.session[SEEN] = at


def seconds_left(request: HttpRequest) -> int | None:
    """Whole seconds until the session ends if nothing more is asked for; None when nobody is signed in."""
    if BEGAN not in request.session or not request.user.is_authenticated:
        return None
    at = time.time()
    left = request.session[BEGAN] + settings.SESSION_COOKIE_AGE - at
    if is_staff(request.user):
        left = min(left, request.session[SEEN] + settings.SESSION_IDLE_SECONDS - at)
    return max(0, int(left))
