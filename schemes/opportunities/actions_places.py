"""Places: how something is booked, taking one, giving it back, waiting for one, and the timed offer (W-01 to W-10).

Each action first locks the booking window of the opportunity, so that its places are counted by one at a time.
"""

from dataclasses import asdict

from django.db import IntegrityError, transaction
from django.db.models import Max

from retention_portal.accounts.actions import state_fact, system_account
from retention_portal.accounts.models import Person
from retention_portal.core import audit
from retention_portal.core.dates import now
from retention_portal.core.refusals import BadInput, Refused
from retention_portal.core.vocabulary import CareerStage
from retention_portal.core.workflow import move
from schemes.opportunities import emails_places, permissions_places, queries_places
from schemes.opportunities.models import Opportunity
from schemes.opportunities.models_places import Booking, BookingWindow, Seat, WaitingEntry
from schemes.opportunities.rules_places import (
    Outcome,
    Window,
    check_places,
    check_window,
    offer_ends,
)
from schemes.opportunities.statuses import (
    BOOKING_TRANSITIONS,
    ENTRY_TRANSITIONS,
    OPEN_ENTRY,
    BookingStatus,
    EntryStatus,
    Kind,
)

JUST_TAKEN = "Somebody has just taken the last place. You can go on the waiting list."


@transaction.atomic
def set_window(
    *, opportunity: Opportunity, window: Window, by: Person, offers_confirmed: int | None = None
) -> BookingWindow:
    """Say how something is booked, or change it. Places cannot go below those taken or kept (S-12).

    Where new places would be offered to people who wait, `offers_confirmed` repeats how many (W-08); without it
    the sentence names the number and nothing changes.
    """
    permissions_places.check_can_change(by, opportunity)
    if opportunity.kind == Kind.ROLE:
        raise BadInput("A role is applied for, not booked. Training and events can be booked.")
    check_window(window, queries_places.first_start(opportunity))
    Opportunity.objects.select_for_update(no_key=True).get(pk=opportunity.pk)
    check_places(window.places, queries_places.taken_places(opportunity))
    _check_limit(opportunity, window)
    _check_bulk(opportunity, window, offers_confirmed)
    values = {
        **asdict(window), "professions": list(window.professions), "career_stages": list(window.career_stages),
    }  # fmt: skip
    row, _ = BookingWindow.objects.update_or_create(opportunity=opportunity, defaults=values)
    _make_seats(opportunity, window.places)
    audit.record(
        by=by, verb="opportunities.booking_set", obj=row, fields=values, organisation=opportunity.owner
    )
    _offer_free(row)
    return row


def _check_limit(opportunity: Opportunity, window: Window) -> None:
    """Going from no limit to a limit has to leave room for everybody who has booked."""
    have = Booking.objects.filter(opportunity=opportunity, status=BookingStatus.BOOKED).count()
    check_places(window.places, have)


def _check_bulk(opportunity: Opportunity, window: Window, confirmed: int | None) -> None:
    row = queries_places.window_of(opportunity)
    waiting = queries_places.waiting_list(opportunity).filter(status=EntryStatus.WAITING).count()
    if row is None or not waiting:
        return
    seats = Seat.objects.filter(opportunity=opportunity).count()
    more = waiting if window.places is None else max(0, window.places - seats)
    offers = min(more, waiting)
    if offers > 1 and confirmed != offers:
        raise BadInput(
            f"This makes places free, and {offers} people on the waiting list would each be offered one at once. "
            f"Write {offers} beside “offers to confirm” if that is what you want.",
            code="W-08",
        )


def _make_seats(opportunity: Opportunity, places: int | None) -> None:
    """As many rows as places. Free ones go when there are fewer; without limit there are none."""
    rows = Seat.objects.filter(opportunity=opportunity)
    if places is None:
        rows.delete()
        return
    surplus = rows.count() - places
    if surplus > 0:
        free = rows.filter(booking=None, kept_for=None).order_by("-number")[:surplus]
        rows.filter(pk__in=list(free.values_list("pk", flat=True))).delete()
    if surplus < 0:
        last = rows.aggregate(last=Max("number"))["last"] or 0
        Seat.objects.bulk_create(
            Seat(opportunity=opportunity, number=last + step) for step in range(1, 1 - surplus)
        )
        _seat_the_seatless(opportunity)


