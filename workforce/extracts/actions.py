"""The only door for writes: receive, check, publish, set aside, undo.

Truth about a file is its row; the check runs in a worker or, by command, at once, through the same function.
Rows and sums are stored under a draft version at the check; publishing only makes that version current,
in one transaction under a lock for the layout, month and owner.
"""

import hashlib
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.core.files.base import File
from django.db import connection, transaction
from django.db.models import Max

from retention_portal.core.audit import record
from retention_portal.core.dates import Month, now, today
from retention_portal.core.jobs.actions import enqueue
from retention_portal.core.refusals import Refused
from retention_portal.core.workflow import move
from retention_portal.organisations.models import Organisation
from workforce.extracts import known, permissions, queries, storing
from workforce.extracts.checks.check import CheckedFile, check_file
from workforce.extracts.models import Citation, DataVersion, ImportProblem, WorkforceImport
from workforce.extracts.problems import Problem, counts, in_order, kept
from workforce.extracts.reading.containers import UnreadableError
from workforce.extracts.statuses import TRANSITIONS, ImportStatus, Scope

CHECK_JOB = "workforce.check_import"
Progress = Callable[..., None]


def _silent(**_: object) -> None:
    """Nobody watches."""


# --- receive --------------------------------------------------------------------------------------------------


def receive_file(
    *,
    file: File,
    name: str,
    owner: Organisation | None,
    by: Any,
    stated_period: str = "",
    in_worker: bool = True,
) -> WorkforceImport:
    """Keep a file as it came and ask for its check. Raises Refused for people who may not import for `owner`.

    An earlier file of the same bytes that this person has not published is set aside. With `in_worker=False`
    the caller checks it at once.
    """
    permissions.check_can_import_for(by, owner)
    digest, size = _digest(file)
    with transaction.atomic():
        for earlier in _unpublished_twins(digest, by):
            discard_import(workforce_import=earlier, by=by)
        kept_import = WorkforceImport(
            file_name=_base_name(name),
            file_size=size,
            file_sha256=digest,
            stated_period=Month.parse(stated_period).code if stated_period else "",
            owner=owner,
            uploaded_by=by,
        )
        kept_import.file.save(uuid4().hex, file, save=False)
        kept_import.save()
        record(by=by, verb="workforce.file_received", obj=kept_import, organisation=owner)
        if in_worker:
            enqueue(kind=CHECK_JOB, object_id=kept_import.pk, key=f"{CHECK_JOB}:{kept_import.pk}:1", by=by)
    return kept_import


def _digest(file: File) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for chunk in file.chunks():
        digest.update(chunk)
        size += len(chunk)
    file.seek(0)
    return digest.hexdigest(), size


def _base_name(name: str) -> str:
    base = name.replace("\\", "/").rpartition("/")[2].replace("\x00", "")
    return "".join(character for character in base if character.isprintable())[:200] or "file without a name"


def _unpublished_twins(digest: str, by: Any) -> list[WorkforceImport]:
    return list(
        WorkforceImport.objects.select_for_update().filter(
            file_sha256=digest, uploaded_by=by, status=ImportStatus.PREVIEWED
        )
    )


# --- check ----------------------------------------------------------------------------------------------------


def check_import(*, import_id: int, progress: Progress = _silent) -> WorkforceImport:
    """Read, check and preview a received file; safe to run again after a worker died half way.

    Ends in PREVIEWED with a draft version, or in REJECTED with at least one error that says why.
    """
    workforce_import = WorkforceImport.objects.select_related("owner", "uploaded_by").get(pk=import_id)
    by = workforce_import.uploaded_by
    if workforce_import.status == ImportStatus.RECEIVED:
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
    standing = known.standing_of(checked)
    progress(stage="Putting the rows in place", done=checked.rows_read, total=checked.rows_read)
    _store_draft(workforce_import, checked, standing)


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


# --- publish --------------------------------------------------------------------------------------------------


@transaction.atomic
def publish_import(
    *, workforce_import: WorkforceImport, by: Any, accept_rejects_reason: str = ""
) -> DataVersion:
    """Make a previewed file the current edition of its month, in one transaction under one lock.

    Raises Refused: not allowed; rows with errors and no reason to leave them out; already published; somebody
    publishing the same month at this moment; or data that moved since the preview (code "stale_preview").
    """
    permissions.check_can_publish(by, workforce_import)
    version = DataVersion.objects.select_related("owner").get(workforce_import=workforce_import)
    _lock(version)
    if workforce_import.errors and not accept_rejects_reason:
        raise Refused(
            f"{workforce_import.rows_rejected:,} of {workforce_import.rows_read:,} rows have errors. Correct the "
            "file, or publish without those rows and say why.",
            code="has_errors",
        )
    current = queries.current_version(
        layout=version.layout, period=version.period, scope=version.scope, owner=version.owner
    )
    _check_not_moved(workforce_import, current)
    if current:
        _supersede(current, by)
    version.edition = (_editions(version).aggregate(last=Max("edition"))["last"] or 0) + 1
    version.is_current, version.published_at, version.published_by = True, now(), by
    version.save(update_fields=["edition", "is_current", "published_at", "published_by"])
    also = {"accepted_rejects_reason": accept_rejects_reason}
    move(
        workforce_import,
        ImportStatus.PUBLISHED,
        by=by,
        transitions=TRANSITIONS,
        also=also,
        organisation=version.owner,
        note=version.code,
    )
    return version


