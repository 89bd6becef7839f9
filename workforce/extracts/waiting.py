"""What waits on a person in this slice: files that were checked and not published, newer editions not looked at."""

from datetime import date
from typing import Any

from django.urls import reverse

from retention_portal.core.dates import LONDON
from retention_portal.core.waiting import Waiting
from workforce.extracts.queries import notices_for, waiting_imports


def waiting_for(person: Any, on: date) -> list[Waiting]:
    """The person's own previews and the notices to them, oldest first. Two queries."""
    return [*_previews(person), *_notices(person)]


def _previews(person: Any) -> list[Waiting]:
    return [
        Waiting(
            title=f"Publish {one.month.label if one.month else one.file_name}, or set it aside",
            url=reverse("extracts:import_detail", args=[one.pk]),
            since=one.uploaded_at.astimezone(LONDON).date(),
        )
        for one in waiting_imports(person).order_by("uploaded_at")
    ]


def _notices(person: Any) -> list[Waiting]:
    return [
        Waiting(
            title=f"See what changed in {one.version.month.label}: {one.version.code} is current",
            url=reverse("extracts:import_detail", args=[one.version.workforce_import_id]),
            since=one.told_at.astimezone(LONDON).date(),
        )
        for one in notices_for(person)
    ]
