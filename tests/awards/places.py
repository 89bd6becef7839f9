"""Places that were accepted, for tests of what begins from them."""

from datetime import date
from typing import Any

from retention_portal.accounts.models import Person
from retention_portal.core.dates import now
from schemes.applications.models import Application
from schemes.applications.models_decision import Decision
from schemes.applications.models_talk import Part
from schemes.applications.statuses import Status
from schemes.catalogue.models import Offer
from tests.awards.given import Place
from tests.factories import offers
from tests.factories.applications import House, drafted

SESSIONS = {
    "key": "sessions", "text": "How many sessions a week?", "kind": "number", "fact": "sessions_per_week",
}  # fmt: skip


def house(at: Place) -> House:
    return House(at.system, at.coordinator, at.coordinator, at.scheme_lead, at.coordinator)


def national_offer(at: Place) -> Offer:
    """The retention scheme on the system's patch."""
    return offers.published(at.system, at.coordinator, scheme="SCH-NGPRS")


def accepted(
    at: Place, by: Person | None = None, offer: Offer | None = None, place_name: str = "", **content: Any
) -> Application:
    """An application whose place was taken, of an offer that begins on 1 November 2026, without the walk there.

    The person asked for four sessions a week; with `place_name` a host practice of that name confirmed.
    """
    home = house(at)
    wanted = {"starts_on": date(2026, 11, 1), "questions": [SESSIONS]} | content
    chosen = offer or Offer.objects.filter(owner=at.system, scheme=None).first() or home.offer(**wanted)
    home.made["None[]"] = chosen
    made = drafted(home, by or at.gp)
    Application.objects.filter(pk=made.pk).update(
        status=Status.ACCEPTED, status_at=now(), sent_answers={"sessions": "4"}, with_us=False
    )
    Decision.objects.create(
        application=made, outcome="offer", answer_by=date(2026, 10, 20), subject="A place", letter="Yes.",
        set_by=at.coordinator, released_at=now(), released_by=at.finance,
    )  # fmt: skip
    if place_name:
        Part.objects.create(
            application=made, kind="host", name="A lead", email="host@example.net", place=place_name,
            token_hash=f"{made.pk:064}", approved_by=made.applicant, expires_on=date(2026, 12, 1),
            answered_at=now(), confirmed=True,
        )  # fmt: skip
    made.refresh_from_db()
    return made
