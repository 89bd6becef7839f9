"""`manage.py workforce_figures ORG`: the figures of an organisation, as the page and the API have them."""

from argparse import ArgumentParser
from typing import Any

from retention_portal.core.commands import PortalCommand
from retention_portal.core.dates import Month
from workforce.profile.overview import overview
from workforce.profile.queries import organisation_for


class Command(PortalCommand):
    """Prints every promoted measure by its published field name."""

    help = "The published workforce figures of a practice, network, system, region or England (ENG)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The arguments of the contract."""
        parser.add_argument("organisation", metavar="ORG")
        parser.add_argument("--period", default="", metavar="YYYY-MM", help="the newest month when left out")

    def answer(self, **options: Any) -> dict[str, Any]:
        """The answer of the contract."""
        period = Month.parse(options["period"]) if options["period"] else None
        return overview(organisation_for(options["organisation"]), period).as_json()

    def sentence(self, answer: dict[str, Any]) -> str:
        """One line a figure."""
        lines = [
            f"{answer['name']} ({answer['organisation']}), {answer['period']}, {answer['version']}",
            f"{answer['practices_reporting']} practices reporting, {answer['practices_missing']} missing",
        ]
        if answer["extent"]:
            lines.append(f"{answer['extent']}, not the whole of {answer['name']}")
        for field, figure in {**answer["figures"], **answer["derived"]}.items():
            value = figure["basis"] if figure["value"] is None else f"{figure['value']} ({figure['unit']})"
            lines.append(f"{field}: {value}")
        return "\n".join(lines)
