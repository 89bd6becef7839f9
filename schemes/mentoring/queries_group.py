"""Reads of peer-support groups. Members are named to the facilitator alone; a coordinator sees how many came."""

from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from retention_portal.accounts import access
from schemes.mentoring.models_group import Group, GroupMeeting, GroupPlace
from schemes.mentoring.queries import COORDINATORS


def _with_places(rows: QuerySet[Group]) -> QuerySet[Any]:
    return rows.select_related("owner", "facilitator").annotate(
        places_in_all=Count("places"), free=Count("places", filter=Q(places__person=None))
    )


def groups_to_join(on: date) -> QuerySet[Any]:
    """Groups that still meet, with `places_in_all` and `free`; anybody may read them."""
    return _with_places(Group.objects.filter(closed_at=None, ends_on__gte=on)).order_by("begins_on", "name")


def groups_visible_to(user: Any, on: date) -> QuerySet[Any]:
    """Groups that anybody may join, those of areas that the user coordinates, and their own."""
    to_join = Q(closed_at=None, ends_on__gte=on)
    coordinated = Q(owner__in=access.reach_of(user, COORDINATORS))
    mine = Q(pk__in=GroupPlace.objects.filter(person=user).values("group"))
    return _with_places(Group.objects.filter(to_join | coordinated | Q(facilitator=user) | mine))


def groups_coordinated_by(user: Any) -> QuerySet[Any]:
    """Groups of the areas that the user coordinates."""
    return _with_places(Group.objects.filter(owner__in=access.reach_of(user, COORDINATORS)))


def groups_of(person: Any) -> list[Any]:
    """Groups in which the person has a place, or which they facilitate, that are not over and closed."""
    mine = Q(pk__in=GroupPlace.objects.filter(person=person).values("group")) | Q(facilitator=person)
    return list(_with_places(Group.objects.filter(mine, closed_at=None)))


def is_member(group: Group, person: Any) -> bool:
    """Whether the person has a place."""
    return GroupPlace.objects.filter(group=group, person=person).exists()


def members_of(group: Group) -> list[Any]:
    """The people of a group by name: for the facilitator alone."""
    places = GroupPlace.objects.filter(group=group, person__isnull=False).select_related("person")
    return [place.person for place in places.order_by("person__full_name", "pk")]


def meetings_of_group(group: Group) -> QuerySet[Any]:
    """Meetings with `people`: how many came."""
    return GroupMeeting.objects.filter(group=group).annotate(people=Count("came")).order_by("starts_at")


def meetings_to_come(group: Group, after: datetime) -> QuerySet[GroupMeeting]:
    """Meetings that have not begun."""
    return GroupMeeting.objects.filter(group=group, starts_at__gt=after).order_by(F("starts_at").asc())
