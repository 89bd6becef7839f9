"""The levels of assurance that a region may record: a list that is configuration, for the handbook has none. Pure."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from retention_portal.core.refusals import BadInput, quoted


@dataclass(frozen=True, slots=True)
class AssuranceLevel:
    """One level with what it means."""

    code: str
    label: str
    meaning: str


def read_levels(text: str) -> tuple[AssuranceLevel, ...]:
    """Levels from YAML, strongest first. Raises ValueError when a code stands twice."""
    found = tuple(AssuranceLevel(**row) for row in yaml.safe_load(text)["levels"])
    if len({level.code for level in found}) != len(found):
        raise ValueError("Every level of assurance has a code of its own.")
    return found


LEVELS = read_levels((Path(__file__).parent / "reference/assurance_levels.yaml").read_text(encoding="utf-8"))
BY_CODE = {level.code: level for level in LEVELS}


def check_level(code: str) -> str:
    """The code, when it is one of the list or empty. Raises BadInput."""
    if code and code not in BY_CODE:
        raise BadInput(f"{quoted(code)} is no level of assurance.", allowed=tuple(BY_CODE))
    return code


def label_of(code: str) -> str:
    """The words of a level; empty for none."""
    return BY_CODE[code].label if code in BY_CODE else code
