"""Who may send, publish and undo. Each check raises Refused with a sentence, or returns nothing."""

from typing import Any

from retention_portal.accounts import access
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import now
from retention_portal.core.refusals import Refused
from retention_portal.organisations.models import Organisation
from workforce.extracts.models import DataVersion, WorkforceImport
from workforce.extracts.rules import may_undo_alone
from workforce.extracts.statuses import ImportStatus, Scope

IMPORTERS = (Role.SYSTEM_LEAD, Role.ADMINISTRATOR)


def is_keeper(user: Any) -> bool:
    """Administrators, and the portal's own accounts under which commands act."""
    return bool(getattr(user, "is_system", False)) or access.has_role(user, Role.ADMINISTRATOR)


def check_can_import(user: Any) -> None:
    """System leads and administrators send files."""
    if not (is_keeper(user) or access.has_role(user, Role.SYSTEM_LEAD)):
        raise Refused("Only a system lead or an administrator can import workforce files.")


def check_can_import_for(user: Any, owner: Organisation | None) -> None:
    """A system lead sends files in the name of a system where they are lead; without one, administrators only."""
    check_can_import(user)
    if is_keeper(user):
        return
    if owner is None or not access.organisations_where(user, [Role.SYSTEM_LEAD]).filter(pk=owner.pk).exists():
        raise Refused("You are not the system lead there, so you cannot import files in its name.")


def check_can_publish(user: Any, workforce_import: WorkforceImport) -> None:
    """Any system lead publishes a national file; an extract is published by its owner's lead or an administrator."""
    check_can_import(user)
    if workforce_import.status != ImportStatus.PREVIEWED:
        raise Refused(
            f"This file is “{workforce_import.get_status_display()}”. Only a file that was checked can be published."
        )
    if workforce_import.scope == Scope.EXTRACT:
        check_can_import_for(user, workforce_import.owner)


def check_can_discard(user: Any, workforce_import: WorkforceImport) -> None:
    """Who sent it, or an administrator, sets a file aside before it is published."""
    if workforce_import.uploaded_by_id != user.pk and not is_keeper(user):
        raise Refused("Only the person who sent this file, or an administrator, can set it aside.")


def check_can_undo(user: Any, version: DataVersion) -> None:
    """The publisher within 24 hours while nothing cites the version; after that an administrator."""
    if not version.is_current:
        raise Refused("Only the current edition can be undone.")
    citations = version.citations.count()
    alone = may_undo_alone(
        published_at=version.published_at or now(),
        is_publisher=version.published_by_id == user.pk,
        citations=citations,
        at=now(),
    )
    if alone or is_keeper(user):
        return
    if version.published_by_id == user.pk and citations:
        raise Refused("A report stands on this edition. Only an administrator can undo it.")
    raise Refused(
        "Only the person who published this edition can undo it, within 24 hours. After that an administrator can."
    )
