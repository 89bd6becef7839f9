"""The sender's own file back, with a column that says what was found in each row.

Everything else stays as it was, byte for byte: encoding, line ends, quotation marks, row numbers. Only a text cell
that a spreadsheet might run gets an apostrophe, and a workbook comes back as CSV.
"""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain, islice

from retention_portal.core.csv_files import guarded
from retention_portal.core.refusals import BadInput
from workforce.extracts.layouts import COMMENTS
from workforce.extracts.models import ImportProblem, WorkforceImport
from workforce.extracts.reading.containers import UnreadableError, contents, decoded_text
from workforce.extracts.reading.lines import ROWS_ABOVE, heading_place, records_with_ends
from workforce.extracts.reading.workbooks import csv_of_workbook

ROWS_A_PIECE = 200
MOST_IN_A_CELL = 25  # problems; a spreadsheet cell holds 32,767 characters
_MAY_START_A_FORMULA = re.compile(r'(?:^|,)(?:[^0-9A-Za-z,"]|"[^0-9A-Za-z"])')
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")


def commented_file(workforce_import: WorkforceImport) -> Iterator[bytes]:
    """The file as CSV in pieces, the comments first so that nobody scrolls past 800 columns.

    What concerns the headings or the whole file stands beside the first row, so that every row keeps its number.
    Raises BadInput when the file cannot be read as a table at all, or is no longer kept.
    """
    text, encoding = _text(workforce_import)
    rows = _rows(text, *_comments(workforce_import))
    return _pieces(rows, encoding)


def _pieces(rows: Iterator[str], encoding: str) -> Iterator[bytes]:
    """In the encoding of the file; UTF-8 always with its mark, without which Excel misreads the comments."""
    code = "cp1252" if encoding == "cp1252" else "utf-8"
    first = "" if code == "cp1252" else "\ufeff"
    while piece := "".join(islice(rows, ROWS_A_PIECE)):
        yield (first + piece).encode(code, "replace")
        first = ""


def _rows(text: str, comments: dict[int, str], of_file: str) -> Iterator[str]:
    records = records_with_ends(text)
    above = list(islice(records, ROWS_ABOVE))
    place = heading_place([row for _, row, _ in above])
    again = next(csv.reader([above[place][1]]), [""])[0].strip() == COMMENTS
    yield from ((_line("", row, again) if row else "") + end for _, row, end in above[:place])
    yield _line(COMMENTS, above[place][1], again) + (above[place][2] or "\n")
    for number, row, end in chain(above[place + 1 :], records):
        said = " | ".join(filter(None, (of_file, comments.get(number, ""))))
        yield (_line(said, row, again) if row.strip() else row) + end
        of_file = of_file if not row.strip() else ""
    if of_file:
        yield _cells_as_line([of_file]) + "\n"


def _line(comment: str, row: str, again: bool) -> str:
    """One row with its comment; `again`: the row has a comment already, from an earlier check."""
    if not again and not _MAY_START_A_FORMULA.search(row):
        return f"{_cells_as_line([comment])},{row}"
    cells = _split(row)
    return _cells_as_line([comment, *(_harmless(cell) for cell in cells[int(again) :])])


def _split(row: str) -> list[str]:
    try:
        return next(csv.reader([row]), [])
    except csv.Error:  # a cell beyond the reader's limit; such a row has no quotation marks, or was refused
        return row.split(",")


def _harmless(cell: str) -> str:
    """A number is no formula, whatever its sign."""
    return cell if _NUMBER.fullmatch(cell.strip()) else guarded(cell)


def _cells_as_line(cells: list[str]) -> str:
    if cells == [""]:
        return ""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()


def _comments(workforce_import: WorkforceImport) -> tuple[dict[int, str], str]:
    """(comment by row, comment on the headings and the whole file)."""
    found: defaultdict[int | None, list[str]] = defaultdict(list)
    for item in ImportProblem.objects.filter(workforce_import=workforce_import):
        row = None if item.kind.stage in ("file", "headings") else item.row
        found[row].append(f"{item.get_severity_display()} {item.code}: {item.message}")
    of_file = _joined(found.pop(None, []))
    return {row: _joined(said) for row, said in found.items() if row}, of_file and f"Whole file: {of_file}"


def _joined(sentences: list[str]) -> str:
    more = len(sentences) - MOST_IN_A_CELL
    return " | ".join(sentences[:MOST_IN_A_CELL] + ([f"and {more} more"] if more > 0 else []))


def _text(workforce_import: WorkforceImport) -> tuple[str, str]:
    if not workforce_import.file:
        raise BadInput("The file itself is no longer kept; what was found in it stays on this page.")
    with workforce_import.file.open("rb") as file:
        data = bytes(file.read())
    try:
        inside = contents(data, workforce_import.file_name)
        xlsx = inside.kind == "xlsx"
        text, encoding = (csv_of_workbook(inside.data), "xlsx") if xlsx else decoded_text(inside.data)
        for _ in records_with_ends(text):
            pass  # an unclosed quote shows only at the end
    except UnreadableError as fault:
        raise BadInput(f"{fault} So there are no rows to comment on.") from fault
    return text, encoding
