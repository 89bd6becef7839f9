"""`manage.py check_eligibility SCHEME --facts FILE.json`: what the rules of a scheme find in stated facts."""

from argparse import ArgumentParser
from typing import Any

from retention_portal.core.commands import PortalCommand
from schemes.catalogue import by_command
from schemes.catalogue.rules.book import answer_of
from schemes.catalogue.rules.outcome import Outcome


class Command(PortalCommand):
    """Advises; a named person decides."""

    help = "What the rules of a scheme find in stated facts; --describe lists the facts that it reads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The arguments of the contract."""
        by_command.add_arguments(parser)

    def answer(self, **options: Any) -> dict[str, Any]:
        """The answer of the contract."""
        if options["describe"]:
            return by_command.described(options["scheme"])
        asked, facts, on = by_command.question(options["scheme"], options["facts"], options["on"])
        return answer_of(asked, facts, on).as_json() | {"not_read": by_command.not_read(asked, facts)}

    def sentence(self, answer: dict[str, Any]) -> str:
        """One line a finding."""
        if "outcome" not in answer:
            return by_command.described_in_words(answer)
        lines = [f"{answer['name']} ({answer['scheme']}), {answer['on']}: {Outcome(answer['outcome']).label}"]
        lines += [
            f"{one['code']} {one['result'].replace('_', ' ')}: {one['text']}" for one in answer["findings"]
        ]
        lines += [f"Not read by this scheme: {name}" for name in answer["not_read"]]
        return "\n".join([*lines, f"The portal advises. It is decided by {answer['decided_by']}."])
