"""Tell the leads of all systems when a newer edition of a shared month replaces the one they used."""

from typing import Any

from django.db import transaction

from retention_portal.accounts.queries import people_with
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import now, today
from retention_portal.core.jobs.actions import enqueue
from workforce.extracts import emails, queries
from workforce.extracts.models import DataVersion, EditionNotice
from workforce.extracts.statuses import Scope

TELL_JOB = "workforce.tell_of_edition"


def ask_to_tell(version: DataVersion, by: Any) -> None:
    """Ask for the notices of a shared edition that replaced another; in the transaction that publishes it."""
    if version.scope == Scope.NATIONAL:
        enqueue(kind=TELL_JOB, object_id=version.pk, key=f"{TELL_JOB}:{version.pk}", by=by)


@transaction.atomic
def tell_of_edition(*, version_id: int) -> int:
    """One notice and one mail to each system lead but the publisher, once an edition; how many hear of it now.

    Says nothing of an edition that is no longer current.
    """
    version = DataVersion.objects.get(pk=version_id)
    replaced = queries.edition_before(version)
    if not version.is_current or replaced is None:
        return 0
    told = 0
    for person in people_with(Role.SYSTEM_LEAD, today()).exclude(pk=version.published_by_id or 0):
        _, new = EditionNotice.objects.get_or_create(
            version=version, person=person, defaults={"replaced": replaced}
        )
        emails.tell_of_edition(person, version, replaced)
        told += new
    return told


def mark_seen(*, version: DataVersion, by: Any) -> int:
    """Take the notice of an edition off a person's own list; how many there were."""
    return EditionNotice.objects.filter(version=version, person=by, seen_at__isnull=True).update(
        seen_at=now()
    )
