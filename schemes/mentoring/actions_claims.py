"""A mentor claims for the time of sessions that took place. Hours and a day are passed on; nobody is named."""

from collections.abc import Collection

from django.db import transaction

from retention_portal.accounts.models import Person
from retention_portal.core import audit
from retention_portal.core.refusals import Refused
from schemes.awards.actions_mentor import claim_mentor_time
from schemes.awards.models import Claim
from schemes.awards.queries_mentor import allowance_left
from schemes.mentoring import permissions
from schemes.mentoring.models import Mentor, Session
from schemes.mentoring.queries_claims import hours_of, sessions_to_claim


@transaction.atomic
def claim_sessions(*, mentor: Mentor, sessions: Collection[int], by: Person) -> Claim:
    """Claim for sessions that took place and are in no claim yet, by their ids.

    Raises Refused with the sentence of the awards: no agreement, or more than is left (M-13). Each session is
    locked, so that of two claims at once the second finds nothing left to claim.
    """
    permissions.check_own_offer(by, mentor)
    rows = list(sessions_to_claim(mentor).filter(pk__in=sessions).select_for_update(of=("self",)))
    if not rows or len(rows) != len(set(sessions)):
        raise Refused("Choose sessions that took place and are in no claim yet.")
    _check_one_year(mentor, rows)
    claim = claim_mentor_time(
        mentor=mentor.person, service_owner=mentor.service.owner, hours=hours_of(rows), on=rows[-1].on, by=by
    )
    Session.objects.filter(pk__in=[row.pk for row in rows]).update(claim=claim)
    audit.record(
        by=by, verb="mentoring.time_claimed", obj=mentor, fields=["claim"], organisation=mentor.service.owner
    )
    return claim


def _check_one_year(mentor: Mentor, rows: list[Session]) -> None:
    """The allowance is of one year of the agreement, so a claim lies in one."""
    left = allowance_left(mentor=mentor.person, owner=mentor.service.owner, on=rows[-1].on)
    if left is not None and rows[0].on < left.first:
        raise Refused(
            f"A claim is for one year of your agreement. Claim apart for the sessions before {left.first:%-d %B %Y}."
        )
