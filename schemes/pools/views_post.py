"""Pages of those who need sessions covered: their list, posting one or many, and one session."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from retention_portal.accounts import access
from retention_portal.accounts.guards import person_of, roles_required
from retention_portal.core.csv_files import csv_chunks, csv_filename
from retention_portal.core.dates import LONDON, moment_text, now, today
from retention_portal.core.refusals import BadInput, Refused, refusal
from retention_portal.organisations.models import Organisation
from schemes.pools import actions_post, permissions, queries, rules_policy
from schemes.pools.forms_post import Asked, PostForm, SessionFilter, local, next_weekday
from schemes.pools.models import RateApprover
from schemes.pools.models_sessions import Session
from schemes.pools.statuses import SEEN_BY_MEMBERS, BookingStatus, SessionStatus

form_page = require_http_methods(["GET", "POST"])
posters_only = roles_required(*permissions.POSTERS)
PAGE_SIZE = 50
SORTS = {"when": "starts_at", "practice": "practice__name", "rate": "-rate", "state": "status"}
STATUS_KIND = {
    SessionStatus.DRAFT: "neutral",
    SessionStatus.TO_APPROVE: "waiting",
    SessionStatus.POSTED: "new",
    SessionStatus.FILLED: "done",
    SessionStatus.OVER: "neutral",
    SessionStatus.UNFILLED: "problem",
    SessionStatus.WITHDRAWN: "neutral",
    SessionStatus.CANCELLED: "problem",
}


def _listed(request: HttpRequest, wanted: dict[str, Any]) -> QuerySet[Session]:
    """What the filter leaves, in the order asked for."""
    rows = queries.sessions_visible_to(request.user)
    start = local(now()).replace(hour=0, minute=0, second=0, microsecond=0)
    if not wanted.get("when"):
        rows = rows.filter(starts_at__gte=start)
    elif wanted["when"] == "past":
        rows = rows.filter(starts_at__lt=start)
    for name in ("status", "cover_type"):
        if wanted.get(name):
            rows = rows.filter(**{name: wanted[name]})
    if text := wanted.get("text"):
        rows = rows.filter(Q(practice__name__icontains=text) | Q(practice__code__iexact=text))
    sort = request.GET.get("sort", "")
    newest_first = wanted.get("when") == "past" and sort in ("", "when")
    return rows.order_by("-starts_at" if newest_first else SORTS.get(sort, "starts_at"), "starts_at", "pk")


@require_GET
@posters_only
def post_list(request: HttpRequest) -> HttpResponse:
    """The sessions of the practices that this person posts for."""
    form = SessionFilter(request.GET)
    wanted = form.wanted()
    practices = list(queries.practices_to_post_for(request.user))
    page = Paginator(_listed(request, wanted), PAGE_SIZE).get_page(request.GET.get("page"))
    shown = {
        "form": form,
        "filtered": bool(wanted),
        "page": page,
        "status_kind": STATUS_KIND,
        "practices": practices,
        "cover": [
            row
            for row in queries.drafts_for_cover(practice.pk for practice in practices)
            if row.starts_at > now()
        ],
        "query": request.GET.urlencode(),
        "local": local,
        "refused": _may_post_at_all(practices),
    }
    return render(request, "pools/post_list.jinja", shown)


def _may_post_at_all(practices: list[Organisation]) -> str | None:
    """Why nothing can be posted, where it is one practice; a list of many says it on posting."""
    return refusal(actions_post.live_pool_for, practices[0]) if len(practices) == 1 else None


HEADINGS = (
    "Practice code", "Practice", "Starts", "Ends", "Minutes", "Kind of work", "Why", "Where", "Places", "Free",
    "Rate an hour", "State",
)  # fmt: skip


@require_GET
@posters_only
def post_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Exactly what the filter leaves, as a file."""
    rows = _listed(request, SessionFilter(request.GET).wanted())
    chunks = csv_chunks(HEADINGS, (_csv_row(row) for row in rows.iterator(chunk_size=500)))
    headers = {"Content-Disposition": f'attachment; filename="{csv_filename("sessions", today())}"'}
    return StreamingHttpResponse(chunks, content_type="text/csv; charset=utf-8", headers=headers)


def _csv_row(row: Session) -> tuple[object, ...]:
    return (
        row.practice.code, row.practice.name, f"{local(row.starts_at):%Y-%m-%d %H:%M}",
        f"{local(row.ends_at):%Y-%m-%d %H:%M}", rules_policy.minutes_between(row.starts_at, row.ends_at),
        row.get_cover_type_display(), row.get_why_display(), row.site, row.places, row.free, row.rate,
        row.get_status_display(),
    )  # fmt: skip


@form_page
@posters_only
def post_new(request: HttpRequest) -> HttpResponse:
    """Say what is needed, look at the exact list, then post all of it or keep one as a draft."""
    practices = list(queries.practices_to_post_for(request.user))
    form = PostForm(
        request.POST if request.method == "POST" else None,
        practices=practices,
        initial={"on": next_weekday(today()), "site": practices[0].name if len(practices) == 1 else ""},
    )
    step = request.POST.get("step", "")
    if request.method == "POST" and step != "change" and form.is_valid():
        try:
            asked = form.asked()
            if step in ("post", "draft"):
                return _keep(request, form, asked, step)
            return _preview(request, form, asked)
        except (Refused, BadInput) as no:
            form.add_error(None, str(no))
    return render(request, "pools/post_new.jinja", {"form": form, "practices": practices})


