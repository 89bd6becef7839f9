"""Made-up pools of the demonstration: one run here in the demo system, one of a supplier in the fictional one.

What lies ahead is made through the actions. What lies behind is written straight into the tables, as time and
people would have left it: the actions rightly refuse the past.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from random import Random

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from action_plans.funding.models import AllocationLine
from retention_portal.accounts.actions import grant_membership, record_check, system_account
from retention_portal.accounts.models import Membership, Person
from retention_portal.accounts.queries import person_by_email
from retention_portal.accounts.roles import Role
from retention_portal.accounts.statuses import CheckKind, CheckState
from retention_portal.core.dates import now, today
from retention_portal.core.vocabulary import Profession
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisation_by_code, organisations_within
from retention_portal.organisations.statuses import OrganisationKind
from schemes.pools import (
    actions_booking,
    actions_members,
    actions_money,
    actions_pool,
    actions_post,
    demo_supplier,
)
from schemes.pools.models import Interest, Member, Pool
from schemes.pools.models_sessions import Booking, Mark, Seat, Session, Timesheet
from schemes.pools.rules_booking import held
from schemes.pools.rules_policy import moments
from schemes.pools.statuses import (
    BookingStatus,
    CoverType,
    FundingKind,
    MarkKind,
    Relation,
    SessionStatus,
    Side,
    Why,
)

SYSTEM, NAME = "QHM", "Flexible GP pool of the demonstration"
WEEKS_BACK, PRACTICES = 22, 8
MORNING, AFTERNOON = (time(8, 30), time(12, 40)), (time(14), time(18, 10))
KINDS = (
    (CoverType.VACANCY, Why.VACANCY),
    (CoverType.ANNUAL_LEAVE, Why.ANNUAL),
    (CoverType.PARENTAL_LEAVE, Why.PARENTAL),
    (CoverType.SICK, Why.SICK),
    (CoverType.SURGERY, Why.DEMAND),
    (CoverType.ENHANCED_ACCESS, Why.DEMAND),
    (CoverType.SURGERY, Why.DEVELOPMENT),
)
MEMBERS = (
    ("Demo pool GP, employed", Relation.EMPLOYED),
    ("Demo pool GP, engaged", Relation.ENGAGED),
    ("Demo pool locum 1", Relation.LOCUM),
    ("Demo pool locum 2", Relation.LOCUM),
    ("Demo GP coming back", Relation.ENGAGED),
)
_numbers = count(7000101)


@dataclass
class Cast:
    """Who acts, and where."""

    pool: Pool
    coordinator: Person
    practice: Organisation
    lead: Person
    others: list[Organisation]
    members: list[Member]


@transaction.atomic
def seed() -> dict[str, int]:
    """Both pools; nothing the second time."""
    system = organisation_by_code(SYSTEM)
    if system is None or Pool.objects.filter(made_up=True).exists():
        return {"pools": 0}
    cast = _cast(system)
    _people(cast)
    _behind(cast)
    _ahead(cast)
    _interest(cast, system)
    _money(cast)
    return {"pools": 1 + demo_supplier.seed()}


def _cast(system: Organisation) -> Cast:
    coordinator, lead = person_by_email("coordinator@example.org"), person_by_email("practice@example.org")
    practice = Membership.objects.get(person=lead, role=Role.PRACTICE_LEAD).organisation
    assert practice is not None
    networks = organisations_within(system, today(), OrganisationKind.NETWORK, open_only=True)
    own = [n for n in networks if organisations_within(n, today()).filter(pk=practice.pk).exists()]
    rest = [n for n in networks.order_by("code") if n not in own]
    places = [*own, *rest][:3]
    content = actions_pool.PoolContent(
        name=NAME,
        about="Sessions at practices that know you, when they suit you. (Made up for the demonstration.)",
        contact_name="The coordinator of the demonstration",
        contact_email=coordinator.email,
        contract_reference="Flexible working GP contract template",
    )
    pool = actions_pool.open_pool(
        owner=system, host=system, content=content, places=places, by=coordinator, live=True, made_up=True,
        since=today() - timedelta(days=7 * (WEEKS_BACK + 3)),
        policy=actions_pool.usual_content(checks=("registration", "performers_list", "indemnity", "dbs")),
    )  # fmt: skip
    for cover, recommended, ceiling in (
        ("", "85.00", "100.00"),
        (CoverType.ENHANCED_ACCESS, "95.00", "110.00"),
    ):
        actions_pool.set_rate(
            pool=pool, cover_type=cover, recommended=Decimal(recommended), ceiling=Decimal(ceiling),
            valid_from=today(), by=coordinator,
        )  # fmt: skip
    for email in ("coordinator2@example.org", "finance@example.org"):
        actions_pool.name_approver(pool=pool, person=person_by_email(email), by=coordinator)
    each = [
        list(organisations_within(n, today(), OrganisationKind.PRACTICE, open_only=True)[:4]) for n in places
    ]
    others = [row for rows in each for row in rows if row != practice][: PRACTICES - 1]
    return Cast(pool, coordinator, practice, lead, others, [])


def _people(cast: Cast) -> None:
    """Members with checks; one check of the demo GP runs out soon, one member is coming back, one asks to join."""
    gp = person_by_email("gp@example.org")
    people = [(gp, Relation.LOCUM)]
    people += [(_person(number, name), relation) for number, (name, relation) in enumerate(MEMBERS, start=1)]
    for person, relation in people:
        for kind in (CheckKind.REGISTRATION, CheckKind.PERFORMERS_LIST, CheckKind.INDEMNITY, CheckKind.DBS):
            soon = person == gp and kind == CheckKind.INDEMNITY
            _check(cast, person, kind, today() + timedelta(days=25 if soon else 500))
        asked = Member.objects.create(
            pool=cast.pool,
            person=person,
            relation=relation,
            sessions_wanted=2,
            postcode=cast.practice.postcode[:10],
        )
        cast.members.append(actions_members.confirm_member(member=asked, by=cast.coordinator))
    back = cast.members[-1]
    actions_members.set_coming_back(member=back, coming_back=True, days=10, by=cast.coordinator)
    for weeks in (2, 5):
        actions_members.note_touch_day(
            member=back, on=today() - timedelta(weeks=weeks), minutes=180, by=cast.coordinator
        )
    Member.objects.create(
        pool=cast.pool, person=person_by_email("gp2@example.org"), relation=Relation.ENGAGED,
        cover_types=[CoverType.SURGERY], sessions_wanted=1,
    )  # fmt: skip


def _person(number: int, name: str) -> Person:
    person = Person(
        email=f"pool-{number}@example.org", full_name=name, profession=Profession.GP,
        gmc_number=str(next(_numbers)), gmc_checked_at=now(), gmc_checked_by=system_account(name="demo"),
    )  # fmt: skip
    person.set_unusable_password()
    person.save()
    grant_membership(person=person, role=Role.GP, organisation=None, by=system_account(name="demo"))
    return person


def _check(cast: Cast, person: Person, kind: CheckKind, expires_on: date) -> None:
    record_check(
        person=person, kind=kind, state=CheckState.PASSED, by=cast.coordinator, expires_on=expires_on,
        valid_from=today() - timedelta(days=WEEKS_BACK * 7 + 30),
    )  # fmt: skip


# --- what lies behind -----------------------------------------------------------------------------------------


def _behind(cast: Cast) -> None:
    """Months of sessions in every state; the same on every copy."""
    dice = Random(7)  # noqa: S311 - made-up sessions, no secret
    busy: set[tuple[int, date]] = set()
    for day, practice in _past_days(cast, dice):
        first, last = moments(day, *dice.choice((MORNING, AFTERNOON)))
        kind, why = dice.choice(KINDS)
        session = _past_session(cast, practice, first, last, kind, why, dice)
        if session.status != SessionStatus.OVER:
            continue
        member = next(
            (one for one in dice.sample(cast.members, len(cast.members)) if (one.pk, day) not in busy), None
        )
        if member is None:
            continue
        busy.add((member.pk, day))
        _past_booking(cast, session, member, dice)


def _past_days(cast: Cast, dice: Random) -> Iterator[tuple[date, Organisation]]:
    monday = today() - timedelta(days=today().weekday())
    for week in range(WEEKS_BACK, 0, -1):
        for practice in (cast.practice, *cast.others):
            if practice == cast.practice or dice.random() < 0.7:
                yield monday - timedelta(weeks=week, days=-dice.randrange(5)), practice


def _past_session(
    cast: Cast, practice: Organisation, first: datetime, last: datetime, kind: str, why: str, dice: Random
) -> Session:
    states = [SessionStatus.OVER] * 15 + [SessionStatus.UNFILLED] * 4 + [SessionStatus.CANCELLED]
    status = dice.choice(states)
    session = Session.objects.create(
        pool=cast.pool, practice=practice, cover_type=kind, why=why, starts_at=first, ends_at=last,
        site=practice.name[:160], postcode=practice.postcode[:10], latitude=practice.latitude,
        longitude=practice.longitude, places=1, free=1 if status == SessionStatus.UNFILLED else 0,
        rate=Decimal(dice.choice(("80.00", "82.50", "85.00", "90.00"))), appointment_minutes=15, status=status,
        made_by=cast.coordinator, posted_by=cast.coordinator,
        posted_at=first - timedelta(days=dice.choice((1, 3, 5, 9, 16, 30))), made_up=True,
        ended_because="The doctor came back earlier." if status == SessionStatus.CANCELLED else "",
    )  # fmt: skip
    Seat.objects.create(session=session, number=1)
    return session


def _past_booking(cast: Cast, session: Session, member: Member, dice: Random) -> None:
    recent = session.starts_at > now() - timedelta(days=14)
    status = BookingStatus.WORKED if recent else dice.choice((BookingStatus.CONFIRMED, BookingStatus.PAID))
    first, last = held(session.starts_at, session.ends_at, 60)
    booking = Booking.objects.create(
        session=session, member=member, person=member.person, status=status, starts_at=session.starts_at,
        ends_at=session.ends_at, held=DateTimeTZRange(first, last, "[]"), relation=member.relation,
        rate=session.rate, booked_by=member.person, booked_at=session.posted_at,
    )  # fmt: skip
    Seat.objects.filter(session=session).update(booking=booking)
    if status == BookingStatus.WORKED:
        return
    signed = session.ends_at + timedelta(days=1)
    Timesheet.objects.create(
        booking=booking, worked_from=session.starts_at, worked_to=session.ends_at, gp_at=signed,
        gp_by=member.person, practice_at=signed, practice_by=cast.lead,
        sent_at=signed if status == BookingStatus.PAID else None,
        sent_by=cast.coordinator if status == BookingStatus.PAID else None,
    )  # fmt: skip


# --- what lies ahead ------------------------------------------------------------------------------------------


def _ahead(cast: Cast) -> None:
    """Open, full, waiting for approval, a draft, cover that was asked for, and two of the demo GP's own."""
    posted = [
        _post(cast, practice, days, *dice)
        for number, practice in enumerate((cast.practice, *cast.others))
        for days, *dice in (
            (3 + number, MORNING, number),
            (9 + number, AFTERNOON, number + 2),
            (16 + number, MORNING, number + 4),
        )
    ]
    gp, others = cast.members[0], cast.members[1:]
    for session, member in zip(
        (posted[0], posted[4], posted[7], posted[11]), (gp, others[0], gp, others[1]), strict=True
    ):
        actions_booking.book(session=session, person=member.person, by=member.person)
    _post(cast, cast.practice, 12, AFTERNOON, 1, rate=Decimal("120.00"))
    actions_post.draft(practice=cast.practice, content=_content(cast.practice, 20, MORNING, 3), by=cast.lead)
    cover = _content(cast.practice, 14, MORNING, 6)
    actions_post.make_draft(
        pool=cast.pool, practice=cast.practice, content=cover, by=person_by_email("mentor@example.org"),
        cover_for=person_by_email("mentor@example.org"), made_up=True,
    )  # fmt: skip
    unfilled = Session.objects.filter(pool=cast.pool, status=SessionStatus.CANCELLED).last()
    if unfilled is not None:
        Mark.objects.create(
            pool=cast.pool, side=Side.PRACTICE, practice=unfilled.practice, session=unfilled,
            kind=MarkKind.LATE_CANCEL, on=unfilled.starts_at.date(), given_by=system_account(name="pools"),
            contested="The clinic was flooded overnight.",
        )  # fmt: skip


