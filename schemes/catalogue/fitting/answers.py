"""Where the answers are while somebody looks around: in the session on the server, for an hour, and nowhere else.

Nothing of them is in an address, a cookie, a log or the audit trail.
"""

import time
from typing import Any

from django.http import HttpRequest

KEY = "what_fits_me"
KEPT_SECONDS = 60 * 60


def read(request: HttpRequest) -> dict[str, Any]:
    """The answers by question; empty before the first, and after an hour without another."""
    kept = request.session.get(KEY)
    if kept is None:
        return {}
    if time.time() - kept["at"] > KEPT_SECONDS:
        clear(request)
        return {}
    return dict(kept["answers"])


def keep(request: HttpRequest, slug: str, given: dict[str, Any]) -> None:
    """Keep one answer (JSON values), and the others for another hour."""
    request.session[KEY] = {"answers": read(request) | {slug: given}, "at": time.time()}
    if not request.user.is_authenticated:  # nothing else needs the session: it ends with the answers
        request.session.set_expiry(KEPT_SECONDS)


def clear(request: HttpRequest) -> None:
    """Forget every answer now."""
    request.session.pop(KEY, None)
