"""My sessions: this week and next, what waits on me, checks that run out, warnings, my private calendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from retention_portal.accounts.guards import person_of, public, signed_in
from retention_portal.accounts.models import PassportCheck
from retention_portal.core.answers import done_or_told, saved
from retention_portal.core.dates import LONDON, now
from schemes.pools import actions_booking, actions_calendar, actions_hours, queries_gp
from schemes.pools.forms_gp import ContestForm, GiveBackForm
from schemes.pools.forms_post import local
from schemes.pools.ical import calendar_of
from schemes.pools.models_sessions import Booking, Mark
from schemes.pools.rules_booking import give_back_until
from schemes.pools.rules_checks import WARN_DAYS
from schemes.pools.rules_policy import minutes_between
from schemes.pools.statuses import HOLDS_A_SEAT, BookingStatus, ReserveStatus

form_page = require_http_methods(["GET", "POST"])
PRIVATE = (
    "Calendars cannot sign in: the address itself is the secret, and shows nothing but times and places."
)
PAST_DAYS = 60


@dataclass(frozen=True, slots=True)
class Week:
    """One week from Monday, with its bookings and the minutes in all."""

    name: str
    first: date
    bookings: list[Booking]

    @property
    def minutes(self) -> int:
        """Minutes booked."""
        return sum(minutes_between(row.starts_at, row.ends_at) for row in self.bookings)


@require_GET
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """Everything about my sessions on one page."""
    person, moment = person_of(request), now()
    who = queries_gp.about(person, moment=moment)
    recent = queries_gp.bookings_of(person).filter(ends_at__gt=moment - timedelta(days=PAST_DAYS))
    rows = list(recent.order_by("starts_at", "pk"))
    ahead = [row for row in rows if row.status in HOLDS_A_SEAT and row.ends_at > moment]
    past = [row for row in reversed(rows) if row.ends_at <= moment and row.status not in _GONE]
    waiting = list(queries_gp.reserve_of(person))
    shown = {
        "members": list(who.members.values()),
        "weeks": _weeks(ahead, moment.date()),
        "later": [
            row for row in ahead if local(row.starts_at).date() >= _monday(moment.date()) + timedelta(14)
        ],
        "past": past,
        "offers": [row for row in waiting if row.status == ReserveStatus.OFFERED],
        "reserve": [row for row in waiting if row.status == ReserveStatus.WAITING],
        "moved": [row for row in ahead if row.reconfirm_by],
        "hours": [row for row in past if _waits_for_hours(row)],
        "checks": _running_out(who),
        "risk": queries_gp.risky(ahead),
        "marks": who.marks,
        "feed": person.calendar_feeds.filter(revoked_at__isnull=True).first(),
        "address": request.session.pop(_CALENDAR, ""),
        "local": local,
    }
    return render(request, "pools/mine.jinja", shown)


_GONE = (
    BookingStatus.DECLINED,
    BookingStatus.CANCELLED_BY_GP,
    BookingStatus.CANCELLED_BY_PRACTICE,
    BookingStatus.APPLIED,
)
_CALENDAR = "pools_calendar_address"


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _weeks(ahead: Iterable[Booking], day: date) -> list[Week]:
    """This week and next, also when they are empty."""
    first = _monday(day)
    weeks = []
    for name, start in (("This week", first), ("Next week", first + timedelta(days=7))):
        inside = [row for row in ahead if start <= local(row.starts_at).date() < start + timedelta(days=7)]
        weeks.append(Week(name, start, inside))
    return weeks


def _waits_for_hours(row: Booking) -> bool:
    sheet = getattr(row, "timesheet", None)
    open_still = row.status in (BookingStatus.ACCEPTED, BookingStatus.WORKED)
    return open_still and (sheet is None or sheet.gp_at is None)


def _running_out(who: queries_gp.About) -> list[PassportCheck]:
    """Checks that run out within the first warning, or have."""
    until = who.now.astimezone(LONDON).date() + timedelta(days=max(WARN_DAYS))
    rows = (row for row in who.checks.values() if row.expires_on and row.expires_on <= until)
    return sorted(rows, key=lambda row: (row.expires_on or date.max, row.kind))


@form_page
@signed_in
def give_back(request: HttpRequest, booking_id: int) -> HttpResponse:
    """Give a session back, after a page that says until when."""
    person, row = person_of(request), _own(request, booking_id)
    form = GiveBackForm(request.POST if request.method == "POST" else None)

    def save() -> None:
        actions_booking.give_back(booking=row, because=form.cleaned_data["because"], by=person)

    if request.method == "POST" and saved(form, save):
        messages.success(
            request, "You have given it back. The practice knows, and the next in line is asked."
        )
        return redirect("pools:mine")
    until = give_back_until(row.starts_at, queries_gp.release_hours_of(row))
    shown = {"row": row, "form": form, "until": until, "local": local}
    return render(request, "pools/give_back.jinja", shown)


@require_POST
@signed_in
def reconfirm(request: HttpRequest, booking_id: int) -> HttpResponse:
    """The new time suits."""
    person, row = person_of(request), _own(request, booking_id)
    done_or_told(request, "Thank you. It is yours at the new time.",
                 lambda: actions_booking.reconfirm(booking=row, by=person))  # fmt: skip
    return redirect("pools:mine")


@form_page
@signed_in
def contest(request: HttpRequest, mark_id: int) -> HttpResponse:
    """Say why a warning is wrong."""
    person = person_of(request)
    mark = get_object_or_404(Mark.objects.filter(person=person).select_related("pool", "session"), pk=mark_id)
    form = ContestForm(request.POST if request.method == "POST" else None, initial={"words": mark.contested})

    def save() -> None:
        actions_hours.contest_mark(mark=mark, words=form.cleaned_data["words"], by=person)

    if request.method == "POST" and saved(form, save):
        messages.success(request, "The pool’s coordinators read it.")
        return redirect("pools:mine")
    return render(request, "pools/contest.jinja", {"mark": mark, "form": form})


@require_POST
@signed_in
def calendar_change(request: HttpRequest, change: str) -> HttpResponse:
    """Make a new private address, or take it back."""
    person = person_of(request)
    if change == "new":
        token = actions_calendar.make_feed(by=person)
        # Shown once, on the next page: only its hash is kept.
        request.session[_CALENDAR] = f"{settings.PUBLIC_URL}{reverse('pools:calendar', args=[token])}"
    elif change == "off":
        actions_calendar.revoke_feed(by=person)
        messages.success(request, "The address no longer works.")
    else:
        raise Http404
    return redirect(f"{reverse('pools:mine')}#calendar")


@require_GET
@public(PRIVATE)
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar behind a private address; a guessed one is not found."""
    feed = queries_gp.feed_by_token(token)
    if feed is None:
        raise Http404
    rows: Any = queries_gp.calendar_rows(feed.person, now())
    body = calendar_of(rows, name=settings.GP_SERVICE_NAME, moment=now())
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="sessions.ics"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _own(request: HttpRequest, booking_id: int) -> Booking:
    return get_object_or_404(queries_gp.bookings_of(request.user), pk=booking_id)
