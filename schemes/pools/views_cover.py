"""Cover so you can go: the page that higher slices show inside their own guarded views.

Only two moments come in. What they are for never reaches this slice.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from retention_portal.accounts.guards import person_of
from retention_portal.core.refusals import BadInput, Refused
from retention_portal.organisations.models import Organisation
from schemes.pools import actions_cover, cover
from schemes.pools.forms_gp import PracticeForm
from schemes.pools.models_sessions import Session

ASKED = "Your practice has a draft to look at. It decides whether to post it."


def cover_view(
    request: HttpRequest,
    *,
    starts_at: datetime,
    ends_at: datetime,
    back_to: str,
    heading: str,
    asked: Callable[[Session], None] | None = None,
) -> HttpResponse:
    """Choose the practice, read exactly what it will see, and press one button; then back to `back_to`.

    `heading` stands above the page ("Cover so you can go to this course") and goes nowhere else. `asked` is told
    the draft, so that the slice around can show that cover was asked for.
    """
    person = person_of(request)
    known = cover.practices_of(person)
    page: dict[str, Any] = {
        "heading": heading,
        "back_to": back_to,
        "known": known,
        "preview": None,
        "refusal": "",
        "form": PracticeForm(),
    }
    try:
        practice = _practice(request, known)
        if practice is not None:
            page["preview"] = cover.preview(person, practice, starts_at, ends_at)
        if practice is not None and request.method == "POST":
            session = actions_cover.ask_for_cover(
                person=person, practice=practice, starts_at=starts_at, ends_at=ends_at, by=person
            )
            if asked:
                asked(session)
            messages.success(request, ASKED)
            return redirect(back_to)
    except (Refused, BadInput) as no:
        page["refusal"] = no.sentence
    return render(request, "pools/cover.jinja", page)


def _practice(request: HttpRequest, known: list[Organisation]) -> Organisation | None:
    given = request.POST if request.method == "POST" else request.GET
    code = given.get("practice", "")
    if code:
        return cover.practice_read(code)
    return known[0] if len(known) == 1 and "other" not in request.GET else None
