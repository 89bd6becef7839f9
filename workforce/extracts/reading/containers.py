"""The file as sent: CSV, workbook or zip, told apart by what is inside, never by the name's ending."""

import io
import re
import zipfile
from dataclasses import dataclass

from retention_portal.core.csv_files import decoded
from retention_portal.core.refusals import BadInput, quoted
from workforce.extracts.problems import Problem, problem

MOST_UNPACKED = 400 * 1024 * 1024
MOST_MEMBERS = 1000
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # .xls, and every encrypted workbook
_DETAILED = re.compile(r"practice.?level", re.IGNORECASE)
_HIGH_LEVEL = re.compile(r"high.?level", re.IGNORECASE)


class UnreadableError(Exception):
    """The file as a whole cannot be used. Carries the problems that say why."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(problems[0].message)
        self.problems = list(problems)


@dataclass(frozen=True)
class Contents:
    """The table's bytes. `kind` is csv or xlsx; `names` are the names that may state the month, the nearest first."""

    kind: str
    data: bytes
    names: tuple[str, ...]


def unreadable(why: str, code: str = "W-101", row: int | None = None) -> UnreadableError:
    """The refusal of a whole file, for a reason in a sentence; `row` where that is known."""
    return UnreadableError(problem(code, why=why, row=row))


def contents(data: bytes, name: str) -> Contents:
    """What a file holds. Raises UnreadableError for a file that is neither CSV, workbook nor the publication's zip."""
    if data.startswith(_OLD_OFFICE):
        raise unreadable("This is an old or password-protected Excel workbook.")
    if not data.startswith((_ZIP, _EMPTY_ZIP)):
        return Contents("csv", data, (name,))
    with _opened(data) as archive:
        members = _checked_members(archive)
        if any(member.filename == "[Content_Types].xml" for member in members):
            _check_workbook(members)
            return Contents("xlsx", data, (name,))
        member = _the_table(members)
        inner = _read(archive, member)
    if inner.startswith((_ZIP, _OLD_OFFICE)):
        raise unreadable(f"{quoted(_base(member), 100)} inside the zip is not a CSV file.", "W-103")
    return Contents("csv", inner, (_base(member), name))


def _opened(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise unreadable("The file starts like a zip or a workbook and is damaged or cut off.") from error


def _checked_members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files inside, once their stated sizes are added up: nothing is unpacked before that."""
    members = [
        member for member in archive.infolist() if not member.is_dir() and "__MACOSX" not in member.filename
    ]
    if len(members) > MOST_MEMBERS:
        raise unreadable(f"The zip holds {len(members):,} files, more than any publication.", "W-103")
    size = sum(member.file_size for member in members)
    if size > MOST_UNPACKED:
        raise unreadable(
            f"Unpacked, the file would take {size // (1024 * 1024):,} MB; the most that is read is "
            f"{MOST_UNPACKED // (1024 * 1024)} MB."
        )
    if any(member.flag_bits & 0x1 for member in members):
        raise unreadable("The zip is protected by a password.")
    return members


def _check_workbook(members: list[zipfile.ZipInfo]) -> None:
    names = {member.filename.lower() for member in members}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise unreadable("The workbook holds macros (.xlsm). Save it as a plain .xlsx workbook or as CSV.")
    if any("externallinks/" in name for name in names):
        raise unreadable("The workbook draws on other workbooks. Save it as CSV.")


def _the_table(members: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    tables = [member for member in members if member.filename.lower().endswith(".csv")]
    named = [
        member
        for member in tables
        if _DETAILED.search(_base(member))
        and not _HIGH_LEVEL.search(_base(member).replace("Practice-Level", ""))
    ]
    chosen = named or (tables if len(tables) == 1 else [])
    if len(chosen) == 1:
        return chosen[0]
    if len(chosen) > 1:
        names = ", ".join(quoted(_base(member), 100) for member in chosen[:5])
        raise unreadable(
            f"The zip holds {len(chosen)} practice-level files: {names}. Send one month at a time.", "W-103"
        )
    if any(member.filename.lower().endswith(".zip") for member in members):
        raise unreadable("The zip holds another zip. Send the inner one.", "W-103")
    held = ", ".join(quoted(_base(member), 100) for member in members[:3])
    holds = f" It holds {held}{' and more' if len(members) > 3 else ''}." if held else " It is empty."
    raise unreadable(f"The zip holds no practice-level CSV file.{holds}", "W-103")


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    try:
        return archive.read(member)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise unreadable(f"{quoted(_base(member), 100)} inside the zip is damaged.") from error
    except Exception as error:  # zlib.error has no public base class of its own
        if type(error).__module__ in ("zlib", "lzma", "bz2"):
            raise unreadable(f"{quoted(_base(member), 100)} inside the zip is damaged.") from error
        raise


def _base(member: zipfile.ZipInfo) -> str:
    return member.filename.replace("\\", "/").rpartition("/")[2]


def decoded_text(data: bytes) -> tuple[str, str]:
    """(text, encoding) of a CSV's bytes. Raises UnreadableError with the sentence of `core.csv_files.decoded`."""
    try:
        return decoded(data)
    except BadInput as fault:
        raise unreadable(fault.sentence) from fault
