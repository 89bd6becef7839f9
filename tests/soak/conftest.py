"""What `make soak` measured, as a table at its end."""

from collections.abc import Callable
from typing import Any

import pytest

MEASURED: list[tuple[str, str, str, str]] = []
HEADINGS = ("Check", "What was measured", "Figure", "Bar")

Record = Callable[[str, str, str, str], None]


@pytest.fixture
def record() -> Record:
    """Keep one line of the table: check, what was measured, figure, bar."""
    return lambda check, what, figure, bar: MEASURED.append((check, what, figure, bar))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if not MEASURED:
        return
    terminalreporter.section("soak")
    for line in (HEADINGS, ("---",) * 4, *MEASURED):
        terminalreporter.write_line(f"| {' | '.join(line)} |")
