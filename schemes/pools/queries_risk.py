"""Which bookings are at risk because a check runs out (S-18), and which warnings count. Few statements for any number."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from retention_portal.accounts.models import PassportCheck
from retention_portal.core.dates import LONDON
from retention_portal.core.vocabulary import Profession
from schemes.pools import queries
from schemes.pools.models import Member, Policy, Pool
from schemes.pools.models_sessions import Booking, Mark
from schemes.pools.rules_checks import GMC_GAP, Check, gaps
from schemes.pools.statuses import WORKED, BookingStatus, MemberStatus


def with_sessions(members: QuerySet[Member], moment: datetime) -> QuerySet[Any]:
    """Members with how many sessions they have worked and have ahead, and 1 for those who ask to join."""
    ahead = Q(bookings__status=BookingStatus.ACCEPTED, bookings__starts_at__gt=moment)
    return members.annotate(
        worked=Count("bookings", filter=Q(bookings__status__in=WORKED)),
        ahead=Count("bookings", filter=ahead),
        asking=Case(
            When(status=MemberStatus.ASKED, then=Value(1)), default=Value(0), output_field=IntegerField()
        ),
    )


def gaps_of(pool: Pool, members: Iterable[Member], on: date) -> dict[int, tuple[str, ...]]:
    """What is missing of each member's checks on a day, by the member's id. Two statements."""
    rows = list(members)
    policy = queries.policy_on(pool, on)
    held = _checks(row.person_id for row in rows)
    return {row.pk: _gaps(row, policy, held, on) for row in rows}


def bookings_at_risk(pool: Pool, moment: datetime) -> list[tuple[Booking, tuple[str, ...]]]:
    """Bookings ahead whose person lacks a check on the day of the session, soonest first. Three statements."""
    rows = list(
        Booking.objects.filter(
            session__pool=pool,
            status__in=(BookingStatus.APPLIED, BookingStatus.ACCEPTED),
            starts_at__gt=moment,
        )
        .select_related("member__person", "session__practice")
        .order_by("starts_at", "pk")
    )
    policies = list(pool.policies.all())
    held = _checks(row.person_id for row in rows)
    found = []
    for row in rows:
        on = row.starts_at.astimezone(LONDON).date()
        policy = next((one for one in policies if one.valid_from <= on <= (one.valid_to or date.max)), None)
        if missing := _gaps(row.member, policy, held, on):
            found.append((row, missing))
    return found


def marks_that_count(pool: Pool, on: date) -> QuerySet[Mark]:
    """Warnings of GPs and practices that are not cleared and not too old, newest first."""
    policy = queries.policy_on(pool, on)
    since = on - timedelta(days=policy.marks_count_days if policy else 365)
    rows = Mark.objects.filter(pool=pool, cleared_at__isnull=True, on__gte=since)
    return rows.select_related("person", "practice", "session")


def _checks(people: Iterable[int]) -> dict[int, dict[str, Check]]:
    held: dict[int, dict[str, Check]] = {}
    rows = PassportCheck.objects.filter(person_id__in=set(people), superseded_at__isnull=True)
    for row in rows.order_by("pk"):
        held.setdefault(row.person_id, {})[row.kind] = Check(row.state, row.valid_from, row.expires_on)
    return held


def _gaps(
    member: Member, policy: Policy | None, held: dict[int, dict[str, Check]], on: date
) -> tuple[str, ...]:
    found = gaps(policy.checks if policy else (), held.get(member.person_id, {}), on)
    unchecked = member.person.profession == Profession.GP and not member.person.gmc_is_checked
    return (GMC_GAP, *found) if unchecked else found
