"""HTML to PDF: the only place that touches WeasyPrint.

Documents are tagged (PDF/UA-1), their language is British English, and they can reach nothing but our own
static files: text that somebody typed cannot make the server open a file or an address.
"""

import datetime
import io
import mimetypes
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings

# Nobody answers here: it only gives relative addresses such as /static/report.css something to stand on.
BASE = "https://portal.invalid/"
STATIC_PREFIX = "/static/"


class Unreachable(ValueError):
    """A document asked for something outside our static files."""


def static_file(url: str) -> Path:
    """The file behind an address of ours, "https://portal.invalid/static/…". Raises Unreachable for all others.

    The names are those of the build, without a hash. Nothing outside its folder is answered, however it is
    written.
    """
    parts = urlsplit(url)
    if f"{parts.scheme}://{parts.netloc}/" != BASE or not parts.path.startswith(STATIC_PREFIX):
        raise Unreachable(f"A document may not fetch {url[:200]}")
    folder = Path(settings.STATICFILES_DIRS[0]).resolve()
    path = (folder / unquote(parts.path.removeprefix(STATIC_PREFIX))).resolve()
    if not path.is_relative_to(folder) or not path.is_file():
        raise Unreachable(f"There is no static file {parts.path[:200]}")
    return path


def html_to_pdf(
    html: str,
    *,
    identifier: str,
    created: datetime.datetime,
    keywords: str = "",
    stylesheet: str = "report.css",
) -> bytes:
    """A tagged PDF of a whole page of HTML with `<html lang>` and `<title>`.

    `identifier`, 32 lower-case hexadecimal digits, names the document for ever; `created` is the moment of
    its facts, not of the rendering. The same arguments give the same bytes with the same version of
    WeasyPrint. `stylesheet` is a file of the static build.
    Raises Unreachable when the document refers to anything but our static files and data: addresses.
    """
    import weasyprint  # takes half a second and Pango: only those who make documents pay

    fetcher = make_fetcher()
    stamped = html.replace("</head>", f"{_facts(created, keywords)}</head>", 1)
    fonts = weasyprint.text.fonts.FontConfiguration()
    sheet = weasyprint.CSS(
        url=f"{BASE}static/{stylesheet}", url_fetcher=fetcher, font_config=fonts, base_url=BASE
    )
    document = weasyprint.HTML(string=stamped, base_url=BASE, url_fetcher=fetcher)
    made = io.BytesIO()
    try:
        document.write_pdf(
            made,
            stylesheets=[sheet],
            font_config=fonts,
            pdf_variant="pdf/ua-1",
            pdf_identifier=identifier.encode("ascii"),
            presentational_hints=False,
        )
    except weasyprint.urls.FatalURLFetchingError as refused:  # not an Exception: it would pass every handler
        raise Unreachable(str(refused)) from refused
    return made.getvalue()


def make_fetcher() -> Any:
    """WeasyPrint's fetcher, allowed data: addresses and our static files only."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class OurFilesOnly(URLFetcher):  # type: ignore[misc]
        """Opens no file and no address by itself; what is not ours stops the document."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            """The content of a data: address or a static file. Raises FatalURLFetchingError for others."""
            if url[:5].lower() == "data:":
                return super().fetch(url, headers)
            try:
                path = static_file(url)
            except Unreachable as refused:
                raise FatalURLFetchingError(str(refused)) from refused
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    return OurFilesOnly(allowed_protocols=("data",), allow_redirects=False)


def _facts(created: datetime.datetime, keywords: str) -> str:
    from django.utils.html import format_html

    moment = created.astimezone(datetime.UTC).replace(microsecond=0).isoformat()
    return format_html(
        '<meta name="dcterms.created" content="{}"><meta name="dcterms.modified" content="{}">'
        '<meta name="keywords" content="{}">',
        moment,
        moment,
        keywords,
    )


_IDENTIFIER = re.compile(rb"/ID\s*\[\s*(?:\(([0-9a-f]{32})\)|<((?:3[0-9]|6[1-6]){32})>)", re.IGNORECASE)


def identifiers_in(pdf: bytes) -> list[str]:
    """The identifiers, as `html_to_pdf` takes them, that stand in the bytes of a file.

    Looks at the bytes only, so it is safe for files of strangers. Editors keep a document's first identifier, some
    of them in hexadecimal.
    """
    found = _IDENTIFIER.findall(pdf)
    return [(plain or bytes.fromhex(written.decode())).decode().lower() for plain, written in found]


def words_about(pdf: bytes) -> str:
    """What a PDF says about itself: title, keywords and the like, from both places a PDF keeps them.

    Empty when the bytes are no PDF that can be opened. Not for files of strangers: the whole file is parsed.
    """
    import pikepdf  # only those who read documents back pay

    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            told = [str(value) for value in document.docinfo.values()]
            if "/Metadata" in document.Root:
                told.append(document.Root.Metadata.read_bytes().decode("utf-8", "replace"))
            return " ".join(told)
    except (pikepdf.PdfError, ValueError, TypeError, AttributeError):
        return ""
