"""What ships with pools: how one begins, and the terms of the three relations in plain words."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from schemes.pools.statuses import Relation

REFERENCE = Path(__file__).parent / "reference" / "pools.yaml"


@dataclass(frozen=True)
class Terms:
    """What a relation to the pool means, in plain words (POOL-R01)."""

    relation: Relation
    summary: str
    points: tuple[str, ...]


@dataclass(frozen=True)
class LeadTime:
    """A band of days between posting and start, both included; `last` None has no end."""

    first: int
    last: int | None
    text: str

    def holds(self, days: int) -> bool:
        """Whether so many days lie in the band."""
        return self.first <= days and (self.last is None or days <= self.last)


@cache
def usual_policy() -> dict[str, Any]:
    """The numbers and checks that a pool starts from, by the names of the policy's fields."""
    return dict(_shipped()["policy"])


@cache
def terms_of(relation: Relation) -> Terms:
    """The terms of one relation."""
    entry = _shipped()["terms"][relation.value]
    return Terms(relation, entry["summary"], tuple(entry["points"]))


def all_terms() -> tuple[Terms, ...]:
    """The three sets of terms."""
    return tuple(terms_of(relation) for relation in Relation)


@cache
def above_percent() -> int:
    """How far above the middle patients for each GP have to be for a place to count as under-doctored."""
    return int(_shipped()["under_doctored"]["above_percent"])


@cache
def lead_times() -> tuple[LeadTime, ...]:
    """The bands of days between posting and start."""
    return tuple(LeadTime(row["from"], row["to"], row["text"]) for row in _shipped()["lead_times"])


@cache
def _shipped() -> dict[str, Any]:
    return dict(yaml.safe_load(REFERENCE.read_text(encoding="utf-8")))
