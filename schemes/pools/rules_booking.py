"""Whether somebody may take a session, and why not: one ordered function for list, page, API and action (S-06).

Times are compared as moments, so that a night on which the clocks change counts its real hours.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt

from retention_portal.core.dates import LONDON, date_text, moment_text
from schemes.pools.statuses import MemberStatus, SessionStatus

EARTH_KM = 6371.0
KM_A_MILE = 1.609344


class Outcome(StrEnum):
    """What `standing` finds; only the last two may book."""

    YOURS = "yours"
    RECONFIRM = "reconfirm"
    OVER = "over"
    CANCELLED = "cancelled"
    NOT_OPEN = "not_open"
    FULL = "full"
    NOT_MEMBER = "not_member"
    ASKED = "asked"
    SUSPENDED = "suspended"
    OWN_COVER = "own_cover"
    CHECKS = "checks"
    NO_SHOWS = "no_shows"
    MARKS = "marks"
    CLASH = "clash"
    EARLY = "early"
    LATE = "late"
    APPLY = "apply"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Taken:
    """Time that a person has given away already; `label` names it in a sentence. Places are degrees."""

    starts_at: datetime
    ends_at: datetime
    label: str
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A session as the rule reads it."""

    starts_at: datetime
    ends_at: datetime
    status: str
    free: int
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """The numbers of the pool's policy that decide about booking; minutes, hours, days, counts, km an hour."""

    grace_minutes: int = 60
    release_hours: int = 3
    no_shows_stop: int = 2
    marks_suspend: int = 3
    post_ahead_days: int = 365
    travel_km_an_hour: int = 40
    practice_answers: bool = False


@dataclass(frozen=True, slots=True)
class Own:
    """The person's own place in the session; `reconfirm_by` when its time has moved and they have not answered."""

    waits_for_practice: bool = False
    reconfirm_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that decides. `gaps`: sentences of `passport_gaps`; `marks`: warnings that count today."""

    session: Wanted
    now: datetime
    terms: Terms
    pool_is_open: bool = True
    member: MemberStatus | None = None
    covers_for_me: bool = False
    own: Own | None = None
    gaps: tuple[str, ...] = ()
    no_shows: int = 0
    marks: int = 0
    taken: tuple[Taken, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """One outcome in one sentence; `warnings` are what to know before saying yes."""

    outcome: Outcome
    sentence: str
    may_book: bool = False
    warnings: tuple[str, ...] = ()


def standing(facts: Facts) -> Standing:
    """The first that applies, in the order of S-06."""
    for question in _QUESTIONS:
        if answer := question(facts):
            return answer
    return _free(facts)


def standing_on_reserve(facts: Facts) -> Standing:
    """As `standing`, as if one place were free: whether somebody could take it when it comes."""
    wanted = replace(facts.session, free=max(1, facts.session.free))
    if wanted.status == SessionStatus.FILLED:
        wanted = replace(wanted, status=SessionStatus.POSTED)
    return standing(replace(facts, session=wanted))


def grace_of(starts_at: datetime, ends_at: datetime, grace_minutes: int) -> timedelta:
    """The grace of a session: half its length when it lasts no longer than the grace (S-01)."""
    length, grace = _utc(ends_at) - _utc(starts_at), timedelta(minutes=grace_minutes)
    return length / 2 if length <= grace else grace


def held(starts_at: datetime, ends_at: datetime, grace_minutes: int) -> tuple[datetime, datetime]:
    """The part of a session that no other may overlap, for the database: grace taken from both ends.

    Where nothing would be left it is the moment in the middle, which counts as held (both ends are included).
    """
    start, end = _utc(starts_at), _utc(ends_at)
    grace = grace_of(start, end, grace_minutes)
    if 2 * grace >= end - start:
        middle = start + (end - start) / 2
        return middle, middle
    return start + grace, end - grace


def is_hard_clash(existing: Taken, starts_at: datetime, ends_at: datetime, grace_minutes: int) -> bool:
    """True when `existing` overlaps the wanted time after the grace is taken from both its ends (S-02)."""
    grace = grace_of(starts_at, ends_at, grace_minutes)
    return existing.starts_at < _utc(ends_at) - grace and existing.ends_at > _utc(starts_at) + grace


def is_soft_clash(existing: Taken, starts_at: datetime, ends_at: datetime, grace_minutes: int) -> bool:
    """True when the two overlap, but only within the grace (S-03); touching is no clash at all (S-04)."""
    overlaps = existing.starts_at < ends_at and existing.ends_at > starts_at
    return overlaps and not is_hard_clash(existing, starts_at, ends_at, grace_minutes)


def km_between(
    latitude: float | None,
    longitude: float | None,
    other_latitude: float | None,
    other_longitude: float | None,
) -> float | None:
    """Kilometres in a straight line over the ground; None when one of the places is not known."""
    if latitude is None or longitude is None or other_latitude is None or other_longitude is None:
        return None
    one, other = radians(latitude), radians(other_latitude)
    half = (
        sin((other - one) / 2) ** 2
        + cos(one) * cos(other) * sin(radians(other_longitude - longitude) / 2) ** 2
    )
    return 2 * EARTH_KM * asin(sqrt(min(1.0, half)))


def miles_of(km: float) -> float:
    """Kilometres in miles, which people here count in."""
    return km / KM_A_MILE


def travel_minutes(km: float, km_an_hour: int) -> int:
    """Minutes for a straight line at the pool's average speed, at least 1 where there is any way to go."""
    return max(1, round(60 * km / max(1, km_an_hour))) if km > 0.5 else 0


