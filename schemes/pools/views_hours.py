"""Hours of a session for both its sides, the practice's answer and day sheet, and what is handed over for payment."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from retention_portal.accounts import access
from retention_portal.accounts.guards import person_of, roles_required, signed_in
from retention_portal.core.answers import demand, done_or_told, saved
from retention_portal.core.csv_files import csv_bytes, csv_filename
from retention_portal.core.dates import today
from retention_portal.core.refusals import BadInput, Refused, is_allowed
from retention_portal.organisations.models import Organisation
from schemes.pools import (
    actions_booking,
    actions_hours,
    actions_pay,
    permissions,
    permissions_gp,
    queries,
    queries_gp,
)
from schemes.pools.forms_gp import HoursForm, PeriodForm
from schemes.pools.forms_post import local
from schemes.pools.models_sessions import Booking, Timesheet
from schemes.pools.rules_hours import pay, worked_minutes
from schemes.pools.statuses import WORKED, BookingStatus, Side

form_page = require_http_methods(["GET", "POST"])
posters_only = roles_required(*permissions.POSTERS)
coordinators_only = roles_required(*permissions.COORDINATORS)
ATTENDANCE = {
    "no_show": (actions_hours.note_no_show, "It is noted. The person is told and may say that it is wrong."),
    "sent_home": (actions_hours.note_sent_home, "It is noted. The pool’s coordinators see it."),
}


@form_page
@signed_in
def timesheet(request: HttpRequest, booking_id: int) -> HttpResponse:
    """The hours as both sides say they were; state them, or other ones."""
    person, row = person_of(request), _seen(request, booking_id)
    sheet = getattr(row, "timesheet", None)
    form = HoursForm(request.POST if request.method == "POST" else None, initial=_initial(row, sheet))

    def save() -> None:
        first, last = form.moments()
        actions_hours.state_hours(
            booking=row, worked_from=first, worked_to=last, break_minutes=form.cleaned_data["break_minutes"],
            revision=_number(request.POST.get("revision", "")), because=form.cleaned_data["because"], by=person,
        )  # fmt: skip

    if request.method == "POST" and saved(form, save):
        messages.success(request, "The hours are stated. The other side confirms them.")
        return redirect("pools:timesheet", row.pk)
    return render(
        request, "pools/timesheet.jinja", {"row": row, "sheet": sheet, "form": form, **_may(request, row)}
    )


def _may(request: HttpRequest, row: Booking) -> dict[str, Any]:
    """Which side this person is on, and what they may do now."""
    sheet = getattr(row, "timesheet", None)
    own = row.person_id == request.user.pk
    speaks = own or is_allowed(permissions_gp.check_can_speak_for_practice, request.user, row)
    signed = sheet is not None and (sheet.gp_at if own else sheet.practice_at) is not None
    over = row.ends_at <= queries_gp.now()
    return {
        "own": own,
        "may_state": speaks and over and row.status in actions_hours.MAY_STATE,
        "may_confirm": speaks and sheet is not None and not signed and row.status in actions_hours.MAY_STATE,
        "may_correct": row.status in _MISSED and permissions_gp.runs(request.user, row),
        "may_rate": speaks and row.status in WORKED and _asks_for_ratings(row, request),
        "may_note": speaks and row.starts_at <= queries_gp.now() and row.status in _NOTEABLE,
        "pay": pay(row.rate, sheet.worked_from, sheet.worked_to, sheet.break_minutes) if sheet else None,
        "minutes": worked_minutes(sheet.worked_from, sheet.worked_to, sheet.break_minutes) if sheet else None,
        "local": local,
    }


_NOTEABLE = (BookingStatus.ACCEPTED, BookingStatus.WORKED)
_MISSED = (BookingStatus.NO_SHOW, BookingStatus.SENT_HOME)


def _asks_for_ratings(row: Booking, request: HttpRequest) -> bool:
    """Whether the pool has switched ratings on and this side has not said its word."""
    policy = queries.policy_on(row.session.pool, local(row.starts_at).date())
    side = Side.GP if row.person_id == request.user.pk else Side.PRACTICE
    return policy is not None and policy.ratings and not row.ratings.filter(side=side).exists()


def _initial(row: Booking, sheet: Timesheet | None) -> dict[str, Any]:
    first, last = (sheet.worked_from, sheet.worked_to) if sheet else (row.starts_at, row.ends_at)
    start, end = local(first), local(last)
    return {
        "on": start.date(),
        "starts": f"{start:%H:%M}",
        "ends": f"{end:%H:%M}",
        "next_day": end.date() > start.date(),
        "break_minutes": sheet.break_minutes if sheet else 0,
    }


@require_POST
@signed_in
def timesheet_confirm(request: HttpRequest, booking_id: int) -> HttpResponse:
    """The hours are right."""
    person, row = person_of(request), _seen(request, booking_id)
    revision = _number(request.POST.get("revision", ""))
    done_or_told(
        request, "Confirmed.", lambda: actions_hours.confirm_hours(booking=row, revision=revision, by=person)
    )
    return redirect("pools:timesheet", row.pk)


@require_POST
@signed_in
def attendance(request: HttpRequest, booking_id: int) -> HttpResponse:
    """The person did not come, or came and was sent home."""
    person, row = person_of(request), _seen(request, booking_id)
    what = request.POST.get("what", "")
    if what not in ATTENDANCE:
        raise Http404
    act, said = ATTENDANCE[what]
    done_or_told(request, said, lambda: act(booking=row, by=person))
    return redirect("pools:timesheet", row.pk)


@require_POST
@posters_only
def application_answer(request: HttpRequest, booking_id: int) -> HttpResponse:
    """The practice's yes or no."""
    person, row = person_of(request), _seen(request, booking_id)
    demand(permissions_gp.check_can_speak_for_practice, person, row)
    accept = request.POST.get("answer") == "yes"
    done_or_told(
        request, "You said yes. The person is told." if accept else "You said no. The place is open again.",
        lambda: actions_booking.answer_application(booking=row, accept=accept, by=person),
    )  # fmt: skip
    return redirect("pools:post_session", row.session_id)


