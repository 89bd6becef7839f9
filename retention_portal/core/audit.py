"""The record of who did what.

One function writes, inside the transaction of what it records. The database keeps the runtime role from
every other way: see `migrations/0003_audit_is_append_only.py`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, models

from retention_portal.core.middleware import request_id


def record(
    *,
    by: Any,
    verb: str,
    obj: models.Model,
    fields: Iterable[str] = (),
    old: Mapping[str, object] | None = None,
    about: Any = None,
    organisation: Any = None,
    acting_as: str = "",
    note: str = "",
) -> int:
    """Write one audit event and return its id.

    `by` is the person who acts, or None for somebody not signed in. `verb` is `slice.what_happened`.
    `fields` are names of changed fields. `old` holds earlier values of personal fields of the person
    `about`; they go to the erasable side table. `organisation` is an Organisation or its code.
    `note` must hold nothing personal and nothing confidential.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT core_audit_record(%s, %s, %s, %s, %s, %s, %s::text[], %s, %s)",
            [
                getattr(by, "pk", None),
                acting_as,
                verb,
                obj._meta.label_lower,
                str(obj.pk),
                getattr(organisation, "code", organisation) or "",
                sorted({*fields, *(old or {})}),
                request_id.get(),
                note,
            ],
        )
        (event_id,) = cursor.fetchone()
        for field, value in (old or {}).items():
            cursor.execute(
                "SELECT core_audit_keep_old_value(%s, %s, %s, %s)", [event_id, about.pk, field, str(value)]
            )
    return int(event_id)


def erase_old_values(person_id: int) -> int:
    """Forget the earlier values of one person's fields; the events stay. How many were forgotten."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT core_audit_erase(%s)", [person_id])
        (count,) = cursor.fetchone()
    return int(count)
