"""What waits on a person in this slice: drafts, signatures, answers and corrections, by whose turn it is."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse

from action_plans.assurance.models import Report
from action_plans.assurance.queries import systems_to_report_for
from action_plans.assurance.queries_calendar import Entry, entries
from action_plans.assurance.statuses import OWNERS, ReportStatus
from retention_portal.accounts.access import has_role, reach_of
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import LONDON, Quarter
from retention_portal.core.waiting import Waiting

TASKS = {
    ReportStatus.DRAFT: "Finish and freeze the report",
    ReportStatus.CLINICAL_REVIEW: "Sign the report as clinical lead",
    ReportStatus.FINANCE_CHECK: "Sign the report as finance lead",
    ReportStatus.SRO_APPROVAL: "Sign the report as senior responsible owner",
    ReportStatus.COMMITTEE_NOTED: "Record that the committee noted the report",
    ReportStatus.SUBMITTED: "Answer the report",
    ReportStatus.QUERIES: "Answer the region's queries on the report",
    ReportStatus.NOT_ACCEPTED: "Correct the report that was not accepted",
}


def waiting_for(person: Any, on: date) -> list[Waiting]:
    """The reports whose turn it is for one of the person's roles, oldest first, then those that are due and not begun.

    No query without a role; a lead's days come from the calendar.
    """
    turns = Q(pk__in=[])
    for status, roles in OWNERS.items():
        if status in TASKS and has_role(person, *roles, on=on):
            turns |= Q(status=status, system__in=reach_of(person, roles, on).values("pk"))
    if turns == Q(pk__in=[]):
        return []
    rows = list(Report.objects.filter(turns).select_related("system").order_by("updated_at"))
    calendar = _calendar(person, on) if has_role(person, Role.SYSTEM_LEAD, on=on) else []
    days = {(each.system.pk, each.quarter.code): each.due.due_on for each in calendar}
    return [_turn(row, days) for row in rows] + [_not_begun(each) for each in calendar if _is_to_begin(each)]


def _turn(row: Report, days: dict[tuple[int, str], date | None]) -> Waiting:
    is_draft = row.status == ReportStatus.DRAFT
    return Waiting(
        title=f"{TASKS[ReportStatus(row.status)]}: {row.system.name}, {Quarter.parse(row.quarter).label}",
        url=reverse("assurance:report", args=[row.pk]),
        since=row.updated_at.astimezone(LONDON).date(),
        due=days.get((row.system_id, row.quarter)) if is_draft else None,
    )


def _calendar(person: Any, on: date) -> list[Entry]:
    quarter = Quarter.of(on)
    return entries(systems_to_report_for(person), [quarter, quarter.previous()], on)


def _is_to_begin(entry: Entry) -> bool:
    return entry.report is None and entry.due.due_on is not None and entry.quarter.end < entry.on


def _not_begun(entry: Entry) -> Waiting:
    return Waiting(
        title=f"Draft the report: {entry.system.name}, {entry.quarter.label}",
        url=reverse("assurance:report_list"),
        since=entry.quarter.end,
        due=entry.due.due_on,
    )
