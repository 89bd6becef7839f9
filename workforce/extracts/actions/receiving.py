"""Keep a file as it came, ask for its check, set it aside, forget it."""

import hashlib
from typing import Any
from uuid import uuid4

from django.core.files.base import File
from django.db import transaction

from retention_portal.core.audit import record
from retention_portal.core.dates import Month, now
from retention_portal.core.jobs.actions import enqueue, retry
from retention_portal.core.jobs.queries import job_for
from retention_portal.core.models import JobState
from retention_portal.core.refusals import Refused
from retention_portal.core.workflow import move
from retention_portal.organisations.models import Organisation
from workforce.extracts import permissions
from workforce.extracts.models import DataVersion, WorkforceImport
from workforce.extracts.rules import CHECK_JOB
from workforce.extracts.statuses import TRANSITIONS, ImportStatus, Scan


def receive_file(
    *,
    file: File,
    name: str,
    owner: Organisation | None,
    by: Any,
    stated_period: str = "",
    in_worker: bool = True,
    scan_state: str = Scan.NOT_SCANNED,
) -> WorkforceImport:
    """Keep a file as it came and ask for its check. Raises Refused for people who may not import for `owner`.

    An earlier file of the same bytes and name that this person has not published is set aside. With `in_worker=False`
    the caller checks it at once.
    """
    permissions.check_can_import_for(by, owner)
    digest, size = _digest(file)
    with transaction.atomic():
        for earlier in _unpublished_twins(digest, _base_name(name), by):
            discard_import(workforce_import=earlier, by=by)
        kept_import = WorkforceImport(
            file_name=_base_name(name),
            file_size=size,
            file_sha256=digest,
            stated_period=Month.parse(stated_period).code if stated_period else "",
            owner=owner,
            uploaded_by=by,
            scan_state=scan_state,
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


def _unpublished_twins(digest: str, name: str, by: Any) -> list[WorkforceImport]:
    """The same bytes under another name may be another month, so they are no twin."""
    return list(
        WorkforceImport.objects.select_for_update().filter(
            file_sha256=digest, file_name=name, uploaded_by=by, status=ImportStatus.PREVIEWED
        )
    )


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
    if name:
        transaction.on_commit(lambda: storage.delete(name))


@transaction.atomic
def try_again(*, workforce_import: WorkforceImport, by: Any) -> WorkforceImport:
    """Start a check anew that stopped. Raises Refused while it runs or waits, and to others than its sender."""
    permissions.check_can_discard(by, workforce_import)
    job = job_for(CHECK_JOB, workforce_import.pk)
    if job is not None and job.state == JobState.FAILED:
        retry(job=job)
    elif workforce_import.status == ImportStatus.FAILED:  # a command that was killed left no work behind
        key = f"{CHECK_JOB}:{workforce_import.pk}:{now().timestamp():.0f}"
        enqueue(kind=CHECK_JOB, object_id=workforce_import.pk, key=key, by=by)
    else:
        raise Refused("There is no work to start again.")
    if workforce_import.status == ImportStatus.FAILED:
        move(workforce_import, ImportStatus.CHECKING, by=by, transitions=TRANSITIONS)
    return workforce_import
