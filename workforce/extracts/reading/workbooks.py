"""The same table out of an Excel workbook, as the text that its CSV would hold."""

import subprocess
import sys
from pathlib import Path

from retention_portal.core.refusals import quoted
from workforce.extracts.reading import workbook_child
from workforce.extracts.reading.containers import UnreadableError, unreadable

_CHILD = Path(workbook_child.__file__)


def csv_of_workbook(data: bytes) -> str:
    """The one sheet with the heading PRAC_CODE among its first rows. Raises UnreadableError.

    Read in a process with limits, because a small workbook may ask for any amount of memory.
    """
    command = [sys.executable, "-I", str(_CHILD)]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, check=False, timeout=2 * workbook_child.SECONDS
        )
    except subprocess.TimeoutExpired:
        raise _too_much() from None
    if done.returncode:
        raise _why_not(done.returncode, done.stdout.decode("utf-8", "replace"))
    return done.stdout.decode("utf-8")


def _why_not(code: int, said: str) -> UnreadableError:
    if code == workbook_child.DAMAGED:
        return unreadable("The workbook is damaged or not a plain .xlsx workbook.")
    if code == workbook_child.NO_TABLE:
        return unreadable("No sheet of the workbook has the heading PRAC_CODE among its first rows.")
    if code == workbook_child.SEVERAL:
        names = ", ".join(quoted(name, 30) for name in said.splitlines()[:5])
        return unreadable(
            f"More than one sheet of the workbook holds a table: {names}. Send one month at a time.", "W-103"
        )
    return _too_much()


def _too_much() -> UnreadableError:
    return unreadable(
        "The workbook asks for more memory or time than any month needs; often a cell far below or beside the table "
        "does that. Save the sheet as CSV."
    )