@require_GET
@posters_only
def day_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """Who comes today and tomorrow: for the wall behind the reception."""
    practice = get_object_or_404(access.reach_of(request.user, permissions.POSTERS), code=code.upper())
    day = today()
    rows = queries_gp.day_sheet(practice, day, day + timedelta(days=1))
    risk = queries_gp.risky(rows)
    shown = {"practice": practice, "days": _by_day(rows, practice), "risk": risk, "local": local}
    return render(request, "pools/day_sheet.jinja", shown)


def _by_day(rows: Iterable[Booking], practice: Organisation) -> list[tuple[Any, list[Booking]]]:
    found: dict[Any, list[Booking]] = {today(): [], today() + timedelta(days=1): []}
    for row in rows:
        found[local(row.starts_at).date()].append(row)
    return list(found.items())


# --- payment --------------------------------------------------------------------------------------------------

PAY_HEADINGS = (
    "Session", "Practice code", "Practice", "Name", "GMC number", "As", "Date", "From", "To", "Break minutes",
    "Minutes worked", "Rate an hour", "Pay", "Confirmed by GP", "Confirmed by practice",
)  # fmt: skip
PENSION_HEADINGS = (
    "Name",
    "GMC number",
    "Practice code",
    "Practice",
    "Date",
    "Minutes worked",
    "Pensionable fee",
)


@form_page
@coordinators_only
def pool_hours(request: HttpRequest, pool_id: int) -> HttpResponse:
    """Confirmed hours of a period: hand them over for payment, or list them for pension forms."""
    pool = get_object_or_404(queries.pools_run_by(request.user), pk=pool_id)
    first = today().replace(day=1)
    given = request.POST if request.method == "POST" else request.GET or None
    form = PeriodForm(given, initial={"first": first, "last": today()})
    period = (form.cleaned_data["first"], form.cleaned_data["last"]) if form.is_valid() else (first, today())
    if request.method == "POST" and form.is_valid():
        try:
            rows = actions_pay.send_for_payment(
                pool=pool, first=period[0], last=period[1], by=person_of(request)
            )
            return _file("payment", PAY_HEADINGS, map(_pay_row, rows))
        except (Refused, BadInput) as no:
            form.add_error(None, str(no))
    found = queries_gp.to_pay(pool, *period)
    if request.GET.get("file") == "pension":
        return _file("pension", PENSION_HEADINGS, map(_pension_row, found))
    counts = {
        status: found.filter(status=status).count()
        for status in (BookingStatus.CONFIRMED, BookingStatus.PAID)
    }
    return render(
        request,
        "pools/pool_hours.jinja",
        {
            "pool": pool,
            "form": form,
            "period": period,
            "counts": counts,
            "ratings": queries_gp.ratings_of(pool),
        },
    )


def _pay_row(row: Booking) -> tuple[object, ...]:
    sheet = row.timesheet
    start, end = local(sheet.worked_from), local(sheet.worked_to)
    return (
        row.session_id, row.session.practice.code, row.session.practice.name, row.person.full_name,
        row.person.gmc_number or "", row.get_relation_display(), start.date(), f"{start:%H:%M}", f"{end:%H:%M}",
        sheet.break_minutes, worked_minutes(sheet.worked_from, sheet.worked_to, sheet.break_minutes), row.rate,
        pay(row.rate, sheet.worked_from, sheet.worked_to, sheet.break_minutes),
        local(sheet.gp_at).date() if sheet.gp_at else None,
        local(sheet.practice_at).date() if sheet.practice_at else None,
    )  # fmt: skip


def _pension_row(row: Booking) -> tuple[object, ...]:
    sheet = row.timesheet
    return (
        row.person.full_name, row.person.gmc_number or "", row.session.practice.code, row.session.practice.name,
        local(sheet.worked_from).date(), worked_minutes(sheet.worked_from, sheet.worked_to, sheet.break_minutes),
        pay(row.rate, sheet.worked_from, sheet.worked_to, sheet.break_minutes),
    )  # fmt: skip


@require_GET
@signed_in
def my_hours(request: HttpRequest) -> HttpResponse:
    """One's own confirmed hours as a file, for one's records and pension forms."""
    done = (BookingStatus.CONFIRMED, BookingStatus.PAID)
    rows = queries_gp.bookings_of(request.user).filter(status__in=done).select_related("person")
    return _file("my-sessions", PAY_HEADINGS, map(_pay_row, rows.order_by("starts_at", "pk")))


def _file(name: str, headings: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> HttpResponse:
    answer = HttpResponse(csv_bytes(headings, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{csv_filename(name, today())}"'
    return answer


def _seen(request: HttpRequest, booking_id: int) -> Booking:
    return get_object_or_404(queries_gp.bookings_visible_to(request.user), pk=booking_id)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else -1
