"""When the next month of the publication is expected: its usual pace, or the day that NHS England named."""

from dataclasses import dataclass
from datetime import date, timedelta

import yaml

from retention_portal.core.dates import Month
from workforce.extracts.measures import REFERENCE


@dataclass(frozen=True)
class Pace:
    """From the month `since` on: months between two snapshots, days after the month's end from the first to the last."""

    since: Month
    every_months: int
    after_days: tuple[int, int]


@dataclass(frozen=True)
class Release:
    """A month and the days between which it is expected; one day when it was `announced`."""

    month: Month
    first: date
    last: date
    announced: bool


def _read() -> dict[str, object]:
    found: dict[str, object] = yaml.safe_load((REFERENCE / "releases.yaml").read_text(encoding="utf-8"))
    return found


_FILE = _read()
PUBLICATION, PUBLISHER, ADDRESS = (str(_FILE[name]) for name in ("publication", "publisher", "address"))
PACES: tuple[Pace, ...] = tuple(
    Pace(Month.parse(one["from"]), one["every_months"], (one["after_days"][0], one["after_days"][1]))
    for one in _FILE["cadence"]  # type: ignore[attr-defined]
)
ANNOUNCED: dict[Month, date] = {
    Month.parse(month): day
    for month, day in _FILE["announced"].items()  # type: ignore[attr-defined]
}


def next_release(latest: Month, announced: dict[Month, date] | None = None) -> Release:
    """The release that follows the month `latest`, by the pace of that time or the day announced for it."""
    pace = [one for one in PACES if one.since <= latest][-1] if latest >= PACES[0].since else PACES[0]
    month = latest
    for _ in range(pace.every_months):
        month = month.next()
    day = (ANNOUNCED if announced is None else announced).get(month)
    if day is not None:
        return Release(month, day, day, announced=True)
    first, last = (month.end + timedelta(days=days) for days in pace.after_days)
    return Release(month, first, last, announced=False)
