"""Reads of a GP: what I may take, what is mine, my checks. One person is read once; the rule then asks nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from retention_portal.accounts.access import is_staff
from retention_portal.accounts.models import PassportCheck, Person
from retention_portal.accounts.queries import memberships_at, token_hash
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import LONDON, now
from retention_portal.core.vocabulary import Profession
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import places_of
from retention_portal.organisations.statuses import OrganisationKind
from schemes.pools import queries_about
from schemes.pools.models import Member, Policy, Pool
from schemes.pools.models_outside import CalendarFeed
from schemes.pools.models_sessions import Booking, Mark, Rating, Reserve, Session
from schemes.pools.queries import policy_on, sessions_visible_to
from schemes.pools.rules_booking import Facts, Own, Standing, Taken, Terms, Wanted, standing
from schemes.pools.rules_checks import GMC_GAP, Check, gaps
from schemes.pools.rules_hours import average_shown
from schemes.pools.statuses import (
    HOLDS_A_SEAT,
    OPEN_RESERVE,
    BookingStatus,
    MarkKind,
    MemberStatus,
    Mode,
    PoolStatus,
    SessionStatus,
    Side,
)


@dataclass
class About:
    """What decides about one person's bookings, read once in one statement."""

    person: Person
    now: datetime
    members: dict[int, Member]
    policies: dict[int, list[Policy]]
    checks: dict[str, PassportCheck]
    marks: list[Mark]
    bookings: list[Booking]

    @cached_property
    def held(self) -> dict[str, Check]:
        """The checks as the rule reads them."""
        return {kind: Check(row.state, row.valid_from, row.expires_on) for kind, row in self.checks.items()}

    @cached_property
    def times(self) -> tuple[tuple[int, Taken], ...]:
        """The times that are given away, each with the session that takes it."""
        return tuple((row.session_id, taken_of(row)) for row in self.bookings)

    def policy(self, pool_id: int, on: date) -> Policy | None:
        """How a pool works on a day from today on; None when it has not said."""
        return _in_force(self.policies.get(pool_id, ()), on)

    def gaps(self, pool_id: int, on: date) -> tuple[str, ...]:
        """What is missing of the checks that a pool asks for, on a day."""
        policy = self.policy(pool_id, on)
        found = gaps(policy.checks if policy else (), self.held, on)
        unchecked = self.person.profession == Profession.GP and not self.person.gmc_is_checked
        return (GMC_GAP, *found) if unchecked else found

    def marks_that_count(self, pool_id: int, kind: str | None = None) -> int:
        """Warnings of this person in a pool that are not cleared and not too old."""
        today = self.now.astimezone(LONDON).date()
        policy = self.policy(pool_id, today)
        since = today - timedelta(days=policy.marks_count_days if policy else 365)
        rows = (row for row in self.marks if row.pool_id == pool_id and (kind is None or row.kind == kind))
        return sum(kind == MarkKind.NO_SHOW or row.on >= since for row in rows)

    def taken(self, but_session: int | None = None) -> tuple[Taken, ...]:
        """The times that are given away, but for those of one session."""
        return tuple(taken for session, taken in self.times if session != but_session)

    def facts(self, session: Session) -> Facts:
        """Everything the rule asks about one session; no statement, when the session came with its pool."""
        member = self.members.get(session.pool_id)
        own = next((row for row in self.bookings if row.session_id == session.pk), None)
        on = session.starts_at.astimezone(LONDON).date()
        policy = self.policy(session.pool_id, on)
        return Facts(
            session=wanted_of(session),
            now=self.now,
            terms=terms_of(policy) if policy else Terms(),
            pool_is_open=takes_bookings(session.pool) and policy is not None,
            member=MemberStatus(member.status) if member else None,
            covers_for_me=session.cover_for_id == self.person.pk,
            own=Own(own.status == BookingStatus.APPLIED, own.reconfirm_by) if own else None,
            gaps=self.gaps(session.pool_id, on),
            no_shows=self.marks_that_count(session.pool_id, MarkKind.NO_SHOW),
            marks=self.marks_that_count(session.pool_id),
            taken=self.taken(session.pk),
        )

    def standing(self, session: Session) -> Standing:
        """Whether this person may take the session, and why not."""
        return standing(self.facts(session))


