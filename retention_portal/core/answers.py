"""How a view turns a refusal into an answer: 403 with the sentence, or the sentence on the form."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import BaseForm

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
