"""`manage.py scheme_money SCHEME --facts FILE.json`: the money that follows from stated facts, line by line."""

from argparse import ArgumentParser
from typing import Any

from retention_portal.core.commands import PortalCommand
from schemes.catalogue import by_command
from schemes.catalogue.rules.book import money_of


class Command(PortalCommand):
    """Sums at dated rates; a rate that is not known is said, never guessed."""

    help = "The money of a scheme for stated facts; --describe lists the facts that it reads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The arguments of the contract."""
        by_command.add_arguments(parser)

    def answer(self, **options: Any) -> dict[str, Any]:
        """The answer of the contract."""
        if options["describe"]:
            return by_command.described(options["scheme"])
        asked, facts, on = by_command.question(options["scheme"], options["facts"], options["on"])
        return money_of(asked, facts, on).as_json() | {"not_read": by_command.not_read(asked, facts)}

    def sentence(self, answer: dict[str, Any]) -> str:
        """One line a payment, the total, the notes."""
        if "total" not in answer:
            return by_command.described_in_words(answer)
        lines = [
            f"{one['code']} {one['from']} to {one['to']}: {one['units']} {one['unit']} × £{one['rate']} = "
            f"£{one['amount']} to {one['payee']}. {one['text']}"
            for one in answer["lines"]
        ]
        lines += [f"Not read by this scheme: {name}" for name in answer["not_read"]]
        return "\n".join(
            [f"{answer['scheme']}, {answer['on']}", *lines, f"Total: £{answer['total']}", *answer["notes"]]
        )
