"""What the two agree while they meet: a changed plan, and the next session."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from retention_portal.accounts.models import Person
from retention_portal.core import audit
from retention_portal.core.dates import LONDON, now, today
from retention_portal.core.refusals import Refused
from schemes.mentoring import emails, permissions
from schemes.mentoring.models import Pairing
from schemes.mentoring.models_meeting import Appointment, Plan
from schemes.mentoring.rules_plan import check_appointment, check_end, check_sessions

MOST_OPEN = 24


@transaction.atomic
def propose_plan(*, pairing: Pairing, sessions: int, ends_on: date, by: Person) -> Plan:
    """Propose another number of sessions, or another end; the other agrees to it (M-11).

    Raises BadInput for fewer sessions than agreed and for an end outside the service's weeks (M-03). An earlier
    proposal that nobody agreed to is superseded: only the latest counts.
    """
    permissions.check_can_log(by, pairing)
    pairing = Pairing.objects.select_for_update().get(pk=pairing.pk)
    service = pairing.request.service
    began = pairing.answered_at.astimezone(LONDON).date() if pairing.answered_at else today()
    check_sessions(sessions, pairing.sessions)
    check_end(
        ends_on, began=began, shortest=service.shortest_weeks, longest=service.longest_weeks, today=today()
    )
    plan = Plan.objects.create(pairing=pairing, sessions=sessions, ends_on=ends_on, proposed_by=by)
    audit.record(by=by, verb="mentoring.plan_proposed", obj=plan, organisation=service.owner)
    emails.ask_about_plan(plan, _other(pairing, by))
    return plan


@transaction.atomic
def agree_plan(*, plan: Plan, by: Person) -> Pairing:
    """Agree to the latest plan that the other proposed: it is what the two go by from now on (M-11)."""
    pairing = Pairing.objects.select_for_update().get(pk=plan.pairing_id)
    permissions.check_can_log(by, pairing)
    if plan.proposed_by_id == by.pk:
        raise Refused("You proposed this yourself. The other of you agrees to it.")
    latest = Plan.objects.filter(pairing=pairing).aggregate(latest=Max("pk"))["latest"]
    if latest != plan.pk:
        raise Refused("A later plan was proposed. Look at that one.")
    agreed = Plan.objects.filter(pk=plan.pk, agreed_at__isnull=True).update(agreed_at=now(), agreed_by=by)
    if not agreed:
        raise Refused("This plan was agreed already.")
    pairing.sessions, pairing.ends_on = plan.sessions, plan.ends_on
    pairing.save(update_fields=["sessions", "ends_on"])
    audit.record(
        by=by, verb="mentoring.plan_agreed", obj=pairing, fields=["sessions", "ends_on"],
        organisation=pairing.request.service.owner,
    )  # fmt: skip
    return pairing


@transaction.atomic
def set_appointment(*, pairing: Pairing, starts_at: datetime, minutes: int, by: Person) -> Appointment:
    """Agree when to meet next. The other reads it on their page; no mail names a day."""
    permissions.check_can_log(by, pairing)
    check_appointment(starts_at, minutes, now=now())
    Pairing.objects.select_for_update().get(pk=pairing.pk)
    if (
        Appointment.objects.filter(pairing=pairing, starts_at__gt=now(), cancelled_at=None).count()
        >= MOST_OPEN
    ):
        raise Refused(f"You have agreed {MOST_OPEN} sessions already. Take one out first.")
    try:
        with transaction.atomic():
            made = Appointment.objects.create(
                pairing=pairing, starts_at=starts_at, minutes=minutes, set_by=by
            )
    except IntegrityError:
        raise Refused("A session at this time is agreed already.") from None
    audit.record(
        by=by, verb="mentoring.appointment_set", obj=made, organisation=pairing.request.service.owner
    )
    return made


@transaction.atomic
def cancel_appointment(*, appointment: Appointment, by: Person) -> Appointment:
    """Take an agreed session out again; nobody is asked why."""
    permissions.check_one_of_the_two(by, appointment.pairing)
    changed = Appointment.objects.filter(pk=appointment.pk, cancelled_at=None).update(cancelled_at=now())
    if not changed:
        raise Refused("This session was taken out already.")
    audit.record(
        by=by, verb="mentoring.appointment_cancelled", obj=appointment, fields=["cancelled_at"],
        organisation=appointment.pairing.request.service.owner,
    )  # fmt: skip
    return appointment


def _other(pairing: Pairing, by: Person) -> Person:
    return pairing.mentor.person if by.pk == pairing.request.person_id else pairing.request.person
