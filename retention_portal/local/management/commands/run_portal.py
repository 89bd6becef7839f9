"""`manage.py run_portal`: everything of a local copy under one process, which `make run` starts."""

import io
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from retention_portal.local import supervisor
from retention_portal.local.stack import StackError, ensure_running


class Command(BaseCommand):
    """Servers, migrations, reference data, demo, then web, worker and clock until Ctrl-C."""

    help = "Run a local copy: servers, web, worker and clock."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, start, wait, stop."""
        if not settings.LOCAL:
            raise CommandError(
                "DATABASE_URL or REDIS_URL is set. A production copy starts from the Procfile."
            )
        supervisor.check_port(settings.HOST, settings.PORT)
        try:
            ensure_running()
        except StackError as error:
            raise CommandError(str(error)) from None
        self._say("Preparing the database")
        call_command("migrate", verbosity=0)
        call_command("load_reference", stdout=io.StringIO())
        if settings.DEMO:
            self._say("Preparing the demonstration")
            call_command("seed_demo", stdout=io.StringIO())
        self._say("Starting web, worker and clock")
        raise SystemExit(supervisor.run(settings.HOST, settings.PORT))

    def _say(self, sentence: str) -> None:
        self.stderr.write(f"{sentence} …")
