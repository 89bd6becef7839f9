"""Mails of work and learning: neutral subjects, nobody's name, a link to the page."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from retention_portal.core.dates import date_text
from retention_portal.core.emails import send_email
from retention_portal.core.emails.actions import FORGOTTEN
from schemes.opportunities.models import Opportunity, SavedSearch
from schemes.opportunities.rules import hidden_after


@dataclass(frozen=True)
class Told:
    """One posting in a mail, with why it matched."""

    title: str
    about: str
    address: str
    reasons: list[str]


def remind_to_verify(row: Opportunity) -> None:
    """Nobody has confirmed it for a while: is it still right? Once for each time that it was confirmed."""
    assert row.verified_on is not None
    _tell(row, "still_right", f"{row.verified_on}", until=date_text(hidden_after(row.verified_on)))


def ask_outcome(row: Opportunity) -> None:
    """It has closed: did you fill it? Once for each closing."""
    _tell(row, "did_you_fill_it", f"{row.closed_at:%Y-%m-%d}")


def tell_published(row: Opportunity) -> None:
    """A coordinator has published it."""
    _tell(row, "published", str(row.revision))


def tell_sent_back(row: Opportunity) -> None:
    """A coordinator asks for a change; what is on the page."""
    _tell(row, "sent_back", str(row.revision))


def send_alert(
    search: SavedSearch, told: list[Told], words: str, token: str, mail_id: int, more: int
) -> None:
    """What is new for a saved search, each with why it matched. Nothing of it is kept once it is sent: the search
    may say what somebody thinks of doing next."""
    stop = f"{settings.PUBLIC_URL}{reverse('opportunities:stop', args=[token])}"
    context = {
        "found": told,
        "words": words,
        "stop": stop,
        "more": more,
        "all": f"{settings.PUBLIC_URL}{reverse('opportunities:searches')}",
    }
    send_email(
        key=f"{FORGOTTEN}opportunities.alert:{mail_id}",
        to=search.person.email,
        template="opportunities/alert",
        context=context,
        unsubscribe=stop,
    )


def _tell(row: Opportunity, template: str, key: str, **context: object) -> None:
    address = f"{settings.PUBLIC_URL}{reverse('opportunities:manage', args=[row.pk])}"
    to = row.submitted_by.email if row.submitted_by and row.submitted_by.is_active else row.contact_email
    send_email(
        key=f"opportunities.{template}:{row.pk}:{key}",
        to=to,
        template=f"opportunities/{template}",
        context={"address": address, "title": row.title, **context},
    )
