"""Evidence of a claim: kept as it came, told by what is in it, scanned where a scanner is configured."""

import zipfile
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from retention_portal.core.scanner import ScanState, scan
from schemes.applications.rules import check_size, kind_of_file, safe_name

HEAD = 16


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
    content_type, ending = kind_of_file(_head(file), _members(file))
    state = scan(file)
    file.seek(0)
    stored = default_storage.save(f"awards/{uuid4().hex}.{ending}", ContentFile(file.read()))
    return Kept(stored, safe_name(file.name or ""), content_type, state is ScanState.CLEAN)


def _head(file: Any) -> bytes:
    file.seek(0)
    return bytes(file.read(HEAD))


def _members(file: Any) -> list[str]:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as opened:
            return opened.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return []
