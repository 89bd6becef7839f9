"""What waits on a person in this slice: drafts, signatures, answers and corrections, by whose turn it is."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse

from action_plans.assurance.models import Report
from action_plans.assurance.statuses import OWNERS, ReportStatus
from retention_portal.accounts.access import has_role, reach_of
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
    """The reports whose turn it is for one of the person's roles, oldest first. One query, none without a role."""
    turns = Q(pk__in=[])
    for status, roles in OWNERS.items():
        if status in TASKS and has_role(person, *roles, on=on):
            turns |= Q(status=status, system__in=reach_of(person, roles, on).values("pk"))
    if turns == Q(pk__in=[]):
        return []
    rows = Report.objects.filter(turns).select_related("system").order_by("updated_at")
    return [
        Waiting(
            title=f"{TASKS[ReportStatus(row.status)]}: {row.system.name}, {Quarter.parse(row.quarter).label}",
            url=reverse("assurance:report", args=[row.pk]),
            since=row.updated_at.astimezone(LONDON).date(),
        )
        for row in rows
    ]
