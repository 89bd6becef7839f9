"""Pure questions of mentoring: what an ended pairing is called, what may be logged, which topics there are."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from retention_portal.core.refusals import BadInput
from schemes.mentoring.matching import Points
from schemes.mentoring.statuses import TOOK_PLACE, Attendance, Kind, PairingStatus

REFERENCE = Path(__file__).parent / "reference"
MOST_PREFERENCES = 3
LONGEST_SESSION = 240  # minutes; longer is a slip of the keyboard


@dataclass(frozen=True)
class KindFacts:
    """How a kind of service begins: sessions and minutes are what a coordinator may change."""

    sessions: int
    minutes: int
    source: str

    @property
    def in_words(self) -> str:
        """`3 sessions of 90 minutes`."""
        return f"{self.sessions} sessions of {self.minutes} minutes"


@cache
def kind_facts(kind: Kind) -> KindFacts:
    """The usual sessions and minutes of a kind, with where they come from."""
    return KindFacts(**_reference("services")["kinds"][kind.value])


@cache
def topics() -> tuple[str, ...]:
    """What people come to talk about (CASE-02)."""
    return tuple(_reference("services")["topics"])


@cache
def usual_points() -> Points:
    """What a match is worth where a coordinator has set nothing else."""
    values = _reference("matching")
    return Points(**values.pop("points"), **values)


def _reference(name: str) -> dict:  # type: ignore[type-arg]
    return dict(yaml.safe_load((REFERENCE / f"{name}.yaml").read_text(encoding="utf-8")))


def outcome(delivered: int, agreed: int) -> PairingStatus:
    """What a pairing that was under way is called once it ends (M-10): none of the agreed sessions took place,
    some did, or all did."""
    if delivered == 0:
        return PairingStatus.CANCELLED
    return PairingStatus.COMPLETED if delivered >= agreed else PairingStatus.ENDED_EARLY


def delivered(attendances: list[str]) -> int:
    """How many sessions took place; late counts (M-12)."""
    return sum(attendance in TOOK_PLACE for attendance in attendances)


def check_session(on: date, minutes: int, attendance: Attendance, *, began: date, today: date) -> None:
    """Raise BadInput for a session that cannot have been: in the future, before the two met, or of no length."""
    if on > today:
        raise BadInput(f"{on:%-d %B %Y} is in the future. Log a session on the day it took place, or later.")
    if on < began:
        raise BadInput(f"You were matched on {began:%-d %B %Y}. Enter that day or a later one.")
    least = 1 if attendance in TOOK_PLACE else 0
    if not least <= minutes <= LONGEST_SESSION:
        raise BadInput(
            f"Enter a length between {least} and {LONGEST_SESSION} minutes. You entered {minutes}."
        )