def _preview(request: HttpRequest, form: PostForm, asked: Asked) -> HttpResponse:
    """The exact list with London times, and what each rate needs. Nothing is kept yet."""
    practice = form.organisation
    permissions.check_can_post(request.user, practice)
    pool = actions_post.live_pool_for(practice)
    actions_post.check_not_stopped(pool, practice)
    rows, advised = [], {}
    for content in asked.contents:
        actions_post.check_content(pool, content)
        needs = actions_post.advice_on(pool, content.cover_type, content.rate, content.starts_at)
        minutes = rules_policy.minutes_between(content.starts_at, content.ends_at)
        rows.append((content, minutes, rules_policy.pay_for(content.rate, minutes), needs))
        if needs.sentence:
            advised[needs.sentence] = needs.advice
    fields = [(name, value) for name in request.POST for value in request.POST.getlist(name)]
    shown = {
        "practice": practice,
        "pool": pool,
        "rows": rows,
        "skipped": asked.days.skipped,
        "advised": advised,
        "fields": [pair for pair in fields if pair[0] not in ("csrfmiddlewaretoken", "step")],
        "local": local,
        "what": form.cleaned_data,
    }
    return render(request, "pools/post_preview.jinja", shown)


def _keep(request: HttpRequest, form: PostForm, asked: Asked, step: str) -> HttpResponse:
    """Post all in one transaction, or keep a single one as a draft."""
    practice, by = form.organisation, person_of(request)
    if step == "draft" and len(asked.contents) == 1:
        kept = actions_post.draft(practice=practice, content=asked.contents[0], by=by)
        messages.success(request, "Kept as a draft. Nobody sees it until you post it.")
        return redirect("pools:post_session", kept.pk)
    if len(asked.contents) == 1:
        posted = [actions_post.post_one(practice=practice, content=asked.contents[0], by=by)]
    else:
        posted = actions_post.post_all(
            practice=practice, contents=asked.contents, by=by, weekdays=asked.weekdays,
            every_weeks=asked.every_weeks, skipped=[day for day, _name in asked.days.skipped],
        )  # fmt: skip
    waiting = sum(session.status == SessionStatus.TO_APPROVE for session in posted)
    messages.success(request, _told(len(posted), waiting))
    return redirect("pools:post_session", posted[0].pk) if len(posted) == 1 else redirect("pools:post_list")


def _told(count: int, waiting: int) -> str:
    if waiting:
        many = "It waits" if waiting == 1 else f"{waiting} of them wait"
        first = "1 session was written down." if count == 1 else f"{count} sessions were written down."
        return f"{first} {many} for the approval of the rate."
    return "1 session is posted." if count == 1 else f"{count} sessions are posted."


def looked_at(request: HttpRequest, session_id: int) -> Session:
    """A session that the user posts for, runs the pool of, or approves the rate of; else 404."""
    user = request.user
    if access.has_role(user, *permissions.POSTERS):
        found = queries.sessions_visible_to(user).filter(pk=session_id).first()
        if found:
            return found
    named = RateApprover.objects.filter(person=user.pk, ended_at__isnull=True).values("pool")
    waiting = Session.objects.filter(pool__in=named, status=SessionStatus.TO_APPROVE)
    return get_object_or_404(waiting.select_related("practice", "pool__owner"), pk=session_id)


@require_GET
@roles_required(*dict.fromkeys((*permissions.POSTERS, *queries.APPROVERS)))
def post_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """One session: what it is, who is booked, and what can be done with it."""
    row = looked_at(request, session_id)
    minutes = rules_policy.minutes_between(row.starts_at, row.ends_at)
    changes = refusal(permissions.check_can_change, request.user, row) is None
    bookings = row.bookings.select_related("person").order_by("pk") if changes else []
    needs = actions_post.advice_on(row.pool, row.cover_type, row.rate, row.starts_at)
    shown = {
        "row": row,
        "kind": STATUS_KIND[SessionStatus(row.status)],
        "minutes": minutes,
        "pay": rules_policy.pay_for(row.rate, minutes),
        "needs": needs,
        "may_change": changes,
        "may_run": refusal(permissions.check_can_run_pool, request.user, row.pool) is None,
        "is_open": row.status in SEEN_BY_MEMBERS and row.starts_at > now(),
        "is_unposted": row.status in actions_post.UNPOSTED,
        "bookings": bookings,
        "held": [one for one in bookings if one.status in (BookingStatus.APPLIED, BookingStatus.ACCEPTED)],
        "reserve": row.reserve.filter(status__in=("waiting", "offered")).count() if changes else 0,
        "approval": refusal(permissions.check_can_approve_rate, request.user, row),
        "marks": row.marks.filter(side="practice") if changes else [],
        "local": local,
        "when": f"{moment_text(row.starts_at)} to {row.ends_at.astimezone(LONDON):%H:%M}",
    }
    return render(request, "pools/post_session.jinja", shown)
