"""Which tests share a worker process: those whose module carries the same `xdist_group`.

pytest 9.2 no longer lets pytest-xdist 3.8 write the group behind a test's name, and without it every worker
would start portals of its own.
"""

import re
from pathlib import Path
from typing import Any

from xdist.scheduler import LoadScopeScheduling

TESTS = Path(__file__).resolve().parent
MARK = re.compile(r'^pytestmark = .*?xdist_group\("(\w+)"\)', re.MULTILINE | re.DOTALL)


def groups() -> dict[str, str]:
    """Module, as it stands before the :: of a test's name → its group."""
    found = ((path, MARK.search(path.read_text())) for path in TESTS.rglob("test_*.py"))
    return {path.relative_to(TESTS.parent).as_posix(): mark[1] for path, mark in found if mark}


class GroupScheduling(LoadScopeScheduling):
    """Hands out the tests of a group to one worker, and all others one by one."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._groups = groups()

    def _split_scope(self, nodeid: str) -> str:
        return self._groups.get(nodeid.partition("::")[0], nodeid)
