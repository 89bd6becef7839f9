"""Calendar files: lines of the format, times in UTC across the change of clocks, nothing that breaks a line."""

from datetime import UTC, datetime

import pytest

from retention_portal.core.calendars import Entry, Status, calendar
from retention_portal.core.dates import LONDON

MADE = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)


def lines_of(**changes: object) -> list[str]:
    start = datetime(2026, 10, 25, 0, 30, tzinfo=LONDON)
    end = datetime(2026, 10, 25, 3, 30, tzinfo=LONDON)
    entry = Entry(**{"uid": "one@portal", "starts_at": start, "ends_at": end, "title": "Session", **changes})  # type: ignore[arg-type]
    text = calendar("GP careers and support", [entry], MADE)
    assert text.endswith("END:VCALENDAR\r\n")
    return text.split("\r\n")


def test_times_are_in_utc_so_the_night_of_the_clock_change_is_right() -> None:
    lines = lines_of()

    assert "DTSTART:20261024T233000Z" in lines
    assert "DTEND:20261025T033000Z" in lines
    assert "DTSTAMP:20261001T120000Z" in lines


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("Leading, well; a start", "SUMMARY:Leading\\, well\\; a start"),
        ("Two\r\nlines", "SUMMARY:Two\\nlines"),
        ("A\x07bell", "SUMMARY:Abell"),
        ("Back\\slash", "SUMMARY:Back\\\\slash"),
    ],
)
def test_no_text_ends_its_line(title: str, line: str) -> None:
    assert line in lines_of(title=title)


def test_long_lines_are_folded_between_letters_at_75_bytes() -> None:
    lines = lines_of(title="é" * 100)
    start = next(place for place, line in enumerate(lines) if line.startswith("SUMMARY:"))
    folded = [line for line in lines[start + 1 :] if line.startswith(" ")]

    assert folded
    assert max(len(line.encode()) for line in lines) <= 75
    assert (lines[start] + "".join(line[1:] for line in folded)).removeprefix("SUMMARY:") == "é" * 100


def test_what_was_given_back_says_so() -> None:
    assert "STATUS:CANCELLED" in lines_of(status=Status.CANCELLED)
    assert "SEQUENCE:3" in lines_of(revision=3)