def _lock(version: DataVersion) -> None:
    key = f"workforce:{version.layout}:{version.period}:{version.scope}:{version.owner_id}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        (mine,) = cursor.fetchone()
    if not mine:
        raise Refused(
            f"Somebody else is publishing {version.month.label} at this moment. Look again in a minute.",
            code="being_published",
        )


def _check_not_moved(workforce_import: WorkforceImport, current: DataVersion | None) -> None:
    if current and current.workforce_import.content_sha256 == workforce_import.content_sha256:
        raise Refused(f"This very file is published already, as {current.code}.", code="unchanged")
    if (current.pk if current else None) != workforce_import.base_version_id:
        raise Refused(
            "The figures of this month have changed since this preview was made. Check the file again, "
            "then look at the new preview.",
            code="stale_preview",
        )


def _editions(version: DataVersion) -> Any:
    return DataVersion.objects.filter(
        layout=version.layout, period=version.period, scope=version.scope, owner=version.owner
    )


def _supersede(current: DataVersion, by: Any) -> None:
    DataVersion.objects.filter(pk=current.pk).update(is_current=False)
    move(current.workforce_import, ImportStatus.SUPERSEDED, by=by, transitions=TRANSITIONS)


# --- set aside, undo, cite -------------------------------------------------------------------------------------


@transaction.atomic
def discard_import(*, workforce_import: WorkforceImport, by: Any) -> WorkforceImport:
    """Set a file aside before it is published; its draft figures go, what was found in it stays."""
    permissions.check_can_discard(by, workforce_import)
    move(workforce_import, ImportStatus.DISCARDED, by=by, transitions=TRANSITIONS)
    DataVersion.objects.filter(workforce_import=workforce_import, edition__isnull=True).delete()
    return workforce_import


@transaction.atomic
def forget_import(*, workforce_import: WorkforceImport, by: Any) -> None:
    """Remove a file that was refused by command, so that nothing of it stays; the audit keeps that it was there."""
    permissions.check_can_discard(by, workforce_import)
    if workforce_import.status not in (ImportStatus.REJECTED, ImportStatus.PREVIEWED):
        raise Refused("Only a file that was not published can be forgotten.")
    record(by=by, verb="workforce.file_refused", obj=workforce_import, organisation=workforce_import.owner)
    DataVersion.objects.filter(workforce_import=workforce_import).delete()
    storage, name = workforce_import.file.storage, workforce_import.file.name or ""
    WorkforceImport.objects.filter(pk=workforce_import.pk).delete()
    transaction.on_commit(lambda: storage.delete(name))


@transaction.atomic
def undo_publication(*, version: DataVersion, by: Any) -> DataVersion | None:
    """Take back the current edition; the one before becomes current again and is returned, if there is one.

    The undone edition stays citable. Raises Refused to all but its publisher within a day and administrators.
    """
    _lock(version)
    version.refresh_from_db()
    permissions.check_can_undo(by, version)
    DataVersion.objects.filter(pk=version.pk).update(is_current=False, undone_at=now(), undone_by=by)
    move(version.workforce_import, ImportStatus.UNDONE, by=by, transitions=TRANSITIONS, note=version.code)
    before = (
        _editions(version)
        .filter(edition__isnull=False, undone_at__isnull=True)
        .exclude(pk=version.pk)
        .order_by("-edition")
        .first()
    )
    if before:
        DataVersion.objects.filter(pk=before.pk).update(is_current=True)
        move(before.workforce_import, ImportStatus.PUBLISHED, by=by, transitions=TRANSITIONS)
    return before


@transaction.atomic
def cite_version(*, version: DataVersion, key: str, what: str, by: Any) -> Citation:
    """Note that something frozen stands on a version, such as "assurance report QHM 2026-27-Q1"; once per key."""
    citation, made = Citation.objects.get_or_create(key=key, defaults={"version": version, "what": what})
    if made:
        record(by=by, verb="workforce.version_cited", obj=version, note=what)
    return citation
