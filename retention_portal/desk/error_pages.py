"""The pages that say something went wrong: what, why in a sentence, what to do next, and a reference.

The page for a fault of ours (500) is drawn without request, session or database: any may be the fault.
"""

import logging

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from retention_portal.core.middleware import request_id
from retention_portal.core.uploads import too_large_sentence

logger = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, with the sentence of a BadRequest of ours; Django's own texts are for logs."""
    sentence = str(exception) if type(exception) is BadRequest else ""
    return _page(request, 400, sentence)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, with the sentence that the refusal carries."""
    sentence = str(exception) if isinstance(exception, PermissionDenied) else ""
    return _page(request, 403, sentence)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404. Why is never said: whether something exists may itself be private."""
    return _page(request, 404, "")


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429, when someone asks too often."""
    return _page(request, 429, "")


def server_error(request: HttpRequest) -> HttpResponse:
    """500, without request or database; plain words when even the template cannot be drawn."""
    context = {"reference": reference_of(request), "sentence": ""}
    try:
        return HttpResponse(render_to_string("errors/500.jinja", context), status=500)
    except Exception:
        logger.exception("The error page itself failed")
        words = (
            f"Sorry, there is a problem with the service. Try again later. Reference {context['reference']}."
        )
        return HttpResponse(words, status=500, content_type="text/plain; charset=utf-8")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403, when a form was open so long, or sent from so far, that we cannot tell who sent it."""
    if sentence := too_large_sentence(request):
        return _page(request, 413, sentence, template="errors/too_large.jinja")
    return _page(request, 403, "", template="errors/csrf.jinja")


def reference_of(request: HttpRequest | None) -> str:
    """The name of the request in our logs, or an empty text outside one."""
    return getattr(request, "id", "") or request_id.get()


def _page(request: HttpRequest, status: int, sentence: str, template: str = "") -> HttpResponse:
    context = {"reference": reference_of(request), "sentence": sentence}
    page = render_to_string(template or f"errors/{status}.jinja", context, request)
    return HttpResponse(page, status=status)
