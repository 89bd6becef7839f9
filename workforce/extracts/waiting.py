"""What waits on a person in this slice: files that were checked and not published yet."""

from datetime import date
from typing import Any

from django.urls import reverse

from retention_portal.core.dates import LONDON
from retention_portal.core.waiting import Waiting
from workforce.extracts.queries import waiting_imports


def waiting_for(person: Any, on: date) -> list[Waiting]:
    """The person's own previews, oldest first. One query."""
    return [
        Waiting(
            title=f"Publish {one.month.label if one.month else one.file_name}, or set it aside",
            url=reverse("extracts:import_detail", args=[one.pk]),
            since=one.uploaded_at.astimezone(LONDON).date(),
        )
        for one in waiting_imports(person).order_by("uploaded_at")
    ]
