"""What every request passes: a name for the logs, a refusal of bytes that no form sends, private pages."""

import logging
import secrets
from collections.abc import Callable
from contextvars import ContextVar
from urllib.parse import unquote_to_bytes

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

request_id: ContextVar[str] = ContextVar("request_id", default="")

GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestIdFilter(logging.Filter):
    """Give every log line the request it belongs to."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Add `request_id`; never drops a line."""
        record.request_id = request_id.get()
        return True


class RequestIdMiddleware:
    """Name each request; error pages print the name, logs and audit carry it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the name in a header."""
        name = secrets.token_hex(6)
        token = request_id.set(name)
        request.id = name  # type: ignore[attr-defined]
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response["X-Request-ID"] = name
        return response


class HostileInputMiddleware:
    """Answer 400 to NUL bytes and broken UTF-8, which PostgreSQL would refuse with an error (REL-24)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at the address only; bodies are looked at once they are parsed."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        """Refuse before the view sees anything. Raised here, so that the styled 400 page answers."""
        raw = request.META.get("QUERY_STRING", "").encode("latin-1", "replace")
        for part in (
            raw.replace(b"+", b" "),
            request.META.get("RAW_PATH", request.path).encode("utf-8", "replace"),
        ):
            _refuse_unless_text(unquote_to_bytes(part))
        if "\x00" in request.path:
            raise BadRequest("The address has a NUL character in it, which no address of ours has.")
        if request.method == "POST" and request.content_type in FORM_TYPES:
            for values in request.POST.lists():
                if any("\x00" in text for text in (values[0], *values[1])):
                    raise BadRequest("The form has a NUL character in it, which no keyboard types.")


FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


def _refuse_unless_text(raw: bytes) -> None:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise BadRequest("The address is not written in UTF-8.") from None
    if "\x00" in text:
        raise BadRequest("The address has a NUL character in it, which no address of ours has.")


class PrivatePagesMiddleware:
    """Keep pages of signed-in people out of every cache, and switch off what browsers need not offer."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers to whatever is answered."""
        response = self.get_response(request)
        if "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        response["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()"
        return response
