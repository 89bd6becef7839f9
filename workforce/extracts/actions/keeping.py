"""What the clock does by itself: checks that stopped or hang, previews that nobody wants, files kept long enough."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from retention_portal.accounts.actions import system_account
from retention_portal.accounts.queries import people_with
from retention_portal.accounts.roles import Role
from retention_portal.core.audit import record
from retention_portal.core.dates import now, today
from retention_portal.core.workflow import move
from workforce.extracts import emails, queries
from workforce.extracts.actions.receiving import discard_import
from workforce.extracts.models import WorkforceImport
from workforce.extracts.statuses import TRANSITIONS, ImportStatus

KEEPER = "workforce-import"


@transaction.atomic
def fail_check(*, import_id: int) -> None:
    """The check has failed for good: the file says so too, and is not "being checked" for ever (CASE-I-28)."""
    one = WorkforceImport.objects.select_for_update().filter(pk=import_id).first()
    if one is not None and one.status in (ImportStatus.RECEIVED, ImportStatus.CHECKING):
        move(one, ImportStatus.FAILED, by=system_account(name=KEEPER), transitions=TRANSITIONS)


def fail_stopped_checks() -> int:
    """Files whose check is over without an outcome, as when a command was killed half way; how many."""
    stopped = queries.stopped_checks(now())
    for one in stopped:
        fail_check(import_id=one.pk)
    return len(stopped)


def tell_of_stuck_checks() -> int:
    """Tell administrators once of each check that has taken more than two hours (CASE-I-20); how many checks."""
    stuck = list(queries.stuck_checks(now()).filter(stuck_told_at__isnull=True))
    for one in stuck:
        with transaction.atomic():
            WorkforceImport.objects.filter(pk=one.pk).update(stuck_told_at=now())
            for person in people_with(Role.ADMINISTRATOR, today()):
                emails.tell_of_stuck_check(person, one)
    return len(stuck)


def clean_up() -> dict[str, int]:
    """Set aside previews that nobody published, and remove files past their time (CASE-I-29); how many of each.

    Hash, counts, problems and published figures stay.
    """
    abandoned = now() - timedelta(days=settings.IMPORT_PREVIEW_DAYS)
    old = now() - timedelta(days=settings.IMPORT_FILE_DAYS)
    return {
        "set_aside": sum(map(_set_aside, _ids(queries.abandoned_previews(abandoned)))),
        "files_removed": sum(map(_remove_file, _ids(queries.files_past_their_time(old)))),
    }


def _ids(imports: QuerySet[WorkforceImport]) -> list[int]:
    return list(imports.values_list("pk", flat=True))


@transaction.atomic
def _set_aside(import_id: int) -> bool:
    one = _taken(import_id)
    if one is None or one.status not in (ImportStatus.PREVIEWED, ImportStatus.FAILED):
        return False
    discard_import(workforce_import=one, by=system_account(name=KEEPER))
    return True


@transaction.atomic
def _remove_file(import_id: int) -> bool:
    one = _taken(import_id)
    if one is None or not one.file:
        return False
    storage, name = one.file.storage, one.file.name or ""
    WorkforceImport.objects.filter(pk=one.pk).update(file="", file_removed_at=now())
    record(by=system_account(name=KEEPER), verb="workforce.file_removed", obj=one, fields=["file"])
    transaction.on_commit(lambda: storage.delete(name))
    return True


def _taken(import_id: int) -> WorkforceImport | None:
    """The row, unless somebody is at it."""
    return WorkforceImport.objects.select_for_update(skip_locked=True).filter(pk=import_id).first()
