"""What this slice holds on people: who sent, published and undid. The figures are of practices, not of people."""

from typing import Any

from django.db.models import Q

from retention_portal.core.holdings import Holding
from workforce.extracts.models import DataVersion, WorkforceImport

_KEPT = "As long as the figures, because it shows who published them."

HOLDINGS = (
    Holding("extracts.WorkforceImport", ("uploaded_by",), "The workforce files you sent.", _KEPT),
    Holding(
        "extracts.DataVersion",
        ("published_by", "undone_by"),
        "The editions of workforce figures that you published or undid.",
        _KEPT,
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
    }


def erase(person: Any) -> int:
    """Nothing to forget: rows name the person by id only, and an erased person has no name."""
    return 0
