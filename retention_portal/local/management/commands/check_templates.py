"""`manage.py check_templates`: every template compiles, is short, and keeps to the content policy."""

import re
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template import TemplateSyntaxError, engines

from retention_portal.local.place import ROOT

LONGEST = 200
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\b(src=|type=\"application/json\"))", re.I)
PAPER = ("assurance/pdf",)  # printed, never served: may carry what the policy forbids on pages


class Command(BaseCommand):
    """Names every fault, not only the first."""

    help = "Check the templates."

    def handle(self, *args: Any, **options: Any) -> None:
        """Look at each template file."""
        folder = ROOT / "templates"
        faults = [
            f"{path.relative_to(ROOT)}: {fault}"
            for path in sorted(folder.rglob("*"))
            if path.suffix in (".jinja", ".html", ".txt")
            for fault in _faults(path, path.relative_to(folder).as_posix())
        ]
        if faults:
            raise CommandError("\n".join(faults))


def _faults(path: Path, name: str) -> list[str]:
    text = path.read_text()
    faults = []
    lines = text.count("\n")
    if lines > LONGEST:
        faults.append(f"{lines} lines, more than {LONGEST}")
    if not name.startswith((*PAPER, "emails/")) and (found := INLINE.search(text)):
        faults.append(f"inline script or style: {found.group().strip()}")
    try:
        engines["jinja" if path.suffix == ".jinja" else "django"].get_template(name)
    except TemplateSyntaxError as error:
        faults.append(str(error))
    return faults
