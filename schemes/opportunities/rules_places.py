"""Pure questions of places: who may book or wait, how long an offer stands, and who has earned a certificate.

Cases W-01 to W-10. Moments are aware; minutes are whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from retention_portal.core.dates import moment_text
from retention_portal.core.refusals import BadInput, Refused
from retention_portal.core.vocabulary import CareerStage, Profession

MOST_PLACES = 1000
CHECK_IN_BEFORE = timedelta(hours=2)
CHECK_IN_AFTER = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Window:
    """How something is booked; `places` None is without limit, empty lists are open to all."""

    opens_at: datetime
    closes_at: datetime
    places: int | None = None
    professions: tuple[str, ...] = ()
    career_stages: tuple[str, ...] = ()
    checked_only: bool = True
    offer_hours: int = 48
    offers_until: datetime | None = None
    cpd_minutes: int | None = None
    dates_needed: int | None = None


class Outcome(StrEnum):
    """What a person can do, the first that applies."""

    BOOKED = "booked"
    OFFERED = "offered"
    OVER = "over"
    NOT_SHOWN = "not_shown"
    WAITING = "waiting"
    EARLY = "early"
    LATE = "late"
    PROFESSION = "profession"
    STAGE_UNKNOWN = "stage_unknown"
    STAGE = "stage"
    NOT_CHECKED = "not_checked"
    FULL = "full"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of somebody who would like to come; `stage` is empty while they have not said."""

    profession: str = ""
    stage: str = ""
    gmc_checked: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the answer needs. `ahead` counts those before this person on the list."""

    at: datetime
    window: Window
    person: Person
    starts_at: datetime | None
    shown: bool = True
    booked: bool = False
    offer_ends_at: datetime | None = None
    waiting: bool = False
    ahead: int = 0
    free: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands, in one sentence, and what they may do."""

    outcome: Outcome
    sentence: str

    @property
    def may_book(self) -> bool:
        """A place is theirs for the asking."""
        return self.outcome in (Outcome.FREE, Outcome.OFFERED)

    @property
    def may_wait(self) -> bool:
        """They may go on the waiting list."""
        return self.outcome == Outcome.FULL


def standing(facts: Facts) -> Standing:
    """The first of the outcomes that applies, used by the page, the API and the action alike."""
    for outcome, applies, sentence in _ladder(facts):
        if applies:
            return Standing(outcome, sentence)
    return Standing(Outcome.FREE, _free_words(facts.free))


Rung = tuple[Outcome, bool, str]


def _ladder(facts: Facts) -> list[Rung]:
    full = facts.free is not None and facts.free < 1
    return [*_own(facts), *_times(facts), *_about(facts), (Outcome.FULL, full, "It is full.")]


def _own(facts: Facts) -> list[Rung]:
    """What the person has already, and whether there is anything to have."""
    offered = facts.offer_ends_at is not None and facts.at < facts.offer_ends_at
    ends = moment_text(facts.offer_ends_at) if facts.offer_ends_at else ""
    return [
        (Outcome.BOOKED, facts.booked, "You have a place."),
        (Outcome.OVER, _has_begun(facts), "It has begun, so it cannot be booked any more."),
        (Outcome.OFFERED, offered, f"A place is kept for you until {ends}."),
        (Outcome.NOT_SHOWN, not facts.shown, "It is not published just now, so it cannot be booked."),
        (Outcome.WAITING, facts.waiting, waiting_words(facts.ahead)),
    ]


def _times(facts: Facts) -> list[Rung]:
    opens, closes = facts.window.opens_at, facts.window.closes_at
    return [
        (Outcome.EARLY, facts.at < opens, f"It can be booked from {moment_text(opens)}."),
        (Outcome.LATE, facts.at >= closes, f"It could be booked until {moment_text(closes)}."),
    ]


