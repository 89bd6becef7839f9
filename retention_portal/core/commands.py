"""The manner of every command: a sentence for people, one JSON object for programs, exit 1 when refused."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from retention_portal.core.refusals import BadInput, Refused


class PortalCommand(BaseCommand):
    """Answers with a dictionary; `--json` prints it as the last line of stdout.

    Subclasses implement `answer(**options) -> dict` and may override `sentence(answer) -> str`.
    Refused and BadInput become exit 1 with their sentence; nothing was stored.
    """

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> ArgumentParser:
        """Add the options that every command has."""
        parser: ArgumentParser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
        return parser

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer, or say why not."""
        try:
            answer = self.answer(**options)
        except (Refused, BadInput) as no:
            self._refuse(no, options["json"])
        else:
            self.stdout.write(json.dumps(answer, default=str) if options["json"] else self.sentence(answer))

    def answer(self, **options: Any) -> dict[str, Any]:
        """The command's result as plain values."""
        raise CommandError(f"{type(self).__module__} answers nothing.")

    def sentence(self, answer: dict[str, Any]) -> str:
        """The result for people: by default one line a value."""
        return "\n".join(f"{name}: {value}" for name, value in answer.items())

    def _refuse(self, no: Refused | BadInput, as_json: bool) -> None:
        if as_json:
            error = {
                "code": no.code or "refused",
                "message": str(no),
                "allowed": getattr(no, "allowed", None),
            }
            self.stdout.write(json.dumps({"error": error}, default=str))
        raise CommandError(str(no), returncode=1)
