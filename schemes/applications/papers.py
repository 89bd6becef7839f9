"""What a paper is, by what is in it: for applications, and for the evidence of claims above them."""

import zipfile
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction

from schemes.applications.models import Evidence
from schemes.applications.rules import kind_of_file

HEAD = 8  # as long as the longest mark by which a file is told
ZIP = b"PK"


def kind(file: Any) -> tuple[str, str]:
    """(content type, ending) of an open file. Raises BadInput for a kind that is not kept."""
    file.seek(0)
    head = file.read(HEAD)
    return kind_of_file(head, _members(file) if head.startswith(ZIP) else [])


def forget_file(name: str) -> None:
    """Throw a file away when the transaction is kept, unless a paper that is looked at again still has it."""

    def forget() -> None:
        if name and not Evidence.objects.filter(file=name).exists():
            default_storage.delete(name)

    transaction.on_commit(forget)


def _members(file: Any) -> list[str]:
    try:
        with zipfile.ZipFile(file) as opened:
            return opened.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return []