def _about(facts: Facts) -> list[Rung]:
    """For whom it is."""
    window, person = facts.window, facts.person
    stages, professions = window.career_stages, window.professions
    for_whom = f"It is for people who are {_stages(stages)}."
    ask = f"{for_whom} Say where you are in your career."
    unchecked = window.checked_only and person.profession == Profession.GP and not person.gmc_checked
    wait = "Your GMC number has not been checked yet. A coordinator does that; then you can book."
    other = bool(professions) and person.profession not in professions
    return [
        (Outcome.PROFESSION, other, f"It is for {_professions(professions)}."),
        (Outcome.STAGE_UNKNOWN, bool(stages) and not person.stage, ask),
        (Outcome.STAGE, bool(stages) and person.stage not in stages, for_whom),
        (Outcome.NOT_CHECKED, unchecked, wait),
    ]


def _has_begun(facts: Facts) -> bool:
    return facts.starts_at is not None and facts.at >= facts.starts_at


def _free_words(free: int | None) -> str:
    if free is None:
        return "There is room for everybody."
    return "One place is left." if free == 1 else f"{free} places are left."


def waiting_words(ahead: int) -> str:
    """Where somebody stands on a waiting list, and why nothing was offered yet (W-09, W-10)."""
    place = f"You are number {ahead + 1} on the waiting list."
    if ahead == 0:
        return f"{place} The next place that comes free is offered to you."
    before = "One person is" if ahead == 1 else f"{ahead} people are"
    return f"{place} {before} before you; no place has come free for you yet."


def _professions(codes: Sequence[str]) -> str:
    return _listed([Profession(code).label for code in codes])


def _stages(codes: Sequence[str]) -> str:
    return _listed([CareerStage(code).gp_wording for code in codes])


def _listed(words: list[str]) -> str:
    return " or ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def offer_ends(at: datetime, window: Window, starts_at: datetime | None) -> datetime | None:
    """Until when an offer made `at` a moment stands; None when it is too late for one (W-03, W-06)."""
    last = min((one for one in (window.offers_until, starts_at) if one is not None), default=None)
    end = at + timedelta(hours=window.offer_hours)
    if last is not None:
        end = min(end, last)
    return end if end > at else None


def check_window(window: Window, starts_at: datetime | None) -> None:
    """Raise BadInput for a window that cannot be, in a sentence that says what is wrong."""
    if window.closes_at <= window.opens_at:
        raise BadInput("Booking has to close after it opens.")
    if starts_at is not None and window.opens_at >= starts_at:
        raise BadInput("Booking has to open before the first date begins.")
    if window.places is not None and not 1 <= window.places <= MOST_PLACES:
        raise BadInput(f"There can be 1 to {MOST_PLACES:,} places; leave it empty for no limit.")
    if not 1 <= window.offer_hours <= 336:
        raise BadInput("A place can be kept for 1 to 336 hours (two weeks).")


def check_places(places: int | None, taken: int) -> None:
    """Refuse fewer places than are taken or kept: whom to leave out is for a person to say (S-12)."""
    if places is not None and places < taken:
        have = "1 place is taken" if taken == 1 else f"{taken} places are taken"
        raise Refused(f"{have} or kept for somebody, so there cannot be {places}.", code="S-12")


@dataclass(frozen=True, slots=True)
class DayThere:
    """One date of a programme and whether the person was there (late counts)."""

    minutes: int
    was_there: bool


def minutes_earned(days: Sequence[DayThere], window: Window) -> int | None:
    """Minutes of learning for the certificate; None when too few dates were attended.

    All dates are needed unless the window says how many. The window's own minutes count where it has some, else
    the length of the dates attended.
    """
    there = [day for day in days if day.was_there]
    needed = min(window.dates_needed or len(days), len(days))
    if not there or len(there) < needed:
        return None
    return window.cpd_minutes or sum(day.minutes for day in there)


def may_check_in(starts_at: datetime, ends_at: datetime, at: datetime) -> bool:
    """Check-in is open from two hours before a date to two hours after it."""
    return starts_at - CHECK_IN_BEFORE <= at <= ends_at + CHECK_IN_AFTER
