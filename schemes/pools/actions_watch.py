"""What the clock does for those who take sessions: checks that run out, sessions at risk, a word the day before."""

from datetime import date, datetime, time, timedelta

from django.db import transaction

from retention_portal.accounts.models import PassportCheck
from retention_portal.accounts.statuses import CheckState
from retention_portal.core.dates import LONDON, now, today
from schemes.pools import emails_gp, queries_gp
from schemes.pools.models import ExpiryNotice, Member
from schemes.pools.models_sessions import Booking
from schemes.pools.rules_checks import WARN_DAYS, warning_due
from schemes.pools.statuses import BookingStatus, MemberStatus


def watch_day() -> dict[str, int]:
    """Everything that is due once a day; how many of each. May run twice: every mail has its key."""
    return {"warned": warn_of_checks(), "at_risk": tell_of_risk(), "reminded": remind()}


def warn_of_checks(on: date | None = None) -> int:
    """Tell members of checks that run out: once at 60, at 30 and at 7 days. How many were told."""
    day = on or today()
    until = day + timedelta(days=max(WARN_DAYS))
    members = Member.objects.filter(status__in=(MemberStatus.ACTIVE, MemberStatus.SUSPENDED))
    checks = PassportCheck.objects.filter(
        superseded_at__isnull=True, state=CheckState.PASSED, expires_on__range=(day, until),
        person__in=members.values("person"),
    )  # fmt: skip
    by_person: dict[int, list[Member]] = {}
    for member in members.filter(person__in=checks.values("person")).select_related("person"):
        by_person.setdefault(member.person_id, []).append(member)
    return sum(_warn(member, check, day) for check in checks for member in by_person.get(check.person_id, ()))


@transaction.atomic
def _warn(member: Member, check: PassportCheck, day: date) -> bool:
    days = warning_due(check.expires_on, day)
    if days is None:
        return False
    notice, made = ExpiryNotice.objects.get_or_create(member=member, passport_check=check, days_before=days)
    if made:
        emails_gp.tell_runs_out(notice, member.person)
    return made


def tell_of_risk() -> int:
    """Tell both sides of booked sessions before which a check runs out, once a booking (S-18). How many."""
    rows = Booking.objects.filter(
        status=BookingStatus.ACCEPTED, starts_at__gt=now(), starts_at__lt=_horizon()
    )
    ahead = list(rows.select_related("person", "session__practice", "session__pool"))
    risk = queries_gp.risky(ahead)
    for booking in ahead:
        if booking.pk in risk:
            with transaction.atomic():
                emails_gp.tell_at_risk(booking, queries_gp.leads_of(booking.session.practice))
    return len(risk)


def _horizon() -> datetime:
    return now() + timedelta(days=max(WARN_DAYS))


def remind() -> int:
    """A word the day before to everybody who is booked. How many."""
    first = today() + timedelta(days=1)
    start, end = (datetime.combine(day, time(), LONDON) for day in (first, first + timedelta(days=1)))
    rows = Booking.objects.filter(status=BookingStatus.ACCEPTED, starts_at__gte=start, starts_at__lt=end)
    booked = list(rows.select_related("person", "session__practice"))
    for booking in booked:
        with transaction.atomic():
            emails_gp.tell_reminder(booking)
    return len(booked)
