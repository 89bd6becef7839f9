"""Pages of a pool's people: who belongs to it and as what, their checks, who comes back, and bookings at risk."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from retention_portal.accounts.actions import mark_gmc_checked
from retention_portal.accounts.guards import person_of
from retention_portal.accounts.queries import current_checks
from retention_portal.accounts.statuses import CheckKind, CheckState
from retention_portal.core.answers import done_or_told, saved
from retention_portal.core.dates import now, today
from retention_portal.core.refusals import refusal
from schemes.pools import actions_members, permissions, queries, queries_figures, queries_gp, queries_risk
from schemes.pools.forms import CheckForm, ClearForm, ComingBackForm, MemberFilter, RelationForm, TouchDayForm
from schemes.pools.models import Member
from schemes.pools.models_sessions import Mark
from schemes.pools.reference_words import terms_of
from schemes.pools.statuses import BookingStatus, MemberStatus, Relation
from schemes.pools.views import coordinators_only, form_page, run

PAGE_SIZE = 50
STATUS_KIND = {
    MemberStatus.ASKED: "waiting",
    MemberStatus.ACTIVE: "done",
    MemberStatus.SUSPENDED: "problem",
    MemberStatus.LEFT: "neutral",
}
CHANGES: dict[str, tuple[Callable[..., object], str]] = {
    "confirm": (
        actions_members.confirm_member,
        "Confirmed. They can take sessions once their checks are in order.",
    ),
    "decline": (actions_members.decline_member, "Not this time. They are told."),
    "suspend": (actions_members.suspend_member, "Paused. What is booked stays."),
    "resume": (actions_members.resume_member, "They can book again."),
    "leave": (actions_members.leave_member, "They have left the pool."),
}


@require_GET
@coordinators_only
def member_list(request: HttpRequest, pool_id: int) -> HttpResponse:
    """The members of a pool: those who ask first."""
    row = run(request, pool_id)
    form = MemberFilter(request.GET)
    wanted = form.wanted()
    rows = Member.objects.filter(pool=row).select_related("person")
    rows = rows.filter(status=wanted["status"]) if wanted.get("status") else rows.exclude(status="left")
    if wanted.get("relation"):
        rows = rows.filter(relation=wanted["relation"])
    if wanted.get("text"):
        rows = rows.filter(person__full_name__icontains=wanted["text"])
    rows = queries_risk.with_sessions(rows, now()).order_by("-asking", "person__full_name", "pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = {
        "row": row,
        "form": form,
        "filtered": bool(wanted),
        "page": page,
        "gaps": queries_risk.gaps_of(row, page.object_list, today()),
        "status_kind": STATUS_KIND,
    }
    return render(request, "pools/member_list.jinja", shown)


@require_GET
@coordinators_only
def member(request: HttpRequest, member_id: int) -> HttpResponse:
    """One member: their checks, the terms they work on, what they took, and warnings."""
    row = _member(request, member_id)
    policy = queries.policy_on(row.pool, today())
    held = {check.kind: check for check in current_checks(row.person)}
    shown = {
        "row": row,
        "kind": STATUS_KIND[MemberStatus(row.status)],
        "terms": terms_of(Relation(row.relation)),
        "checks": [(CheckKind(kind), held.get(kind)) for kind in (policy.checks if policy else [])],
        "gaps": queries_gp.passport_gaps(row, today()),
        "bookings": row.bookings.select_related("session__practice").order_by("-starts_at", "-pk")[:20],
        "worked": row.bookings.filter(status__in=("worked", "confirmed", "paid")).count(),
        "ahead": row.bookings.filter(status=BookingStatus.ACCEPTED, starts_at__gt=now()).count(),
        "marks": Mark.objects.filter(pool=row.pool, person=row.person),
        "days": row.touch_days.all(),
        "refused": refusal(permissions.check_can_confirm, request.user, row),
        "own": refusal(permissions.check_can_look_after, request.user, row),
        "today": today(),
    }
    return render(request, "pools/member.jinja", shown)


@require_POST
@coordinators_only
def member_change(request: HttpRequest, member_id: int, change: str) -> HttpResponse:
    """Say yes or not this time, pause, take up again, or end."""
    row = _member(request, member_id)
    if change not in CHANGES:
        raise Http404
    act, told = CHANGES[change]
    done_or_told(request, told, lambda: act(member=row, by=person_of(request)))
    return redirect("pools:member", row.pk)


@form_page
@coordinators_only
def member_relation(request: HttpRequest, member_id: int) -> HttpResponse:
    """Say what the member is to the pool."""
    row = _member(request, member_id)
    form = RelationForm(
        request.POST if request.method == "POST" else None, pool=row.pool, initial={"relation": row.relation}
    )

    def save() -> None:
        relation = form.cleaned_data["relation"]
        actions_members.change_relation(member=row, relation=relation, by=person_of(request))

    return _answer(request, row, form, save, "Employed, engaged or a locum?")


@form_page
@coordinators_only
def member_back(request: HttpRequest, member_id: int) -> HttpResponse:
    """Mark somebody as coming back, with keep-in-touch days."""
    row = _member(request, member_id)
    initial = {"coming_back": row.coming_back, "days": row.keep_in_touch_days}
    form = ComingBackForm(request.POST if request.method == "POST" else None, initial=initial)

    def save() -> None:
        data = form.cleaned_data
        actions_members.set_coming_back(
            member=row, coming_back=data["coming_back"], days=data["days"], by=person_of(request)
        )

    return _answer(request, row, form, save, "Coming back from a break")


@form_page
@coordinators_only
def member_day(request: HttpRequest, member_id: int) -> HttpResponse:
    """Note a keep-in-touch day."""
    row = _member(request, member_id)
    form = TouchDayForm(request.POST if request.method == "POST" else None, initial={"on": today()})

    def save() -> None:
        data = form.cleaned_data
        actions_members.note_touch_day(
            member=row, on=data["on"], minutes=data["minutes"], by=person_of(request)
        )

    return _answer(request, row, form, save, "Note a keep-in-touch day")


@form_page
@coordinators_only
def member_check(request: HttpRequest, member_id: int) -> HttpResponse:
    """Record a check in the member's passport: it counts wherever checks are asked for."""
    row = _member(request, member_id)
    kind = request.GET.get("kind", "")
    initial = {"valid_from": today(), "kind": kind if kind in CheckKind.values else ""}
    form = CheckForm(request.POST if request.method == "POST" else None, initial=initial)

    def save() -> None:
        data = dict(form.cleaned_data)
        data |= {"kind": CheckKind(data["kind"]), "state": CheckState(data["state"])}
        actions_members.note_check(member=row, by=person_of(request), **data)

    return _answer(request, row, form, save, "Record a check")


