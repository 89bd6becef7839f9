"""The only door for changes to peer-support groups: open, join, leave, meetings, and who came."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from retention_portal.accounts.models import Person
from retention_portal.core import audit
from retention_portal.core.dates import now
from retention_portal.core.refusals import BadInput, Refused
from retention_portal.organisations.models import Organisation
from schemes.mentoring import emails, permissions_group
from schemes.mentoring.models_group import Group, GroupAttendance, GroupMeeting, GroupPlace
from schemes.mentoring.queries_group import members_of
from schemes.mentoring.rules_group import check_days, check_meeting, check_places


@dataclass(frozen=True)
class GroupContent:
    """What a coordinator says of a group."""

    name: str
    summary: str
    begins_on: date
    ends_on: date
    places: int
    contact_name: str
    contact_email: str
    paid: str = ""
    professions: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


@transaction.atomic
def open_group(
    *, owner: Organisation, content: GroupContent, facilitator: Person, by: Person, made_up: bool = False
) -> Group:
    """Open a group with a row for each place."""
    permissions_group.check_can_run_for(by, owner)
    check_days(content.begins_on, content.ends_on)
    check_places(content.places)
    values = dict(content.__dict__)
    places = values.pop("places")
    values |= {"professions": list(content.professions), "codes": list(content.codes)}
    try:
        with transaction.atomic():
            group = Group.objects.create(
                owner=owner, facilitator=facilitator, opened_by=by, made_up=made_up, **values
            )
    except IntegrityError:
        raise Refused("There is a group of this name already. Choose another name.") from None
    GroupPlace.objects.bulk_create(GroupPlace(group=group, number=number + 1) for number in range(places))
    audit.record(by=by, verb="mentoring.group_opened", obj=group, fields=values, organisation=owner)
    return group


@transaction.atomic
def close_group(*, group: Group, by: Person) -> Group:
    """End a group early or take it off the list; members are told once."""
    permissions_group.check_can_run(by, group)
    if not Group.objects.filter(pk=group.pk, closed_at=None).update(closed_at=now()):
        raise Refused("This group is closed already.")
    audit.record(
        by=by, verb="mentoring.group_closed", obj=group, fields=["closed_at"], organisation=group.owner
    )
    for person in members_of(group):
        emails.tell_group_closed(group, person)
    return group


@transaction.atomic
def join_group(*, group: Group, by: Person) -> GroupPlace:
    """Take a place: of two who try for the last one, one gets it."""
    group = Group.objects.select_related("owner").get(pk=group.pk)
    permissions_group.check_can_join(by, group)
    free = GroupPlace.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        group=group, person=None
    )
    place = free.order_by("number").first()
    if place is None:
        raise Refused("Every place of this group is taken. Ask the contact whether another begins.")
    place.person, place.taken_at = by, now()
    try:
        with transaction.atomic():
            place.save(update_fields=["person", "taken_at"])
    except IntegrityError:
        raise Refused("You are in this group already.") from None
    audit.record(by=by, verb="mentoring.group_joined", obj=group, organisation=group.owner)
    return place


@transaction.atomic
def leave_group(*, group: Group, by: Person) -> None:
    """Give the place back. No reason is asked."""
    left = GroupPlace.objects.filter(group=group, person=by).update(person=None, taken_at=None)
    if not left:
        raise Refused("You have no place in this group.")
    audit.record(by=by, verb="mentoring.group_left", obj=group, organisation=group.owner)


@transaction.atomic
def set_meeting(*, group: Group, starts_at: datetime, minutes: int, where: str, by: Person) -> GroupMeeting:
    """Name a day on which the group meets."""
    permissions_group.check_can_lead(by, group)
    check_meeting(starts_at, begins_on=group.begins_on, ends_on=group.ends_on)
    if not 15 <= minutes <= 480:
        raise BadInput(f"Enter a length between 15 and 480 minutes. You entered {minutes}.")
    try:
        with transaction.atomic():
            made = GroupMeeting.objects.create(group=group, starts_at=starts_at, minutes=minutes, where=where)
    except IntegrityError:
        raise Refused("The group meets at that time already.") from None
    audit.record(by=by, verb="mentoring.group_meeting_set", obj=made, organisation=group.owner)
    return made


@transaction.atomic
def remove_meeting(*, meeting: GroupMeeting, by: Person) -> None:
    """Take a meeting out that has not been held."""
    permissions_group.check_can_lead(by, meeting.group)
    if meeting.starts_at <= now():
        raise Refused("This meeting has begun or is over, so it stays.")
    audit.record(by=by, verb="mentoring.group_meeting_removed", obj=meeting, organisation=meeting.group.owner)
    meeting.delete()


@transaction.atomic
def mark_came(*, meeting: GroupMeeting, people: Collection[int], by: Person) -> int:
    """Say which members came, by their ids; how many. A second time replaces the first."""
    permissions_group.check_can_lead(by, meeting.group)
    if meeting.starts_at > now():
        raise Refused("This meeting has not begun. Mark who came afterwards.")
    GroupMeeting.objects.select_for_update().get(pk=meeting.pk)
    before = set(GroupAttendance.objects.filter(meeting=meeting).values_list("person", flat=True))
    allowed = {person.pk for person in members_of(meeting.group)} | before
    if not set(people) <= allowed:
        raise BadInput("Choose members of this group.")
    GroupAttendance.objects.filter(meeting=meeting).delete()
    GroupAttendance.objects.bulk_create(GroupAttendance(meeting=meeting, person_id=pk) for pk in set(people))
    audit.record(by=by, verb="mentoring.group_came", obj=meeting, organisation=meeting.group.owner)
    return len(set(people))
