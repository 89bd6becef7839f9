"""How things are put in order, and which systems are which area: read once from `reference/`."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "reference"
ELSEWHERE, OUTSIDE = "elsewhere_in_england", "outside_england"


@dataclass(frozen=True, slots=True)
class Weights:
    """Points by reason, the fewest points for a place on the first screen, and the handbook's picker (3.13).

    `first` and `then`: by career stage, scheme codes and kinds of local offers.
    """

    points: dict[str, int]
    least: int
    first: dict[str, frozenset[str]]
    then: dict[str, frozenset[str]]


def _table(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


@cache
def weights() -> Weights:
    """The weights that ship with the portal."""
    table = _table("weights")
    picker = table["picker"]
    return Weights(
        points=table["points"],
        least=table["least"],
        first={stage: frozenset(row["first"]) for stage, row in picker.items()},
        then={stage: frozenset(row["then"]) for stage, row in picker.items()},
    )


@cache
def _area_by_code() -> dict[str, str]:
    return {code: area for area, codes in _table("areas").items() for code in codes}


def area_fact(system_code: str) -> str:
    """The value of the fact `area` for a system's code."""
    return _area_by_code().get(system_code, ELSEWHERE)
