"""Who may do what with postings. Each check raises Refused with a sentence, or returns nothing."""

from typing import Any

from retention_portal.accounts import access
from retention_portal.core.refusals import Refused
from retention_portal.organisations.models import Organisation
from schemes.opportunities.models import Opportunity
from schemes.opportunities.queries import MODERATORS, POSTERS, POSTING_KINDS
from schemes.opportunities.statuses import Status


def check_can_post_for(user: Any, organisation: Organisation) -> None:
    """Refuse whoever does not post in the name of the organisation: its own lead, or for a system, hub or local
    medical committee its coordinator."""
    for role, kinds in POSTING_KINDS.items():
        if organisation.kind in kinds and access.reaches(user, (role,), organisation):
            return
    raise Refused("Only its own practice lead, network lead or coordinator posts for an organisation.")


def check_can_manage(user: Any, row: Opportunity) -> None:
    """Refuse whoever neither posts for the organisation nor looks after its place."""
    if not access.reaches(user, POSTERS, row.owner):
        raise Refused("Only those who post for this organisation, or look after its area, can do this.")


def check_can_change(user: Any, row: Opportunity) -> None:
    """Refuse what is merged, and whoever does not manage it."""
    check_can_manage(user, row)
    if row.status == Status.MERGED:
        raise Refused("This was merged into another. Change that one.")


def check_can_look_after(user: Any, row: Opportunity) -> None:
    """Refuse whoever is not a coordinator of its place."""
    if not access.reaches(user, MODERATORS, row.owner):
        raise Refused("Only a coordinator of this area can do this.")


def check_can_moderate(user: Any, row: Opportunity) -> None:
    """Nobody looks at their own: refuse whoever wrote it or sent it in."""
    check_can_look_after(user, row)
    if user.pk in (row.created_by_id, row.submitted_by_id):
        raise Refused("You posted this yourself. Another coordinator of the area looks at it.")
    if row.status != Status.SUBMITTED:
        raise Refused(
            f"This is “{row.get_status_display()}”. Only what waits for a coordinator can be decided."
        )


def check_can_verify(user: Any, row: Opportunity) -> None:
    """“Still right” is for what is published, or was until nobody confirmed it."""
    check_can_manage(user, row)
    if row.status not in (Status.PUBLISHED, Status.HIDDEN):
        raise Refused("Only what is published, or hidden because nobody confirmed it, can be confirmed.")


def check_can_merge(user: Any, keep: Opportunity, away: Opportunity) -> None:
    """Refuse two kinds, the same one twice, and what was merged already."""
    check_can_look_after(user, keep)
    check_can_look_after(user, away)
    if keep.pk == away.pk:
        raise Refused("Choose two different postings.")
    if Status.MERGED in (keep.status, away.status):
        raise Refused("One of the two was merged already.")
    if keep.kind != away.kind:
        raise Refused(
            "A role, training and an event are different things. Only two of one kind can be merged."
        )
    if away.status == Status.DRAFT:
        raise Refused("One of the two is a draft that nobody has seen. It can be closed instead.")


def check_own_search(user: Any, search: Any) -> None:
    """Refuse anybody but the one who saved it."""
    if search.person_id != user.pk:
        raise Refused("Only the person who saved the search can do this.")
