"""Pages of one pool's rules: policy and rate card as dated lines, approvers, money, and a supplier's files."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from retention_portal.accounts.guards import person_of
from retention_portal.accounts.models import Person
from retention_portal.core.answers import demand, done_or_told, saved
from retention_portal.core.dates import today
from schemes.pools import actions_money, actions_pool, permissions, queries
from schemes.pools.forms import (
    ApproverForm,
    FundingForm,
    ImportForm,
    PlanForm,
    PolicyForm,
    RateForm,
    policy_typed,
)
from schemes.pools.models import Pool, PoolFunding
from schemes.pools.models_outside import SupplierImport
from schemes.pools.statuses import PoolStatus
from schemes.pools.views import coordinators_only, form_for, form_page, overseers_only, run, seen

LATER = "It counts for sessions on that day and after. What was booked keeps its rate."


def _earliest(row: Pool) -> object:
    return row.since if row.status == PoolStatus.PLANNED else today()


@form_page
@coordinators_only
def pool_policy(request: HttpRequest, pool_id: int) -> HttpResponse:
    """How the pool works from a day on."""
    row = run(request, pool_id)
    present = queries.policy_on(row, today()) or row.policies.first()
    initial = (policy_typed(present) if present else {}) | {"valid_from": _earliest(row)}
    form = PolicyForm(request.POST if request.method == "POST" else None, initial=initial)

    def save() -> None:
        actions_pool.set_policy(
            pool=row,
            content=form.content(),
            valid_from=form.cleaned_data["valid_from"],
            by=person_of(request),
        )

    return _answer(request, row, form, save, "Change how it works", "Saved.", lede=LATER)


@form_page
@coordinators_only
def pool_rate(request: HttpRequest, pool_id: int) -> HttpResponse:
    """A line of the rate card."""
    row = run(request, pool_id)
    form = RateForm(
        request.POST if request.method == "POST" else None, initial={"valid_from": _earliest(row)}
    )

    def save() -> None:
        actions_pool.set_rate(pool=row, by=person_of(request), **form.cleaned_data)

    lede = (
        "In 2020/21 the recommended highest rate for a locum was £77.57 an hour, £323.21 a session of "
        "4 h 10 min (POOL-R04). No later national rate is known: enter your own."
    )
    return _answer(request, row, form, save, "Add a line to the rate card", "Saved.", lede=lede)


@form_page
@coordinators_only
def pool_approver(request: HttpRequest, pool_id: int) -> HttpResponse:
    """Name somebody who may agree to a rate above the ceiling."""
    row = run(request, pool_id)
    people = queries.people_to_name(row, today())
    form = ApproverForm(request.POST if request.method == "POST" else None, people=people)

    def save() -> None:
        person = form.people[form.cleaned_data["person"]]
        actions_pool.name_approver(pool=row, person=person, by=person_of(request))

    lede = "Nobody approves the rate of a session that they made themselves, so name two."
    return _answer(request, row, form, save, "Name an approver", "Named.", lede=lede)


@require_POST
@coordinators_only
def pool_approver_end(request: HttpRequest, pool_id: int, person_id: int) -> HttpResponse:
    """Take the naming back."""
    row = run(request, pool_id)
    named = row.approvers.filter(ended_at__isnull=True).values("person")
    person = get_object_or_404(Person.objects.filter(pk__in=named), pk=person_id)
    done_or_told(
        request, "Taken back. What was approved stays approved.",
        lambda: actions_pool.end_approver(pool=row, person=person, by=person_of(request)),
    )  # fmt: skip
    return redirect("pools:pool", row.pk)


@form_page
@coordinators_only
def pool_money(request: HttpRequest, pool_id: int) -> HttpResponse:
    """Say which money is meant for the pool."""
    row = run(request, pool_id)
    form = FundingForm(request.POST if request.method == "POST" else None, lines=queries.lines_for(row))

    def save() -> None:
        data = form.cleaned_data
        actions_money.add_funding(
            pool=row, line=form.lines[data["line"]], kind=data["kind"], amount=data["amount"],
            by=person_of(request),
        )  # fmt: skip

    lede = (
        "Money A sets the pool up and runs it, at most £120,000 a system, once the region has your plan. "
        "Money B pays sessions."
    )
    return _answer(
        request, row, form, save, "Add money", "Noted. The system or finance lead releases it.", lede=lede
    )


def _funding(request: HttpRequest, funding_id: int) -> PoolFunding:
    rows = PoolFunding.objects.filter(pool__in=queries.pools_visible_to(request.user))
    return get_object_or_404(rows.select_related("pool__owner", "line__programme"), pk=funding_id)


@form_page
@coordinators_only
def money_plan(request: HttpRequest, funding_id: int) -> HttpResponse:
    """Note that the region had the plan."""
    row = _funding(request, funding_id)
    demand(permissions.check_can_run_pool, request.user, row.pool)
    form = PlanForm(request.POST if request.method == "POST" else None)

    def save() -> None:
        actions_money.note_plan(row=row, on=form.cleaned_data["on"], by=person_of(request))

    return _answer(request, row.pool, form, save, "The region has the plan", "Noted.")


@require_POST
@overseers_only
def money_release(request: HttpRequest, funding_id: int) -> HttpResponse:
    """Promise the money of the line to the pool."""
    row = _funding(request, funding_id)
    done_or_told(
        request, "Released: the money is promised to the pool.",
        lambda: actions_money.release(row=row, by=person_of(request)),
    )  # fmt: skip
    return redirect("pools:pool", row.pool_id)


@form_page
@coordinators_only
def pool_import(request: HttpRequest, pool_id: int) -> HttpResponse:
    """Take in a supplier's file."""
    row = run(request, pool_id)
    posted = request.method == "POST"
    form = ImportForm(request.POST if posted else None, request.FILES if posted else None)
    made: list[tuple[SupplierImport, bool]] = []

    def save() -> None:
        file = form.cleaned_data["file"]
        made.append(
            actions_money.import_bookings(pool=row, name=file.name, data=file.read(), by=person_of(request))
        )

    if posted and saved(form, save):
        kept, new = made[0]
        told = (
            f"{kept.rows_loaded} of {kept.rows_read} rows are taken in."
            if new
            else "This very file is here already."
        )
        messages.success(request, told)
        return redirect("pools:import", kept.pk)
    return render(request, "pools/import_new.jinja", {"row": row, "form": form})


@require_GET
@overseers_only
def import_look(request: HttpRequest, import_id: int) -> HttpResponse:
    """One file: how many rows were taken in, and why others were left out."""
    rows = SupplierImport.objects.filter(pool__in=queries.pools_visible_to(request.user))
    kept = get_object_or_404(rows.select_related("pool", "imported_by"), pk=import_id)
    return render(request, "pools/import.jinja", {"kept": kept, "row": seen(request, kept.pool_id)})


def _answer(
    request: HttpRequest,
    row: Pool,
    form: object,
    save: Callable[[], None],
    heading: str,
    told: str,
    **words: str,
) -> HttpResponse:
    """Save and go back to the pool, or show the form."""
    if request.method == "POST" and saved(form, save):  # type: ignore[arg-type]
        messages.success(request, told)
        return redirect(reverse("pools:pool", args=[row.pk]))
    return form_for(request, row, form, heading, **words)
