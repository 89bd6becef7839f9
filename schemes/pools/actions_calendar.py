"""The private address of one's calendar: made, replaced, taken back. Only its hash is kept."""

import secrets

from django.db import transaction

from retention_portal.accounts.models import Person
from retention_portal.accounts.queries import token_hash
from retention_portal.core import audit
from retention_portal.core.dates import now
from schemes.pools.actions_seats import lock_person
from schemes.pools.models_outside import CalendarFeed


@transaction.atomic
def make_feed(*, by: Person) -> str:
    """A new address, whose token is told this once; the one before ends at once."""
    lock_person(by)
    _revoke(by)
    token = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(person=by, token_hash=token_hash(token))
    audit.record(by=by, verb="pools.calendar_made", obj=feed)
    return token


@transaction.atomic
def revoke_feed(*, by: Person) -> int:
    """Take the address back; how many there were, 0 or 1."""
    lock_person(by)
    return _revoke(by)


def _revoke(by: Person) -> int:
    rows = CalendarFeed.objects.filter(person=by, revoked_at__isnull=True)
    for feed in rows:
        audit.record(by=by, verb="pools.calendar_revoked", obj=feed)
    return rows.update(revoked_at=now())
