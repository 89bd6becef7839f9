"""`manage.py generate_docs`: write the documents that are made from the code, or check them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from retention_portal.local import documents


class Command(BaseCommand):
    """With `--check` nothing is written."""

    help = "Write docs/workflows.md and the other made documents."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Check only, when asked."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, or fail when something is out of step."""
        if not options["check"]:
            documents.write()
        elif wrong := documents.out_of_step():
            raise CommandError(
                f"Out of step with the code: {', '.join(wrong)}. Run `manage.py generate_docs`."
            )