def _seat_the_seatless(opportunity: Opportunity) -> None:
    """Who booked while there was no limit sits down once there is one."""
    standing = Booking.objects.filter(opportunity=opportunity, status=BookingStatus.BOOKED, seat__isnull=True)
    free = Seat.objects.filter(opportunity=opportunity, booking=None, kept_for=None).order_by("number")
    for booking, seat in zip(standing, list(free), strict=False):
        seat.booking = booking
        seat.save(update_fields=["booking"])


def _locked(opportunity: Opportunity) -> BookingWindow:
    """The window, locked until the transaction ends. Raises Refused for what is not booked here."""
    row = BookingWindow.objects.select_for_update().filter(opportunity=opportunity).first()
    if row is None:
        raise Refused("This is not booked here.")
    return row


@transaction.atomic
def book(*, opportunity: Opportunity, by: Person) -> Booking:
    """Take a place for oneself: a free one, or the one that is kept by an offer.

    Of two who press at once for the last place one has it and the other is told.
    """
    row = _locked(opportunity)
    standing = queries_places.standing_of(opportunity, row, by, now())
    if not standing.may_book:
        told = JUST_TAKEN if standing.outcome == Outcome.FULL else standing.sentence
        raise Refused(told, code=standing.outcome)
    if standing.outcome == Outcome.OFFERED:
        return _take_kept(opportunity, row, by)
    return _booked(opportunity, row, by)


@transaction.atomic
def say_stage(*, person: Person, stage: str) -> None:
    """Keep where somebody is in their career as a fact, so that nothing asks again."""
    if stage not in CareerStage.values:
        raise BadInput("Choose one of the career stages.", allowed=tuple(CareerStage.values))
    state_fact(person=person, name=queries_places.STAGE_FACT, value=stage, by=person)


def _booked(
    opportunity: Opportunity, row: BookingWindow, by: Person, seat: Seat | None = None, **more: object
) -> Booking:
    if row.places is not None and seat is None:
        free = Seat.objects.filter(opportunity=opportunity, booking=None, kept_for=None)
        seat = free.order_by("number").first()
        if seat is None:
            raise Refused(JUST_TAKEN, code=Outcome.FULL)
    try:
        with transaction.atomic():
            booking = Booking.objects.create(opportunity=opportunity, person=by, **more)
    except IntegrityError:
        raise Refused("You have a place already.", code=Outcome.BOOKED) from None
    if seat is not None:
        seat.booking, seat.kept_for = booking, None
        seat.save(update_fields=["booking", "kept_for"])
    audit.record(by=by, verb="opportunities.booked", obj=booking, organisation=opportunity.owner)
    emails_places.tell_booked(booking)
    return booking


@transaction.atomic
def cancel(*, booking: Booking, by: Person) -> Booking:
    """Give a place back; exactly one comes free, and the next in line is offered it at once (W-05, W-07)."""
    own = booking.person_id == by.pk
    if not own:
        permissions_places.check_can_manage(by, booking.opportunity)
    row = _locked(booking.opportunity)
    start = queries_places.first_start(booking.opportunity)
    if own and start is not None and now() >= start:
        raise Refused("It has begun. Tell those who run it if you cannot come any more.")
    move(
        booking, BookingStatus.CANCELLED, by=by, transitions=BOOKING_TRANSITIONS,
        organisation=booking.opportunity.owner, also={"cancelled_at": now(), "cancelled_by": by},
    )  # fmt: skip
    Seat.objects.filter(booking=booking).update(booking=None)
    emails_places.tell_cancelled(booking, by_themselves=own)
    _offer_free(row)
    return booking


@transaction.atomic
def join_list(*, opportunity: Opportunity, by: Person) -> WaitingEntry:
    """Go on the waiting list of something that is full (W-02, W-09)."""
    row = _locked(opportunity)
    standing = queries_places.standing_of(opportunity, row, by, now())
    if not standing.may_wait:
        raise Refused(standing.sentence, code=standing.outcome)
    if offer_ends(now(), queries_places.as_rule(row), queries_places.first_start(opportunity)) is None:
        raise Refused("No place is offered any more before it begins, so there is no list to join.")
    try:
        with transaction.atomic():
            entry = WaitingEntry.objects.create(
                opportunity=opportunity, person=by, address=by.email, entered_at=now()
            )
    except IntegrityError:
        raise Refused("You are on the waiting list already.", code="W-02") from None
    audit.record(by=by, verb="opportunities.list_joined", obj=entry, organisation=opportunity.owner)
    emails_places.tell_waiting(entry, queries_places.ahead_of(entry))
    return entry


