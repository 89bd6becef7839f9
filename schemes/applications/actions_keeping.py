"""What is not kept for ever: forms never sent, and those that ended without a place, by dated periods (CASE-A-18)."""

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from retention_portal.accounts import actions as accounts
from retention_portal.accounts.models import Person
from retention_portal.core import audit
from retention_portal.core.dates import LONDON, today
from schemes.applications import emails, personal_data
from schemes.applications.actions_draft import SYSTEM_NAME
from schemes.applications.actions_move import locked, moved
from schemes.applications.models import Application
from schemes.applications.models_decision import Appeal
from schemes.applications.periods import length
from schemes.applications.statuses import FINAL, Status
from schemes.catalogue.rules.periods import plus_months

AT_MOST = 500
"""How many a run empties: the next run goes on."""


def erase_what_is_old() -> int:
    """Empty what its place keeps no longer; how many. Moves and days stay, for counts. Safe to run twice.

    Places that were taken are kept with the support that follows them; an open appeal keeps what it is about.
    """
    actor, day = accounts.system_account(name=SYSTEM_NAME), today()
    old = [row.pk for row in _candidates(day).iterator(chunk_size=500) if is_old(row, day)]
    return sum(_erase(pk, actor, day) for pk in old[:AT_MOST])


def _candidates(day: date) -> QuerySet[Application]:
    ended = Q(status__in=(*FINAL, Status.DRAFT))
    open_appeals = Appeal.objects.filter(upheld=None).values("decision__application")
    rows = Application.objects.filter(ended, emptied_on=None).exclude(pk__in=open_appeals)
    before = plus_months(day, -1)
    rows = rows.annotate(last=Coalesce("saved_at", "status_at")).filter(last__date__lt=before)
    return (
        rows.select_related("owner")
        .only("status", "status_at", "saved_at", "submitted_at", "owner__code")
        .order_by("pk")
    )


def is_old(row: Application, day: date) -> bool:
    """Whether the period of its place is over, counted from the last change, or from the end when it was sent."""
    sent = row.submitted_at is not None
    since = row.status_at if sent else max(row.saved_at or row.status_at, row.status_at)
    months = length("keep_closed" if sent else "keep_unsent", row.owner.code, day)
    return since.astimezone(LONDON).date() < plus_months(day, -months)


@transaction.atomic
def _erase(pk: int, actor: Person, day: date) -> bool:
    row = locked(Application(pk=pk))
    if row.emptied_on is not None or not is_old(row, day) or row.status not in (*FINAL, Status.DRAFT):
        return False
    if row.status == Status.DRAFT:
        moved(row, Status.NOT_SUBMITTED, by=actor)
        emails.tell_not_kept(row)
    personal_data.empty([pk])
    audit.record(
        by=actor, verb="applications.emptied", obj=row, fields=["emptied_on"], organisation=row.owner
    )
    return True
