"""Reads of places: where a person stands, who has booked, who waits, who came."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from retention_portal.accounts.models import Person as Account
from retention_portal.accounts.queries import known_facts
from retention_portal.core.dates import LONDON, now
from schemes.opportunities import queries
from schemes.opportunities.models import Opportunity, OpportunityDate
from schemes.opportunities.models_places import (
    Attendance,
    Booking,
    BookingWindow,
    Certificate,
    CoverAsked,
    Seat,
    WaitingEntry,
)
from schemes.opportunities.rules_places import DayThere, Facts, Person, Standing, Window, standing
from schemes.opportunities.statuses import OPEN_ENTRY, WAS_THERE, BookingStatus, EntryStatus
from schemes.pools.queries_gp import times_taken

STAGE_FACT = "career_stage"


def window_of(opportunity: Opportunity) -> BookingWindow | None:
    """How it is booked, or None when it is not booked here. One statement."""
    return BookingWindow.objects.filter(opportunity=opportunity).first()


def as_rule(row: BookingWindow) -> Window:
    """The row as the rules read it."""
    return Window(
        opens_at=row.opens_at, closes_at=row.closes_at, places=row.places,
        professions=tuple(row.professions), career_stages=tuple(row.career_stages),
        checked_only=row.checked_only, offer_hours=row.offer_hours, offers_until=row.offers_until,
        cpd_minutes=row.cpd_minutes, dates_needed=row.dates_needed,
    )  # fmt: skip


def first_start(opportunity: Opportunity) -> datetime | None:
    """When its first date begins; None when it has none."""
    return opportunity.dates.order_by("starts_at").values_list("starts_at", flat=True).first()


def free_places(row: BookingWindow) -> int | None:
    """Places that nobody has and nobody is offered; None without limit. One statement."""
    if row.places is None:
        return None
    return Seat.objects.filter(opportunity=row.opportunity_id, booking=None, kept_for=None).count()


def ahead_of(entry: WaitingEntry) -> int:
    """How many still wait before this entry: higher priority first, then earlier entry (W-01)."""
    return (
        WaitingEntry.objects.filter(opportunity=entry.opportunity_id, status=EntryStatus.WAITING)
        .filter(
            Q(priority__gt=entry.priority)
            | Q(priority=entry.priority, entered_at__lt=entry.entered_at)
            | Q(priority=entry.priority, entered_at=entry.entered_at, pk__lt=entry.pk)
        )
        .count()
    )


def facts_of(opportunity: Opportunity, row: BookingWindow, person: Any, at: datetime) -> Facts:
    """Everything that decides where a person stands."""
    mine = Booking.objects.filter(opportunity=opportunity, person=person, status=BookingStatus.BOOKED)
    entry = open_entry(opportunity, person)
    waiting = entry is not None and entry.status == EntryStatus.WAITING
    return Facts(
        at=at,
        window=as_rule(row),
        person=person_of(person),
        starts_at=first_start(opportunity),
        shown=queries.shown(at.astimezone(LONDON).date()).filter(pk=opportunity.pk).exists(),
        booked=mine.exists(),
        offer_ends_at=entry.offer_expires_at if entry and not waiting else None,
        waiting=waiting,
        ahead=ahead_of(entry) if entry and waiting else 0,
        free=free_places(row),
    )


def person_of(person: Account) -> Person:
    """What the portal knows of somebody who would like to come."""
    stage = str(known_facts(person).get(STAGE_FACT) or "")
    return Person(profession=person.profession, stage=stage, gmc_checked=person.gmc_is_checked)


def standing_of(opportunity: Opportunity, row: BookingWindow, person: Any, at: datetime) -> Standing:
    """Where a person stands with one opportunity."""
    return standing(facts_of(opportunity, row, person, at))


def open_entry(opportunity: Opportunity, person: Any) -> WaitingEntry | None:
    """The person's open entry on the waiting list."""
    return WaitingEntry.objects.filter(opportunity=opportunity, person=person, status__in=OPEN_ENTRY).first()


def bookings_of(person: Any) -> QuerySet[Booking]:
    """The person's own bookings, newest first, with their dates."""
    dates = Prefetch("opportunity__dates", OpportunityDate.objects.order_by("starts_at"))
    rows = Booking.objects.filter(person=person).select_related("opportunity__owner")
    return rows.prefetch_related(dates).order_by("-booked_at", "-pk")


def entries_of(person: Any) -> QuerySet[WaitingEntry]:
    """The person's open entries of waiting lists, offers first."""
    rows = WaitingEntry.objects.filter(person=person, status__in=OPEN_ENTRY)
    return rows.select_related("opportunity").order_by("-offered_at", "entered_at")


def bookings_visible_to(user: Any) -> QuerySet[Booking]:
    """Own bookings, and those of what the user posts for or looks after."""
    own = Q(person=user)
    return Booking.objects.filter(
        own | Q(opportunity__in=queries.managed_by(user).values("pk"))
    ).select_related("opportunity__owner", "person")


def booked(opportunity: Opportunity) -> QuerySet[Booking]:
    """Who has a place, by name, with what became of each date."""
    rows = Booking.objects.filter(opportunity=opportunity, status=BookingStatus.BOOKED)
    came = Prefetch("attendances", Attendance.objects.order_by("date"))
    return rows.select_related("person").prefetch_related(came).order_by("person__full_name", "pk")


