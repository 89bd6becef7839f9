"""What a region decides about days, and what region and system write to each other."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from action_plans.assurance import emails, permissions, queries_calendar, rules_due
from action_plans.assurance.models import DueException, DueRule, Report, ReportMessage
from action_plans.assurance.statuses import DueDecision
from retention_portal.accounts.access import reaches
from retention_portal.accounts.roles import Role
from retention_portal.core import audit
from retention_portal.core.dates import Quarter, today
from retention_portal.core.refusals import Refused
from retention_portal.organisations.models import Organisation

MOST_DAYS = 365


@transaction.atomic
def write_message(*, report: Report, text: str, by: Any) -> ReportMessage:
    """A question or an answer on a submitted report; the other side gets one mail. Refused when it is empty."""
    permissions.check_can_write(by, report)
    if not text.strip():
        raise Refused("Write something first.")
    message = ReportMessage.objects.create(
        report=report,
        text=text.strip(),
        from_region=reaches(by, [Role.COMMISSIONER], report.system),
        written_by=by,
    )
    audit.record(by=by, verb="assurance.message_written", obj=message, organisation=report.system)
    emails.tell_of_message(message)
    return message


@transaction.atomic
def set_due_rule(
    *, region: Organisation, due_after_days: int, closes_after_days: int | None, valid_from: date, by: Any
) -> DueRule:
    """Say from which day on reports are due how many days after their quarter; the rule before ends the day before."""
    permissions.check_can_set_days(by, region)
    if not 0 <= due_after_days <= MOST_DAYS or not (
        closes_after_days is None or closes_after_days <= MOST_DAYS
    ):
        raise Refused(f"Give a number of days from 0 to {MOST_DAYS}.")
    if closes_after_days is not None and closes_after_days < due_after_days:
        raise Refused("A quarter cannot close before its report is due.")
    Organisation.objects.select_for_update().get(pk=region.pk)  # two who press at once follow one another
    DueRule.objects.filter(region=region, valid_from__gte=valid_from).delete()
    DueRule.objects.filter(Q(valid_to=None) | Q(valid_to__gte=valid_from), region=region).update(
        valid_to=valid_from - timedelta(days=1)
    )
    rule = DueRule.objects.create(
        region=region,
        due_after_days=due_after_days,
        closes_after_days=closes_after_days,
        valid_from=valid_from,
        set_by=by,
    )
    audit.record(
        by=by, verb="assurance.due_rule_set", obj=rule, fields=["due_after_days"], organisation=region
    )
    return rule


@transaction.atomic
def decide_due(
    *, system: Organisation, quarter: str, decision: str, due_on: date | None, reason: str, by: Any
) -> DueException:
    """Another day for one system and quarter, no report at all, or back to the rule; each with its reason (C-09)."""
    permissions.check_can_set_days(by, system)
    period, wanted = Quarter.parse(quarter), DueDecision(decision)
    rules_due.check_decision(wanted, due_on, reason, today())
    row = DueException.objects.create(
        system=system,
        quarter=period.code,
        decision=wanted,
        due_on=due_on if wanted is DueDecision.LATER else None,
        reason=reason.strip(),
        set_by=by,
    )
    audit.record(by=by, verb="assurance.due_decided", obj=row, fields=["decision"], organisation=system)
    return row


@transaction.atomic
def send_reminders(*, on: date) -> int:
    """One mail a week before a report is due, one on the day after (CASE-P-10); how many reports were reminded of.

    Running it again sends nothing again: each mail has a key.
    """
    reminded = 0
    for each in queries_calendar.outstanding(Quarter.of(on).previous(), on):
        if what := rules_due.is_to_remind(each.due, on):
            emails.remind(each.system, each.quarter, each.due, overdue=what == "overdue")
            reminded += 1
    return reminded
