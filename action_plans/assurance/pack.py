"""The pack of a report: one CSV file a table, and a manifest that says what each holds, with its SHA-256.

Whoever passes figures on outside sees in the manifest, column by column, how far they are disclosive (CASE-C-14).
"""

import io
import json
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Any

from action_plans.assurance import annexes
from action_plans.assurance.blocks import Cell, Table
from action_plans.assurance.models import ReportVersion
from action_plans.assurance.queries import content_of
from action_plans.assurance.report import FrozenReport
from retention_portal.core.csv_files import csv_bytes
from retention_portal.core.suppression import HIDDEN_TEXT, MANAGEMENT_NOTE

MANIFEST = "manifest.json"
FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)


def pack_of(version: ReportVersion) -> bytes:
    """A zip of every table in full, the frozen text and the manifest. The same version gives the same bytes."""
    content = content_of(version)
    files = {f"{table.key}.csv": csv_of(table) for table in annexes.full_tables(content)}
    files["report.json"] = version.content.encode()
    files[MANIFEST] = _manifest(version, content, files)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as written:
        for name, text in files.items():
            info = zipfile.ZipInfo(name, FIRST_DAY_OF_ZIP)
            info.compress_type = zipfile.ZIP_DEFLATED
            written.writestr(info, text)
    return made.getvalue()


def csv_of(table: Table) -> bytes:
    """One table as CSV: exact values where a cell has one, and a column of notes when a row has any."""
    headings = [column.title for column in table.columns]
    noted = any(cell.note for row in table.rows for cell in row)
    rows = [[value_of(cell) for cell in row] + ([_notes(row)] if noted else []) for row in table.rows]
    return csv_bytes([*headings, *(["Notes"] if noted else [])], rows)


def value_of(cell: Cell) -> object:
    """What a machine reads: the exact value, else the text."""
    return cell.text if cell.raw is None else cell.raw


def _notes(row: Sequence[Cell]) -> str:
    return "; ".join(cell.note for cell in row if cell.note)


def _manifest(version: ReportVersion, content: FrozenReport, files: dict[str, bytes]) -> bytes:
    tables = {f"{table.key}.csv": table for table in annexes.full_tables(content)}
    header = content.header
    told: dict[str, Any] = {
        "system": header.system_code,
        "quarter": header.quarter,
        "version": header.version,
        "frozen_at": header.frozen_at,
        "verification_code": header.verification_code,
        "sha256_of_frozen_text": version.sha256,
        "note": MANAGEMENT_NOTE,
        "small_numbers_rule": content.suppression or "none: no count of one career stage in one small place",
        "files": [
            {
                "name": name,
                "bytes": len(text),
                "sha256": sha256(text).hexdigest(),
                **(_about(tables[name]) if name in tables else {}),
            }
            for name, text in files.items()
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=2).encode()


def _about(table: Table) -> dict[str, Any]:
    columns = zip(table.columns, zip(*table.rows, strict=True), strict=True)
    return {
        "title": table.caption,
        "rows": len(table.rows),
        "columns": [_column(column.title, cells) for column, cells in columns],
    }


def _column(title: str, cells: Sequence[Cell]) -> dict[str, Any]:
    """CASE-C-14: kind, how many are missing and redacted, and what the numbers give away."""
    values = [value_of(cell) for cell in cells]
    numbers = [value for value in values if isinstance(value, int | Decimal)]
    told: dict[str, Any] = {
        "name": title,
        "kind": "number" if numbers else "text",
        "missing": sum(value in ("", "not available", "not recorded") for value in values),
        "redacted": values.count(HIDDEN_TEXT),
    }
    if numbers:
        above = [value for value in numbers if value > 0]
        told |= {
            "least_above_zero": str(min(above)) if above else None,
            "greatest": str(max(numbers)),
            "sum": str(sum(numbers)),
            "rounded_to_five": all(value % 5 == 0 for value in numbers),
        }
    return told
