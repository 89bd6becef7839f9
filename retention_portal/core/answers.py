"""How a view turns a refusal into an answer: 403, the sentence on the form, or the sentence on the next page."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest

from retention_portal.core.refusals import BadInput, Refused, refusal


def demand(check: Callable[..., object], *args: object) -> None:
    """Answer 403 with the sentence when `check(*args)` refuses."""
    if why := refusal(check, *args):
        raise PermissionDenied(why)


def saved(form: BaseForm, save: Callable[[], Any]) -> bool:
    """True when the form is in order and `save()` was not refused; a refusal is added to the form."""
    if not form.is_valid():
        return False
    try:
        save()
    except (Refused, BadInput) as no:
        form.add_error(None, str(no))
        return False
    return True


def done_or_told(request: HttpRequest, done: str, act: Callable[[], Any]) -> None:
    """Do it for a button without a form: the next page says `done`, or why not."""
    try:
        act()
    except Refused as no:
        messages.error(request, no.sentence)
    else:
        messages.success(request, done)
