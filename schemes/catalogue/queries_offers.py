"""The list of the offers that somebody writes: filter, order, and the same as a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from schemes.catalogue import wording
from schemes.catalogue.models import Offer
from schemes.catalogue.queries import offers_to_edit
from schemes.catalogue.statuses import OfferStatus

CLOSING_SOON_DAYS = 30
"""How many days before its last day an offer counts as closing soon (ours, not the handbook's)."""
SHOWS = {
    "": "Any",
    "open": "Taking people today",
    "soon": f"Closing within {CLOSING_SOON_DAYS} days",
    OfferStatus.DRAFT.value: "Draft",
    "later": "Published, not open yet",
    OfferStatus.CLOSED.value: "Closed, or past its last day",
}
ORDERS: dict[str, tuple[Any, ...]] = {
    "": ("owner__name", "status", "title", "pk"),
    "title": ("title", "pk"),
    "closes": (F("closes_on").asc(nulls_last=True), "title", "pk"),
    "changed": ("-updated_at", "pk"),
}
_LISTED = (
    *("title", "slug", "kind", "status", "opens_on", "closes_on", "places", "updated_at"),
    *("owner__name", "owner__code"),
)
HEADINGS = ("Offer", "Kind", "Looked after by", "State", "Opens on", "Closes on", "Places", "Last changed")


@dataclass(frozen=True, slots=True)
class OfferFilter:
    """What the list is narrowed to: part of a title, a key of SHOWS, a kind; and a key of ORDERS."""

    text: str = ""
    shows: str = ""
    kind: str = ""
    order: str = ""


def offer_list(user: Any, wanted: OfferFilter, on: date) -> QuerySet[Offer]:
    """The offers that the user writes, as narrowed and ordered, without their forms. One statement."""
    rows = offers_to_edit(user).select_related(None).select_related("owner").only(*_LISTED)
    if wanted.text:
        rows = rows.filter(title__icontains=wanted.text)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    return rows.filter(_shows(wanted.shows, on)).order_by(*ORDERS.get(wanted.order, ORDERS[""]))


def _shows(which: str, on: date) -> Q:
    published = Q(status=OfferStatus.PUBLISHED)
    open_now = published & Q(opens_on__lte=on) & (Q(closes_on=None) | Q(closes_on__gte=on))
    return {
        "open": open_now,
        "soon": open_now & Q(closes_on__lte=on + timedelta(days=CLOSING_SOON_DAYS)),
        "draft": Q(status=OfferStatus.DRAFT),
        "later": published & Q(opens_on__gt=on),
        "closed": Q(status=OfferStatus.CLOSED) | (published & Q(closes_on__lt=on)),
    }.get(which, Q())


def csv_rows(rows: QuerySet[Offer], on: date) -> Iterator[list[object]]:
    """The list as it is shown, for the file. One statement."""
    for row in rows:
        state = wording.state_of_offer(row, on).text
        kind = row.get_kind_display()
        yield [
            row.title,
            kind,
            row.owner.name,
            state,
            row.opens_on,
            row.closes_on,
            row.places,
            row.updated_at,
        ]
