"""The two mails of this slice: the region hears of a report, the system of its answer. No figure stands in them."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse

from action_plans.assurance.models import RegionResponse, ReportVersion
from retention_portal.accounts.models import Person
from retention_portal.accounts.queries import memberships_at
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import Quarter, today
from retention_portal.core.emails.actions import send_email
from retention_portal.organisations.queries import ancestors
from retention_portal.organisations.statuses import OrganisationKind


def tell_region(version: ReportVersion) -> None:
    """One mail to each commissioner of the system's region: a version was submitted."""
    region = ancestors(version.report.system, today()).get(OrganisationKind.REGION)
    if region is None:
        return
    people = [row.person for row in memberships_at(region, [Role.COMMISSIONER], today())]
    _tell(people, version, "assurance/submitted", f"assurance.submitted:{version.pk}", "")


def tell_system(answer: RegionResponse) -> None:
    """One mail to each lead of the system: the region answered."""
    version = answer.version
    people = [row.person for row in memberships_at(version.report.system, [Role.SYSTEM_LEAD], today())]
    words = answer.get_response_display()
    _tell(people, version, "assurance/answered", f"assurance.answered:{answer.pk}", words)


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
