"""One mail to oneself: names, money, whom to ask. Not the answers, and no reason that would give them away."""

import uuid
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from retention_portal.core.emails import send_email
from retention_portal.core.emails.actions import FORGOTTEN
from schemes.catalogue.browsing import contact_words
from schemes.catalogue.fitting.queries import Card, Results


@dataclass(frozen=True, slots=True)
class Line:
    """One thing in the mail."""

    title: str
    where: str
    money: str
    time_needed: str
    ask: str
    address: str


def send_results(found: Results, *, to: str) -> None:
    """Write the mail once; its address and text are forgotten as soon as it is sent."""
    send_email(
        key=f"{FORGOTTEN}fitting:{uuid.uuid4()}",
        to=to,
        template="schemes/what_fits",
        context={
            "lines": [_line(card) for card in found.cards],
            "contact": contact_words(found.contact) if found.contact else "",
            "address": settings.PUBLIC_URL + reverse("fitting:start"),
        },
    )


def _line(card: Card) -> Line:
    name = "catalogue:offer" if card.offer else "catalogue:scheme"
    return Line(
        title=card.title,
        where=card.where,
        money=card.money.text if not card.money.exact else "Worked out for you on the page",
        time_needed=card.time_needed,
        ask=contact_words(card.offer) if card.offer else card.next_step,
        address=settings.PUBLIC_URL + reverse(name, args=[card.slug]),
    )