def _content(
    practice: Organisation, days: int, at: tuple[time, time], kind: int, rate: Decimal | None = None
) -> actions_post.SessionContent:
    day = today() + timedelta(days=days)
    while day.weekday() > 4:
        day += timedelta(days=2)
    first, last = moments(day, *at)
    cover, why = KINDS[kind % len(KINDS)]
    return actions_post.SessionContent(
        cover_type=cover, why=why, starts_at=first, ends_at=last, site=practice.name[:160],
        rate=rate or Decimal(("80.00", "85.00", "92.50")[kind % 3]), postcode=practice.postcode[:10],
        appointment_minutes=15, indemnity_paid=kind % 2 == 0, note="Parking behind the surgery.",
        training_budget=Decimal("50.00") if kind % 4 == 0 else None,
    )  # fmt: skip


def _post(
    cast: Cast,
    practice: Organisation,
    days: int,
    at: tuple[time, time],
    kind: int,
    rate: Decimal | None = None,
) -> Session:
    by = cast.lead if practice == cast.practice else cast.coordinator
    made = actions_post.make_draft(
        pool=cast.pool,
        practice=practice,
        content=_content(practice, days, at, kind, rate),
        by=by,
        made_up=True,
    )
    return actions_post.post(session=made, by=by)


def _interest(cast: Cast, system: Organisation) -> None:
    """Two people who would like to join: one of them where there is no pool to join yet."""
    Interest.objects.create(
        area=system, pool=cast.pool, name="Demo interested GP", email="interested@example.org",
        phone="01632 960001", best_time="after 6pm", line="I have moved here and would like a session a week.",
        asked_at=now() - timedelta(days=4),
    )  # fmt: skip
    Interest.objects.create(
        area=system,
        name="Demo GP without a pool",
        email="no-pool@example.org",
        asked_at=now() - timedelta(days=9),
    )


def _money(cast: Cast) -> None:
    """Money for both uses, where the demonstration's plan has allocated some."""
    for code, kind, amount in (("FUND-POOL-A", FundingKind.A, 1_500), ("FUND-LGPRF", FundingKind.B, 45_000)):
        line = AllocationLine.objects.filter(system=cast.pool.owner, programme__code=code).last()
        if line is None:
            continue
        row = actions_money.add_funding(
            pool=cast.pool, line=line, kind=kind, amount=Decimal(amount), by=cast.coordinator
        )
        if kind == FundingKind.A:
            actions_money.note_plan(row=row, on=today() - timedelta(days=40), by=cast.coordinator)
