"""The same table out of an Excel workbook, as the text that its CSV would hold."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime

from python_calamine import CalamineError, CalamineWorkbook

from workforce.extracts.reading.containers import unreadable

_MARK = "PRAC_CODE"


def csv_of_workbook(data: bytes) -> str:
    """The first sheet whose first row holds PRAC_CODE, else the first sheet. Raises UnreadableError."""
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = workbook.sheet_names
        if not names:
            raise unreadable("The workbook has no sheets.")
        for name in names:
            rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            if rows and any(str(cell).strip().upper() == _MARK for cell in rows[0]):
                return _text(rows)
    except (CalamineError, ValueError, OSError) as error:
        raise unreadable("The workbook is damaged or not a plain .xlsx workbook.") from error
    raise unreadable(f"No sheet of the workbook has the heading {_MARK} in its first row.")


def _text(rows: Sequence[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return text.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value).replace("\x00", "")
