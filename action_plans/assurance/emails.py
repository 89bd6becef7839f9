"""The mails of this slice: a report came, was answered, is due; a message was written. No figure stands in them."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse

from action_plans.assurance.models import RegionResponse, ReportMessage, ReportVersion
from action_plans.assurance.rules_due import Due
from retention_portal.accounts.models import Person
from retention_portal.accounts.queries import memberships_at
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import Quarter, date_text, today
from retention_portal.core.emails.actions import send_email
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import ancestors
from retention_portal.organisations.statuses import OrganisationKind


def tell_region(version: ReportVersion) -> None:
    """One mail to each commissioner of the system's region: a version was submitted."""
    people = _commissioners(version.report.system)
    _tell(people, version, "assurance/submitted", f"assurance.submitted:{version.pk}", "")


def tell_system(answer: RegionResponse) -> None:
    """One mail to each lead of the system: the region answered."""
    version = answer.version
    people = _leads(version.report.system)
    words = answer.get_response_display()
    _tell(people, version, "assurance/answered", f"assurance.answered:{answer.pk}", words)


def tell_of_message(message: ReportMessage) -> None:
    """One mail to each person of the other side: there is a message about a report."""
    report = message.report
    people = _leads(report.system) if message.from_region else _commissioners(report.system)
    context = _context(report.system, report.quarter) | {
        "from_region": message.from_region,
        "address": f"{settings.PUBLIC_URL}{reverse('assurance:report', args=[report.pk])}#messages",
    }
    for person in people:
        key = f"assurance.message:{message.pk}:{person.pk}"
        send_email(key=key, to=person.email, template="assurance/message", context=context)


def remind(system: Organisation, quarter: Quarter, due: Due, *, overdue: bool) -> None:
    """One mail to each lead that a report is due, or, the day after, that it is overdue (CASE-P-10)."""
    if due.due_on is None:
        return
    kind = "overdue" if overdue else "due"
    context = _context(system, quarter.code) | {
        "overdue": overdue,
        "day": date_text(due.due_on),
        "address": f"{settings.PUBLIC_URL}{reverse('assurance:report_list')}",
    }
    for person in _leads(system):
        key = f"assurance.{kind}:{system.code}:{quarter.code}:{due.due_on}:{person.pk}"
        send_email(key=key, to=person.email, template="assurance/due", context=context)


def _context(system: Organisation, quarter: str) -> dict[str, Any]:
    return {
        "service": settings.STAFF_SERVICE_NAME,
        "system": system.name,
        "quarter": Quarter.parse(quarter).label,
    }


def _leads(system: Organisation) -> list[Person]:
    return [row.person for row in memberships_at(system, [Role.SYSTEM_LEAD], today())]


def _commissioners(system: Organisation) -> list[Person]:
    region = ancestors(system, today()).get(OrganisationKind.REGION)
    if region is None:
        return []
    return [row.person for row in memberships_at(region, [Role.COMMISSIONER], today())]


def _tell(people: Iterable[Person], version: ReportVersion, template: str, key: str, answer: str) -> None:
    report = version.report
    context = {
        "service": settings.STAFF_SERVICE_NAME,
        "system": report.system.name,
        "quarter": Quarter.parse(report.quarter).label,
        "number": version.number,
        "answer": answer,
        "address": f"{settings.PUBLIC_URL}{reverse('assurance:report', args=[report.pk])}",
    }
    for person in people:
        send_email(key=f"{key}:{person.pk}", to=person.email, template=template, context=context)
