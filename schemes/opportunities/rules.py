"""Pure questions of work and learning: what may be posted, when it is shown, which two look like one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from difflib import SequenceMatcher
from functools import cache
from math import cos, radians, sqrt
from pathlib import Path

import yaml

from retention_portal.core.dates import date_text
from retention_portal.core.refusals import BadInput
from schemes.opportunities.statuses import Kind, Status, Where

LONGEST_DAY = timedelta(hours=14)
MOST_DATES = 60
MOST_SESSIONS = Decimal(14)
MILES_A_DEGREE = 69.09
_POSTCODE = re.compile(r"^([A-Z]{1,2}[0-9][A-Z0-9]?)\s*([0-9][A-Z]{2})?$")


@dataclass(frozen=True)
class Settings:
    """How the portal treats postings; `verified_days` is the handbook's (2.2), the rest its configuration."""

    verified_days: int
    remind_days_before: int
    duplicate_days: int
    duplicate_alike: float
    alert_most: int
    weekly_on: int
    talk_topics: list[str]


@cache
def settings() -> Settings:
    """The settings that ship with the portal."""
    text = (Path(__file__).parent / "reference" / "opportunities.yaml").read_text(encoding="utf-8")
    return Settings(**yaml.safe_load(text))


@dataclass(frozen=True)
class Content:
    """What somebody says of a role, training or event. Money in pounds, sessions a week, days as dates."""

    kind: str
    title: str
    summary: str
    provider: str
    contact_name: str
    contact_email: str
    setting: str = ""
    sessions_per_week: Decimal | None = None
    amount: Decimal | None = None
    amount_for: str = ""
    money_note: str = ""
    where: str = Where.ON_SITE
    place: str = ""
    postcode: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    closes_on: date | None = None
    career_stages: tuple[str, ...] = ()
    professions: tuple[str, ...] = ()
    link: str = ""


@dataclass(frozen=True)
class Meeting:
    """One date of a programme."""

    starts_at: datetime
    ends_at: datetime
    place: str = ""
    join_link: str = ""


def check_content(content: Content, today: date) -> None:
    """Raise BadInput with a sentence for what cannot be: a day before today, an end before its start, money
    below zero, more sessions than a week has."""
    _check_numbers(content)
    if content.closes_on and content.closes_on < today:
        raise BadInput(f"{date_text(content.closes_on)} is in the past. Enter a closing date from today on.")
    if content.ends_on and content.starts_on is None:
        raise BadInput("Enter the day on which it starts as well as the day on which it ends.")
    if content.ends_on and content.starts_on and content.ends_on < content.starts_on:
        raise BadInput(
            f"It ends on {date_text(content.ends_on)}, before it starts on {date_text(content.starts_on)}."
        )
    last = last_day(content.kind, content.starts_on, content.ends_on)
    if last and last < today:
        raise BadInput(f"It was over on {date_text(last)}. Enter days from today on.")
    if content.where == Where.ON_SITE and not content.place and not content.postcode:
        raise BadInput("Enter the place or its postcode, or say that it can be done from anywhere.")


def _check_numbers(content: Content) -> None:
    if content.amount is not None and content.amount < 0:
        raise BadInput("Enter an amount of £0 or more.")
    if content.amount is not None and not content.amount_for:
        raise BadInput("Say what the amount is for: a session, an hour, a year, or in all.")
    sessions = content.sessions_per_week
    if sessions is not None and not 0 < sessions <= MOST_SESSIONS:
        raise BadInput(f"Enter more than 0 and at most {MOST_SESSIONS} sessions a week.")
    if content.postcode and not _POSTCODE.match(content.postcode.upper().strip()):
        raise BadInput("Enter a postcode such as SG1 4AB, or its first half.")


