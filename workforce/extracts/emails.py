"""The mails of this slice: a newer edition is current; a check hangs. No figure stands in them."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from retention_portal.core.emails.actions import send_email
from workforce.extracts.models import DataVersion, WorkforceImport


def tell_of_edition(person: Any, version: DataVersion, replaced: DataVersion) -> None:
    """One mail to one person for one edition."""
    _send(
        f"workforce.edition:{version.pk}:{person.pk}",
        person,
        "workforce/newer_edition",
        version.workforce_import_id,
        {"month": version.month.label, "code": version.code, "replaced": replaced.code},
    )


def tell_of_stuck_check(person: Any, one: WorkforceImport) -> None:
    """One mail to one administrator for one file."""
    _send(
        f"workforce.stuck:{one.pk}:{person.pk}",
        person,
        "workforce/stuck_check",
        one.pk,
        {"file": one.file_name},
    )


def _send(key: str, person: Any, template: str, import_id: int, context: dict[str, str]) -> None:
    address = f"{settings.PUBLIC_URL}{reverse('extracts:import_detail', args=[import_id])}"
    values = {"service": settings.STAFF_SERVICE_NAME, "address": address, **context}
    send_email(key=key, to=person.email, template=template, context=values)
