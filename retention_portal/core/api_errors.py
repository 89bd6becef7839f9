"""Refusals of the API: the same sentences as on the pages."""

from typing import Any

from rest_framework.response import Response
from rest_framework.views import exception_handler

from retention_portal.core.refusals import BadInput, Refused


def sentence_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Refused is 403, BadInput 400, each with code, message and what is allowed; else DRF's own answer."""
    if isinstance(error, Refused):
        return Response({"error": {"code": error.code or "refused", "message": str(error)}}, status=403)
    if isinstance(error, BadInput):
        body = {"code": error.code or "bad_input", "message": str(error), "allowed": error.allowed}
        return Response({"error": body}, status=400)
    return exception_handler(error, context)
