"""Offers for tests: `draft(owner, by)` and `published(owner, by)`, complete enough to be published."""

from typing import Any

from retention_portal.accounts.models import Person
from retention_portal.core.dates import today
from retention_portal.organisations.models import Organisation
from schemes.catalogue import actions
from schemes.catalogue.form_layout import LETTER_KINDS
from schemes.catalogue.models import Offer, Scheme

QUESTIONS: list[dict[str, Any]] = [
    {"key": "why", "text": "What would you like to do with the time?", "kind": "long_text"},
    {"key": "post", "text": "What is your post?", "kind": "choice", "fact": "post"}
    | {"choices": [["salaried", "Salaried"], ["partner", "Partner"], ["locum_only", "Locum only"]]},
    {"key": "practice", "text": "At which practice?", "kind": "text", "shown_if": ["post", "salaried"]},
    {"key": "hurdle", "text": "Would anything make it hard?", "kind": "long_text", "required": False}
    | {"health": True},
]
DOCUMENTS: list[dict[str, Any]] = [{"key": "cv", "text": "A short CV, one side of A4"}]


def content(**changes: Any) -> dict[str, Any]:
    """What a complete offer holds; `changes` win."""
    letters = {
        kind: {"subject": "About {scheme}", "text": f"Dear {{name}}, {kind}."} for kind in LETTER_KINDS
    }
    facts: dict[str, Any] = {
        "title": "Portfolio role",
        "summary": "A day a week in a clinic that interests you.",
        "opens_on": today(),
        "closes_on": None,
        "professions": ["gp"],
        "career_stages": ["CS-EMC"],
        "needs": ["variety"],
        "questions": QUESTIONS,
        "documents": DOCUMENTS,
        "letters": letters,
        "contact_role": "Careers coordinator",
        "contact_phone": "01632 960001",
        "decided_by_text": "The careers coordinator",
    }
    return facts | changes


def draft(owner: Organisation, by: Person, **changes: Any) -> Offer:
    """A draft of a local scheme, ready to be published. `scheme="SCH-NGPRS"` makes it an offer of that scheme."""
    code = changes.pop("scheme", None)
    scheme = Scheme.objects.get(code=code) if code else None
    kind = changes.pop("kind", "national" if scheme else "portfolio")
    return actions.create_offer(owner=owner, kind=kind, scheme=scheme, content=content(**changes), by=by)


def published(owner: Organisation, by: Person, **changes: Any) -> Offer:
    """The same, published."""
    return actions.publish_offer(offer=draft(owner, by, **changes), by=by)
