"""CSV out, that no spreadsheet runs as a formula, and CSV in, with every fault in a sentence.

Out: commas, CRLF, UTF-8 with a byte order mark (so that Excel reads it as UTF-8), text cells guarded
(REL-29). In: commas only; UTF-8 with or without the mark, else Windows-1252, and which of them is told. What
is read is text: blank, `NA`, `ND` and `0` stay apart, and no code becomes a number or a date.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice

from retention_portal.core.refusals import BadInput, quoted

ROWS_PER_CHUNK = 500
MAX_COLUMNS = 2000
_STARTS_A_FORMULA = frozenset("=+-@")


# Out


def csv_bytes(headings: Sequence[str], rows: Iterable[Sequence[object]], *, bom: bool = True) -> bytes:
    """A whole CSV file.

    For cells see `cell_text`; `bom=False` leaves the byte order mark out, for programs.
    """
    return b"".join(csv_chunks(headings, rows, bom=bom))


def csv_chunks(
    headings: Sequence[str], rows: Iterable[Sequence[object]], *, bom: bool = True
) -> Iterator[bytes]:
    """The same file in pieces of 500 rows, for a streaming response: `rows` may be a long generator."""
    lines = _lines(headings, rows)
    first = "\ufeff" if bom else ""
    while chunk := "".join(islice(lines, ROWS_PER_CHUNK)):
        yield (first + chunk).encode("utf-8", "replace")
        first = ""


def _lines(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    for row in chain([headings], rows):
        writer.writerow([cell_text(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def cell_text(value: object) -> str:
    """One cell as text: None is blank, True "yes", dates ISO, numbers plain, all other text `guarded`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return guarded(str(value).replace("\x00", ""))


def guarded(text: str) -> str:
    """`text` with an apostrophe before it when a spreadsheet might run it: see `unguarded` for the way back.

    Dangerous is = + - @ or a wide twin of them, first or after spaces and control characters. Text that has
    apostrophes before such a start gets one more, so that reading back is exact.
    """
    return f"'{text}" if _is_dangerous(text.lstrip("'")) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return text[1:] if text.startswith("'") and _is_dangerous(text.lstrip("'")) else text


def _is_dangerous(text: str) -> bool:
    first = next((character for character in text if unicodedata.category(character)[0] not in "CZ"), "")
    return unicodedata.normalize("NFKC", first) in _STARTS_A_FORMULA


def csv_filename(*parts: object) -> str:
    """A file name that is safe in a header and on a disk: "QHM", "June 2026" give "qhm-june-2026.csv"."""
    plain = unicodedata.normalize("NFKD", " ".join(map(str, parts))).encode("ascii", "ignore").decode()
    return (re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:80] or "export") + ".csv"


# In


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One row as read. `number` is its line in the file (the headings are line 1), where it ends if it spans
    several.

    `problem` is None, or the sentence that rejects the row: it has more or fewer cells than there are
    headings.
    """

    number: int
    cells: tuple[str, ...]
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A file as read: cleaned `headings`, `rows` without blank lines, and the `encoding` that fitted."""

    headings: tuple[str, ...]
    rows: tuple[CsvRow, ...]
    encoding: str

    def records(self) -> Iterator[tuple[int, dict[str, str]]]:
        """(line number, {heading: cell}) of each row without a problem."""
        return (
            (row.number, dict(zip(self.headings, row.cells, strict=True)))
            for row in self.rows
            if not row.problem
        )


def read_csv(data: bytes) -> CsvFile:
    """Read a whole CSV file.

    Raises BadInput (code "csv") with a sentence for a fault of the file as a whole: empty, not text, a NUL,
    an unclosed quote, a cell over 131,072 characters, separators other than commas, headings blank, twice or
    over 2,000. Cells are as in the file, spaces included.
    """
    text, encoding = decoded(data)
    lines = _parsed(text)
    headings = _headings(next(lines, (1, []))[1])
    rows = tuple(_row(number, cells, len(headings)) for number, cells in lines if any(cells))
    return CsvFile(headings, rows, encoding)


def decoded(data: bytes) -> tuple[str, str]:
    """(text, encoding) of a text file: "utf-8-sig", "utf-8" or "cp1252".

    Raises BadInput when it is not text.
    """
    if not data.strip():
        raise _fault("The file is empty.")
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise _fault("This is an Excel or zip file, not a CSV file.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _fault("The file is in UTF-16. Save it as “CSV UTF-8”.")
    if b"\x00" in data:
        line = data.count(b"\n", 0, data.index(b"\x00")) + 1
        raise _fault(f"Line {line} holds a NUL character, so this is not a text file.")
    encodings = ["utf-8-sig"] if data.startswith(b"\xef\xbb\xbf") else ["utf-8", "cp1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise _fault("The file is neither UTF-8 nor Windows-1252 text. Save it as “CSV UTF-8”.")


def cleaned_heading(text: str) -> str:
    """A heading without byte order marks, invisible characters and spaces that are doubled or outside."""
    visible = "".join(character for character in text if unicodedata.category(character) != "Cf")
    return " ".join(visible.split())


def _parsed(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise _fault(f"Line {reader.line_num}: {_EXPLAINED.get(str(error), str(error))}.") from error


_EXPLAINED = {
    "unexpected end of data": "a quotation mark is opened and never closed",
    "field larger than field limit (131072)": "a cell holds more than 131,072 characters",
    "',' expected after '\"'": "a quotation mark stands inside a cell without being doubled",
}


def _headings(cells: list[str]) -> tuple[str, ...]:
    headings = [cleaned_heading(cell) for cell in cells]
    while headings and not headings[-1]:
        headings.pop()
    if not headings:
        raise _fault("The first line holds no headings.")
    for separator, name in ((";", "semicolons"), ("\t", "tabs"), ("|", "upright bars")):
        if len(headings) == 1 and separator in cells[0]:
            raise _fault(f"The cells are separated by {name}. Save the file with commas.")
    if len(headings) > MAX_COLUMNS:
        raise _fault(f"The file has {len(headings):,} columns. The most that is read is {MAX_COLUMNS:,}.")
    seen: set[str] = set()
    for number, heading in enumerate(headings, start=1):
        if not heading:
            raise _fault(f"Column {number} has no heading.")
        if heading in seen:
            raise _fault(
                f"The heading {quoted(heading)} stands twice: column {number} repeats an earlier one."
            )
        seen.add(heading)
    return tuple(headings)


def _row(number: int, cells: list[str], width: int) -> CsvRow:
    while len(cells) > width and not cells[-1]:
        cells.pop()
    problem = None
    if len(cells) != width:
        problem = f"Line {number} has {_counted(len(cells), 'cell')} under {_counted(width, 'heading')}."
    return CsvRow(number, tuple(cells), problem)


def _fault(sentence: str) -> BadInput:
    return BadInput(sentence, code="csv")


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
