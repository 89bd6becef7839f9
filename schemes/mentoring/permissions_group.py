"""Who may do what with a peer-support group. Each check raises Refused with a sentence, or returns nothing."""

from typing import Any

from retention_portal.core.dates import today
from retention_portal.core.refusals import Refused
from retention_portal.core.vocabulary import Profession
from schemes.mentoring.models_group import Group, GroupPlace
from schemes.mentoring.permissions import check_can_run_for


def check_can_run(user: Any, group: Group) -> None:
    """Refuse to anyone who does not coordinate there."""
    check_can_run_for(user, group.owner)


def check_can_lead(user: Any, group: Group) -> None:
    """Only the facilitator sets meetings and says who came."""
    if user.pk != group.facilitator_id:
        raise Refused("Only the facilitator of the group can do this.")
    if group.closed_at is not None:
        raise Refused("This group is closed.")


def check_can_join(user: Any, group: Group) -> None:
    """Refuse a group that is over, another profession, its facilitator, and a second place."""
    if group.closed_at is not None or group.ends_on < today():
        raise Refused("This group is over.")
    if group.professions and user.profession not in group.professions:
        names = " and ".join(Profession(value).label for value in group.professions)
        raise Refused(f"{group.name} is open to: {names}. Your profile says something else, or nothing yet.")
    if group.facilitator_id == user.pk:
        raise Refused("You facilitate this group.")
    if GroupPlace.objects.filter(group=group, person=user).exists():
        raise Refused("You are in this group already.")
