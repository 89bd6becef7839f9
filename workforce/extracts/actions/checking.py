"""Read, check and preview a file. Rows and sums are stored under a draft version; no figure of the portal changes."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from retention_portal.core.dates import Month, now, today
from retention_portal.core.jobs.actions import enqueue
from retention_portal.core.refusals import Refused
from retention_portal.core.workflow import move
from retention_portal.organisations.models import Organisation
from workforce.extracts import known, permissions, queries, storing
from workforce.extracts.checks.check import CheckedFile, check_file
from workforce.extracts.models import DataVersion, ImportProblem, WorkforceImport
from workforce.extracts.problems import Problem, counts, in_order, kept
from workforce.extracts.reading.containers import UnreadableError
from workforce.extracts.rules import CHECK_JOB, asks_for_month
from workforce.extracts.statuses import TRANSITIONS, ImportStatus, Scope

Progress = Callable[..., None]


def _silent(**_: object) -> None:
    """Nobody watches."""


def check_import(*, import_id: int, progress: Progress = _silent) -> WorkforceImport:
    """Read, check and preview a received file; safe to run again after a worker died half way.

    Ends in PREVIEWED with a draft version, or in REJECTED with at least one error that says why.
    """
    workforce_import = WorkforceImport.objects.select_related("owner", "uploaded_by").get(pk=import_id)
    by = workforce_import.uploaded_by
    if workforce_import.status in (ImportStatus.RECEIVED, ImportStatus.FAILED):
        with transaction.atomic():
            move(workforce_import, ImportStatus.CHECKING, by=by, transitions=TRANSITIONS)
    if workforce_import.status != ImportStatus.CHECKING:
        return workforce_import
    try:
        checked = check_file(
            _bytes_of(workforce_import),
            workforce_import.file_name,
            stated=Month.parse(workforce_import.stated_period) if workforce_import.stated_period else None,
            this_month=Month.of(today()),
            progress=lambda stage: progress(stage=stage),
        )
    except UnreadableError as fault:
        _reject(workforce_import, fault.problems)
    else:
        _keep_or_reject(workforce_import, checked, progress)
    return workforce_import


def _bytes_of(workforce_import: WorkforceImport) -> bytes:
    with workforce_import.file.open("rb") as file:
        return bytes(file.read())


def _keep_or_reject(workforce_import: WorkforceImport, checked: CheckedFile, progress: Progress) -> None:
    if checked.rows.is_empty():
        _reject(workforce_import, checked.problems, checked)
        return
    progress(stage="Comparing with what is here", done=checked.rows_read, total=checked.rows_read)
    standing = known.standing_of(checked, own=_limited_to(workforce_import))
    checked = standing.checked
    if checked.rows.is_empty():
        _reject(workforce_import, checked.problems, checked)
        return
    progress(stage="Putting the rows in place", done=checked.rows_read, total=checked.rows_read)
    _store_draft(workforce_import, checked, standing)


def _limited_to(workforce_import: WorkforceImport) -> Organisation | None:
    """Whose rows an extract may hold; None for an administrator's, whose organisations are all of them."""
    return None if permissions.is_keeper(workforce_import.uploaded_by) else workforce_import.owner


@transaction.atomic
def _reject(
    workforce_import: WorkforceImport, problems: list[Problem], checked: CheckedFile | None = None
) -> None:
    _keep_problems(workforce_import, problems)
    facts: dict[str, Any] = {"problem_counts": counts(problems), "checked_at": now()}
    if checked:
        facts |= _facts_of(checked) | {"rows_read": checked.rows_read, "rows_rejected": checked.rows_read}
    move(
        workforce_import,
        ImportStatus.REJECTED,
        by=workforce_import.uploaded_by,
        transitions=TRANSITIONS,
        also=facts,
    )


@transaction.atomic
def _store_draft(workforce_import: WorkforceImport, checked: CheckedFile, standing: known.Standing) -> None:
    """The rows, the sums and the problems under a draft version, all or nothing."""
    DataVersion.objects.filter(workforce_import=workforce_import).delete()
    owner = workforce_import.owner if standing.scope == Scope.EXTRACT else None
    key: dict[str, Any] = {"layout": checked.layout, "period": checked.period.code, "owner": owner}
    base = queries.current_version(**key, scope=standing.scope)
    version = DataVersion.objects.create(
        workforce_import=workforce_import,
        **key,
        scope=standing.scope,
        generated=standing.generated,
        practices=len(checked.rows),
        headings=list(checked.headings),
        absent=list(checked.absent),
    )
    storing.store_rows(version.pk, checked)
    storing.store_summaries(version.pk)
    before = queries.current_version(**key | {"period": checked.period.previous().code}, scope=standing.scope)
    same = known.unchanged_returns(version.pk, before.pk, before.month) if before else []
    problems = [*checked.problems, *standing.problems, *same]
    _keep_problems(workforce_import, problems)
    facts = _facts_of(checked) | {
        "scope": standing.scope,
        "rows_read": checked.rows_read,
        "rows_loaded": len(checked.rows),
        "rows_rejected": checked.rows_rejected,
        "problem_counts": counts(problems),
        "checked_at": now(),
        "base_version": base,
    }
    move(
        workforce_import,
        ImportStatus.PREVIEWED,
        by=workforce_import.uploaded_by,
        transitions=TRANSITIONS,
        also=facts,
    )


def _facts_of(checked: CheckedFile) -> dict[str, Any]:
    return {
        "layout": checked.layout,
        "period": checked.period.code,
        "member_name": checked.member_name,
        "encoding": checked.encoding,
        "content_sha256": checked.content_sha256,
    }


def _keep_problems(workforce_import: WorkforceImport, problems: list[Problem]) -> None:
    ImportProblem.objects.filter(workforce_import=workforce_import).delete()
    ImportProblem.objects.bulk_create(
        ImportProblem(
            workforce_import=workforce_import,
            code=item.code,
            severity=item.severity,
            row=item.row,
            column=item.column or "",
            value=item.value,
            message=item.message,
        )
        for item in kept(in_order(problems))
    )


@transaction.atomic
def check_again(*, workforce_import: WorkforceImport, by: Any) -> WorkforceImport:
    """Check a previewed file anew, after the stored data moved. Raises Refused for others than its importers."""
    permissions.check_can_import_for(by, workforce_import.owner)
    move(workforce_import, ImportStatus.CHECKING, by=by, transitions=TRANSITIONS)
    enqueue(
        kind=CHECK_JOB,
        object_id=workforce_import.pk,
        key=f"{CHECK_JOB}:{workforce_import.pk}:{now().timestamp():.0f}",
        by=by,
    )
    return workforce_import


@transaction.atomic
def state_month(*, workforce_import: WorkforceImport, period: str, by: Any) -> WorkforceImport:
    """Say of which month a file is that was refused because its name does not say it, and check it again.

    Raises Refused to others than its sender and administrators, and for files refused for another reason.
    """
    permissions.check_can_discard(by, workforce_import)
    if not asks_for_month(workforce_import):
        raise Refused("The month of this file is not in question.")
    moved = {"stated_period": Month.parse(period).code, "rows_read": 0, "rows_rejected": 0}
    move(workforce_import, ImportStatus.CHECKING, by=by, transitions=TRANSITIONS, also=moved)
    key = f"{CHECK_JOB}:{workforce_import.pk}:{now().timestamp():.0f}"
    enqueue(kind=CHECK_JOB, object_id=workforce_import.pk, key=key, by=by)
    return workforce_import
