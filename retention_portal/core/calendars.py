"""Calendars as files (RFC 5545): times in UTC, so that no program has to know London's summer time.

Pure: entries in, text out. What stands in an entry is read on lock screens: callers put nothing confidential in.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

CONTENT_TYPE = "text/calendar; charset=utf-8"
LINE_BYTES = 74  # a longer line is folded


class Status(StrEnum):
    """How sure an appointment is, in the format's words."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Entry:
    """One appointment. `uid` stays the same for ever; `revision` says which of two versions is the newer."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str = ""
    address: str = ""
    status: Status = Status.CONFIRMED
    revision: int = 0


def calendar(name: str, entries: Iterable[Entry], at: datetime) -> str:
    """A whole calendar, made `at` a moment, with lines that end in CR LF."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{_text(name)}//EN", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{_text(name)}"]
    for entry in entries:
        lines += _entry(entry, at)
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _entry(entry: Entry, at: datetime) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{_text(entry.uid)}",
        f"DTSTAMP:{_moment(at)}",
        f"DTSTART:{_moment(entry.starts_at)}",
        f"DTEND:{_moment(entry.ends_at)}",
        f"SUMMARY:{_text(entry.title)}",
    ]
    if entry.place:
        lines.append(f"LOCATION:{_text(entry.place)}")
    if entry.address:
        lines.append(f"URL:{entry.address}")
    return [*lines, f"STATUS:{entry.status}", f"SEQUENCE:{entry.revision}", "TRANSP:OPAQUE", "END:VEVENT"]


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(text: str) -> str:
    """`text` on one line, with what has a meaning in the format escaped; other control characters are left out."""
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    one_line = escaped.replace("\r\n", "\n").replace("\n", "\\n")
    return "".join(letter for letter in one_line if letter.isprintable())


def _folded(line: str) -> str:
    """The line in pieces of at most 75 bytes, never cut within a letter."""
    pieces, piece, size = [], "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > LINE_BYTES:
            pieces.append(piece)
            piece, size = "", 1  # the space that marks a folded line counts
        piece += letter
        size += width
    return "\r\n ".join([*pieces, piece])
