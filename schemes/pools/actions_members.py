"""The only door for changes to who belongs to a pool, as its coordinators make them. What a GP does: `actions_gp`."""

from datetime import date

from django.db import IntegrityError, transaction

from retention_portal.accounts.actions import record_check
from retention_portal.accounts.models import PassportCheck, Person
from retention_portal.accounts.statuses import CheckKind, CheckState
from retention_portal.core import audit
from retention_portal.core.dates import now, today
from retention_portal.core.refusals import BadInput, Refused
from retention_portal.core.workflow import move
from schemes.pools import emails, permissions
from schemes.pools.models import Interest, KeepInTouchDay, Member
from schemes.pools.models_sessions import Mark
from schemes.pools.statuses import (
    HOLDS_A_SEAT,
    INTEREST_TRANSITIONS,
    MEMBER_TRANSITIONS,
    InterestStatus,
    MemberStatus,
    Relation,
)


@transaction.atomic
def confirm_member(*, member: Member, by: Person, relation: str = "") -> Member:
    """Say yes to somebody who asked to join, as employed, engaged or locum; they may book once their checks hold."""
    permissions.check_can_confirm(by, member)
    relation = relation or member.relation
    if relation not in member.pool.relations:
        raise BadInput(f"This pool has nobody who is “{Relation(relation).label.lower()}”.")
    if member.status != MemberStatus.ASKED:
        raise Refused("This person was answered already.")
    move(
        member, MemberStatus.ACTIVE, by=by, transitions=MEMBER_TRANSITIONS, organisation=member.pool.owner,
        also={"relation": relation, "confirmed_at": now(), "confirmed_by": by},
    )  # fmt: skip
    emails.tell_member_confirmed(member)
    return member


@transaction.atomic
def decline_member(*, member: Member, by: Person) -> Member:
    """Say not this time to somebody who asked to join; they are told, kindly and without a list of reasons."""
    permissions.check_can_look_after(by, member)
    if member.status != MemberStatus.ASKED:
        raise Refused("This person was answered already.")
    move(
        member, MemberStatus.LEFT, by=by, transitions=MEMBER_TRANSITIONS, organisation=member.pool.owner,
        also={"left_on": today()},
    )  # fmt: skip
    emails.tell_member_not_this_time(member)
    return member


@transaction.atomic
def suspend_member(*, member: Member, by: Person) -> Member:
    """Pause somebody: what is booked stays, nothing new can be booked."""
    permissions.check_can_look_after(by, member)
    move(
        member, MemberStatus.SUSPENDED, by=by, transitions=MEMBER_TRANSITIONS, organisation=member.pool.owner
    )
    emails.tell_member_paused(member)
    return member


@transaction.atomic
def resume_member(*, member: Member, by: Person) -> Member:
    """Let somebody book again."""
    permissions.check_can_look_after(by, member)
    if member.status != MemberStatus.SUSPENDED:
        raise Refused("Only somebody who is paused can be taken up again.")
    move(member, MemberStatus.ACTIVE, by=by, transitions=MEMBER_TRANSITIONS, organisation=member.pool.owner)
    emails.tell_member_again(member)
    return member


@transaction.atomic
def change_relation(*, member: Member, relation: str, by: Person) -> Member:
    """Say what the member is to the pool from now on; sessions already booked keep the relation they were booked in."""
    permissions.check_can_look_after(by, member)
    if relation not in member.pool.relations:
        raise BadInput(f"This pool has nobody who is “{Relation(relation).label.lower()}”.")
    Member.objects.filter(pk=member.pk).update(relation=relation)
    member.relation = relation
    audit.record(
        by=by, verb="pools.relation_changed", obj=member, fields=["relation"], organisation=member.pool.owner
    )
    return member


@transaction.atomic
def note_check(
    *,
    member: Member,
    kind: CheckKind,
    state: CheckState,
    valid_from: date,
    expires_on: date | None,
    evidence_reference: str,
    by: Person,
) -> PassportCheck:
    """Record in the member's one passport what a coordinator of the pool found; the newest finding counts."""
    permissions.check_can_look_after(by, member)
    if valid_from > today():
        raise BadInput("A check counts from today or an earlier day.")
    if expires_on is not None and expires_on < valid_from:
        raise BadInput("A check runs out after the day from which it counts.")
    return record_check(
        person=member.person, kind=kind, state=state, by=by, valid_from=valid_from, expires_on=expires_on,
        evidence_reference=evidence_reference,
    )  # fmt: skip


