"""Move a row from one status to the next: the only writer of status fields.

A workflow is a table in a slice's `statuses.py`:
`TRANSITIONS: dict[Status, tuple[Status, ...]]` says which moves there are.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models

from retention_portal.core import audit
from retention_portal.core.refusals import Refused

Transitions = Mapping[Any, Sequence[Any]]


def check_move(row: models.Model, to: Any, transitions: Transitions, field: str = "status") -> None:
    """Refuse a move that the table does not have, naming what may happen instead."""
    now = getattr(row, field)
    allowed = transitions.get(now, ())
    if to not in allowed:
        names = (
            " or ".join(f"“{_label(row, field, status)}”" for status in allowed) or "nothing: this is final"
        )
        raise Refused(
            f"This is “{_label(row, field, now)}” and cannot become “{_label(row, field, to)}”. "
            f"From here it can become {names}.",
            code="wrong_status",
        )


def move(
    row: models.Model,
    to: Any,
    *,
    by: Any,
    transitions: Transitions,
    field: str = "status",
    also: Mapping[str, Any] | None = None,
    organisation: Any = None,
    note: str = "",
) -> None:
    """Move `row` to the status `to`, with the columns of `also`, and write the audit event.

    Raises Refused when the table has no such move, or when somebody else moved the row meanwhile:
    the UPDATE repeats the old status, so that of two people one wins and the other is told.
    """
    check_move(row, to, transitions, field)
    changes = {field: to, **(also or {})}
    was = getattr(row, field)
    moved = type(row)._base_manager.filter(**{"pk": row.pk, field: was}).update(**changes)
    if not moved:
        raise Refused(
            "Somebody else changed this a moment ago. Look at it again before you decide.", code="moved"
        )
    for name, value in changes.items():
        setattr(row, name, value)
    verb = f"{row._meta.app_label}.{row._meta.model_name}_{to}"
    audit.record(by=by, verb=verb, obj=row, fields=changes, organisation=organisation, note=note)


def _label(row: models.Model, field: str, status: Any) -> str:
    choices = dict(row._meta.get_field(field).flatchoices)  # type: ignore[union-attr]
    return str(choices.get(status, status))
