"""Where the links of a page lead."""

import html
import re
from urllib.parse import urljoin, urlsplit

LINK = re.compile(r'<a [^>]*?href="([^"]*)"')


def linked(page: str, address: str) -> set[str]:
    """Every address within the portal that a page at `address` has a link to, without what follows a #."""
    found = {urljoin(address, html.unescape(link)).partition("#")[0] for link in LINK.findall(page)}
    host = urlsplit(address).netloc
    return {
        urlsplit(link)._replace(scheme="", netloc="").geturl()
        for link in found
        if urlsplit(link).netloc == host and urlsplit(link).scheme in ("", "http")
    }
