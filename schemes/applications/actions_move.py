"""How an application moves: status, turn, the dated line of who moved it, and the audit event, all at once."""

from typing import Any

from retention_portal.core.dates import now, today
from retention_portal.core.workflow import move
from schemes.applications.models import Application, StatusChange
from schemes.applications.rules import Turn, turn_after
from schemes.applications.statuses import TRANSITIONS, Status


def moved(
    application: Application, to: Status, *, by: Any, also: dict[str, Any] | None = None
) -> Application:
    """Move and keep the line of it, in the caller's transaction (CASE-A-05). Raises Refused for other moves.

    Of two who move at once one does, the other is told: the UPDATE repeats the old status (CASE-C-06).
    """
    before, at = Status(application.status), now()
    held = Turn(application.with_us, application.waiting_since, application.days_with_us)
    turn = turn_after(to, held, today())
    changes = {
        "status_at": at,
        "status_by": by,
        "with_us": turn.with_us,
        "waiting_since": turn.waiting_since,
        "days_with_us": turn.days_with_us,
        **(also or {}),
    }
    move(application, to, by=by, transitions=TRANSITIONS, also=changes, organisation=application.owner)
    StatusChange.objects.create(application=application, before=before, after=to, at=at, by=by)
    return application


def began(application: Application, *, by: Any) -> Application:
    """Keep a new application and the line of its beginning."""
    application.save(force_insert=True)
    StatusChange.objects.create(
        application=application, after=application.status, at=application.status_at, by=by
    )
    return application


def locked(application: Application) -> Application:
    """The row as it is now, held until the transaction ends."""
    rows = Application.objects.select_for_update(of=("self",))
    return rows.select_related("offer__scheme", "owner", "version", "applicant").get(pk=application.pk)
