"""What may be said for counts alone, out of `reference/equality.yaml` (CASE-A-17). Pure."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "reference" / "equality.yaml"
PREFER_NOT = ("prefer_not", "I would rather not say")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question and its answers: (stored, read)."""

    key: str
    text: str
    choices: tuple[tuple[str, str], ...]


@cache
def questions() -> tuple[Asked, ...]:
    """The questions in order, each with a way not to say."""
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tuple(
        Asked(row["key"], row["text"], (*((value, label) for value, label in row["choices"]), PREFER_NOT))
        for row in rows
    )
