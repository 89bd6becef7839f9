"""The only door by which a practice's session comes to be: drafts, posting, approval of a rate, withdrawal.

Changes to a session that is open (time, places, cancelling) and its end: `actions_running`.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from retention_portal.accounts.models import Person
from retention_portal.core import audit
from retention_portal.core.dates import LONDON, now, today
from retention_portal.core.refusals import BadInput, Refused
from retention_portal.core.workflow import check_move, move
from retention_portal.organisations.models import Organisation
from schemes.pools import emails, permissions, queries
from schemes.pools.models import Policy, Pool
from schemes.pools.models_sessions import Seat, Series, Session
from schemes.pools.rules_policy import (
    Advice,
    RateAdvice,
    check_places,
    check_rate,
    check_times,
    check_to_come,
    rate_advice,
)
from schemes.pools.statuses import SESSION_TRANSITIONS, CoverType, SessionStatus, Why

UNPOSTED = (SessionStatus.DRAFT, SessionStatus.TO_APPROVE)


@dataclass(frozen=True)
class SessionContent:
    """What a practice asks for. Moments are aware; `rate` is pounds an hour, `training_budget` pounds."""

    cover_type: str
    why: str
    starts_at: datetime
    ends_at: datetime
    site: str
    rate: Decimal
    postcode: str = ""
    places: int = 1
    appointment_minutes: int | None = None
    indemnity_paid: bool = False
    training_budget: Decimal | None = None
    note: str = ""


@transaction.atomic
def draft(
    *, practice: Organisation, content: SessionContent, by: Person, cover_for: Person | None = None
) -> Session:
    """Write a session down without showing it to anybody: a lead of the practice, or its network, or a coordinator."""
    permissions.check_can_post(by, practice)
    pool = live_pool_for(practice)
    return make_draft(pool=pool, practice=practice, content=content, by=by, cover_for=cover_for)


@transaction.atomic
def make_draft(
    *,
    pool: Pool,
    practice: Organisation,
    content: SessionContent,
    by: Person,
    cover_for: Person | None = None,
    series: Series | None = None,
    made_up: bool = False,
) -> Session:
    """A draft, for those who have checked the right to make one: `draft`, and cover that a GP asks for.

    Raises BadInput when its times, rate or places cannot be; Refused where the pool posts nothing here.
    """
    if not queries.runs_here(pool):
        raise Refused(_elsewhere(pool))
    check_content(pool, content)
    session = Session.objects.create(
        pool=pool, practice=practice, series=series, free=content.places, made_by=by, cover_for=cover_for,
        made_up=made_up, **asdict(content), **coordinates(practice, content.postcode),
    )  # fmt: skip
    audit.record(by=by, verb="pools.session_drafted", obj=session, organisation=practice)
    return session


@transaction.atomic
def change_draft(*, session: Session, content: SessionContent, revision: int, by: Person) -> Session:
    """Change a session that nobody sees yet; refused when somebody else changed it since `revision` was read."""
    permissions.check_can_change(by, session)
    if session.status not in UNPOSTED:
        raise Refused("This session is posted. Move its time, change its places or cancel it.")
    check_content(session.pool, content)
    values = {**asdict(content), **coordinates(session.practice, content.postcode), "free": content.places}
    values |= {"status": SessionStatus.DRAFT, "revision": revision + 1}
    rows = Session.objects.filter(pk=session.pk, revision=revision, status__in=UNPOSTED)
    if not rows.update(**values):
        raise Refused("Somebody else changed this session a moment ago. Look at it again.")
    audit.record(
        by=by, verb="pools.session_changed", obj=session, fields=values, organisation=session.practice
    )
    return Session.objects.select_related("practice", "pool__owner").get(pk=session.pk)


@transaction.atomic
def post(*, session: Session, by: Person) -> Session:
    """Show a draft to the members of the pool; above the ceiling it waits for a named approver first."""
    permissions.check_can_change(by, session)
    if not queries.runs_here(session.pool):
        raise Refused(_elsewhere(session.pool))
    check_not_stopped(session.pool, session.practice)
    _check_still_to_come(session)
    needs = advice_on(session.pool, session.cover_type, session.rate, session.starts_at)
    if needs.advice == Advice.APPROVE and session.approved_rate != session.rate:
        return _ask_approval(session, by)
    return _open(session, by)


@transaction.atomic
def post_one(*, practice: Organisation, content: SessionContent, by: Person) -> Session:
    """Write a session down and post it, both or neither."""
    return post(session=draft(practice=practice, content=content, by=by), by=by)


@transaction.atomic
def post_all(
    *,
    practice: Organisation,
    contents: Sequence[SessionContent],
    by: Person,
    weekdays: Sequence[int] = (),
    every_weeks: int = 1,
    skipped: Sequence[date] = (),
) -> list[Session]:
    """Post several sessions that were asked for together, all or none; they stand by themselves afterwards."""
    permissions.check_can_post(by, practice)
    if not contents:
        raise BadInput("There is no day to post.")
    pool = live_pool_for(practice)
    days = [content.starts_at.astimezone(LONDON).date() for content in contents]
    series = Series.objects.create(
        practice=practice, pool=pool, first_on=min(days), last_on=max(days), every_weeks=every_weeks,
        weekdays=sorted(weekdays), skipped=[day.isoformat() for day in skipped], made_by=by,
    )  # fmt: skip
    made = [
        make_draft(pool=pool, practice=practice, content=content, by=by, series=series)
        for content in contents
    ]
    audit.record(by=by, verb="pools.series_posted", obj=series, organisation=practice)
    return [post(session=session, by=by) for session in made]


@transaction.atomic
def approve_rate(*, session: Session, by: Person) -> Session:
    """Agree to a rate above the ceiling, as a named approver who is another than the maker: the session opens."""
    permissions.check_can_approve_rate(by, session)
    if session.status != SessionStatus.TO_APPROVE:
        raise Refused("No rate waits for approval here.")
    _check_still_to_come(session)
    approved = {"approved_at": now(), "approved_by": by, "approved_rate": session.rate}
    return _open(session, by, also=approved)


@transaction.atomic
def refuse_rate(*, session: Session, by: Person) -> Session:
    """Say no to a rate above the ceiling: the session is a draft again, and waits on the practice."""
    permissions.check_can_approve_rate(by, session)
    if session.status != SessionStatus.TO_APPROVE:
        raise Refused("No rate waits for approval here.")
    move(
        session, SessionStatus.DRAFT, by=by, transitions=SESSION_TRANSITIONS, organisation=session.practice,
        also={"revision": session.revision + 1},
    )  # fmt: skip
    return session


@transaction.atomic
def withdraw(*, session: Session, by: Person) -> Session:
    """Take a session back that nobody has taken; no reason is needed and nobody is told."""
    permissions.check_can_change(by, session)
    session = locked(session)
    if Seat.objects.filter(session=session, booking__isnull=False).exists():
        raise Refused("Somebody has taken it. Cancel the session instead: they are told.")
    move(
        session, SessionStatus.WITHDRAWN, by=by, transitions=SESSION_TRANSITIONS,
        organisation=session.practice, also={"ended_at": now(), "ended_by": by, "free": 0},
    )  # fmt: skip
    return session


def live_pool_for(practice: Organisation) -> Pool:
    """The pool in which a practice posts today. Raises Refused, also where a supplier's system is used."""
    pool = queries.pool_for(practice, today())
    if pool is None:
        raise Refused(f"No pool is open for {practice.name}. Ask the coordinators of your area.")
    if not queries.runs_here(pool):
        raise Refused(_elsewhere(pool))
    return pool


