"""Pages that are read from files and not from rows: what was announced in 2020, the roadmaps, for appraisers."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from action_plans.toolkit.queries import sources_named_in

HERE = Path(__file__).parent


@cache
def _rows(name: str) -> tuple[dict[str, Any], ...]:
    return tuple(yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8")))


def announced_items() -> list[dict[str, Any]]:
    """The items of the 2020/21 contract (handbook 2.4), each with its `sources` as rows. One statement."""
    rows = _rows("announced")
    known = {row.code: row for row in sources_named_in(*(code for row in rows for code in row["sources"]))}
    return [row | {"sources": [known[code] for code in row["sources"]]} for row in rows]


def roadmaps() -> tuple[dict[str, Any], ...]:
    """Every roadmap: the four roles, then the five career stages."""
    return _rows("roadmaps")


def roadmap(slug: str) -> dict[str, Any] | None:
    """The roadmap at this address, or None."""
    return next((row for row in roadmaps() if row["slug"] == slug), None)


def appraiser_page() -> dict[str, Any]:
    """What the page for appraisers says: `listen`, `codes`, `sources`, `reviewed_on` (a date)."""
    return _rows("appraisers")[0]
