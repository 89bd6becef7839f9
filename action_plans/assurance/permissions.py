"""Who may draft, freeze, sign, answer and read reports."""

from typing import Any

from action_plans.assurance.models import Report, ReportVersion
from action_plans.assurance.rules import check_not_own
from action_plans.assurance.statuses import OWNERS, RESPONSES, STEPS, ReportStatus
from retention_portal.accounts.access import has_role, reaches
from retention_portal.accounts.roles import Role
from retention_portal.core.refusals import Refused
from retention_portal.organisations.models import Organisation


def check_can_draft(user: Any, system: Organisation) -> None:
    """Refuse to anyone but the system's lead, and the named accounts under which commands act."""
    if not user.is_system and not reaches(user, [Role.SYSTEM_LEAD], system):
        raise Refused(f"Only the system lead of {system.name} can draft its report.")


def check_can_edit(user: Any, report: Report) -> None:
    """Refuse to anyone but the system's lead, and unless it is a draft."""
    check_can_draft(user, report.system)
    if report.status != ReportStatus.DRAFT:
        raise Refused("This report is frozen. A correction makes a new version.", code="wrong_status")


def check_can_sign(user: Any, report: Report, version: ReportVersion) -> None:
    """Refuse unless it is a signing step, the user owns it, and somebody else froze the report (handbook 4.5)."""
    status = ReportStatus(report.status)
    if status not in STEPS:
        raise Refused("Nothing waits to be signed.", code="wrong_status")
    if not reaches(user, OWNERS[status], report.system):
        raise Refused(f"This waits for the {OWNERS[status][0].label.lower()}.")
    check_not_own(version.frozen_by_id, user.pk)


def check_can_correct(user: Any, report: Report) -> None:
    """Refuse to anyone but the system's lead, and for a draft or a closed report."""
    check_can_draft(user, report.system)
    if report.status in (ReportStatus.DRAFT, ReportStatus.CLOSED):
        raise Refused(
            "Only a report that was frozen, and is not closed, can be corrected.", code="wrong_status"
        )


def check_can_respond(user: Any, report: Report) -> None:
    """Refuse to anyone but the system's region, and unless the report waits for its answer."""
    if not reaches(user, [Role.COMMISSIONER], report.system):
        raise Refused("Only the NHS England region of this system can answer.")
    if report.status not in (ReportStatus.SUBMITTED, *RESPONSES[1:2]):
        raise Refused("This report does not wait for an answer.", code="wrong_status")


def check_can_close(user: Any, report: Report) -> None:
    """Refuse to anyone but the system's region, and unless it accepted the report."""
    if not reaches(user, [Role.COMMISSIONER], report.system):
        raise Refused("Only the NHS England region of this system can close a report.")
    if report.status != ReportStatus.ACCEPTED:
        raise Refused("Only a report that is accepted can be closed.", code="wrong_status")


def check_can_write(user: Any, report: Report) -> None:
    """Refuse a message to anyone but the system's lead and its region, and unless the region has the report."""
    if not reaches(user, [Role.SYSTEM_LEAD, Role.COMMISSIONER], report.system):
        raise Refused("Only the system lead and the NHS England region write to each other here.")
    if report.status == ReportStatus.CLOSED:
        raise Refused("This report is closed.", code="wrong_status")
    if not report.versions.filter(submitted_at__isnull=False).exists():
        raise Refused("The region reads a report when it is submitted.", code="wrong_status")


def check_can_set_days(user: Any, place: Organisation) -> None:
    """Refuse to anyone but the NHS England region of a system, or the region itself."""
    if not reaches(user, [Role.COMMISSIONER], place):
        raise Refused("Only the NHS England region sets when reports are due.")


def check_can_set_signing(user: Any) -> None:
    """Refuse to anyone but an administrator."""
    if not has_role(user, Role.ADMINISTRATOR):
        raise Refused("Only an administrator sets which steps a system signs.")
