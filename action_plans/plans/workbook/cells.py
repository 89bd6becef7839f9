"""Reads the cells of a workbook, as a program of its own with limits on memory and time: see `opening.py`.

Bytes of the workbook in; JSON out: {sheet: [[row number, [cells]]]}, without blank rows, cells after the last full
one cut off. A cell is a text, a number, true or false, null, {"date": "2026-10-12"} or {"error": "#N/A"}.
It imports nothing of the portal, so that it starts quickly and has nothing to lose.
"""

import io
import json
import math
import re
import resource
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree import ElementTree  # in this process with its limits only

from python_calamine import CalamineWorkbook

MEMORY = 768 * 1024 * 1024
SECONDS = 20
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def main() -> None:
    """Standard input to standard output; `sys.argv[1]` is the most rows of a sheet that are read."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    data, most = sys.stdin.buffer.read(), int(sys.argv[1])
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    errors = _error_cells(data)
    sheets = [[name, _rows(workbook, name, errors.get(name, {}), most)] for name in workbook.sheet_names]
    json.dump(sheets, sys.stdout)


def _rows(workbook: CalamineWorkbook, name: str, errors: dict[int, dict[int, str]], most: int) -> list[Any]:
    found: list[Any] = []
    sheet = workbook.get_sheet_by_name(name)
    if sheet.start is None:
        return found
    top, left = sheet.start
    merged = _merged_downward(sheet, most)
    for number, values in enumerate(sheet.to_python(), start=top + 1):
        cells = [None] * left + [_cell(value) for value in values]
        for column, text in errors.get(number, {}).items():
            if column < len(cells):
                cells[column] = {"error": text}
        while cells and cells[-1] is None:
            cells.pop()
        if cells:
            for column, value in merged.get(number, {}).items():
                cells += [None] * (column + 1 - len(cells))
                cells[column] = cells[column] if cells[column] is not None else value
            found.append([number, cells])
        if len(found) > most:
            break
    return found


def _merged_downward(sheet: Any, most: int) -> dict[int, dict[int, Any]]:
    """{row number: {column index: value}} of the cells below the first of a merged one: a name written once over
    several rows is meant for each of them.
    """
    found: dict[int, dict[int, Any]] = {}
    ranges = [each for each in sheet.merged_cell_ranges or [] if each[1][0] > each[0][0]]
    if not ranges or sheet.start is None:
        return found
    rows, (start_row, start_column) = sheet.to_python(), sheet.start
    for (top, left), (bottom, _) in ranges[:most]:
        row, column = top - start_row, left - start_column
        if 0 <= row < len(rows) and 0 <= column < len(rows[row]):
            for below in range(top + 1, min(bottom, top + most) + 1):
                found.setdefault(below + 1, {})[left] = _cell(rows[row][column])
    return found


def _cell(value: object) -> Any:
    if value is None or value == "":
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)  # JSON has no word for it
    if isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, datetime):
        return {"date": value.date().isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, time | timedelta):
        return str(value)
    return str(value)


def _error_cells(data: bytes) -> dict[str, dict[int, dict[int, str]]]:
    """{sheet: {row number: {column index: "#N/A"}}}: the reader gives such cells as empty, which they are not."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = _files_of_sheets(archive)
        return {name: _errors_in(archive.read(path)) for name, path in files.items()}


def _files_of_sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    names = {name.lower(): name for name in archive.namelist()}
    relations = ElementTree.fromstring(archive.read(names["xl/_rels/workbook.xml.rels"]))  # noqa: S314
    targets = {each.get("Id"): each.get("Target", "") for each in relations}
    book = ElementTree.fromstring(archive.read(names["xl/workbook.xml"]))  # noqa: S314
    found = {}
    for sheet in book.iter():
        if sheet.tag.rpartition("}")[2] == "sheet":
            target = targets.get(sheet.get(_RELATION), "")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if path.lower() in names:
                found[sheet.get("name", "")] = names[path.lower()]
    return found


def _errors_in(xml: bytes) -> dict[int, dict[int, str]]:
    if not re.search(rb"""\bt\s*=\s*["']e["']""", xml):
        return {}
    found: dict[int, dict[int, str]] = {}
    for _, element in ElementTree.iterparse(io.BytesIO(xml)):  # noqa: S314
        if element.tag.rpartition("}")[2] == "c" and element.get("t") == "e":
            match = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7})", element.get("r", ""))
            value = next((each.text for each in element if each.tag.rpartition("}")[2] == "v"), "")
            if match:
                found.setdefault(int(match[2]), {})[_index(match[1])] = value or "#ERROR!"
    return found


def _index(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


if __name__ == "__main__":
    main()
