"""Reads a workbook in a process of its own: `python workbook_child.py < book.xlsx > table.csv`.

A workbook of a few kilobytes can ask for many gigabytes, and its reader then ends the whole process. So this one
has limits, and its parent only sees it end. Nothing of the portal is imported here.
"""

import csv
import io
import resource
import sys
from collections.abc import Iterable
from datetime import date, datetime

MEMORY = 2 * 1024**3
SECONDS = 120
HEADING = "PRAC_CODE"
ROWS_ABOVE = 20
NO_TABLE, SEVERAL, DAMAGED = 3, 4, 5  # exit codes; SEVERAL prints the names of the sheets


def main() -> int:
    """Write the one sheet with the heading as CSV, or exit with the code that says why not."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        sheets = {
            name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in workbook.sheet_names
        }
    except (CalamineError, ValueError, OSError):
        return DAMAGED
    found = [name for name, rows in sheets.items() if _has_heading(rows[:ROWS_ABOVE])]
    out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", errors="replace", newline="")
    if len(found) == 1:
        csv.writer(out, lineterminator="\n").writerows([cell(one) for one in row] for row in sheets[found[0]])
    else:
        out.write("\n".join(found))
    out.flush()
    return {0: NO_TABLE, 1: 0}.get(len(found), SEVERAL)


def _has_heading(rows: Iterable[Iterable[object]]) -> bool:
    return any(str(one).strip().upper() == HEADING for row in rows for one in row)


def cell(value: object) -> str:
    """A cell as its CSV would hold it: whole numbers without a point, days as ISO."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value).replace("\x00", "")


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.exit(main())
