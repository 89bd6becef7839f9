"""Pages of peer-support groups: what there is, join and leave, meetings, and who came."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from retention_portal.accounts.guards import person_of, public, roles_required, signed_in
from retention_portal.accounts.models import Person
from retention_portal.core.answers import demand, done_or_told, saved
from retention_portal.core.dates import now, today
from retention_portal.core.refusals import BadInput, refusal
from schemes.mentoring import actions_group, permissions_group, queries, queries_group
from schemes.mentoring.forms_group import CameForm, GroupForm, MeetingForm
from schemes.mentoring.models_group import Group, GroupMeeting
from schemes.mentoring.rules_group import usual_last_day
from schemes.mentoring.rules_templates import group_templates

form_page = require_http_methods(["GET", "POST"])
coordinators_only = roles_required(*queries.COORDINATORS)


@require_GET
@public("anybody may see which groups there are; nobody sees who is in them")
def groups(request: HttpRequest) -> HttpResponse:
    """Groups that take people, then one's own."""
    mine = queries_group.groups_of(request.user) if request.user.is_authenticated else []
    shown = {"found": queries_group.groups_to_join(today()), "mine": mine}
    return render(request, "mentoring/groups.jinja", shown)


@require_GET
@signed_in
def group(request: HttpRequest, group_id: int) -> HttpResponse:
    """One group: its days and meetings; members by name for the facilitator alone."""
    person = person_of(request)
    row = _group(request, group_id)
    leads = row.facilitator_id == person.pk
    member = queries_group.is_member(row, person)
    runs = refusal(permissions_group.check_can_run, person, row) is None
    shown = {
        "row": row,
        "leads": leads,
        "member": member,
        "runs": runs,
        "why_not": refusal(permissions_group.check_can_join, person, row),
        "meetings": queries_group.meetings_of_group(row),
        "members": queries_group.members_of(row) if leads else [],
        "moment": now(),
    }
    return render(request, "mentoring/group.jinja", shown)


@form_page
@coordinators_only
def group_new(request: HttpRequest) -> HttpResponse:
    """Open a group, from the usual one where wished."""
    owners = list(queries.owners_for(request.user))
    template = group_templates().get(request.GET.get("from", ""))
    initial = {}
    if template:
        initial = {name: getattr(template, name) for name in ("name", "summary", "places", "paid")}
        initial |= {"begins_on": today(), "ends_on": usual_last_day(today(), template.months)}
    form = GroupForm(
        request.POST if request.method == "POST" else None,
        owners=owners, codes=template.codes if template else (), initial=initial,
    )  # fmt: skip
    made: list[Group] = []

    def save() -> None:
        data = form.cleaned_data
        owner = next(one for one in owners if one.code == data["owner"])
        facilitator = Person.objects.filter(email__iexact=data["facilitator"], is_active=True).first()
        if facilitator is None:
            raise BadInput("Nobody signs in here with that address. Ask the facilitator to sign up first.")
        made.append(
            actions_group.open_group(
                owner=owner, content=form.content(), facilitator=facilitator, by=person_of(request)
            )
        )

    if request.method == "POST" and saved(form, save):
        messages.success(request, "The group is open. People can join from now on.")
        return redirect("mentoring:group", made[0].pk)
    shown = {"form": form, "template": template, "templates": group_templates().values()}
    return render(request, "mentoring/group_new.jinja", shown)


@require_POST
@signed_in
def group_join(request: HttpRequest, group_id: int) -> HttpResponse:
    """Take a place."""
    row = _group(request, group_id)
    done_or_told(
        request, "You have a place. The facilitator sees your name; the other members do not see it here.",
        lambda: actions_group.join_group(group=row, by=person_of(request)),
    )  # fmt: skip
    return redirect("mentoring:group", row.pk)


@require_POST
@signed_in
def group_leave(request: HttpRequest, group_id: int) -> HttpResponse:
    """Give the place back."""
    row = _group(request, group_id)
    done_or_told(
        request, "You have left the group. Nobody asks why.",
        lambda: actions_group.leave_group(group=row, by=person_of(request)),
    )  # fmt: skip
    return redirect("mentoring:groups")


@require_POST
@coordinators_only
def group_close(request: HttpRequest, group_id: int) -> HttpResponse:
    """End a group early."""
    row = get_object_or_404(queries_group.groups_coordinated_by(request.user), pk=group_id)
    done_or_told(
        request, "The group is closed. Its members were told.",
        lambda: actions_group.close_group(group=row, by=person_of(request)),
    )  # fmt: skip
    return redirect("mentoring:group", row.pk)


@form_page
@signed_in
def meeting_new(request: HttpRequest, group_id: int) -> HttpResponse:
    """The facilitator names a day."""
    person, row = person_of(request), _group(request, group_id)
    demand(permissions_group.check_can_lead, person, row)
    form = MeetingForm(request.POST if request.method == "POST" else None)

    def save() -> None:
        data = form.cleaned_data
        actions_group.set_meeting(
            group=row, starts_at=form.moment(), minutes=data["minutes"], where=data["where"], by=person
        )

    if request.method == "POST" and saved(form, save):
        messages.success(request, "The meeting is in.")
        return redirect("mentoring:group", row.pk)
    return render(request, "mentoring/group_meeting.jinja", {"row": row, "form": form})


@require_POST
@signed_in
def meeting_remove(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The facilitator takes a meeting out."""
    meeting = _meeting(request, meeting_id)
    done_or_told(
        request, "The meeting is taken out.",
        lambda: actions_group.remove_meeting(meeting=meeting, by=person_of(request)),
    )  # fmt: skip
    return redirect("mentoring:group", meeting.group_id)


@form_page
@signed_in
def came(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The facilitator says who came."""
    person, meeting = person_of(request), _meeting(request, meeting_id)
    demand(permissions_group.check_can_lead, person, meeting.group)
    initial = {"people": [str(pk) for pk in meeting.came.values_list("person", flat=True)]}
    form = CameForm(
        request.POST if request.method == "POST" else None,
        members=queries_group.members_of(meeting.group), initial=initial,
    )  # fmt: skip

    def save() -> None:
        people = [int(pk) for pk in form.cleaned_data["people"]]
        actions_group.mark_came(meeting=meeting, people=people, by=person)

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Kept: who came, and nothing else.")
        return redirect("mentoring:group", meeting.group_id)
    return render(request, "mentoring/group_came.jinja", {"meeting": meeting, "form": form})


def _group(request: HttpRequest, group_id: int) -> Group:
    return get_object_or_404(queries_group.groups_visible_to(person_of(request), today()), pk=group_id)


def _meeting(request: HttpRequest, meeting_id: int) -> GroupMeeting:
    meetings = GroupMeeting.objects.filter(group__facilitator=person_of(request)).select_related(
        "group__owner"
    )
    return get_object_or_404(meetings, pk=meeting_id)
