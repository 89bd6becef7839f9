"""A national month from file to published, against the least it could cost: polars reading, COPY of the text.

The month is generated: every active practice of England, every published heading, identities that hold.
"""

import csv
import io
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import polars
from django.core.files.base import File
from django.db import connection

from retention_portal.accounts.actions import system_account
from retention_portal.core.dates import today
from retention_portal.local.bench.measure import Row, peak_mb
from retention_portal.local.generated_month import Place, month_csv
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import (
    PracticeGeography,
    organisations_of_kind,
    practice_geography,
)
from retention_portal.organisations.statuses import OrganisationKind
from workforce.extracts import by_command

BAR = "≤ 3 ×, ≤ 300 MB above idle"
FIELDS = Path(by_command.__file__).parent / "reference" / "fields.csv"
PATIENTS = 9_500  # about the mean list; the bench is about speed
NOWHERE = ("Unaligned", "Unaligned")


def run() -> list[Row]:
    """Generate once, then time the import and the least that it could cost."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "1 General Practice – June 2026 Practice Level - Detailed.csv"
        file.write_text(national_month(seed=1), encoding="cp1252", newline="")
        least = _least(file)
        idle = peak_mb()
        start = time.perf_counter()
        with file.open("rb") as opened:
            answer = by_command.import_file(
                file=File(opened),
                name=file.name,
                period="",
                publish=True,
                accept_rejects=False,
                by=system_account(name="bench"),
            )
        seconds = time.perf_counter() - start
    if answer["status"] != "published":
        raise RuntimeError(
            f"The month was {answer['status']}: {answer.get('error') or answer['problems'][:3]}"
        )
    what = f"{answer['rows_loaded']} practices × {len(headings())} headings, {peak_mb() - idle:.0f} MB above idle"
    return [
        Row(
            "national_month",
            what,
            round(seconds, 2),
            "s",
            round(least, 2),
            round(seconds / least, 2),
            BAR,
            None,
            peak_mb(),
        )
    ]


def headings() -> list[str]:
    """Every published heading in its order."""
    with FIELDS.open(newline="") as opened:
        return [row["field"] for row in csv.DictReader(opened)]


def national_month(seed: int) -> str:
    """The text of a month with every practice that is active today and in a certain system."""
    return month_csv(national_places(), headings(), seed)


def national_places() -> list[Place]:
    """Every practice that is active today and whose system is certain, with its places of today."""
    names = {key: (code, name) for key, code, name in Organisation.objects.values_list("pk", "code", "name")}
    return [
        Place(
            *_pair(names, where.practice, upper=True),
            _pair(names, where.network),
            _pair(names, where.sub_icb_location),
            _pair(names, where.system),
            _pair(names, where.region),
            PATIENTS,
        )
        for where in _active_practices()
    ]


def _active_practices() -> list[PracticeGeography]:
    active = set(organisations_of_kind(OrganisationKind.PRACTICE, today()).values_list("pk", flat=True))
    placed = practice_geography(today()).values()
    return [where for where in placed if where.practice in active and where.system and where.region]


def _pair(names: dict[int, tuple[str, str]], key: int | None, *, upper: bool = False) -> tuple[str, str]:
    if key is None:
        return NOWHERE
    code, name = names[key]
    return code, name.upper() if upper else name


def _least(file: Path) -> float:
    """Seconds to read the file with polars and COPY its text as one column."""
    start = time.perf_counter()
    data = file.read_bytes().decode("cp1252")
    polars.read_csv(io.StringIO(data), infer_schema=False)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bench_lines (line text)")
        lines = io.StringIO(
            "".join(line.replace("\\", "\\\\").replace("\t", " ") + "\n" for line in data.splitlines())
        )
        cursor.copy_expert("COPY bench_lines FROM STDIN", lines)
    return time.perf_counter() - start
