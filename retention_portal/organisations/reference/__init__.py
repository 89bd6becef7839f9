"""The organisations that ship with the product, and how they get into the database.

`manage.py build_organisations` made the CSV files beside this one; SOURCES.md says from what.
"""

import csv
import gzip
import io
from collections import defaultdict
from pathlib import Path
from typing import Any

from django.db import connection

from retention_portal.organisations.reference.statements import STATEMENTS
from retention_portal.organisations.rules import searchable

FOLDER = Path(__file__).resolve().parent
ORGANISATION_SETS = ("regions", "systems", "sub_icb_locations", "networks", "practices")
_COUNTED_AS = {
    "names": "organisation_names",
    "parents": "organisation_parents",
    "successions": "organisation_successions",
}


def load() -> dict[str, int]:
    """Bring the shipped organisations, names, links and successions into the database; rows per set.

    Repeating it changes nothing. What people added stays as it is, even when a shipped row has its code.
    Runs inside the caller's transaction.
    """
    sets = {name: rows_of(name) for name in (*ORGANISATION_SETS, "names", "parents", "successions")}
    organisations = [row for name in ORGANISATION_SETS for row in sets[name]]
    _make_searchable(organisations, sets["names"])
    with connection.cursor() as cursor:
        _copy(cursor, "new_organisations", organisations)
        for name in ("names", "parents", "successions"):
            _copy(cursor, f"new_{name}", sets[name])
        for statement in STATEMENTS:
            cursor.execute(statement)
    return {_COUNTED_AS.get(name, name): len(rows) for name, rows in sets.items()}


def _make_searchable(organisations: list[dict[str, str]], names: list[dict[str, str]]) -> None:
    called: defaultdict[str, list[str]] = defaultdict(list)
    for row in names:
        called[row["code"]].append(row["name"])
    for row in organisations:
        row["search_text"] = searchable(row["code"], [row["name"], *called[row["code"]]], row["postcode"])


def _copy(cursor: Any, table: str, rows: list[dict[str, str]]) -> None:
    """A temporary table of text columns named as the headings, filled by COPY; blank is NULL."""
    columns = list(rows[0])
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(row.values() for row in rows)
    text.seek(0)
    definitions = ", ".join(f'"{column}" text' for column in columns)
    cursor.execute(f'CREATE TEMPORARY TABLE "{table}" ({definitions}) ON COMMIT DROP')
    cursor.copy_expert(f'COPY "{table}" FROM STDIN WITH (FORMAT csv)', text)
    cursor.execute(f'ANALYZE "{table}"')


def rows_of(name: str) -> list[dict[str, str]]:
    """One shipped set as text by heading; packed or not."""
    packed = FOLDER / f"{name}.csv.gz"
    raw = gzip.decompress(packed.read_bytes()) if packed.exists() else (FOLDER / f"{name}.csv").read_bytes()
    return list(csv.DictReader(io.StringIO(raw.decode())))
