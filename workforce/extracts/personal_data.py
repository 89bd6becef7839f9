"""What this slice holds on people: who sent, published and undid. The figures are of practices, not of people."""

from typing import Any

from django.db.models import Q

from retention_portal.core.holdings import Holding
from workforce.extracts.models import DataVersion, EditionNotice, WorkforceImport

_KEPT = "As long as the figures, because it shows who published them."

HOLDINGS = (
    Holding("extracts.WorkforceImport", ("uploaded_by",), "The workforce files you sent.", _KEPT),
    Holding(
        "extracts.DataVersion",
        ("published_by", "undone_by"),
        "The editions of workforce figures that you published or undid.",
        _KEPT,
    ),
    Holding(
        "extracts.EditionNotice",
        ("person",),
        "Which newer editions of workforce figures we told you of, and when you had seen them.",
        "As long as the account; erased with it.",
        about=("person",),
    ),
)


def export(person: Any) -> dict[str, Any]:
    """The files the person sent and the editions they published or undid."""
    versions = DataVersion.objects.filter(Q(published_by=person) | Q(undone_by=person))
    return {
        "workforce_files_sent": list(
            WorkforceImport.objects.filter(uploaded_by=person).values(
                "file_name", "period", "status", "uploaded_at"
            )
        ),
        "workforce_editions": list(
            versions.values("layout", "period", "scope", "edition", "published_at", "undone_at")
        ),
        "workforce_editions_told_of": list(
            EditionNotice.objects.filter(person=person).values("version__period", "told_at", "seen_at")
        ),
    }


def erase(person: Any) -> int:
    """Forget the notices. Other rows name the person by id only, and an erased person has no name. How many rows."""
    return EditionNotice.objects.filter(person=person).delete()[0]
