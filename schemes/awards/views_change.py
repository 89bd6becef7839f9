"""Change an award: pattern, pause, review, end; and settle what was paid too much or too little."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from retention_portal.core.answers import demand, saved
from retention_portal.core.dates import date_text, today
from schemes.awards import actions, actions_settle, permissions
from schemes.awards.balance_of import open_balances
from schemes.awards.forms import (
    CancelForm,
    EndForm,
    PatternForm,
    PauseForm,
    ResumeForm,
    ReviewForm,
    SettleForm,
)
from schemes.awards.history_of import history_of
from schemes.awards.models import Award, Claim
from schemes.awards.rules.reviews import next_review
from schemes.awards.views import award_or_404, lists_only

form_page = require_http_methods(["GET", "POST"])


def _change(
    request: HttpRequest,
    row: Award,
    form: Any,
    save: Callable[[], Any],
    words: dict[str, str],
) -> HttpResponse:
    """One form about one award; saved, it leads back to the award."""
    if request.method == "POST" and saved(form, save):
        messages.success(request, words["done"])
        return redirect("awards:award", row.pk)
    return render(request, "awards/change.jinja", {"row": row, "form": form, **words})


def _row_to_change(request: HttpRequest, award_id: int) -> Award:
    row = award_or_404(request, award_id)
    demand(permissions.check_can_change, request.user, row)
    return row


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


@form_page
@lists_only
def pattern(request: HttpRequest, award_id: int) -> HttpResponse:
    """Another pattern from a day on."""
    row = _row_to_change(request, award_id)
    form = PatternForm(_posted(request))

    def save() -> None:
        actions.change_pattern(
            award=row, starts=form.cleaned_data["starts"], by=request.user, **form.pattern()
        )

    words = {
        "heading": "Change the sessions",
        "lede": "What was posted for days after the change is taken back and posted anew.",
        "button": "Save the change",
        "done": "The sessions are changed, and the ledger with them.",
    }
    return _change(request, row, form, save, words)


@form_page
@lists_only
def pause(request: HttpRequest, award_id: int) -> HttpResponse:
    """Days away, without a reason."""
    row = _row_to_change(request, award_id)
    form = PauseForm(_posted(request))

    def save() -> None:
        actions.pause_award(award=row, by=request.user, **form.cleaned_data)

    words = {
        "heading": "Record days away",
        "lede": "Nothing is paid for them, and the end moves by their whole months. Do not write down a reason.",
        "button": "Save the days",
        "done": "The days away are recorded.",
    }
    return _change(request, row, form, save, words)


@form_page
@lists_only
def resume(request: HttpRequest, award_id: int) -> HttpResponse:
    """End the pause that lasts."""
    row = _row_to_change(request, award_id)
    form = ResumeForm(_posted(request))

    def save() -> None:
        actions.resume_award(award=row, last_day=form.cleaned_data["last_day"], by=request.user)

    words = {
        "heading": "Record the return",
        "lede": "Payments begin again on the day after the last day away.",
        "button": "Save the return",
        "done": "The return is recorded.",
    }
    return _change(request, row, form, save, words)


@form_page
@lists_only
def review(request: HttpRequest, award_id: int) -> HttpResponse:
    """Record the yearly review that is due next."""
    row = award_or_404(request, award_id)
    demand(permissions.check_can_review, request.user, row)
    form = ReviewForm(_posted(request), initial={"held_on": today()})
    coming = next_review(history_of(row), row.reviews.values_list("year", flat=True), today())

    def save() -> None:
        actions.hold_review(award=row, by=request.user, **form.saying())

    due = (
        f"The review of year {coming[0]} is due on {date_text(coming[1])}."
        if coming
        else "Every review was held."
    )
    words = {
        "heading": f"Record the year {coming[0]} review" if coming else "No review is left",
        "lede": due,
        "button": "Save the review",
        "done": "The review is recorded.",
    }
    return _change(request, row, form, save, words)


@form_page
@lists_only
def end(request: HttpRequest, award_id: int) -> HttpResponse:
    """End it early."""
    row = _row_to_change(request, award_id)
    form = EndForm(_posted(request))

    def save() -> None:
        actions.end_award(award=row, by=request.user, **form.cleaned_data)

    words = {
        "heading": "End this support early",
        "lede": "What was posted for days after the end is taken back, what is to be repaid is posted. This is final.",
        "button": "End it",
        "done": "It has ended, and the ledger says what is due.",
    }
    return _change(request, row, form, save, words)


@form_page
@lists_only
def cancel(request: HttpRequest, award_id: int) -> HttpResponse:
    """Cancel one that has not begun."""
    row = _row_to_change(request, award_id)
    form = CancelForm(_posted(request))

    def save() -> None:
        actions.cancel_award(award=row, reason=form.cleaned_data["reason"], by=request.user)

    words = {
        "heading": "Cancel this support",
        "lede": "It has not begun, and nothing was paid. This is final.",
        "button": "Cancel it",
        "done": "It is cancelled.",
    }
    return _change(request, row, form, save, words)


@form_page
@lists_only
def settle(request: HttpRequest, award_id: int) -> HttpResponse:
    """Ask finance to pay or take back what re-basing left open for months that were paid."""
    row = _row_to_change(request, award_id)
    balances = open_balances(row)
    form = SettleForm(_posted(request), balances=balances)
    made: list[Claim] = []

    def save() -> None:
        given = form.cleaned_data
        made.append(
            actions_settle.settle_balance(
                award=row, payee=given["payee"], words=given["words"], by=request.user
            )
        )

    if request.method == "POST" and saved(form, save):
        messages.success(request, "It is sent to finance, who decides on it as on any claim.")
        return redirect("awards:claim", made[0].pk)
    return render(request, "awards/settle.jinja", {"row": row, "form": form, "balances": balances})
