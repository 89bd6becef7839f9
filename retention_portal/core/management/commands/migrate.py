"""`manage.py migrate`, as the owner of the tables; the runtime role gets its rights afterwards."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.commands import migrate

from retention_portal.core.database_roles import grant_runtime


class Command(migrate.Command):
    """Django's command with another default database."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Default to the owner's connection."""
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, then grant."""
        super().handle(*args, **options)
        if not options["plan"] and not options["check_unapplied"]:
            grant_runtime(options["database"])
