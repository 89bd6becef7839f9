"""Public pages that are the same for everybody: drawn once, kept in this process, and told apart by their edition.

An edition is a word that changes with any row that the page reads, so what is kept can be no older than the
database. Only visitors without a session get a kept page; one that holds a form's token or a cookie is never kept.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from retention_portal.core.dates import today

View = Callable[..., HttpResponse]
MOST_PAGES, MOST_BYTES = 256, 200_000
"""How many pages a process keeps, and how large one may be: 50 megabytes at the very most, about six in use."""
_kept: OrderedDict[Hashable, tuple[bytes, str]] = OrderedDict()


def same_for_all(edition: Callable[[], object]) -> Callable[[View], View]:
    """Keep what a public view draws. `edition()` costs at most one statement and is asked at every request."""

    def mark(view: View) -> View:
        @wraps(view)
        def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method != "GET" or settings.SESSION_COOKIE_NAME in request.COOKIES:
                return view(request, *args, **kwargs)
            shown = (settings.DEMO, settings.GP_SERVICE_NAME, settings.SUPPORT_EMAIL, today())
            key = (request.get_full_path(), settings.ROOT_URLCONF, edition(), shown)
            if key in _kept:
                _kept.move_to_end(key)
                content, kind = _kept[key]
                return HttpResponse(content, content_type=kind)
            response = view(request, *args, **kwargs)
            _keep(key, request, response)
            return response

        return answered

    return mark


def _keep(key: Hashable, request: HttpRequest, response: HttpResponse) -> None:
    asks_for_a_token = "CSRF_COOKIE_NEEDS_UPDATE" in request.META
    if response.status_code != 200 or response.streaming or asks_for_a_token or response.cookies:
        return
    if len(response.content) > MOST_BYTES:
        return
    _kept[key] = (response.content, response["Content-Type"])
    while len(_kept) > MOST_PAGES:
        _kept.popitem(last=False)


def forget() -> None:
    """Drop every kept page; tests that change what no row holds ask for it."""
    _kept.clear()
