"""What a service or a group can start from: the handbook's own schemes as settings, never as code."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

REFERENCE = Path(__file__).parent / "reference" / "templates.yaml"


@dataclass(frozen=True, slots=True)
class ServiceTemplate:
    """A service as it begins, with its handbook codes and where its numbers come from."""

    key: str
    title: str
    codes: tuple[str, ...]
    kind: str
    name: str
    summary: str
    sessions: int
    minutes: int
    source: str


@dataclass(frozen=True, slots=True)
class GroupTemplate:
    """A peer-support group as it begins; `months` from its first day to its last."""

    key: str
    title: str
    codes: tuple[str, ...]
    name: str
    summary: str
    places: int
    months: int
    paid: str
    source: str


@cache
def service_templates() -> dict[str, ServiceTemplate]:
    """By key, in the order of the file."""
    return {row["key"]: ServiceTemplate(**_row(row)) for row in _read()["services"]}


@cache
def group_templates() -> dict[str, GroupTemplate]:
    """By key, in the order of the file."""
    return {row["key"]: GroupTemplate(**_row(row)) for row in _read()["groups"]}


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"codes": tuple(row["codes"])}


def _read() -> dict[str, Any]:
    return dict(yaml.safe_load(REFERENCE.read_text(encoding="utf-8")))
