"""Make a checked file the current edition of its month, take it back, note what stands on it.

Publishing only makes the draft current, in one transaction under a lock for the layout, month and owner.
"""

from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from retention_portal.core.audit import record
from retention_portal.core.dates import now
from retention_portal.core.refusals import Refused
from retention_portal.core.workflow import move
from workforce.extracts import permissions, previews, queries
from workforce.extracts.actions.telling import ask_to_tell
from workforce.extracts.models import Citation, DataVersion, WorkforceImport
from workforce.extracts.statuses import TRANSITIONS, ImportStatus


@transaction.atomic
def publish_import(
    *,
    workforce_import: WorkforceImport,
    by: Any,
    accept_rejects_reason: str = "",
    removals_understood: bool = False,
) -> DataVersion:
    """Make a previewed file the current edition of its month, in one transaction under one lock.

    Raises Refused: not allowed; rows with errors and no reason to leave them out; practices that would lose their
    figures and nobody who said so (CASE-I-21); already published; somebody publishing the same month at this
    moment; or data that moved since the preview (code "stale_preview").
    """
    permissions.check_can_publish(by, workforce_import)
    version = DataVersion.objects.select_related("owner").get(workforce_import=workforce_import)
    _lock(version)
    _check_rejects(workforce_import, accept_rejects_reason)
    current = queries.current_version(
        layout=version.layout, period=version.period, scope=version.scope, owner=version.owner
    )
    _check_not_moved(workforce_import, current)
    _check_removals(version, current, removals_understood)
    if current:
        _supersede(current, by)
    _make_current(version, by)
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
    if current:
        ask_to_tell(version, by)
    return version


def _check_rejects(workforce_import: WorkforceImport, reason: str) -> None:
    if workforce_import.errors and not reason:
        raise Refused(
            f"{workforce_import.rows_rejected:,} of {workforce_import.rows_read:,} rows have errors. Correct the "
            "file, or publish without those rows and say why.",
            code="has_errors",
        )


def _make_current(version: DataVersion, by: Any) -> None:
    version.edition = (_editions(version).aggregate(last=Max("edition"))["last"] or 0) + 1
    version.is_current, version.published_at, version.published_by = True, now(), by
    version.save(update_fields=["edition", "is_current", "published_at", "published_by"])


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


def _check_removals(version: DataVersion, current: DataVersion | None, understood: bool) -> None:
    missing = 0 if understood else previews.count_missing(version, current)
    if missing:
        practices = (
            "1 practice has figures now and"
            if missing == 1
            else f"{missing:,} practices have figures now and"
        )
        raise Refused(
            f"{practices} would have none. Tick that you have seen it, or send a file that has them.",
            code="implies_removal",
        )


def _editions(version: DataVersion) -> Any:
    return DataVersion.objects.filter(
        layout=version.layout, period=version.period, scope=version.scope, owner=version.owner
    )


def _supersede(current: DataVersion, by: Any) -> None:
    DataVersion.objects.filter(pk=current.pk).update(is_current=False)
    move(current.workforce_import, ImportStatus.SUPERSEDED, by=by, transitions=TRANSITIONS)


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
