"""An application without the person: what reviewers read while names are hidden (CASE-R-12). Pure."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from schemes.applications.rules_form import in_words
from schemes.applications.statuses import Status
from schemes.applications.statuses_review import Phase, phase_of
from schemes.catalogue.form_layout import Form, Question

HIDDEN = "Hidden while names are hidden"
HEALTH = "May hold health details: reviewers do not read this"
MARK = "[hidden]"
_TITLES = {"the", "and", "for", "practice", "surgery", "medical", "centre", "center", "health", "old", "new"}


def is_blind(form: Form, status: Status) -> bool:
    """Whether names are hidden now: while reviewers score on their own, where the offer wants it so."""
    return form.blind and phase_of(status) is Phase.SCORING


def give_away(names: Iterable[str], contacts: Iterable[str], places: Iterable[str]) -> tuple[str, ...]:
    """What would say who somebody is: each part of their names, and whole addresses, numbers and places."""
    parts = {part for name in names for part in re.split(r"[^\w'’-]+", name) if len(part) > 2}
    parts = {part for part in parts if part.lower() not in _TITLES}
    whole = {one.strip() for one in (*contacts, *places) if len(one.strip()) > 3}
    return tuple(sorted(parts | whole, key=lambda one: (-len(one), one)))


def masked(text: str, secrets: Sequence[str]) -> str:
    """The text with every secret, in any case, replaced: longer ones first, whole words only."""
    if not secrets:
        return text
    wanted = "|".join(re.escape(one) for one in sorted(secrets, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{wanted})(?!\w)", MARK, text, flags=re.IGNORECASE)


def shown(form: Form, question: Question, answer: Any, *, blind: bool, secrets: Sequence[str] = ()) -> str:
    """An answer as a reviewer reads it: never about health; while blind without what gives the person away."""
    if question.health:
        return HEALTH
    if not blind:
        return in_words(question, answer)
    if question.key in form.review.hidden:
        return HIDDEN
    return masked(in_words(question, answer), secrets)