@transaction.atomic
def leave_list(*, entry: WaitingEntry, by: Person) -> WaitingEntry:
    """Leave the list, or say no to the place that is kept: the next is offered it at once (W-05)."""
    permissions_places.check_own_entry(by, entry)
    row = _locked(entry.opportunity)
    entry.refresh_from_db()
    said_no = entry.status == EntryStatus.OFFERED
    _end(entry, EntryStatus.DECLINED if said_no else EntryStatus.LEFT, by)
    _offer_free(row)
    return entry


def _end(entry: WaitingEntry, to: EntryStatus, by: Person) -> None:
    move(
        entry, to, by=by, transitions=ENTRY_TRANSITIONS, organisation=entry.opportunity.owner,
        also={"ended_at": now()},
    )  # fmt: skip
    Seat.objects.filter(kept_for=entry).update(kept_for=None)


def _take_kept(opportunity: Opportunity, row: BookingWindow, by: Person) -> Booking:
    """The place that an offer keeps becomes the person's; an offer is for one use (W-03)."""
    entry = queries_places.open_entry(opportunity, by)
    assert entry is not None
    seat = Seat.objects.filter(kept_for=entry).first()
    _end(entry, EntryStatus.TAKEN, by)
    return _booked(opportunity, row, by, seat, entry=entry)


def _offer_free(row: BookingWindow) -> None:
    """Offer every free place to who waits longest, once each; never too late for an answer (W-01, W-03, W-06)."""
    opportunity = row.opportunity
    start, window = queries_places.first_start(opportunity), queries_places.as_rule(row)
    by = system_account(name="opportunities")
    while (free := queries_places.free_places(row)) is None or free > 0:
        entry, ends_at = queries_places.next_waiting(opportunity), offer_ends(now(), window, start)
        if entry is None or ends_at is None:
            return
        move(
            entry, EntryStatus.OFFERED, by=by, transitions=ENTRY_TRANSITIONS, organisation=opportunity.owner,
            also={"offered_at": now(), "offer_expires_at": ends_at},
        )  # fmt: skip
        if free is not None:
            seat = Seat.objects.filter(opportunity=opportunity, booking=None, kept_for=None)
            kept = seat.order_by("number").first()
            assert kept is not None
            kept.kept_for = entry
            kept.save(update_fields=["kept_for"])
        emails_places.tell_offer(entry, ends_at)


@transaction.atomic
def put_forward(*, entry: WaitingEntry, priority: int, by: Person) -> WaitingEntry:
    """Change in what order somebody is served; higher first (W-01). Audited, for people ask why."""
    permissions_places.check_can_manage(by, entry.opportunity)
    if entry.person_id == by.pk:
        raise Refused("This is your own entry. Somebody else who runs it decides on it.")
    if not -9 <= priority <= 9:
        raise BadInput("The priority is a number from -9 to 9; 0 is the usual.")
    _locked(entry.opportunity)
    if not WaitingEntry.objects.filter(pk=entry.pk, status=EntryStatus.WAITING).update(priority=priority):
        raise Refused("They do not wait any more.", code="moved")
    audit.record(
        by=by, verb="opportunities.priority_set", obj=entry, fields={"priority": priority},
        organisation=entry.opportunity.owner,
    )  # fmt: skip
    entry.priority = priority
    return entry


def expire_offers() -> int:
    """End offers that nobody answered in time, and offer each place to the next (W-05). How many ended.

    May run twice, and beside somebody who says yes at the same moment: one of the two counts.
    """
    ended = 0
    by = system_account(name="opportunities")
    for entry in queries_places.offers_run_out(now()).select_related("opportunity__owner"):
        with transaction.atomic():
            row = _locked(entry.opportunity)
            entry.refresh_from_db()
            if entry.status != EntryStatus.OFFERED:
                continue
            _end(entry, EntryStatus.EXPIRED, by)
            emails_places.tell_expired(entry)
            _offer_free(row)
            ended += 1
    return ended


@transaction.atomic
def let_go(*, person: Person) -> int:
    """Free what somebody whose account closes had booked or waited for; how many places and entries."""
    freed = 0
    today_on = Booking.objects.filter(person=person, status=BookingStatus.BOOKED)
    for booking in today_on.select_related("opportunity__owner"):
        start = queries_places.first_start(booking.opportunity)
        if start is None or start > now():
            cancel(booking=booking, by=person)
            freed += 1
    for entry in WaitingEntry.objects.filter(person=person, status__in=OPEN_ENTRY):
        leave_list(entry=entry, by=person)
        freed += 1
    return freed
