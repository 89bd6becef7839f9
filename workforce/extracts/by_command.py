"""The same import as on the page, run at once, with the answer that the command's contract states."""

import hashlib
from decimal import Decimal
from typing import Any

from django.core.files.base import File

from retention_portal.accounts import access
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import Month
from retention_portal.core.refusals import Refused
from retention_portal.core.scanner import scan
from retention_portal.organisations.models import Organisation
from workforce.extracts import actions, permissions, queries, storing
from workforce.extracts.models import DataVersion, WorkforceImport
from workforce.extracts.problems import CATALOGUE
from workforce.extracts.reading.containers import UnreadableError, contents
from workforce.extracts.reading.periods import month_named
from workforce.extracts.statuses import ImportStatus

ACCEPTED_BY_COMMAND = "Accepted by command, with --accept-rejects."


def import_file(
    *, file: File, name: str, period: str, publish: bool, accept_rejects: bool, by: Any
) -> dict[str, Any]:
    """Check a file and, if asked, publish it. The answer's `status` is preview, published, unchanged or refused.

    A refused file leaves nothing behind. Raises Refused when `by` may not import at all.
    """
    permissions.check_can_import(by)
    same = _already_here(file, name, Month.parse(period) if period else None)
    if same is not None:
        return answer_for(same.workforce_import, same, "unchanged")
    made = actions.receive_file(
        file=file,
        name=name,
        owner=owner_for(by),
        by=by,
        stated_period=period,
        in_worker=False,
        scan_state=scan(file),  # type: ignore[arg-type]
    )
    made = actions.check_import(import_id=made.pk)
    if made.status == ImportStatus.REJECTED:
        return _refused(made, "This file cannot be used.", by)
    version = made.version
    if not publish:
        return answer_for(made, version, "preview")
    try:
        reason = ACCEPTED_BY_COMMAND if accept_rejects else ""
        version = actions.publish_import(
            workforce_import=made, by=by, accept_rejects_reason=reason, removals_understood=True
        )
    except Refused as no:
        return _refused(made, no.sentence, by)
    return answer_for(made, version, "published")


def owner_for(by: Any) -> Organisation | None:
    """In whose name a person sends files when they do not say: the system where they are lead, if they are."""
    if permissions.is_keeper(by):
        return None
    return access.organisations_where(by, [Role.SYSTEM_LEAD]).order_by("code").first()


def _already_here(file: File, name: str, stated: Month | None) -> DataVersion | None:
    """The published version of these bytes and this month: the same bytes named another month are new."""
    try:
        found = contents(file.read(), name)
    except UnreadableError:
        return None  # the check will say why
    finally:
        file.seek(0)
    digest = hashlib.sha256(found.data).hexdigest()
    return queries.version_with_content(digest, stated or month_named(found.names))


def _refused(made: WorkforceImport, why: str, by: Any) -> dict[str, Any]:
    version = DataVersion.objects.filter(workforce_import=made).first()
    answer = answer_for(made, version, "refused") | {
        "error": {"code": "refused", "message": why, "allowed": []}
    }
    actions.forget_import(workforce_import=made, by=by)
    return answer


def answer_for(made: WorkforceImport, version: DataVersion | None, status: str) -> dict[str, Any]:
    """The contract's answer from what is stored."""
    problems = [
        {
            "code": item.code,
            "severity": item.severity,
            "row": item.row,
            "column": item.column or None,
            "value": item.value,
            "message": item.message,
        }
        for item in made.problems.all()
    ]
    return {
        "layout": made.layout or None,
        "period": made.period or None,
        "rows_read": made.rows_read,
        "rows_loaded": made.rows_loaded,
        "rows_rejected": made.rows_rejected,
        "problems": problems,
        "totals": totals(version) if version else {},
        "status": status,
        "scope": made.scope or None,
        "version": version.code if version and version.edition else None,
    }


def totals(version: DataVersion) -> dict[str, Any]:
    """The sums of a version by published field name, as JSON numbers, with the number of practices."""
    sums = storing.totals_of(version.pk)
    return {"practices": version.practices} | {field: as_number(value) for field, value in sums.items()}


def as_number(value: Decimal | int | None) -> int | float | None:
    """A JSON number: whole ones without a point."""
    if value is None:
        return None
    return int(value) if value == int(value) and not isinstance(value, Decimal) else float(value)


def in_words(answer: dict[str, Any]) -> str:
    """The answer for people: what happened, then the problems by kind."""
    lines = [
        f"{answer['status']}: {answer['layout'] or 'unknown layout'}, {answer['period'] or 'unknown month'}",
        f"{answer['rows_read']} rows read, {answer['rows_loaded']} loaded, {answer['rows_rejected']} rejected",
    ]
    if answer["version"]:
        lines.append(f"version {answer['version']}")
    for item in answer["problems"][:20]:
        where = f" (row {item['row']})" if item["row"] else ""
        lines.append(
            f"  {item['severity']} {item['code']}{where}: {CATALOGUE[item['code']].title}. {item['message']}"
        )
    if len(answer["problems"]) > 20:
        lines.append(f"  … and {len(answer['problems']) - 20} more problems; --json lists them")
    return "\n".join(lines)
