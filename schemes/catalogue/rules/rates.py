"""Dated rates: which amount held on a day, where it is from, and a plain refusal when none is known."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from retention_portal.core.dates import date_text
from retention_portal.core.refusals import BadInput
from schemes.catalogue.rules.configuration import unconfirmed_mark
from schemes.catalogue.rules.periods import ONE_DAY
from schemes.catalogue.rules.shipped import table


@dataclass(frozen=True, slots=True)
class Rate:
    """An amount that holds from `valid_from` to `valid_to`, both included; None is open-ended.

    `value` is pounds, or per cent where the unit says so. `code` is the handbook's money line, `source` its source.
    """

    name: str
    what: str
    value: Decimal
    unit: str
    code: str
    source: str
    valid_from: date | None
    valid_to: date | None
    unconfirmed: str = ""

    @property
    def mark(self) -> str:
        """What a sentence that uses it ends with: "(unconfirmed, U-07)", or nothing."""
        return unconfirmed_mark(self.unconfirmed) if self.unconfirmed else ""

    @property
    def known(self) -> str:
        """Its dates in words."""
        first = f"from {date_text(self.valid_from)} " if self.valid_from else ""
        last = f"to {date_text(self.valid_to)}" if self.valid_to else "onwards"
        return f"{first}{last}"

    def holds(self, on: date) -> bool:
        """True when it is the rate of that day."""
        after = self.valid_from is None or self.valid_from <= on
        return after and (self.valid_to is None or on <= self.valid_to)


@cache
def rates_of(name: str) -> tuple[Rate, ...]:
    """Every dated amount of the rate `name`, oldest first. KeyError for a name that `rates.yaml` does not hold."""
    entry = table("rates")[name]
    return tuple(_rate(name, entry, row) for row in entry["rows"])


def _rate(name: str, entry: dict[str, Any], row: dict[str, Any]) -> Rate:
    return Rate(
        name=name,
        what=entry["what"],
        value=Decimal(row["value"]),
        unit=row.get("unit", entry["unit"]),
        code=row["code"],
        source=row["source"],
        valid_from=row.get("from"),
        valid_to=row.get("to"),
        unconfirmed=row.get("unconfirmed", ""),
    )


def rate(name: str, on: date) -> Rate:
    """The rate `name` of the day `on`.

    Raises BadInput (code "no_rate") that names the rate, the day and the dates known; never a neighbouring year.
    """
    found = next((row for row in rates_of(name) if row.holds(on)), None)
    if found is None:
        known = tuple(row.known for row in rates_of(name))
        what, code = rates_of(name)[-1].what, rates_of(name)[-1].code
        raise BadInput(
            f"No rate is known for the {what} ({code}) on {date_text(on)}. It is known {' and '.join(known)}.",
            allowed=known,
            code="no_rate",
        )
    return found


def change_days(names: Iterable[str]) -> tuple[date, ...]:
    """The days on which one of the rates `names` begins, or is known no more: a period is cut there."""
    rows = [row for name in names for row in rates_of(name)]
    begun = {row.valid_from for row in rows if row.valid_from}
    return tuple(sorted(begun | {row.valid_to + ONE_DAY for row in rows if row.valid_to}))


def all_rates() -> tuple[Rate, ...]:
    """Every dated amount of every scheme."""
    return tuple(row for name in table("rates") for row in rates_of(name))