@require_POST
@coordinators_only
def member_gmc(request: HttpRequest, member_id: int) -> HttpResponse:
    """The GMC number was looked up in the register and is right."""
    row = _member(request, member_id)
    done_or_told(
        request, "The GMC number is marked as checked.",
        lambda: mark_gmc_checked(person=row.person, by=person_of(request)),
    )  # fmt: skip
    return redirect("pools:member", row.pk)


@form_page
@coordinators_only
def mark_clear(request: HttpRequest, mark_id: int) -> HttpResponse:
    """Take a warning away, of a GP or of a practice."""
    marks = Mark.objects.filter(pool__in=queries.pools_run_by(request.user))
    mark = get_object_or_404(marks.select_related("pool__owner", "person", "practice"), pk=mark_id)
    form = ClearForm(request.POST if request.method == "POST" else None)
    back = reverse("pools:risk", args=[mark.pool_id])

    def save() -> None:
        because = form.cleaned_data["because"]
        actions_members.clear_mark(mark=mark, because=because, by=person_of(request))

    if request.method == "POST" and saved(form, save):
        messages.success(request, "The warning is cleared. It stays on record as cleared.")
        return redirect(back)
    lede = f"{mark.get_kind_display()} on {mark.on:%-d %B %Y}: {mark.person or mark.practice}."
    if mark.contested:
        lede += f" They say: {mark.contested}"
    shown = {"form": form, "row": mark.pool, "heading": "Clear a warning", "lede": lede, "back": back}
    return render(request, "pools/form.jinja", shown | {"button": "Clear it"})


@require_GET
@coordinators_only
def risk(request: HttpRequest, pool_id: int) -> HttpResponse:
    """Bookings whose person lacks a check on the day (S-18), people coming back, and warnings that count."""
    row = run(request, pool_id)
    shown = {
        "row": row,
        "at_risk": queries_risk.bookings_at_risk(row, now()),
        "back": queries_figures.coming_back(row),
        "marks": queries_risk.marks_that_count(row, today()),
    }
    return render(request, "pools/risk.jinja", shown)


def _member(request: HttpRequest, member_id: int) -> Member:
    return get_object_or_404(queries.members_visible_to(request.user), pk=member_id)


def _answer(
    request: HttpRequest, row: Member, form: object, save: Callable[[], None], heading: str
) -> HttpResponse:
    back = reverse("pools:member", args=[row.pk])
    if request.method == "POST" and saved(form, save):  # type: ignore[arg-type]
        messages.success(request, "Saved.")
        return redirect(back)
    shown = {"form": form, "row": row.pool, "heading": heading, "lede": row.person.full_name, "back": back}
    return render(request, "pools/form.jinja", shown | {"button": "Save"})
