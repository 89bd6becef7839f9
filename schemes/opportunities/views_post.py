"""Pages of those who post: their list, writing, dates, “still right”, closing, and “did you fill it?”."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from retention_portal.accounts.guards import person_of, roles_required
from retention_portal.core.answers import demand, done_or_told, saved
from retention_portal.core.dates import today
from retention_portal.core.refusals import BadInput, is_allowed, refusal
from schemes.opportunities import actions, permissions, queries, queries_places, rules
from schemes.opportunities.forms import ContentForm, MeetingForm, OutcomeForm
from schemes.opportunities.models import Opportunity, OpportunityDate
from schemes.opportunities.statuses import Kind, Outcome, Status

form_page = require_http_methods(["GET", "POST"])
posters_only = roles_required(*queries.POSTERS)
PER_PAGE = 25
STATES = {
    "": "All",
    "asks": "Asks something of us",
    **{one.value: one.label for one in Status if one != Status.MERGED},
}


def managed_or_404(request: HttpRequest, opportunity_id: int) -> Opportunity:
    """A posting of the user's own places; not found otherwise."""
    rows = queries.managed_by(request.user).select_related("submitted_by", "merged_into")
    return get_object_or_404(rows, pk=opportunity_id)


@require_GET
@posters_only
def posts(request: HttpRequest) -> HttpResponse:
    """What the user's places have posted, in every state."""
    state = request.GET.get("state", "")
    rows = queries.managed_by(request.user)
    if state == "asks":
        rows = rows.filter(queries.asks_owner(today()))
    elif state in STATES and state:
        rows = rows.filter(status=state)
    outcomes = queries.outcomes_in(request.user)
    context = {
        "page": Paginator(rows.order_by("-created_at", "-pk"), PER_PAGE).get_page(request.GET.get("page")),
        "state": state if state in STATES else "",
        "states": list(STATES.items()),
        "outcomes": [(one.label, outcomes[one.value]) for one in Outcome if outcomes.get(one.value)],
        "unanswered": outcomes.get("", 0),
        "to_moderate": queries.to_moderate(request.user).count(),
    }
    return render(request, "opportunities/posts.jinja", context)


@form_page
@posters_only
def post_new(request: HttpRequest) -> HttpResponse:
    """Write a posting."""
    owners = queries.organisations_to_post_for(request.user)
    initial = {"owner": owners[0].code if len(owners) == 1 else "", "contact_email": person_of(request).email}
    form = ContentForm(request.POST if request.method == "POST" else None, owners=owners, initial=initial)
    made: list[Opportunity] = []

    def save() -> None:
        by_code = {owner.code: owner for owner in owners}
        owner = by_code[form.cleaned_data["owner"]]
        made.append(actions.write(owner=owner, content=form.content(), by=person_of(request)))

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Saved as a draft. Add dates if it has some, then send it in.")
        return redirect("opportunities:manage", made[0].pk)
    return render(request, "opportunities/post_form.jinja", {"form": form, "row": None, "owners": owners})


@form_page
@posters_only
def post_edit(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Change a posting."""
    row = managed_or_404(request, opportunity_id)
    demand(permissions.check_can_change, request.user, row)
    typed = request.POST if request.method == "POST" else None
    form = ContentForm(typed, owners=[row.owner], initial=ContentForm.initial_of(row))
    revision = request.POST.get("revision", "")

    def save() -> None:
        if not (revision.isascii() and revision.isdecimal() and len(revision) < 9):
            raise BadInput("This form is out of date. Open it again.")
        actions.change(row=row, content=form.content(), revision=int(revision), by=person_of(request))

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Saved.")
        return redirect("opportunities:manage", row.pk)
    context = {"form": form, "row": row, "revision": revision or row.revision, "owners": [row.owner]}
    return render(request, "opportunities/post_form.jinja", context)


@require_GET
@posters_only
def manage(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """One posting as those see it who answer for it: what stands, what is asked of them, what can be done."""
    row = managed_or_404(request, opportunity_id)
    return render(request, "opportunities/manage.jinja", context_of(request, row, MeetingForm()))


def context_of(request: HttpRequest, row: Opportunity, form: MeetingForm) -> dict[str, Any]:
    """Everything that the page of one posting shows."""
    over = rules.over_since(row.kind, row.starts_on, row.ends_on, row.closes_on)
    may_look = is_allowed(permissions.check_can_look_after, request.user, row)
    waits = row.status == Status.SUBMITTED and may_look
    return {
        "row": row,
        "dates": list(row.dates.all()),
        "form": form,
        "not_shown": rules.why_not_shown(row.status, over, row.verified_on, today()),
        "until": rules.hidden_after(row.verified_on) if row.verified_on else None,
        "waits_for_me": waits,
        "why_not_decide": refusal(permissions.check_can_moderate, request.user, row) if waits else None,
        "may_change": is_allowed(permissions.check_can_change, request.user, row),
        "may_verify": is_allowed(permissions.check_can_verify, request.user, row),
        "alike": queries.may_be_the_same(row) if may_look and row.status != Status.MERGED else [],
        "outcomes": Outcome.choices,
        "places_for_owner": queries_places.owners_box(row) if row.kind != Kind.ROLE else None,
    }


@require_POST
@posters_only
def date_add(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Add a date."""
    row = managed_or_404(request, opportunity_id)
    demand(permissions.check_can_change, request.user, row)
    form = MeetingForm(request.POST)

    def save() -> None:
        actions.add_date(row=row, meeting=form.meeting(), by=person_of(request))

    if saved(form, save):
        messages.success(request, "The date is added.")
        return redirect("opportunities:manage", row.pk)
    return render(request, "opportunities/manage.jinja", context_of(request, row, form))


@require_POST
@posters_only
def date_remove(request: HttpRequest, date_id: int) -> HttpResponse:
    """Take a date out."""
    rows = OpportunityDate.objects.filter(opportunity__in=queries.managed_by(request.user))
    date = get_object_or_404(rows.select_related("opportunity__owner"), pk=date_id)
    done_or_told(
        request, "The date is taken out.", lambda: actions.remove_date(date=date, by=person_of(request))
    )
    return redirect("opportunities:manage", date.opportunity_id)


@require_POST
@posters_only
def submit(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Send it in."""
    row = managed_or_404(request, opportunity_id)
    done_or_told(
        request, "Sent in. A coordinator of the area looks at it; you hear by mail.",
        lambda: actions.submit(row=row, by=person_of(request)),
    )  # fmt: skip
    return redirect("opportunities:manage", row.pk)


@require_POST
@posters_only
def verify(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Still right."""
    row = managed_or_404(request, opportunity_id)
    done_or_told(
        request, "Thank you. It is shown for another 60 days, or until it closes.",
        lambda: actions.verify(row=row, by=person_of(request)),
    )  # fmt: skip
    return redirect("opportunities:manage", row.pk)


@form_page
@posters_only
def close(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Close it, or say how it ended once it is closed."""
    row = managed_or_404(request, opportunity_id)
    demand(permissions.check_can_change, request.user, row)
    closed = row.status == Status.CLOSED
    form = OutcomeForm(request.POST if request.method == "POST" else None, initial={"outcome": row.outcome})

    def save() -> None:
        act = actions.say_outcome if closed else actions.close
        act(row=row, outcome=form.cleaned_data["outcome"], by=person_of(request))

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Thank you." if closed else "It is closed.")
        return redirect("opportunities:manage", row.pk)
    return render(request, "opportunities/close.jinja", {"row": row, "form": form, "closed": closed})
