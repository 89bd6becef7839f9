"""`manage.py organisations KIND --on DATE`: the codes of a kind that were open on a day."""

from argparse import ArgumentParser
from typing import Any

from retention_portal.core.commands import PortalCommand
from retention_portal.core.dates import today
from retention_portal.core.refusals import BadInput, quoted
from retention_portal.organisations.command_input import day_read
from retention_portal.organisations.queries import organisations_of_kind
from retention_portal.organisations.statuses import OrganisationKind


class Command(PortalCommand):
    """One kind on one day."""

    help = "The codes of the organisations of a kind that were open on a day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The kind and the day."""
        parser.add_argument("kind", metavar="KIND", help=", ".join(OrganisationKind.values))
        parser.add_argument("--on", metavar="DATE", help="YYYY-MM-DD (default: today)")

    def answer(self, **options: Any) -> dict[str, Any]:
        """Kind, day, count and codes in order."""
        kind = options["kind"].strip().lower().replace("-", "_")
        if kind not in OrganisationKind.values:
            raise BadInput(
                f"{quoted(options['kind'])} is not a kind of organisation.",
                allowed=OrganisationKind.values,
                code="unknown_kind",
            )
        on = day_read(options["on"]) if options["on"] else today()
        codes = list(organisations_of_kind(kind, on).values_list("code", flat=True))
        return {"kind": kind, "on": on.isoformat(), "count": len(codes), "codes": codes}

    def sentence(self, answer: dict[str, Any]) -> str:
        """A count and one code a line."""
        return "\n".join([f"{answer['count']} {answer['kind']} on {answer['on']}", *answer["codes"]])
