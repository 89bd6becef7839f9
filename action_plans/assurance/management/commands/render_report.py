"""`manage.py render_report REPORT --out FILE.pdf`: the PDF of a report's latest version, or of its draft."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from action_plans.assurance import actions, queries
from action_plans.assurance.models import Report, ReportVersion
from action_plans.assurance.statuses import ReportStatus
from retention_portal.accounts.actions import system_account
from retention_portal.accounts.queries import person_by_email
from retention_portal.core.commands import PortalCommand
from retention_portal.core.refusals import BadInput, Refused, quoted


class Command(PortalCommand):
    """A draft is kept as a working copy with a code of its own and marked as a draft on every page."""

    help = "Write the PDF of a report: its latest submitted version, or its draft, marked so."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The arguments of the contract."""
        parser.add_argument("report", help="its number, or SYSTEM/QUARTER such as QHM/2026-27-Q2")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
        parser.add_argument("--as", dest="email", default="", metavar="EMAIL", help="act as this person")

    def answer(self, **options: Any) -> dict[str, Any]:
        """Which version was written, with its code and hashes."""
        by = person_by_email(options["email"]) if options["email"] else system_account(name="reports")
        report = queries.report_named(options["report"])
        version = actions.render_report(version_id=_version_of(report, by).pk)
        content = queries.pdf_of(version)
        _write(options["out"], content)
        return {
            "report": report.pk,
            "version": version.number,
            "draft": version.is_draft,
            "code": version.code,
            "sha256": version.sha256,
            "pdf_sha256": version.pdf_sha256,
            "bytes": len(content),
            "out": str(options["out"]),
        }


def _version_of(report: Report, by: Any) -> ReportVersion:
    if report.status == ReportStatus.DRAFT:
        return actions.keep_working_copy(report=report, by=by)
    version = queries.latest_version(report)
    if version is None or version.submitted_at is None:
        raise Refused(f"This report is not submitted yet: {ReportStatus(report.status).label.lower()}.")
    return version


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise BadInput(f"{quoted(path)} cannot be written: {error.strerror}.", code="cannot_write") from error