def about(person: Person, *, pools: Iterable[int] = (), moment: datetime | None = None) -> About:
    """Read what decides about a person's bookings: in their pools, and in `pools` besides. One statement."""
    at = moment or now()
    found = queries_about.read(person.pk, pools, at - timedelta(days=1))
    policies: dict[int, list[Policy]] = {}
    for policy in found["policies"]:
        policies.setdefault(policy.pool_id, []).append(policy)
    return About(
        person,
        at,
        {row.pool_id: row for row in found["members"]},
        policies,
        {row.kind: row for row in found["checks"]},
        found["marks"],
        found["bookings"],
    )


def policy_of(who: About, session: Session) -> Policy | None:
    """How the session's pool works on its day."""
    return who.policy(session.pool_id, session.starts_at.astimezone(LONDON).date())


def grace_of(who: About, session: Session) -> int:
    """Minutes of grace for a session."""
    policy = policy_of(who, session)
    return policy.grace_minutes if policy else Terms().grace_minutes


def release_hours_of(booking: Booking) -> int:
    """Until how many hours before the start a booking can be given back. One statement."""
    on = booking.starts_at.astimezone(LONDON).date()
    policy = policy_on(booking.session.pool, on)
    return policy.release_hours if policy else Terms().release_hours


def terms_of(policy: Policy) -> Terms:
    """The numbers of a policy that decide about booking."""
    return Terms(
        grace_minutes=policy.grace_minutes,
        release_hours=policy.release_hours,
        no_shows_stop=policy.no_shows_stop,
        marks_suspend=policy.marks_suspend,
        post_ahead_days=policy.post_ahead_days,
        travel_km_an_hour=policy.travel_km_an_hour,
        practice_answers=policy.practice_answers,
    )


def wanted_of(session: Session) -> Wanted:
    """The session as the rule reads it."""
    return Wanted(
        session.starts_at, session.ends_at, session.status, session.free, session.latitude, session.longitude
    )


def taken_of(booking: Booking) -> Taken:
    """A booking as the rule reads it; it comes with its session and practice."""
    session = booking.session
    label = f"your session at {session.practice.name}"
    return Taken(booking.starts_at, booking.ends_at, label, session.latitude, session.longitude)


def takes_bookings(pool: Pool) -> bool:
    """Whether sessions of this pool are booked here."""
    return pool.status == PoolStatus.LIVE and pool.mode == Mode.HERE


def members_of(person: Any) -> QuerySet[Member]:
    """The pools that a person belongs to or has asked to join."""
    return (
        Member.objects.filter(person=person).exclude(status=MemberStatus.LEFT).select_related("pool__owner")
    )


def pools_to_join() -> QuerySet[Pool]:
    """Every pool that is live, with its owner."""
    return Pool.objects.filter(status=PoolStatus.LIVE).select_related("owner", "host")


def sessions_seen_by(person: Any) -> QuerySet[Session]:
    """Sessions that this GP may look at: posted ones of their pools, and those that they have or had a part in."""
    mine = Member.objects.filter(person=person).exclude(status=MemberStatus.LEFT).values("pool")
    hidden = (SessionStatus.DRAFT, SessionStatus.TO_APPROVE, SessionStatus.WITHDRAWN)
    booked = Booking.objects.filter(person=person).values("session")
    waited = Reserve.objects.filter(person=person).values("session")
    seen = Q(pool__in=mine) & ~Q(status__in=hidden)
    found = Session.objects.filter(seen | Q(pk__in=booked) | Q(pk__in=waited))
    return found.select_related("practice", "pool__owner")


def bookings_of(person: Any) -> QuerySet[Booking]:
    """A person's own bookings, with what they are for."""
    rows = Booking.objects.filter(person=person)
    return rows.select_related("session__practice", "session__pool__owner", "person", "timesheet")


def reserve_of(person: Any) -> QuerySet[Reserve]:
    """Full sessions for which a person waits, or is offered a place."""
    rows = Reserve.objects.filter(person=person, status__in=OPEN_RESERVE, session__starts_at__gt=now())
    return rows.select_related("session__practice", "session__pool")


def times_taken(person: Any, start: datetime, end: datetime) -> list[Taken]:
    """What a person has booked that overlaps with a time, in order. One statement."""
    rows = Booking.objects.filter(
        person=person, status__in=HOLDS_A_SEAT, starts_at__lt=end, ends_at__gt=start
    )
    return [taken_of(row) for row in rows.select_related("session__practice")]


def passport_gaps(member: Member, on: date) -> tuple[str, ...]:
    """What is missing of a member's checks on a day."""
    return about(member.person).gaps(member.pool_id, on)


