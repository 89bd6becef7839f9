"""Workforce files for tests, each made from the real sample by one stated change."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

from django.core.files.base import ContentFile

from retention_portal.core.dates import Month
from workforce.extracts import actions
from workforce.extracts.checks.check import CheckedFile, check_file
from workforce.extracts.models import WorkforceImport

SAMPLE_NAME = "1 General Practice – September 2024 Practice Level - Detailed.csv"
SAMPLE = Path(__file__).resolve().parent.parent / "data" / "workforce" / SAMPLE_NAME
THIS_MONTH = Month(2026, 11)

Rows = list[dict[str, str]]


def sample_rows() -> Rows:
    """The rows of the sample by heading; row 0 is row 2 of the spreadsheet."""
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_csv(
    rows: Rows, headings: Iterable[str] | None = None, *, encoding: str = "utf-8", eol: str = "\n"
) -> bytes:
    """Rows as the bytes of a CSV file."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(headings or rows[0]), lineterminator=eol, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def changed(*changes: tuple[int, str, str]) -> bytes:
    """The sample with cells changed: (row of the spreadsheet, heading, text)."""
    rows = sample_rows()
    for number, heading, text in changes:
        rows[number - 2][heading] = text
    return as_csv(rows)


def name_of(month: str) -> str:
    """The published file name of a month such as "August 2024"."""
    return f"1 General Practice – {month} Practice Level - Detailed.csv"


def checked(data: bytes, name: str = SAMPLE_NAME, stated: str = "") -> CheckedFile:
    """All checks that need no database."""
    return check_file(data, name, stated=Month.parse(stated) if stated else None, this_month=THIS_MONTH)


def codes(found: CheckedFile) -> dict[str, int]:
    """How many problems of each code, but for W-501: the sample has 21 of those."""
    counts: dict[str, int] = {}
    for item in found.problems:
        if item.code != "W-501":
            counts[item.code] = counts.get(item.code, 0) + 1
    return counts


def zipped(members: dict[str, bytes], each: Callable[[zipfile.ZipInfo], None] = lambda info: None) -> bytes:
    """A zip of these files."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            each(info)
            archive.writestr(info, content)
    return data.getvalue()


def imported(data: bytes, name: str, by: object, owner: object = None, period: str = "") -> WorkforceImport:
    """A file received and checked, as the page and the worker do it."""
    made = actions.receive_file(
        file=ContentFile(data, name=name),
        name=name,
        owner=owner,
        by=by,
        stated_period=period,  # type: ignore[arg-type]
    )
    return actions.check_import(import_id=made.pk)


def published(
    data: bytes, name: str, by: object, owner: object = None, *, publisher: object = None
) -> WorkforceImport:
    """A file received, checked and published."""
    made = imported(data, name, by, owner)
    actions.publish_import(
        workforce_import=made,
        by=publisher or by,
        accept_rejects_reason="A test says so.",
        removals_understood=True,
    )
    return WorkforceImport.objects.get(pk=made.pk)
