"""The files of a frozen version, with safe and unique names, kept by no cache."""

from collections.abc import Callable

from django.http import HttpResponse

from action_plans.assurance import document, pack, queries, word
from action_plans.assurance.models import ReportVersion
from retention_portal.core.refusals import Refused

KINDS: dict[str, tuple[str, str, Callable[[ReportVersion], bytes]]] = {
    "pdf": ("pdf", "application/pdf", queries.pdf_of),
    "word": ("docx", word.CONTENT_TYPE, word.word_of),
    "pack": ("zip", "application/zip", pack.pack_of),
}
"""By kind: the ending of the file, its type, and what makes it of a frozen version."""


def response(version: ReportVersion, kind: str) -> HttpResponse:
    """One file as a download. Raises Refused for an unknown kind, and for a PDF that is not made yet."""
    if kind not in KINDS:
        raise Refused(f"A report is downloaded as {', '.join(KINDS)}.", code="unknown_kind")
    ending, content_type, made_of = KINDS[kind]
    name = document.file_name(queries.content_of(version), ending)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(made_of(version), content_type=content_type, headers=headers)
