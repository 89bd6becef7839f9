"""What the pages of a file show, worked out from its rows: headings that state, groups, changes."""

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from retention_portal.core.nhsuk.figures import plural
from retention_portal.organisations.statuses import OrganisationKind
from workforce.extracts import previews, queries
from workforce.extracts.models import DataVersion, ImportProblem, WorkforceImport
from workforce.extracts.problems import CATALOGUE, ProblemKind
from workforce.extracts.rules import asks_for_month
from workforce.extracts.statuses import ImportStatus, Scope, Severity

ROWS_SHOWN = 10
OTHERS_SHOWN = 5
STATUS_TAGS: dict[str, str] = {
    ImportStatus.RECEIVED: "new",
    ImportStatus.CHECKING: "waiting",
    ImportStatus.FAILED: "problem",
    ImportStatus.REJECTED: "problem",
    ImportStatus.PREVIEWED: "waiting",
    ImportStatus.DISCARDED: "neutral",
    ImportStatus.PUBLISHED: "done",
    ImportStatus.SUPERSEDED: "neutral",
    ImportStatus.UNDONE: "neutral",
}
"""The kind of tag for each status; see components/status.jinja."""
SEVERITY_TAGS: dict[str, str] = {
    Severity.ERROR: "problem",
    Severity.WARNING: "waiting",
    Severity.NOTE: "neutral",
}


@dataclass(frozen=True)
class ProblemGroup:
    """Every problem of one kind: how many in all, and the first ten."""

    kind: ProblemKind
    tag: str
    count: int
    first: list[ImportProblem]


def problem_groups(one: WorkforceImport) -> list[ProblemGroup]:
    """By kind, errors first; one query, which brings ten of each kind."""
    place = Window(RowNumber(), partition_by=[F("code")], order_by=F("pk").asc())
    found: dict[str, list[ImportProblem]] = {}
    for item in one.problems.annotate(place=place).filter(place__lte=ROWS_SHOWN).order_by("pk"):
        found.setdefault(item.code, []).append(item)
    return [
        ProblemGroup(
            CATALOGUE[code],
            SEVERITY_TAGS[CATALOGUE[code].severity],
            one.problem_counts.get(code, len(items)),
            items,
        )
        for code, items in found.items()
    ]


def heading_of(one: WorkforceImport) -> str:
    """The finding of a checked file, as the heading of its page."""
    month = one.month.label if one.month else one.file_name
    if asks_for_month(one):
        return f"Which month is {one.file_name} of?"
    if one.status == ImportStatus.REJECTED:
        return f"{one.file_name} cannot be used"
    if one.status == ImportStatus.FAILED:
        return f"The check of {one.file_name} stopped"
    if one.status == ImportStatus.PREVIEWED:
        extent = plural(one.rows_loaded, "practice") if one.scope == Scope.EXTRACT else "England"
        found = plural(one.errors, "error") if one.errors else "ready to publish"
        return f"{month}, {extent}: {found}"
    return f"{month}: {one.get_status_display().lower()}"


def preview_context(one: WorkforceImport, version: DataVersion) -> dict[str, Any]:
    """What publishing would change: totals by system and network, and which practices."""
    base = one.base_version
    current = queries.current_version(
        layout=version.layout, period=version.period, scope=version.scope, owner=version.owner
    )
    return {
        "version": version,
        "base": base,
        "others": list(queries.others_at_work(one)[:OTHERS_SHOWN]),
        "moved": (current.pk if current else None) != one.base_version_id,
        "whole": _whole(version, base),
        "systems": previews.totals_before_and_after(version, base),
        "networks": previews.totals_before_and_after(version, base, OrganisationKind.NETWORK),
        "practices": previews.practices_changed(version, base),
    }


def _whole(version: DataVersion, base: DataVersion | None) -> list[previews.Change]:
    """The totals of all rows; those of an extract are not England's."""
    found = previews.totals_before_and_after(version, base, OrganisationKind.NATION)
    if version.scope == Scope.NATIONAL:
        return found
    return [replace(one, code="", name="All practices of the file") for one in found]