@transaction.atomic
def leave_member(*, member: Member, by: Person) -> Member:
    """End a membership: by the person themselves or a coordinator; refused while something is booked."""
    if member.person_id != by.pk:
        permissions.check_can_look_after(by, member)
    member = (
        Member.objects.select_for_update(of=("self",))
        .select_related("pool__owner", "person")
        .get(pk=member.pk)
    )
    ahead = member.bookings.filter(status__in=HOLDS_A_SEAT, starts_at__gt=now())
    if ahead.exists():
        raise Refused("Sessions are still booked. Give them back first, then leave.")
    move(
        member, MemberStatus.LEFT, by=by, transitions=MEMBER_TRANSITIONS, organisation=member.pool.owner,
        also={"left_on": today()},
    )  # fmt: skip
    return member


@transaction.atomic
def set_coming_back(*, member: Member, coming_back: bool, days: int, by: Person) -> Member:
    """Mark somebody as coming back from a break, with so many keep-in-touch days agreed (POOL-R06)."""
    permissions.check_can_look_after(by, member)
    if not 0 <= days <= 60:
        raise BadInput("Agree on between 0 and 60 keep-in-touch days.")
    used = member.touch_days.count()
    if days < used:
        raise BadInput(f"{used} days are noted already. Enter {used} or more.")
    Member.objects.filter(pk=member.pk).update(coming_back=coming_back, keep_in_touch_days=days)
    member.refresh_from_db()
    audit.record(
        by=by, verb="pools.coming_back_set", obj=member, fields=["coming_back", "keep_in_touch_days"],
        organisation=member.pool.owner,
    )  # fmt: skip
    return member


@transaction.atomic
def note_touch_day(*, member: Member, on: date, minutes: int, by: Person) -> KeepInTouchDay:
    """Note a day on which somebody coming back kept in touch; not in the future, not above what is agreed."""
    permissions.check_can_look_after(by, member)
    if on > today():
        raise BadInput("Choose today or an earlier day.")
    if not 15 <= minutes <= 750:
        raise BadInput("Enter between 15 and 750 minutes.")
    member = Member.objects.select_for_update(of=("self",)).select_related("pool__owner").get(pk=member.pk)
    if member.touch_days.count() >= member.keep_in_touch_days:
        raise Refused(f"All {member.keep_in_touch_days} agreed days are used. Agree on more first.")
    try:
        with transaction.atomic():
            day = KeepInTouchDay.objects.create(member=member, on=on, minutes=minutes, noted_by=by)
    except IntegrityError:
        raise Refused("This day is noted already.") from None
    audit.record(by=by, verb="pools.touch_day_noted", obj=day, organisation=member.pool.owner)
    return day


@transaction.atomic
def answer_interest(*, interest: Interest, by: Person) -> Interest:
    """Note that somebody was answered: the coordinator has rung or written."""
    permissions.check_can_answer(by, interest)
    move(
        interest, InterestStatus.ANSWERED, by=by, transitions=INTEREST_TRANSITIONS,
        organisation=interest.pool.owner if interest.pool else interest.area,
        also={"answered_at": now(), "answered_by": by},
    )  # fmt: skip
    return interest


@transaction.atomic
def clear_mark(*, mark: Mark, because: str, by: Person) -> Mark:
    """Take a warning away, of a GP or of a practice, with a reason; it stays on record as cleared."""
    permissions.check_can_run_pool(by, mark.pool)
    if mark.person_id == by.pk:
        raise Refused("This warning is about you. Another coordinator looks at it.")
    if not because.strip():
        raise BadInput("Say why the warning is cleared.")
    cleared = Mark.objects.filter(pk=mark.pk, cleared_at__isnull=True).update(
        cleared_at=now(), cleared_by=by, cleared_because=because.strip()[:300]
    )
    if not cleared:
        raise Refused("This warning is cleared already.")
    mark.refresh_from_db()
    audit.record(by=by, verb="pools.mark_cleared", obj=mark, organisation=mark.pool.owner)
    return mark
