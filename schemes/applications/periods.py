"""How long things take here: dated periods, each a local choice of a system or the portal's own. Pure.

Out of `reference/periods.yaml`. What was promised on a day stays promised: ask with the day that the promise began.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parent / "reference" / "periods.yaml"


@dataclass(frozen=True, slots=True)
class Period:
    """One period in force: `value` in `unit` (working days, days or months); `own` when the place chose it itself."""

    name: str
    what: str
    unit: str
    value: int
    own: bool

    @property
    def words(self) -> str:
        """The length as people read it: "5 working days"."""
        return f"{self.value} {self.unit if self.value != 1 else self.unit.removesuffix('s')}"


@cache
def _table() -> dict[str, dict[str, Any]]:
    return dict(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def period_of(name: str, owner: str, on: date) -> Period:
    """A period of the place with the code `owner` on a day. KeyError for a name that is none, or a day without one."""
    return read_period(name, _table()[name], owner, on)


def read_period(name: str, entry: dict[str, Any], owner: str, on: date) -> Period:
    """The same, out of an entry as the file has it."""
    own = _in_force(entry.get("systems", {}).get(owner, []), on)
    row = own or _in_force(entry["rows"], on)
    if row is None:
        raise KeyError(f"periods.yaml: {name} has no row for {on.isoformat()}.")
    return Period(name, entry["what"], entry["unit"], int(row["value"]), own is not None)


def _in_force(rows: list[dict[str, Any]], on: date) -> dict[str, Any] | None:
    fits = (row for row in rows if row.get("from", date.min) <= on <= row.get("to", date.max))
    return next(fits, None)


def length(name: str, owner: str, on: date) -> int:
    """The value alone of a period: see `period_of`."""
    return period_of(name, owner, on).value


def periods_of(owner: str, on: date) -> tuple[Period, ...]:
    """Every period of a place on a day, in the file's order."""
    return tuple(period_of(name, owner, on) for name in _table())