def policy_for(pool: Pool, moment: datetime) -> Policy:
    """The policy on the day of a moment. Raises Refused where there is none."""
    policy = queries.policy_on(pool, moment.astimezone(LONDON).date())
    if policy is None:
        raise Refused(f"{pool.name} has no policy for that day. Ask its coordinators.")
    return policy


def advice_on(pool: Pool, cover_type: str, rate: Decimal, moment: datetime) -> RateAdvice:
    """What a rate needs for a kind of work on the day of a moment, by the pool's rate card."""
    line = queries.rate_on(pool, cover_type, moment.astimezone(LONDON).date())
    return rate_advice(rate, line.recommended if line else None, line.ceiling if line else None)


def check_content(pool: Pool, content: SessionContent) -> None:
    """Raise BadInput for times, rate, places or words that no session can have."""
    check_rate(content.rate)
    check_places(content.places, 0)
    if content.cover_type not in CoverType.values or content.why not in Why.values:
        raise BadInput("Choose what kind of work it is and why it is needed from the lists.")
    if not content.site.strip():
        raise BadInput("Say where the session takes place.")
    if content.training_budget is not None and content.training_budget < 0:
        raise BadInput("A training budget cannot be less than £0.")
    if content.appointment_minutes is not None and not 5 <= content.appointment_minutes <= 60:
        raise BadInput("Appointments last between 5 and 60 minutes.")
    check_to_come(content.starts_at, now())
    _check_times(content.starts_at, content.ends_at, policy_for(pool, content.starts_at))


