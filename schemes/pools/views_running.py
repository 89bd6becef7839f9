"""Pages that change a session: a draft, its time, its places, cancelling, and the approval of a rate."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from retention_portal.accounts.guards import person_of, roles_required
from retention_portal.core.answers import done_or_told, saved
from schemes.pools import actions_post, actions_running, permissions, queries
from schemes.pools.forms_post import ChangeForm, PlacesForm, ReasonForm, TimesForm, typed
from schemes.pools.models_sessions import Session
from schemes.pools.views_post import form_page, looked_at, posters_only

approvers_only = roles_required(*dict.fromkeys((*permissions.POSTERS, *queries.APPROVERS)))


def _session(request: HttpRequest, session_id: int) -> Session:
    return get_object_or_404(queries.sessions_visible_to(request.user), pk=session_id)


def _revision(request: HttpRequest, row: Session) -> int:
    """The revision that the form was drawn for; the present one when it says nothing readable."""
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else row.revision


@form_page
@posters_only
def post_change(request: HttpRequest, session_id: int) -> HttpResponse:
    """Change a draft."""
    row = _session(request, session_id)
    form = ChangeForm(request.POST if request.method == "POST" else None, initial=typed(row))

    def save() -> None:
        content = form.content_at(*form.moments(), row.practice)
        actions_post.change_draft(
            session=row, content=content, revision=_revision(request, row), by=person_of(request)
        )

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Saved. Nobody sees it until you post it.")
        return redirect("pools:post_session", row.pk)
    return render(
        request, "pools/post_form.jinja", {"form": form, "row": row, "heading": "Change this session"}
    )


@require_POST
@posters_only
def post_go(request: HttpRequest, session_id: int) -> HttpResponse:
    """Show a draft to the members of the pool."""
    row = _session(request, session_id)
    needs = actions_post.advice_on(row.pool, row.cover_type, row.rate, row.starts_at)
    told = "Posted. Members of the pool see it."
    if needs.advice == "approve" and row.approved_rate != row.rate:
        told = "It waits for the approval of the rate. Nobody sees it before."
    done_or_told(request, told, lambda: actions_post.post(session=row, by=person_of(request)))
    return redirect("pools:post_session", row.pk)


@require_POST
@posters_only
def post_withdraw(request: HttpRequest, session_id: int) -> HttpResponse:
    """Take a session back that nobody has taken."""
    row = _session(request, session_id)
    done_or_told(
        request, "Taken back. Nobody sees it any more.",
        lambda: actions_post.withdraw(session=row, by=person_of(request)),
    )  # fmt: skip
    return redirect("pools:post_session", row.pk)


@form_page
@posters_only
def post_move(request: HttpRequest, session_id: int) -> HttpResponse:
    """Move a session that is open."""
    row = _session(request, session_id)
    form = TimesForm(request.POST if request.method == "POST" else None, initial=typed(row))

    def save() -> None:
        first, last = form.moments()
        actions_running.move_time(
            session=row, starts_at=first, ends_at=last, revision=_revision(request, row),
            by=person_of(request),
        )  # fmt: skip

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Moved. Everybody who is booked is told, and asked when it moved far.")
        return redirect("pools:post_session", row.pk)
    shown = {"form": form, "row": row, "heading": "Move this session", "policy": _policy(row)}
    return render(request, "pools/post_form.jinja", shown)


def _policy(row: Session) -> object:
    return actions_post.policy_for(row.pool, row.starts_at)


@form_page
@posters_only
def post_places(request: HttpRequest, session_id: int) -> HttpResponse:
    """Need more or fewer GPs."""
    row = _session(request, session_id)
    form = PlacesForm(request.POST if request.method == "POST" else None, initial={"places": row.places})

    def save() -> None:
        actions_running.set_places(session=row, places=form.cleaned_data["places"], by=person_of(request))

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Saved.")
        return redirect("pools:post_session", row.pk)
    return render(
        request, "pools/post_form.jinja", {"form": form, "row": row, "heading": "Change the number of places"}
    )


@form_page
@posters_only
def post_cancel(request: HttpRequest, session_id: int) -> HttpResponse:
    """Cancel a session, after reading what follows."""
    row = _session(request, session_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)

    def save() -> None:
        actions_running.cancel(session=row, because=form.cleaned_data["because"], by=person_of(request))

    if request.method == "POST" and saved(form, save):
        messages.success(request, "Cancelled. Everybody who was booked is told.")
        return redirect("pools:post_session", row.pk)
    shown = {"form": form, "row": row, "effect": actions_running.cancel_effect(row)}
    return render(request, "pools/post_cancel.jinja", shown)


@require_POST
@approvers_only
def post_approve(request: HttpRequest, session_id: int) -> HttpResponse:
    """Agree to a rate above the ceiling, or say no."""
    row = looked_at(request, session_id)
    yes = request.POST.get("decision") == "yes"
    act = actions_post.approve_rate if yes else actions_post.refuse_rate
    done_or_told(
        request, "Agreed. Members of the pool see the session." if yes else "Sent back to the practice.",
        lambda: act(session=row, by=person_of(request)),
    )  # fmt: skip
    return redirect("/tasks/")
