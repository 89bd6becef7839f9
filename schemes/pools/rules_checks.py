"""The passport of checks as pools read it: what is missing on a day, and when somebody is warned (S-18)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from retention_portal.accounts.statuses import CheckKind, CheckState
from retention_portal.core.dates import date_text

WARN_DAYS = (60, 30, 7)
GMC_GAP = "Your GMC number is not checked yet."


@dataclass(frozen=True, slots=True)
class Check:
    """One current check of a person; both days included, no last day when it does not run out."""

    state: str
    valid_from: date
    expires_on: date | None = None

    def stands_on(self, on: date) -> bool:
        """Whether it was passed and has not run out on that day."""
        begun = self.state == CheckState.PASSED and self.valid_from <= on
        return begun and (self.expires_on is None or on <= self.expires_on)


def gaps(wanted: Iterable[str], held: Mapping[str, Check], on: date) -> tuple[str, ...]:
    """One sentence for all checks that nobody has passed, and one for each that runs out before the day (S-18)."""
    absent, told = [], []
    for kind in wanted:
        check = held.get(kind)
        if check is None or check.state != CheckState.PASSED:
            absent.append(CheckKind(kind).label)
        elif check.valid_from > on:
            told.append(f"{CheckKind(kind).label}: the check counts from {date_text(check.valid_from)}.")
        elif check.expires_on is not None and check.expires_on < on:
            told.append(f"{CheckKind(kind).label}: the check runs out on {date_text(check.expires_on)}.")
    if absent:
        told.insert(0, f"Not on record, or not in order: {', '.join(absent)}.")
    return tuple(told)


def warning_due(expires_on: date | None, on: date) -> int | None:
    """Which warning a check that runs out calls for today: 60, 30 or 7 days; None before that or once it is over."""
    if expires_on is None or expires_on < on:
        return None
    left = (expires_on - on).days
    return min((days for days in WARN_DAYS if left <= days), default=None)