def waiting_list(opportunity: Opportunity) -> QuerySet[WaitingEntry]:
    """Who waits or is offered a place, in the order in which they are served (W-01)."""
    rows = WaitingEntry.objects.filter(opportunity=opportunity, status__in=OPEN_ENTRY)
    return rows.select_related("person").order_by("-priority", "entered_at", "pk")


def taken_places(opportunity: Opportunity) -> int:
    """Places that somebody has or that are kept for an offer."""
    seats = Seat.objects.filter(opportunity=opportunity)
    return seats.filter(Q(booking__isnull=False) | Q(kept_for__isnull=False)).count()


def next_waiting(opportunity: Opportunity) -> WaitingEntry | None:
    """Who is served next: never somebody who was offered a place before or whose account is gone (W-01, W-04)."""
    rows = WaitingEntry.objects.filter(opportunity=opportunity, status=EntryStatus.WAITING)
    return rows.filter(person__isnull=False, person__is_active=True).select_related("person").first()


def offers_run_out(at: datetime) -> QuerySet[WaitingEntry]:
    """Offers that nobody answered in time."""
    return WaitingEntry.objects.filter(status=EntryStatus.OFFERED, offer_expires_at__lte=at)


@dataclass(frozen=True, slots=True)
class DateOfMine:
    """One date of something booked: what clashes with it, whether cover was asked for, what became of it."""

    date: OpportunityDate
    clashes: tuple[str, ...]
    cover_at: str
    attended: str
    over: bool


def dates_of(booking: Booking, at: datetime) -> list[DateOfMine]:
    """The dates of a booking as its person sees them. Statements: three, and one for each date to come."""
    covers = {row.date_id: row.practice.name for row in _covers(booking)}
    came = {row.date_id: row.get_attended_display() for row in booking.attendances.all()}
    return [
        DateOfMine(
            date=day,
            clashes=clashes_with([day], booking.person) if day.ends_at > at else (),
            cover_at=covers.get(day.pk, ""),
            attended=came.get(day.pk, ""),
            over=day.ends_at <= at,
        )
        for day in booking.opportunity.dates.order_by("starts_at")
    ]


def _covers(booking: Booking) -> Iterable[CoverAsked]:
    return CoverAsked.objects.filter(booking=booking).select_related("practice")


def clashes_with(days: Iterable[OpportunityDate], person: Any) -> tuple[str, ...]:
    """The person's own sessions that overlap with any of these dates, in words, each once."""
    found: dict[str, None] = {}
    for day in days:
        for taken in times_taken(person, day.starts_at, day.ends_at):
            found.setdefault(taken.label)
    return tuple(found)


def days_there(booking: Booking) -> list[DayThere]:
    """Each date with whether the person was there, for the certificate."""
    came = set(booking.attendances.filter(attended__in=WAS_THERE).values_list("date", flat=True))
    return [
        DayThere(int((day.ends_at - day.starts_at).total_seconds() // 60), day.pk in came)
        for day in booking.opportunity.dates.order_by("starts_at")
    ]


def certificate_of(booking: Booking) -> Certificate | None:
    """The certificate, when it was issued."""
    return Certificate.objects.filter(booking=booking).first()


@dataclass(frozen=True, slots=True)
class Box:
    """What the page of something bookable says beside the facts, for whoever looks."""

    window: BookingWindow
    standing: Standing | None
    sentence: str
    waiting: int
    entry: WaitingEntry | None = None
    booking: Booking | None = None
    clashes: tuple[str, ...] = ()


def box_for(opportunity: Opportunity, user: Any, at: datetime | None = None) -> Box | None:
    """The box of a page; None for what is not booked here."""
    row = window_of(opportunity)
    if row is None:
        return None
    moment = at or now()
    waiting = WaitingEntry.objects.filter(opportunity=opportunity, status=EntryStatus.WAITING).count()
    if not user.is_authenticated:
        facts = Facts(moment, as_rule(row), Person(), first_start(opportunity), free=free_places(row))
        return Box(row, None, _open_words(facts), waiting)
    found = standing_of(opportunity, row, user, moment)
    booking = Booking.objects.filter(
        opportunity=opportunity, person=user, status=BookingStatus.BOOKED
    ).first()
    clashes = () if booking else clashes_with(opportunity.dates.all(), user)
    return Box(row, found, found.sentence, waiting, open_entry(opportunity, user), booking, clashes)


def _open_words(facts: Facts) -> str:
    """What a visitor without an account reads: places and times, nothing about a person."""
    bare = Window(facts.window.opens_at, facts.window.closes_at, facts.window.places, checked_only=False)
    return standing(Facts(facts.at, bare, Person(), facts.starts_at, free=facts.free)).sentence


@dataclass(frozen=True, slots=True)
class OwnersBox:
    """What those who run it read on its own page."""

    window: BookingWindow | None
    booked: int
    waiting: int
    offered: int
    free: int | None


def owners_box(opportunity: Opportunity) -> OwnersBox:
    """Numbers for those who run it. Four statements."""
    row = window_of(opportunity)
    counts = WaitingEntry.objects.filter(opportunity=opportunity, status__in=OPEN_ENTRY).aggregate(
        waiting=Count("pk", filter=Q(status=EntryStatus.WAITING)),
        offered=Count("pk", filter=Q(status=EntryStatus.OFFERED)),
    )
    return OwnersBox(
        window=row,
        booked=Booking.objects.filter(opportunity=opportunity, status=BookingStatus.BOOKED).count(),
        waiting=counts["waiting"],
        offered=counts["offered"],
        free=free_places(row) if row else None,
    )
