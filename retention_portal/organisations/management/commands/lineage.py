"""`manage.py lineage ORG [--on DATE]`: where an organisation stood, what it replaced, what replaced it."""

from argparse import ArgumentParser
from typing import Any

from retention_portal.core.commands import PortalCommand
from retention_portal.core.dates import today
from retention_portal.core.refusals import BadInput, quoted
from retention_portal.organisations.command_input import day_read
from retention_portal.organisations.models import Succession
from retention_portal.organisations.queries import (
    PlacedIn,
    lineage,
    organisation_by_code,
    search_organisations,
)


class Command(PortalCommand):
    """One organisation on one day."""

    help = "Where an organisation stood on a day, what it replaced and what replaced it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The organisation's code, in any letter case, and the day."""
        parser.add_argument("organisation", metavar="ORG", help="code, such as QHM or D7T5G")
        parser.add_argument("--on", metavar="DATE", help="YYYY-MM-DD (default: today)")

    def answer(self, **options: Any) -> dict[str, Any]:
        """The contract's object; `basis` and `successions` say how it is known and when it changed."""
        on = day_read(options["on"]) if options["on"] else today()
        body = organisation_by_code(options["organisation"])
        if body is None:
            alike = [found.code for found in search_organisations(options["organisation"][:100])[:5]]
            raise BadInput(
                f"No organisation has the code {quoted(options['organisation'])}.",
                allowed=alike,
                code="unknown_organisation",
            )
        found = lineage(body, on)
        return {
            "code": body.code,
            "name": found.name,
            "kind": body.kind,
            "on": on.isoformat(),
            "parents": {kind: _codes(place) for kind, place in found.placed.items()},
            "predecessors": sorted({row.predecessor.code for row in found.predecessors}),
            "successors": sorted({row.successor.code for row in found.successors}),
            "basis": {kind: _basis(place) for kind, place in found.placed.items()},
            "successions": [_succession(row) for row in (*found.predecessors, *found.successors)],
        }


def _codes(place: PlacedIn) -> str | dict[str, list[str]]:
    codes = [body.code for body in place.organisations]
    return codes[0] if len(codes) == 1 else {"one_of": codes}


def _basis(place: PlacedIn) -> str:
    return f"seen_by {place.seen_on.isoformat()}" if place.seen_on else place.basis


def _succession(row: Succession) -> dict[str, str]:
    return {
        "predecessor": row.predecessor.code,
        "successor": row.successor.code,
        "on": row.on.isoformat(),
        "extent": row.extent,
    }
