"""The sender's own file back, with a column that says what was found in each row."""

import csv
from collections import defaultdict
from collections.abc import Iterator

from retention_portal.core.csv_files import csv_chunks
from retention_portal.core.refusals import BadInput
from workforce.extracts.models import ImportProblem, WorkforceImport
from workforce.extracts.reading.containers import UnreadableError, contents, decoded_text
from workforce.extracts.reading.lines import records_of
from workforce.extracts.reading.workbooks import csv_of_workbook

HEADING = "PORTAL_COMMENTS"
_HEADING_ROW = 1


def commented_file(workforce_import: WorkforceImport) -> Iterator[bytes]:
    """The file as CSV in pieces, no cell a formula, the comments first so that nobody scrolls past 800 columns.

    Raises BadInput when the file cannot be read as a table at all: then there are no rows to comment on.
    """
    rows = _rows(workforce_import)
    headings = next(rows)
    return csv_chunks(headings, rows)


def _rows(workforce_import: WorkforceImport) -> Iterator[list[str]]:
    comments = _comments(workforce_import)
    text = _text(workforce_import)
    width = 0
    for number, line in records_of(text):
        cells = next(csv.reader([line]), [])
        if not width:
            width = len(cells)
            yield [HEADING, *cells]
            if comments.get(_HEADING_ROW):
                yield [comments[_HEADING_ROW], *[""] * width]
        else:
            yield [comments.get(number, ""), *cells]


def _comments(workforce_import: WorkforceImport) -> dict[int, str]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    for item in ImportProblem.objects.filter(workforce_import=workforce_import):
        found[item.row or _HEADING_ROW].append(f"{item.get_severity_display()} {item.code}: {item.message}")
    return {row: " | ".join(sentences) for row, sentences in found.items()}


def _text(workforce_import: WorkforceImport) -> str:
    with workforce_import.file.open("rb") as file:
        data = bytes(file.read())
    try:
        inside = contents(data, workforce_import.file_name)
        text = csv_of_workbook(inside.data) if inside.kind == "xlsx" else decoded_text(inside.data)[0]
        for _ in records_of(text):
            pass  # an unclosed quote shows only at the end
    except UnreadableError as fault:
        raise BadInput(f"{fault} So there are no rows to comment on.") from fault
    return text
