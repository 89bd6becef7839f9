"""What publishing a checked file would change: totals before and after, practices new, changed and missing."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from retention_portal.organisations.statuses import OrganisationKind
from workforce.extracts.measures import MEASURES
from workforce.extracts.models import DataVersion, OrganisationSummary, PracticeRow

LISTED = 50
SHOWN = ("total_patients", "total_gp_fte", "total_gp_extgl_fte", "total_nurses_fte")


@dataclass(frozen=True)
class Change:
    """The totals of one organisation before and after; `before` is None where there was nothing."""

    code: str
    name: str
    practices_before: int | None
    practices_after: int | None
    before: dict[str, Decimal | int | None]
    after: dict[str, Decimal | int | None]


@dataclass(frozen=True)
class Practices:
    """Practice codes with names, at most fifty of each kind, and how many there are in all."""

    new: list[tuple[str, str]]
    changed: list[tuple[str, str]]
    missing: list[tuple[str, str]]
    counts: dict[str, int]


def totals_before_and_after(
    version: DataVersion, base: DataVersion | None, level: str = OrganisationKind.SYSTEM
) -> list[Change]:
    """By organisation of a level, the totals of the draft beside those of the version it would replace."""
    after = _totals(version, level)
    before = _totals(base, level) if base else {}
    return [_change(code, before.get(code), after.get(code)) for code in sorted({*before, *after})]


def _totals(version: DataVersion, level: str) -> dict[str, dict[str, Any]]:
    rows = OrganisationSummary.objects.filter(version=version, level=level)
    return {row["code"]: row for row in rows.values("code", "name", "practices", *SHOWN)}


def _change(code: str, before: dict[str, Any] | None, after: dict[str, Any] | None) -> Change:
    either = after or before or {}
    return Change(
        code,
        either.get("name", ""),
        before["practices"] if before else None,
        after["practices"] if after else None,
        {name: before[name] if before else None for name in SHOWN},
        {name: after[name] if after else None for name in SHOWN},
    )


def practices_changed(version: DataVersion, base: DataVersion | None) -> Practices:
    """Which practices publishing would add, change or leave without figures. Two queries."""
    columns = ", ".join(measure.column for measure in MEASURES)
    now, before = (f"ROW({', '.join(f'{side}.{m.column}' for m in MEASURES)})" for side in ("n", "b"))
    sql = f"""
        WITH n AS (SELECT prac_code, prac_name, {columns} FROM extracts_practicerow WHERE version_id = %(now)s),
             b AS (SELECT prac_code, prac_name, {columns} FROM extracts_practicerow WHERE version_id = %(base)s)
        SELECT CASE WHEN b.prac_code IS NULL THEN 'new' WHEN n.prac_code IS NULL THEN 'missing' ELSE 'changed' END,
               COALESCE(n.prac_code, b.prac_code), COALESCE(n.prac_name, b.prac_name)
        FROM n FULL JOIN b ON n.prac_code = b.prac_code
        WHERE n.prac_code IS NULL OR b.prac_code IS NULL OR {now} IS DISTINCT FROM {before}
        ORDER BY 2
    """  # noqa: S608 - the names are those of the measure register
    with connection.cursor() as cursor:
        cursor.execute(sql, {"now": version.pk, "base": base.pk if base else None})
        rows = cursor.fetchall()
    kinds: dict[str, list[tuple[str, str]]] = {"new": [], "changed": [], "missing": []}
    for kind, code, name in rows:
        kinds[kind].append((code, name))
    counts = {kind: len(found) for kind, found in kinds.items()}
    counts["same"] = version.practices - counts["new"] - counts["changed"]
    new, changed, missing = (found[:LISTED] for found in kinds.values())
    return Practices(new, changed, missing, counts)


def count_missing(version: DataVersion, base: DataVersion | None) -> int:
    """How many practices of the edition to be replaced are not in the new one."""
    if base is None:
        return 0
    kept = PracticeRow.objects.filter(version=version).values("prac_code")
    return PracticeRow.objects.filter(version=base).exclude(prac_code__in=kept).count()
