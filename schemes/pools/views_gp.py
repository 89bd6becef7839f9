"""Sessions for a GP: what I may take, why not the others, one session, and the buttons on it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from retention_portal.accounts.guards import person_of, signed_in
from retention_portal.core.answers import done_or_told
from retention_portal.core.dates import LONDON, now
from retention_portal.core.refusals import refusal
from schemes.pools import actions_booking, actions_reserve, queries_gp, queries_open
from schemes.pools.forms_gp import ListFilter
from schemes.pools.forms_post import local
from schemes.pools.models_sessions import Session
from schemes.pools.queries_figures import under_doctored_practices
from schemes.pools.rules_booking import Outcome, give_back_until, standing_on_reserve
from schemes.pools.rules_policy import minutes_between, pay_for
from schemes.pools.statuses import BookingStatus

ANSWERS = {
    "take": (actions_reserve.accept_offer, "The session is yours."),
    "decline": (actions_reserve.decline_offer, "You said no. The next in line is asked."),
    "leave": (actions_reserve.leave_reserve, "You are no longer on the reserve list."),
}


@require_GET
@signed_in
def sessions(request: HttpRequest) -> HttpResponse:
    """What I may take next, the rest folded with one sentence each. For others: which pools there are."""
    who = queries_gp.about(person_of(request))
    form = ListFilter(request.GET)
    wanted = form.wanted()
    listing = queries_open.sessions_open_to(who, _wanted(who, wanted), request.GET.get("after", ""))
    shown = {
        "form": form,
        "filtered": bool(wanted),
        "narrowing": "narrow" in request.GET,
        "listing": listing,
        "members": list(who.members.values()),
        "no_place": "near" in wanted and queries_open.place_of(wanted["near"]) is None,
        "pools": [] if who.members else _pools_to_join(),
        "local": local,
        "facts": session_facts,
        "paged": "after" in request.GET,
    }
    return render(request, "pools/sessions.jinja", shown)


def _wanted(who: queries_gp.About, wanted: dict[str, Any]) -> queries_open.Wanted:
    """The filter as the query reads it; without a postcode, distances count from the member's own."""
    start = wanted.get("near") or next((row.postcode for row in who.members.values() if row.postcode), "")
    return queries_open.Wanted(
        cover_type=wanted.get("cover_type", ""),
        miles=int(wanted["miles"]) if "miles" in wanted else None,
        place=queries_open.place_of(start) if start else None,
        weekdays=(int(wanted["day"]),) if "day" in wanted else (),
        with_full=bool(wanted.get("full")),
        practices=_few_gps(who) if wanted.get("few_gps") else None,
    )


def _few_gps(who: queries_gp.About) -> tuple[int, ...]:
    """The practices of my pools that count as under-doctored by the pool's measure."""
    on = who.now.astimezone(LONDON).date()
    pools = [row.pool for row in who.members.values()]
    return tuple(sorted({pk for pool in pools for pk in under_doctored_practices(pool, on)}))


def _pools_to_join() -> list[tuple[Any, int]]:
    pools = list(queries_gp.pools_to_join())
    counts = queries_open.open_counts([pool.pk for pool in pools], now())
    return [(pool, counts[pool.pk]) for pool in pools]


def session_facts(row: Session) -> dict[str, Any]:
    """What templates print of a session: minutes, and pay for the whole of it."""
    minutes = minutes_between(row.starts_at, row.ends_at)
    return {"minutes": minutes, "pay": pay_for(row.rate, minutes)}


@require_GET
@signed_in
def session(request: HttpRequest, session_id: int) -> HttpResponse:
    """One session: what it is, where I stand with it, and one button."""
    person = person_of(request)
    row = _seen(request, session_id)
    who = queries_gp.about(person, pools=[row.pool_id])
    standing = who.standing(row)
    own = next((one for one in who.bookings if one.session_id == row.pk), None)
    waits = queries_gp.reserve_of(person).filter(session=row).first()
    policy = queries_gp.policy_of(who, row)
    start = next((one.postcode for one in who.members.values() if one.postcode), "")
    shown = {
        "row": row,
        "facts": session_facts(row),
        "standing": standing,
        "own": own,
        "waits": waits,
        "may_wait": standing.outcome == Outcome.FULL and standing_on_reserve(who.facts(row)).may_book,
        "why_not_wait": standing_on_reserve(who.facts(row)).sentence,
        "policy": policy,
        "until": give_back_until(row.starts_at, policy.release_hours) if policy else None,
        "late": _too_late(own),
        "miles": queries_open.miles_from(start, row),
        "member": who.members.get(row.pool_id),
        "local": local,
        "Outcome": Outcome,
    }
    return render(request, "pools/session.jinja", shown)


def _too_late(own: Any) -> str | None:
    if own is None or own.status not in (BookingStatus.APPLIED, BookingStatus.ACCEPTED):
        return None
    return refusal(actions_booking.check_still_time, own)


@require_POST
@signed_in
def take(request: HttpRequest, session_id: int) -> HttpResponse:
    """Take it."""
    person, row = person_of(request), _seen(request, session_id)
    done_or_told(
        request, "It is done. You find it under “My sessions”.",
        lambda: actions_booking.book(session=row, person=person, by=person),
    )  # fmt: skip
    return redirect("pools:session", row.pk)


@require_POST
@signed_in
def reserve(request: HttpRequest, session_id: int) -> HttpResponse:
    """Wait for a place."""
    person, row = person_of(request), _seen(request, session_id)
    done_or_told(
        request, "You are on the reserve list. We write to you when a place is free.",
        lambda: actions_reserve.join_reserve(session=row, by=person),
    )  # fmt: skip
    return redirect("pools:session", row.pk)


@require_POST
@signed_in
def reserve_answer(request: HttpRequest, reserve_id: int, answer: str) -> HttpResponse:
    """Take the place that is kept, say no, or leave the list."""
    person = person_of(request)
    row = get_object_or_404(queries_gp.reserve_of(person), pk=reserve_id)
    if answer not in ANSWERS:
        raise Http404
    act, said = ANSWERS[answer]
    done_or_told(request, said, lambda: act(row=row, by=person))
    return redirect("pools:session", row.session_id)


def _seen(request: HttpRequest, session_id: int) -> Session:
    return get_object_or_404(queries_gp.sessions_seen_by(request.user), pk=session_id)
