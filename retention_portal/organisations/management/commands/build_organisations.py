"""`manage.py build_organisations --from FOLDER`: remake the shipped reference from newer published files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from retention_portal.core.commands import PortalCommand
from retention_portal.core.refusals import BadInput
from retention_portal.organisations.building.build import build, write
from retention_portal.organisations.reference import FOLDER


class Command(PortalCommand):
    """Reads the published files in a folder and writes the compact reference into the code."""

    help = "Remake the organisation reference from the published files named in reference/SOURCES.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to read and, for a trial, where to write."""
        parser.add_argument("--from", dest="source", required=True, help="the folder of published files")
        parser.add_argument(
            "--into", default=str(FOLDER), help="where to write (default: the shipped reference)"
        )

    def answer(self, **options: Any) -> dict[str, Any]:
        """Rows per file written."""
        source, target = Path(options["source"]), Path(options["into"])
        for folder in (source, target):
            if not folder.is_dir():
                raise BadInput(f"There is no folder {folder}.", code="no_folder")
        try:
            built = build(source)
        except FileNotFoundError as missing:
            raise BadInput(
                f"{Path(missing.filename).name} is not in {source}; SOURCES.md lists what is needed.",
                code="missing_file",
            ) from missing
        return write(built, target)
