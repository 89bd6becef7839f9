"""Tests that share a portal share a worker."""

from pathlib import Path

from tests.grouping import groups

TESTS = Path(__file__).resolve().parent.parent
FIXTURES = ("portal: Portal", "page: Page", "doomed: Portal")


def test_every_module_with_a_portal_is_in_a_group() -> None:
    with_portal = {
        path.relative_to(TESTS.parent).as_posix()
        for path in TESTS.rglob("test_*.py")
        if any(fixture in path.read_text() for fixture in FIXTURES) and path != Path(__file__)
    }
    outside = with_portal - set(groups())

    assert len(with_portal) > 5
    assert outside <= {"tests/soak/test_kill.py"}  # alone with its own portal
