"""`manage.py import_workforce PATH`: check a workforce file, and publish it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.management.base import CommandError

from retention_portal.accounts.actions import system_account
from retention_portal.accounts.queries import person_by_email
from retention_portal.core.commands import PortalCommand
from retention_portal.core.dates import Month
from retention_portal.core.refusals import BadInput, quoted
from workforce.extracts import by_command


class Command(PortalCommand):
    """Check a file as the page does, at once; with --publish make it the current edition of its month."""

    help = "Check a workforce file (CSV, XLSX or the publication's zip); with --publish, publish it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The arguments of the contract."""
        parser.add_argument("path", type=Path)
        parser.add_argument(
            "--period", default="", metavar="YYYY-MM", help="the month, when the name does not say"
        )
        parser.add_argument("--publish", action="store_true")
        parser.add_argument(
            "--accept-rejects", action="store_true", help="publish without the rows that have errors"
        )
        parser.add_argument("--as", dest="email", default="", metavar="EMAIL", help="act as this person")

    def answer(self, **options: Any) -> dict[str, Any]:
        """The answer of the contract. A refused file ends the command with exit code 1."""
        path: Path = options["path"]
        _check_file(path)
        period = Month.parse(options["period"]).code if options["period"] else ""
        by = (
            person_by_email(options["email"]) if options["email"] else system_account(name="workforce-import")
        )
        with path.open("rb") as file:
            answer = by_command.import_file(
                file=File(file, name=path.name),
                name=path.name,
                period=period,
                publish=options["publish"],
                accept_rejects=options["accept_rejects"],
                by=by,
            )
        self.why = answer["error"]["message"] if answer["status"] == "refused" else ""
        return answer

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the answer; exit 1 after it when the file was refused."""
        self.why = ""
        super().handle(*args, **options)
        if self.why:
            raise CommandError(self.why, returncode=1)

    def sentence(self, answer: dict[str, Any]) -> str:
        """The answer for people."""
        return by_command.in_words(answer)


def _check_file(path: Path) -> None:
    if not path.is_file():
        raise BadInput(f"There is no file {quoted(path)}.", code="no_file")
    size = path.stat().st_size
    if size > settings.UPLOAD_LIMIT_BYTES:
        limit = settings.UPLOAD_LIMIT_BYTES // (1024 * 1024)
        raise BadInput(
            f"The file has {size // (1024 * 1024):,} MB. The most that is read is {limit} MB.",
            code="too_large",
        )
