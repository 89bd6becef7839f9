"""`manage.py draft_report SYSTEM QUARTER`: start the report of a system for a quarter."""

from argparse import ArgumentParser
from typing import Any

from action_plans.assurance import actions, queries
from retention_portal.accounts.actions import system_account
from retention_portal.accounts.queries import person_by_email
from retention_portal.core.commands import PortalCommand


class Command(PortalCommand):
    """Gives the report that is there already, when there is one."""

    help = "Start the assurance report of a system for a quarter, such as: draft_report QHM 2026-27-Q2"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The arguments of the contract."""
        parser.add_argument("system", help="the code of a system")
        parser.add_argument("quarter", help="such as 2026-27-Q2")
        parser.add_argument("--as", dest="email", default="", metavar="EMAIL", help="act as this person")

    def answer(self, **options: Any) -> dict[str, Any]:
        """The report by its number, and where it stands."""
        by = person_by_email(options["email"]) if options["email"] else system_account(name="reports")
        system = queries.system_named(options["system"])
        report = actions.draft_report(system=system, quarter=options["quarter"], by=by)
        return {
            "report": report.pk,
            "system": system.code,
            "quarter": report.quarter,
            "status": str(report.status),
        }