def check_not_stopped(pool: Pool, practice: Organisation) -> None:
    """Refuse a practice with as many warnings as stop it, until a coordinator has cleared one (S-19)."""
    policy = policy_for(pool, now())
    since = today() - timedelta(days=policy.marks_count_days)
    count = queries.marks_of_practice(pool, practice, since)
    if policy.marks_suspend and count >= policy.marks_suspend:
        raise Refused(
            f"{practice.name} has {count} warnings for cancelling late or sending somebody home. "
            "Ask a coordinator of the pool before you post again.",
            code="S-19",
        )


def coordinates(practice: Organisation, postcode: str) -> dict[str, float | None]:
    """Where a session is: the practice, or a body known at the postcode when it is another; unknown else."""
    at = practice
    if postcode and postcode != practice.postcode:
        known = Organisation.objects.filter(postcode=postcode, latitude__isnull=False).first()
        if known is None:
            return {"latitude": None, "longitude": None}
        at = known
    return {"latitude": at.latitude, "longitude": at.longitude}


def locked(session: Session) -> Session:
    """The session as it is now, kept from others until the transaction ends."""
    rows = Session.objects.select_for_update(of=("self",)).select_related("practice", "pool__owner")
    return rows.get(pk=session.pk)


def on_another_day(content: SessionContent, first: datetime, last: datetime) -> SessionContent:
    """The same session at another time."""
    return replace(content, starts_at=first, ends_at=last)


def _check_times(first: datetime, last: datetime, policy: Policy) -> None:
    check_times(
        first, last, now=now(), longest_minutes=policy.longest_minutes, ahead_days=policy.post_ahead_days
    )


def _check_still_to_come(session: Session) -> None:
    """Refuse a session whose times have become impossible since it was written down."""
    try:
        _check_times(session.starts_at, session.ends_at, policy_for(session.pool, session.starts_at))
    except BadInput as wrong:
        raise Refused(wrong.sentence) from None


def _ask_approval(session: Session, by: Person) -> Session:
    approvers = [person for person in queries.approvers_of(session.pool) if person.pk != session.made_by_id]
    if not approvers:
        raise Refused(
            "The rate is above the pool’s ceiling, and nobody is named who could agree to it. "
            "Enter a lower rate, or ask the coordinators to name somebody."
        )
    move(
        session, SessionStatus.TO_APPROVE, by=by, transitions=SESSION_TRANSITIONS,
        organisation=session.practice,
    )  # fmt: skip
    emails.ask_to_approve(session, [person.email for person in approvers])
    return session


def _open(session: Session, by: Person, also: dict[str, Any] | None = None) -> Session:
    check_move(session, SessionStatus.POSTED, SESSION_TRANSITIONS)
    move(
        session, SessionStatus.POSTED, by=by, transitions=SESSION_TRANSITIONS, organisation=session.practice,
        also={"posted_at": now(), "posted_by": by, "free": session.places, **(also or {})},
    )  # fmt: skip
    Seat.objects.bulk_create(Seat(session=session, number=number) for number in range(1, session.places + 1))
    return session


def _elsewhere(pool: Pool) -> str:
    if pool.supplier_name:
        return f"{pool.name} uses {pool.supplier_name}: post the session there. It is posted once only."
    return f"{pool.name} is not open. Ask its coordinators."
