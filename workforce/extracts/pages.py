"""What the pages of a file show, worked out from its rows: headings that state, groups, changes."""

from dataclasses import dataclass
from typing import Any

from retention_portal.core.nhsuk.figures import plural
from retention_portal.organisations.statuses import OrganisationKind
from workforce.extracts import previews, queries
from workforce.extracts.models import DataVersion, ImportProblem, WorkforceImport
from workforce.extracts.problems import CATALOGUE, ProblemKind
from workforce.extracts.statuses import ImportStatus, Scope, Severity

ROWS_SHOWN = 10
STATUS_TAGS: dict[str, str] = {
    ImportStatus.RECEIVED: "new",
    ImportStatus.CHECKING: "waiting",
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
    """By kind, errors first; one query."""
    found: dict[str, list[ImportProblem]] = {}
    for item in one.problems.all():
        found.setdefault(item.code, []).append(item)
    return [
        ProblemGroup(
            CATALOGUE[code],
            SEVERITY_TAGS[CATALOGUE[code].severity],
            one.problem_counts.get(code, len(items)),
            items[:ROWS_SHOWN],
        )
        for code, items in found.items()
    ]


def heading_of(one: WorkforceImport) -> str:
    """The finding of a checked file, as the heading of its page."""
    month = one.month.label if one.month else one.file_name
    if one.status == ImportStatus.REJECTED:
        return f"{one.file_name} cannot be used"
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
        "moved": (current.pk if current else None) != one.base_version_id,
        "systems": previews.totals_before_and_after(version, base),
        "networks": previews.totals_before_and_after(version, base, OrganisationKind.NETWORK),
        "practices": previews.practices_changed(version, base),
    }
