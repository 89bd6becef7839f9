"""Pools for tests: a live pool over a system's networks, its people, members with checks in order, sessions.

`here = scene()` costs a handful of statements; make what a test needs and no more.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from retention_portal.accounts.actions import mark_gmc_checked, record_check
from retention_portal.accounts.models import Person
from retention_portal.accounts.roles import Role
from retention_portal.accounts.statuses import CheckKind, CheckState
from retention_portal.core.dates import today
from retention_portal.core.vocabulary import Profession
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisation_by_code, organisations_within
from schemes.pools import actions_members, actions_pool, actions_post
from schemes.pools.models import Member, Pool
from schemes.pools.models_sessions import Booking, Seat, Session
from schemes.pools.rules_policy import moments
from schemes.pools.statuses import BookingStatus, CoverType, Relation, Why
from tests.factories.people import person_with

CHECKS = ("registration", "indemnity")


@dataclass
class Scene:
    """A live pool over a whole system, its coordinator, one practice and its lead."""

    pool: Pool
    system: Organisation
    practice: Organisation
    coordinator: Person
    lead: Person
    made: list[Person] = field(default_factory=list)

    def gp(self, **fields: Any) -> Person:
        """A GP whose number is checked."""
        number = f"{2000000 + Person.objects.count()}"
        made = person_with(Role.GP, profession=Profession.GP, gmc_number=number, **fields)
        mark_gmc_checked(person=made, by=self.coordinator)
        made.refresh_from_db()
        return made

    def check(self, person: Person, kind: str = "indemnity", expires_on: date | None = None) -> None:
        """A check of a person that is in order until a day."""
        record_check(
            person=person,
            kind=CheckKind(kind),
            state=CheckState.PASSED,
            by=self.coordinator,
            valid_from=today() - timedelta(days=30),
            expires_on=expires_on,
        )

    def member(
        self, *, checks: tuple[str, ...] = CHECKS, relation: str = Relation.LOCUM, **fields: Any
    ) -> Member:
        """A confirmed member whose checks hold for two years."""
        person = self.gp(**fields)
        for kind in checks:
            self.check(person, kind, today() + timedelta(days=730))
        asked = Member.objects.create(pool=self.pool, person=person, relation=relation)
        return actions_members.confirm_member(member=asked, by=self.coordinator)

    def content(self, days: int = 7, at: str = "09:00", to: str = "13:10", **changes: Any) -> Any:
        """What the practice asks for: a session in so many days."""
        first, last = moments(today() + timedelta(days=days), time.fromisoformat(at), time.fromisoformat(to))
        facts: dict[str, Any] = {
            "cover_type": CoverType.SURGERY,
            "why": Why.VACANCY,
            "starts_at": first,
            "ends_at": last,
            "site": "Main surgery",
            "rate": Decimal("80.00"),
        }
        return actions_post.SessionContent(**(facts | changes))

    def draft(self, days: int = 7, **changes: Any) -> Session:
        """A session that is not posted yet."""
        return actions_post.draft(practice=self.practice, content=self.content(days, **changes), by=self.lead)

    def session(self, days: int = 7, **changes: Any) -> Session:
        """A posted session."""
        return actions_post.post(session=self.draft(days, **changes), by=self.lead)

    def booked(self, session: Session, member: Member | None = None, **changes: Any) -> Booking:
        """A place taken, written straight into the tables: for tests of what comes after."""
        member = member or self.member()
        facts: dict[str, Any] = {
            "session": session,
            "member": member,
            "person": member.person,
            "status": BookingStatus.ACCEPTED,
            "starts_at": session.starts_at,
            "ends_at": session.ends_at,
            "held": (session.starts_at, session.ends_at),
            "relation": member.relation,
            "rate": session.rate,
            "booked_by": member.person,
        }
        booking = Booking.objects.create(**(facts | changes))
        seat = Seat.objects.filter(session=session, booking__isnull=True).first()
        Seat.objects.filter(pk=seat.pk).update(booking=booking)  # type: ignore[union-attr]
        free = Seat.objects.filter(session=session, booking__isnull=True).count()
        status = "filled" if not free else session.status
        Session.objects.filter(pk=session.pk).update(free=free, status=status)
        session.refresh_from_db()
        return booking

    def happened(self, session: Session, days_ago: int = 1) -> Session:
        """The session and its bookings, moved into the past as time would have."""
        delta = timedelta(days=(session.starts_at.date() - today()).days + days_ago)
        for row in (session, *session.bookings.all()):
            row.starts_at, row.ends_at = row.starts_at - delta, row.ends_at - delta
            if isinstance(row, Booking):
                row.held = (row.starts_at, row.ends_at)
            row.save()
        return session


def scene(code: str = "QHM", *, practice: int = 0, **policy: Any) -> Scene:
    """A live pool of a system; `policy` changes the usual policy; `practice` picks another practice of it."""
    system = organisation_by_code(code)
    assert system is not None
    practices = organisations_within(system, today(), "practice", open_only=True).order_by("code")
    place = practices[practice]
    coordinator = person_with(Role.COORDINATOR, system)
    lead = person_with(Role.PRACTICE_LEAD, place)
    content = actions_pool.PoolContent(
        name=f"Flexible pool of {code}",
        about="Sessions near you.",
        contact_name="The coordinator",
        contact_email="pool@example.net",
    )
    pool = actions_pool.open_pool(
        owner=system,
        host=system,
        content=content,
        places=[system],
        by=coordinator,
        since=today() - timedelta(days=400),
        live=True,
        policy=actions_pool.usual_content(**({"checks": CHECKS} | policy)),
    )
    actions_pool.set_rate(
        pool=pool, cover_type="", recommended=Decimal("85.00"), ceiling=Decimal("100.00"),
        valid_from=today(), by=coordinator,
    )  # fmt: skip
    return Scene(pool, system, place, coordinator, lead)


def at(day: date, clock: str) -> datetime:
    """A London moment."""
    return moments(day, time.fromisoformat(clock), time(23, 59))[0]
