"""From the bytes of a file to the cells of its sheets; what is no plain workbook is refused before it is opened.

The parser runs as a child process with limits on memory and time (`cells.py`): a file that unpacks to much more
than it says, or that claims a cell in column XFD of row 1,048,576, ends that process and nothing else.
"""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

from action_plans.plans.workbook.layout import MOST_ROWS
from action_plans.plans.workbook.problems import Problem, problem

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 40 * 1024 * 1024
MOST_MEMBERS = 300
SECONDS = 30
HEADING_ROWS = 10
_ZIP, _EMPTY_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0"
_PROGRAM = Path(__file__).with_name("cells.py")

Raw = list[list[Any]]
"""[[sheet name, [[row number, [cells]]]]], in the order of the file."""


class UnusableError(Exception):
    """The file as a whole cannot be used; `problem` says why."""

    def __init__(self, found: Problem) -> None:
        super().__init__(found.sentence)
        self.problem = found


def open_workbook(data: bytes) -> Raw:
    """The cells of every sheet, up to one row more than is read. Raises UnusableError."""
    _check_bytes(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_members(archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UnusableError(problem("WB-106")) from error
    return _cells(data)


def _check_bytes(data: bytes) -> None:
    if not data:
        raise UnusableError(problem("WB-101"))
    if len(data) > MOST_BYTES:
        most = MOST_BYTES // (1024 * 1024)
        raise UnusableError(problem("WB-105", why=f"the most that is read is {most} MB."))
    if data.startswith(_OLD_OFFICE):
        raise UnusableError(problem("WB-103"))
    if not data.startswith((_ZIP, _EMPTY_ZIP)):
        raise UnusableError(problem("WB-102", why="Download the template, fill it in and send that."))


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    """By the list of contents alone: nothing is unpacked."""
    names = {member.filename.lower() for member in members}
    unpacked = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED:
        most = MOST_UNPACKED // (1024 * 1024)
        why = f"unpacked it would take {unpacked // (1024 * 1024):,} MB in {len(members):,} parts; "
        raise UnusableError(problem("WB-105", why=f"{why}the most is {most} MB in {MOST_MEMBERS}."))
    if any(member.flag_bits & 0x1 for member in members):
        raise UnusableError(problem("WB-103"))
    if "[content_types].xml" not in names or "xl/workbook.xml" not in names:
        raise UnusableError(problem("WB-102", why="It is a zip file with something else in it."))
    if any("vbaproject" in name or name.startswith("xl/macrosheets/") for name in names):
        raise UnusableError(problem("WB-104", what="macros"))
    if any(name.startswith("xl/externallinks/") for name in names):
        raise UnusableError(problem("WB-104", what="links to other workbooks"))


def _cells(data: bytes) -> Raw:
    most = MOST_ROWS + HEADING_ROWS
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_PROGRAM), str(most)],
            input=data, capture_output=True, timeout=SECONDS, check=False, env={},
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise UnusableError(problem("WB-105", why="reading it takes too long.")) from error
    if done.returncode < 0 or b"MemoryError" in done.stderr or b"memory allocation" in done.stderr:
        raise UnusableError(problem("WB-105", why="unpacked it needs more memory than one file may have."))
    if done.returncode:
        raise UnusableError(problem("WB-106"))
    found: Raw = json.loads(done.stdout)
    return found
