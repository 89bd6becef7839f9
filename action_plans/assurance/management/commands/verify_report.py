"""`manage.py verify_report FILE.pdf`: whether a PDF is a report of this portal, unchanged and the latest."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from action_plans.assurance import queries
from retention_portal.core.commands import PortalCommand
from retention_portal.core.refusals import BadInput, quoted


class Command(PortalCommand):
    """Compares the bytes; looks for the code inside when they differ."""

    help = "Say whether a PDF is authentic, superseded, unknown or altered."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The argument of the contract."""
        parser.add_argument("path", type=Path, metavar="FILE.pdf")

    def answer(self, **options: Any) -> dict[str, Any]:
        """The state, and which report it is when that is known."""
        path: Path = options["path"]
        if not path.is_file():
            raise BadInput(f"There is no file {quoted(path)}.", code="no_file")
        found = queries.verify_pdf(path.read_bytes(), open_it=True)
        version = found.version
        if version is None:
            return {"state": found.state.value}
        return {
            "state": found.state.value,
            "system": version.report.system.code,
            "quarter": version.report.quarter,
            "version": version.number,
            "draft": version.is_draft,
            "code": version.code,
        }
