"""`manage.py bench [NAME]`: the table on screen and in `var/bench.json`."""

import json
from argparse import ArgumentParser
from importlib import import_module
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from retention_portal.local import scratch_database
from retention_portal.local.bench.measure import Row
from retention_portal.local.place import var_dir

BENCHES = ("pages", "report", "profile", "national_month", "fitting", "schemes", "matching", "pools")


class Command(BaseCommand):
    """Runs in a database of its own, which is thrown away."""

    help = "Measure the portal on national-size data."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One bench by name, or all."""
        parser.add_argument("name", nargs="?", help=f"one of {', '.join(BENCHES)}; all when left out")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure and print."""
        name = options["name"]
        if name is not None and name not in BENCHES:
            raise CommandError(f"There is no bench {name!r}; there are {', '.join(BENCHES)}.")
        scratch_database.make("bench_portal")
        rows: list[Row] = []
        for bench in [name] if name else BENCHES:
            rows += import_module(f"retention_portal.local.bench.{bench}").run()
        for row in rows:
            self.stdout.write(_line(row))
        path = var_dir() / "bench.json"
        path.write_text(json.dumps([row.as_json() for row in rows], indent=2) + "\n")
        self.stdout.write(f"Written to {path}")


def _line(row: Row) -> str:
    parts = [f"{row.bench:<16}{row.what:<44}{row.value:>9} {row.unit:<7}"]
    parts.append(f"{row.ratio:>6} × {row.compared_with}" if row.ratio else " " * 14)
    parts.append(f"queries {row.queries:<3}" if row.queries is not None else " " * 11)
    return "  ".join([*parts, f"peak {row.peak_mb} MB", f"bar {row.bar}"])