def check_meeting(meeting: Meeting, others: Sequence[tuple[datetime, datetime]], moment: datetime) -> None:
    """Raise BadInput for a date of a programme that ends before it starts, is longer than 14 hours, lies in the
    past, or overlaps one of `others`."""
    if meeting.ends_at <= meeting.starts_at:
        raise BadInput("It must end after it starts. Check both times.")
    if meeting.ends_at - meeting.starts_at > LONGEST_DAY:
        raise BadInput("A day lasts 14 hours at most. Enter several dates for a longer programme.")
    if meeting.starts_at <= moment:
        raise BadInput("This date is in the past. Enter one that is still to come.")
    if len(others) >= MOST_DATES:
        raise BadInput(f"A programme has at most {MOST_DATES} dates.")
    if any(meeting.starts_at < end and start < meeting.ends_at for start, end in others):
        raise BadInput("This overlaps another date of the programme.")


def last_day(kind: str, starts_on: date | None, ends_on: date | None) -> date | None:
    """The last day of training or an event; None for a role, which goes on after it starts."""
    return None if kind == Kind.ROLE else ends_on or starts_on


def over_since(
    kind: str, starts_on: date | None, ends_on: date | None, closes_on: date | None
) -> date | None:
    """The last day on which it is shown: its closing date, or the last day of what is over; None without an end."""
    days = [day for day in (closes_on, last_day(kind, starts_on, ends_on)) if day]
    return min(days) if days else None


def hidden_after(verified_on: date) -> date:
    """The last day on which a posting shows without being confirmed again (handbook 2.2: 60 days)."""
    return verified_on + timedelta(days=settings().verified_days)


def remind_from(verified_on: date) -> date:
    """The day from which its owner is reminded, once."""
    return hidden_after(verified_on) - timedelta(days=settings().remind_days_before)


def why_not_shown(status: str, over: date | None, verified_on: date | None, on: date) -> str:
    """One sentence why visitors do not see a posting on a day; empty when they do."""
    if status == Status.PUBLISHED and over and over < on:
        return f"It closed on {date_text(over)}."
    if status in (Status.PUBLISHED, Status.HIDDEN) and (
        verified_on is None or hidden_after(verified_on) < on
    ):
        return f"Nobody has confirmed for {settings().verified_days} days that it is still right."
    return {
        Status.DRAFT: "It is a draft.",
        Status.SUBMITTED: "A coordinator looks at it first.",
        Status.HIDDEN: "It is hidden.",
        Status.CLOSED: "It is closed.",
        Status.MERGED: "It was merged into another.",
    }.get(Status(status), "")


def alike(one: str, other: str) -> float:
    """How alike two titles are, 0 to 1, whatever their case, order of words and punctuation."""
    first, second = (" ".join(sorted(re.findall(r"[a-z0-9]+", text.lower()))) for text in (one, other))
    return SequenceMatcher(None, first, second).ratio() if first and second else 0.0


def may_be_one(one: tuple[str, str, str, date | None], other: tuple[str, str, str, date | None]) -> bool:
    """True when two (kind, title, provider, start) may be the same thing posted twice: the same kind, titles alike,
    and either the same provider or starts near each other; never when both start far apart."""
    if one[0] != other[0] or alike(one[1], other[1]) < settings().duplicate_alike:
        return False
    if one[3] and other[3]:
        return abs((one[3] - other[3]).days) <= settings().duplicate_days
    return alike(one[2], other[2]) >= settings().duplicate_alike


def miles_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Miles between two (latitude, longitude) as the crow flies; exact enough within England."""
    north = (one[0] - other[0]) * MILES_A_DEGREE
    east = (one[1] - other[1]) * MILES_A_DEGREE * cos(radians(one[0]))
    return sqrt(north * north + east * east)


def postcode_parts(text: str) -> tuple[str, str] | None:
    """("SG1", "4AB") of a postcode, ("SG1", "") of its first half; None for anything else."""
    found = _POSTCODE.match(text.upper().strip())
    return (found[1], found[2] or "") if found else None
