"""Everything that decides about one person's bookings, in one statement: it stands before every list and every booking.

PostgreSQL answers with JSON, from which the rows are made as the models have them.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models

from retention_portal.accounts.models import PassportCheck
from retention_portal.organisations.models import Organisation
from schemes.pools.models import Member, Policy, Pool
from schemes.pools.models_sessions import Booking, Mark, Session
from schemes.pools.statuses import HOLDS_A_SEAT, MemberStatus, Side

_MINE = "SELECT m.* FROM pools_member m WHERE m.person_id = %(person)s AND m.status <> %(left)s"
_READ = f"""
WITH mine AS ({_MINE})
SELECT json_build_object(
  'members', (SELECT json_agg(json_build_object('member', to_jsonb(m), 'pool', to_jsonb(p)) ORDER BY m.id)
              FROM mine m JOIN pools_pool p ON p.id = m.pool_id),
  'policies', (SELECT json_agg(to_jsonb(y) ORDER BY y.valid_from DESC) FROM pools_policy y
               WHERE y.pool_id = ANY(%(pools)s) OR y.pool_id IN (SELECT pool_id FROM mine)),
  'checks', (SELECT json_agg(to_jsonb(c)) FROM accounts_passportcheck c
             WHERE c.person_id = %(person)s AND c.superseded_at IS NULL),
  'marks', (SELECT json_agg(to_jsonb(k) ORDER BY k."on" DESC, k.id DESC) FROM pools_mark k
            WHERE k.person_id = %(person)s AND k.side = %(side)s AND k.cleared_at IS NULL),
  'bookings', (SELECT json_agg(json_build_object('booking', to_jsonb(b) - 'held', 'session', to_jsonb(s),
                 'practice', json_build_object('id', o.id, 'code', o.code, 'name', o.name, 'postcode', o.postcode))
                 ORDER BY b.starts_at, b.id)
               FROM pools_booking b JOIN pools_session s ON s.id = b.session_id
               JOIN organisations_organisation o ON o.id = s.practice_id
               WHERE b.person_id = %(person)s AND b.status = ANY(%(holds)s) AND b.ends_at > %(since)s)
)::text
"""  # noqa: S608 - our own words


def read(person_id: int, pools: Iterable[int], since: datetime) -> dict[str, list[Any]]:
    """{"members" with their pools, "policies" of these and of `pools`, "checks", "marks", "bookings" still to end
    after `since`, with session and practice}: rows of the models. One statement."""
    asked: dict[str, Any] = {
        "person": person_id,
        "left": MemberStatus.LEFT.value,
        "pools": list(pools),
        "side": Side.GP.value,
        "holds": [status.value for status in HOLDS_A_SEAT],
        "since": since,
    }
    with connection.cursor() as cursor:
        cursor.execute(_READ, asked)
        found = json.loads(cursor.fetchone()[0])
    return {
        "members": [_member(line) for line in found["members"] or ()],
        "policies": [_row(Policy, values) for values in found["policies"] or ()],
        "checks": [_row(PassportCheck, values) for values in found["checks"] or ()],
        "marks": [_row(Mark, values) for values in found["marks"] or ()],
        "bookings": [_booking(line) for line in found["bookings"] or ()],
    }


def _member(line: dict[str, Any]) -> Member:
    member: Member = _row(Member, line["member"])
    member.pool = _row(Pool, line["pool"])
    return member


def _booking(line: dict[str, Any]) -> Booking:
    booking: Booking = _row(Booking, line["booking"])
    booking.session = _row(Session, line["session"])
    booking.session.practice = _row(Organisation, line["practice"])
    return booking


def _row(model: type[models.Model], values: dict[str, Any]) -> Any:
    """A row as the database would give it; columns that are not there are read when asked for."""
    fields: Sequence[Any] = [field for field in model._meta.concrete_fields if field.column in values]
    read_in = [field.to_python(values[field.column]) for field in fields]
    return model.from_db("default", [field.attname for field in fields], read_in)
