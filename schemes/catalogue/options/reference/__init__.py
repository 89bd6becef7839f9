"""The options and signposts as they ship: read once."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One way to change one's work. `rates` are names of dated rates, `schemes` slugs of the catalogue."""

    key: str
    title: str
    hours: str
    contract: str
    funded: str
    ask: str
    source: str
    schemes: tuple[str, ...] = ()
    rates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signpost:
    """Where to ask about a thing on which nothing here advises; `looked_at`: when the line was last looked through."""

    topic: str
    text: str
    ask: str
    address: str
    looked_at: date


@cache
def options() -> tuple[Option, ...]:
    """Every option, in the order of the page."""
    rows = yaml.safe_load((FOLDER / "options.yaml").read_text(encoding="utf-8"))
    return tuple(_option(row) for row in rows)


def _option(row: dict[str, Any]) -> Option:
    lists = {name: tuple(row.get(name, ())) for name in ("schemes", "rates")}
    return Option(**(row | lists))


@cache
def signposts() -> tuple[Signpost, ...]:
    """Every signpost."""
    rows = yaml.safe_load((FOLDER / "signposts.yaml").read_text(encoding="utf-8"))
    return tuple(Signpost(**row) for row in rows)