def leads_of(practice: Organisation, on: date | None = None) -> list[Person]:
    """Who looks after a practice's sessions: its leads, else those of its network."""
    day = on or now().date()
    found = memberships_at(practice, [Role.PRACTICE_LEAD], day)
    people = [row.person for row in found]
    if people:
        return people
    network = places_of(practice, day).get(OrganisationKind.NETWORK)
    if network is None:
        return []
    return [row.person for row in memberships_at(network.organisations[0], [Role.NETWORK_LEAD], day)]


def feed_by_token(token: str) -> CalendarFeed | None:
    """The calendar of a private address, while it holds and the person's account is on; None for a guess."""
    rows = CalendarFeed.objects.filter(token_hash=token_hash(token), revoked_at__isnull=True)
    return rows.filter(person__is_active=True).select_related("person").first()


def calendar_rows(person: Any, moment: datetime) -> QuerySet[Booking]:
    """What a calendar shows: what is booked or asked for, from a month ago on."""
    since = moment - timedelta(days=31)
    rows = bookings_of(person).filter(status__in=HOLDS_A_SEAT, ends_at__gt=since)
    return rows.order_by("starts_at", "pk")


def day_sheet(practice: Organisation, first: date, last: date) -> list[Booking]:
    """Who comes to a practice from a day to a day, both included, in order. One statement."""
    start, end = (datetime.combine(day, time(), LONDON) for day in (first, last + timedelta(days=1)))
    rows = Booking.objects.filter(
        session__practice=practice, status__in=HOLDS_A_SEAT, starts_at__gte=start, starts_at__lt=end
    ).exclude(status=BookingStatus.APPLIED)
    return list(rows.select_related("person", "session__pool").order_by("starts_at", "pk"))


def risky(bookings: Iterable[Booking]) -> dict[int, tuple[str, ...]]:
    """Which of these bookings have a check that does not hold on their day, and why (S-18). Two statements."""
    rows = list(bookings)
    people = {row.person_id: row.person for row in rows}
    checks: dict[int, dict[str, Check]] = {}
    found = PassportCheck.objects.filter(person__in=people, superseded_at__isnull=True)
    for check in found:
        held = checks.setdefault(check.person_id, {})
        held[check.kind] = Check(check.state, check.valid_from, check.expires_on)
    policies = _policies({row.session.pool_id for row in rows})
    why = {}
    for row in rows:
        on = row.starts_at.astimezone(LONDON).date()
        policy = _in_force(policies.get(row.session.pool_id, ()), on)
        if missing := gaps(policy.checks if policy else (), checks.get(row.person_id, {}), on):
            why[row.pk] = missing
    return why


def _policies(pools: Iterable[int]) -> dict[int, list[Policy]]:
    found: dict[int, list[Policy]] = {}
    for policy in Policy.objects.filter(pool_id__in=set(pools)):
        found.setdefault(policy.pool_id, []).append(policy)
    return found


def _in_force(rows: Iterable[Policy], on: date) -> Policy | None:
    return next((row for row in rows if row.valid_from <= on <= (row.valid_to or date.max)), None)


def bookings_visible_to(user: Any) -> QuerySet[Booking]:
    """One's own bookings, and those of sessions that the user posts for or whose pool they run."""
    staff = Q(session__in=sessions_visible_to(user).values("pk")) if is_staff(user) else Q(pk__in=[])
    rows = Booking.objects.filter(Q(person=user) | staff)
    return rows.select_related("session__practice", "session__pool__owner", "person", "timesheet")


def to_pay(pool: Pool, first: date, last: date) -> QuerySet[Booking]:
    """Sessions of a pool from a day to a day, both included, whose hours both sides confirmed or that were sent."""
    start, end = (datetime.combine(day, time(), LONDON) for day in (first, last + timedelta(days=1)))
    rows = Booking.objects.filter(
        session__pool=pool, status__in=(BookingStatus.CONFIRMED, BookingStatus.PAID),
        starts_at__gte=start, starts_at__lt=end,
    )  # fmt: skip
    return rows.select_related("session__practice", "person", "timesheet").order_by("starts_at", "pk")


def ratings_of(pool: Pool) -> dict[str, Decimal | None]:
    """The average that each side gave in a pool, by side; None below the floor. One statement."""
    rows = Rating.objects.filter(booking__session__pool=pool).order_by().values_list("side")
    found = {
        side: average_shown(count, total) for side, count, total in rows.annotate(Count("pk"), Sum("score"))
    }
    return {side.value: found.get(side.value) for side in Side}
