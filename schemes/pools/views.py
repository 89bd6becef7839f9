"""Pages of coordinators: the pools, one pool, opening and changing it, and who asked to join."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from retention_portal.accounts.guards import person_of, roles_required
from retention_portal.core.answers import done_or_told, saved
from retention_portal.core.dates import now, today
from retention_portal.core.refusals import is_allowed
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisations_within
from retention_portal.organisations.statuses import OrganisationKind
from schemes.pools import actions_members, actions_pool, permissions, queries
from schemes.pools.forms import NewPoolForm, PlacesForm, PoolForm, StatusForm
from schemes.pools.models import Interest, Pool
from schemes.pools.reference_words import all_terms
from schemes.pools.statuses import InterestStatus, PoolStatus

form_page = require_http_methods(["GET", "POST"])
coordinators_only = roles_required(*permissions.COORDINATORS)
overseers_only = roles_required(*permissions.SEES_POOLS)
PAGE_SIZE = 50
PLACE_KINDS = (OrganisationKind.SYSTEM, OrganisationKind.SUB_ICB_LOCATION, OrganisationKind.NETWORK)


@require_GET
@overseers_only
def pool_list(request: HttpRequest) -> HttpResponse:
    """The pools that this person runs or oversees, with what waits in each."""
    rows = queries.with_counts(queries.pools_visible_to(request.user), now())
    interest = queries.interests_visible_to(request.user).filter(status=InterestStatus.WAITING)
    shown = {
        "rows": rows,
        "may_open": queries.owners_for(request.user).exists(),
        "interest": interest.count(),
        "is_coordinator": permissions.is_coordinator(request.user),
    }
    return render(request, "pools/pool_list.jinja", shown)


def places_of_owner(owner: Organisation) -> list[Organisation]:
    """What a pool of this owner may serve: the area, its parts and its networks."""
    within = organisations_within(owner, today(), open_only=True).filter(kind__in=PLACE_KINDS)
    order = {kind: number for number, kind in enumerate(PLACE_KINDS)}
    found = {row.pk: row for row in within}
    return sorted({owner.pk: owner, **found}.values(), key=lambda row: (order.get(row.kind, 0), row.name))


@form_page
@coordinators_only
def pool_new(request: HttpRequest) -> HttpResponse:
    """Open a pool: it begins planned, with the usual numbers."""
    owners = list(queries.owners_for(request.user))
    places = [place for owner in owners for place in places_of_owner(owner)]
    form = NewPoolForm(
        request.POST if request.method == "POST" else None,
        owners=owners,
        places=places,
        initial={"owner": owners[0].code if owners else "", "host": owners[0].code if owners else ""},
    )
    made: list[Pool] = []

    def save() -> None:
        data = form.cleaned_data
        made.append(
            actions_pool.open_pool(
                owner=form.owners[data["owner"]],
                host=data["host"],
                content=form.content(),
                places=[form.by_code[code] for code in data["places"]],
                by=person_of(request),
            )
        )

    if request.method == "POST" and saved(form, save):
        messages.success(request, "The pool is planned. Look at its policy and rates, then open it.")
        return redirect("pools:pool", made[0].pk)
    shown = {
        "form": form,
        "heading": "Plan a pool",
        "button": "Plan it",
        "lede": "It begins with usual numbers and is open to nobody until you open it.",
        "back": reverse("pools:pool_list"),
    }
    return render(request, "pools/form.jinja", shown)


@require_GET
@overseers_only
def pool(request: HttpRequest, pool_id: int) -> HttpResponse:
    """One pool: how it is run, where, by which rules and rates, with which money."""
    row = seen(request, pool_id)
    runs = is_allowed(permissions.check_can_run_pool, request.user, row)
    shown = {
        "row": row,
        "runs": runs,
        "places": [place.organisation for place in row.places.select_related("organisation")],
        "policy": queries.policy_on(row, today()),
        "policies": row.policies.all(),
        "rates": row.rates.all(),
        "approvers": queries.approvers_of(row),
        "funding": row.funding.select_related("line__programme"),
        "terms": [terms for terms in all_terms() if terms.relation in row.relations],
        "counts": queries.counts_of(row, now()),
        "may_release": is_allowed(permissions.check_can_release, request.user, row),
        "imports": row.imports.select_related("imported_by")[:10],
    }
    return render(request, "pools/pool.jinja", shown)


@form_page
@coordinators_only
def pool_change(request: HttpRequest, pool_id: int) -> HttpResponse:
    """Change what is said of a pool."""
    row = run(request, pool_id)
    initial = {name: getattr(row, name) for name in actions_pool.PoolContent.__annotations__}
    form = PoolForm(
        request.POST if request.method == "POST" else None, initial=initial | {"host": row.host.code}
    )

    def save() -> None:
        text = request.POST.get("revision", "")
        revision = int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else row.revision
        actions_pool.change_pool(
            pool=row, host=form.cleaned_data["host"], content=form.content(), revision=revision,
            by=person_of(request),
        )  # fmt: skip

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Saved.")
        return redirect("pools:pool", row.pk)
    return form_for(request, row, form, "Change this pool", revision=row.revision)


@form_page
@coordinators_only
def pool_places(request: HttpRequest, pool_id: int) -> HttpResponse:
    """Say which places the pool serves."""
    row = run(request, pool_id)
    held = [place.organisation for place in row.places.select_related("organisation")]
    offered = {place.pk: place for place in (*places_of_owner(row.owner), *held)}
    form = PlacesForm(
        request.POST if request.method == "POST" else None,
        places=offered.values(),
        initial={"places": [place.code for place in held]},
    )

    def save() -> None:
        actions_pool.set_footprint(pool=row, places=form.chosen(), by=person_of(request))

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Saved.")
        return redirect("pools:pool", row.pk)
    return form_for(request, row, form, "Change where it works")


@form_page
@coordinators_only
def pool_status(request: HttpRequest, pool_id: int, to: str) -> HttpResponse:
    """Open a planned pool, or close one."""
    row = run(request, pool_id)
    if to not in (PoolStatus.LIVE, PoolStatus.CLOSED):
        raise Http404
    form = StatusForm(request.POST if request.method == "POST" else None, initial={"since": today()})

    def save() -> None:
        actions_pool.set_status(
            pool=row, to=PoolStatus(to), since=form.cleaned_data["since"], by=person_of(request)
        )

    if request.method == "POST" and saved(form, save):
        messages.success(request, "The pool is open." if to == PoolStatus.LIVE else "The pool is closed.")
        return redirect("pools:pool", row.pk)
    heading = "Open this pool" if to == PoolStatus.LIVE else "Close this pool"
    return form_for(request, row, form, heading, button=heading)


@require_GET
@coordinators_only
def interest_list(request: HttpRequest) -> HttpResponse:
    """Who would like to join, those who wait longest first; also where there is no pool yet."""
    rows = queries.interests_visible_to(request.user).order_by("-status", "asked_at", "pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "pools/interest_list.jinja", {"page": page, "person": request.user})


@require_POST
@coordinators_only
def interest_answer(request: HttpRequest, interest_id: int) -> HttpResponse:
    """Note that somebody was rung or written to."""
    row: Interest = get_object_or_404(queries.interests_visible_to(request.user), pk=interest_id)
    done_or_told(
        request, f"Noted: {row.name} was answered.",
        lambda: actions_members.answer_interest(interest=row, by=person_of(request)),
    )  # fmt: skip
    return redirect("pools:interest_list")


def seen(request: HttpRequest, pool_id: int) -> Pool:
    """A pool that the person runs or oversees, else 404."""
    return get_object_or_404(queries.pools_visible_to(request.user), pk=pool_id)


def run(request: HttpRequest, pool_id: int) -> Pool:
    """A pool that the person runs, else 404."""
    return get_object_or_404(queries.pools_run_by(request.user), pk=pool_id)


def form_for(request: HttpRequest, row: Pool, form: object, heading: str, **words: object) -> HttpResponse:
    """A page with one form about a pool."""
    shown = {"form": form, "row": row, "heading": heading, "back": reverse("pools:pool", args=[row.pk])}
    return render(request, "pools/form.jinja", {"button": "Save", **shown, **words})