def travel_warning(existing: Taken, wanted: Wanted, km_an_hour: int) -> str | None:
    """One sentence when the way from one to the other takes longer than the time between them."""
    km = km_between(existing.latitude, existing.longitude, wanted.latitude, wanted.longitude)
    if km is None:
        return None
    between = max(wanted.starts_at - existing.ends_at, existing.starts_at - wanted.ends_at)
    needed = travel_minutes(km, km_an_hour)
    if between < timedelta(0) or timedelta(minutes=needed) <= between:
        return None
    have = int(between.total_seconds() // 60)
    return (
        f"The way to {existing.label} is about {round(miles_of(km))} miles in a straight line, about {needed} minutes "
        f"at {round(miles_of(km_an_hour))} miles an hour. You have {have}."
    )


def may_give_back(starts_at: datetime, now: datetime, release_hours: int) -> bool:
    """True up to so many hours before the start (S-07); the last moment counts."""
    return now <= _utc(starts_at) - timedelta(hours=release_hours)


def give_back_until(starts_at: datetime, release_hours: int) -> datetime:
    """The last moment at which somebody may give a session back by themselves, in London time."""
    return (_utc(starts_at) - timedelta(hours=release_hours)).astimezone(LONDON)


def offer_ends(now: datetime, starts_at: datetime, offer_minutes: int) -> datetime | None:
    """Until when a place is kept for the next on the list; None once the session has begun (W-06)."""
    if now >= starts_at:
        return None
    return min(_utc(now) + timedelta(minutes=offer_minutes), _utc(starts_at))


def time_words(starts_at: datetime, ends_at: datetime) -> str:
    """A time as people say it, in London: "3 December 2026, 8:30am to 12:40pm"; the second day when it is another."""
    start, end = starts_at.astimezone(LONDON), ends_at.astimezone(LONDON)
    last = moment_text(end) if end.date() != start.date() else moment_text(end).rpartition(", ")[2]
    return f"{moment_text(start)} to {last}"


def clashing(facts: Facts) -> Taken | None:
    """The first of the person's times that stands in the way."""
    wanted, grace = facts.session, facts.terms.grace_minutes
    return next(
        (one for one in facts.taken if is_hard_clash(one, wanted.starts_at, wanted.ends_at, grace)), None
    )


def _yours(facts: Facts) -> Standing | None:
    if facts.own is None:
        return None
    if facts.own.reconfirm_by and facts.own.reconfirm_by > facts.now:
        until = moment_text(facts.own.reconfirm_by)
        return Standing(Outcome.RECONFIRM, f"The time has moved. Say by {until} whether it still suits you.")
    if facts.own.waits_for_practice:
        return Standing(Outcome.YOURS, "You have asked for this one. The practice answers.")
    return Standing(Outcome.YOURS, "This one is yours already.")


def _ended(facts: Facts) -> Standing | None:
    done = (SessionStatus.OVER, SessionStatus.UNFILLED)
    if facts.session.ends_at <= facts.now or facts.session.status in done:
        return Standing(
            Outcome.OVER, f"This session was on {date_text(facts.session.starts_at)}. It is over."
        )
    return None


def _cancelled(facts: Facts) -> Standing | None:
    if facts.session.status in (SessionStatus.CANCELLED, SessionStatus.WITHDRAWN):
        return Standing(Outcome.CANCELLED, "The practice no longer needs this session.")
    if facts.session.status in (SessionStatus.DRAFT, SessionStatus.TO_APPROVE):
        return Standing(Outcome.NOT_OPEN, "The practice has not posted this session yet.")
    return None


def _full(facts: Facts) -> Standing | None:
    if facts.session.free < 1 or facts.session.status == SessionStatus.FILLED:
        return Standing(Outcome.FULL, "All places are taken.")
    return None


def _not_a_member(facts: Facts) -> Standing | None:
    if not facts.pool_is_open:
        return Standing(Outcome.NOT_OPEN, "This pool takes no bookings at the moment.")
    if facts.member is None or facts.member == MemberStatus.LEFT:
        return Standing(Outcome.NOT_MEMBER, "This session is for members of the pool. You can ask to join.")
    if facts.member == MemberStatus.ASKED:
        return Standing(Outcome.ASKED, "You have asked to join the pool. A coordinator answers.")
    if facts.member == MemberStatus.SUSPENDED:
        return Standing(
            Outcome.SUSPENDED, "Your membership of the pool is paused. Talk to the pool’s coordinator."
        )
    if facts.covers_for_me:
        return Standing(Outcome.OWN_COVER, "This session is the cover for you, so somebody else takes it.")
    return None


def _checks(facts: Facts) -> Standing | None:
    return Standing(Outcome.CHECKS, " ".join(facts.gaps)) if facts.gaps else None


def _marks(facts: Facts) -> Standing | None:
    terms = facts.terms
    if terms.no_shows_stop and facts.no_shows >= terms.no_shows_stop:
        times = "once" if facts.no_shows == 1 else f"{facts.no_shows} times"
        return Standing(
            Outcome.NO_SHOWS,
            f"It is noted {times} that you did not come. Talk to the pool’s coordinator, who can clear it.",
        )
    if terms.marks_suspend and facts.marks >= terms.marks_suspend:
        return Standing(
            Outcome.MARKS,
            f"You have {facts.marks} warnings, and {terms.marks_suspend} pause bookings. Talk to the pool’s "
            "coordinator, who can clear them.",
        )
    return None


def _clash(facts: Facts) -> Standing | None:
    found = clashing(facts)
    if found is None:
        return None
    when = time_words(found.starts_at, found.ends_at)
    return Standing(Outcome.CLASH, f"It overlaps with {found.label}, {when}.")


def _too_early_or_late(facts: Facts) -> Standing | None:
    if facts.session.starts_at > _utc(facts.now) + timedelta(days=facts.terms.post_ahead_days):
        days = facts.terms.post_ahead_days
        return Standing(Outcome.EARLY, f"Sessions can be taken up to {days} days ahead. This one is later.")
    if facts.session.starts_at <= facts.now:
        return Standing(Outcome.LATE, "It has begun already. Ring the practice if you can still come.")
    return None


def _free(facts: Facts) -> Standing:
    warnings = tuple(_warnings(facts))
    if facts.terms.practice_answers:
        return Standing(Outcome.APPLY, "You can ask for this one. The practice answers.", True, warnings)
    return Standing(Outcome.FREE, "You can take this one.", True, warnings)


def _warnings(facts: Facts) -> Iterable[str]:
    wanted, terms = facts.session, facts.terms
    for one in facts.taken:
        if is_soft_clash(one, wanted.starts_at, wanted.ends_at, terms.grace_minutes):
            when = time_words(one.starts_at, one.ends_at)
            yield f"It overlaps a little with {one.label}, {when}. Agree the handover with both."
        elif sentence := travel_warning(one, wanted, terms.travel_km_an_hour):
            yield sentence


def _utc(moment: datetime) -> datetime:
    # Sums on one zone's times count the clock on the wall; in UTC they count hours.
    return moment.astimezone(UTC)


_QUESTIONS = (
    _yours, _ended, _cancelled, _full, _not_a_member, _checks, _marks, _clash, _too_early_or_late,
)  # fmt: skip
