"""Evidence of a claim: kept as it came, told by what is in it, scanned where a scanner is configured."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from retention_portal.core.scanner import ScanState, scan
from schemes.applications.papers import kind
from schemes.applications.rules import check_size, safe_name


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a file is kept, its name for people, its type by content, and whether a scanner found it clean."""

    stored: str
    name: str
    content_type: str
    scanned: bool


def keep(file: Any) -> Kept:
    """Keep a file. Raises BadInput for one that is empty, above 10 MB, of a kind we do not take, or harmful."""
    check_size(file.size)
    content_type, ending = kind(file)
    state = scan(file)
    file.seek(0)
    stored = default_storage.save(f"awards/{uuid4().hex}.{ending}", ContentFile(file.read()))
    return Kept(stored, safe_name(file.name or ""), content_type, state is ScanState.CLEAN)
