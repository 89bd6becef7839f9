"""The list of everything on offer, and up to three things side by side: schemes and areas' offers in one shape."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.urls import reverse

from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisation_by_code
from schemes.catalogue import queries, wording
from schemes.catalogue.local_rules import rule_words
from schemes.catalogue.models import Offer, SchemeRecord
from schemes.catalogue.statuses import OfferStatus, SchemeState
from schemes.catalogue.wording import Stated

OPEN, CLOSED, ALL = "open", "closed", "all"
MOST_COMPARED = 3
LOCAL = "local:"
HEAVY = ("questions", "documents", "host_part", "supervisor_part", "letters", "score_weights")
"""Columns of an offer that no list shows."""
LISTED = (
    *("scheme__slug", "status", "status_note", "name", "summary", "run_by", "career_stages", "time_needed"),
    *("replaced_by_text", "valid_from", "valid_to"),
)
"""The columns of a record that the list shows; the rest is most of its size."""


LISTED_OFFER = (
    *("slug", "title", "summary", "status", "opens_on", "closes_on", "career_stages", "time_needed"),
    *("owner__name", "owner__code"),
)
"""The columns of an offer that the list shows."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to; empty narrows nothing. `area` is a system's or hub's code."""

    text: str = ""
    stage: str = ""
    need: str = ""
    level: str = ""
    profession: str = ""
    area: str = ""
    state: str = OPEN


class Dated(NamedTuple):
    """What says of an offer whether it takes people, and whose scheme it is; the list needs no more of most."""

    pk: int
    scheme_id: int | None
    status: str
    opens_on: date
    closes_on: date | None


class Thing(NamedTuple):
    """One thing of the list before it is made into an entry: a record, or the number of an offer."""

    is_open: bool
    key: int
    record: SchemeRecord | None = None
    offered_in: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on offer, as a card and as a column of a comparison. `key` names it in addresses."""

    key: str
    title: str
    href: str
    summary: str
    state: Stated
    where: str
    stages: str
    time_needed: str
    rows: tuple[tuple[str, str], ...] = ()
    offered_in: int = 0


class Entries(Sequence[Entry]):
    """A long list of which a page is made into entries when it is asked for: one statement for its offers."""

    def __init__(self, things: list[Thing], on: date) -> None:
        self.things, self.on = things, on

    def __len__(self) -> int:
        return len(self.things)

    def __getitem__(self, which: Any) -> Any:
        """One entry, or those of a slice."""
        if isinstance(which, slice):
            return self._made(self.things[which])
        return self._made([self.things[which]])[0]

    def _made(self, things: list[Thing]) -> list[Entry]:
        wanted = [thing.key for thing in things if thing.record is None]
        rows = (
            Offer.objects.filter(pk__in=wanted).select_related("owner").only(*LISTED_OFFER) if wanted else ()
        )
        offers = {row.pk: row for row in rows}
        return [
            entry_of_record(thing.record, thing.offered_in)
            if thing.record
            else entry_of_offer(offers[thing.key], self.on)
            for thing in things
            if thing.record or thing.key in offers
        ]


@dataclass(frozen=True, slots=True)
class Found:
    """The list: what to show, and how many closed things the filter left out."""

    entries: Sequence[Entry]
    closed: int
    area: Organisation | None = field(default=None)


def browse(wanted: Wanted, on: date) -> Found:
    """Everything that `wanted` leaves, open first; a national scheme that the area itself offers shows as that offer.

    Two statements, three more with an area; one more when a page of it is asked for.
    """
    area = organisation_by_code(wanted.area) if wanted.area else None
    offers = [Dated(*row) for row in _narrowed_offers(wanted, area, on).values_list(*Dated._fields)]
    records = list(_narrowed(queries.records_on(on, "scheme").only(*LISTED), wanted, "search_words"))
    here = {offer.scheme_id for offer in offers if offer.scheme_id and area}
    states = [(wording.state_of_offer(offer, on).is_open, offer) for offer in offers]
    counts = Counter(offer.scheme_id for is_open, offer in states if is_open)
    schemes = [
        Thing(wording.state_of_record(record).is_open, record.pk, record, counts[record.scheme_id])
        for record in records
        if record.scheme_id not in here
    ]
    local = [Thing(is_open, offer.pk) for is_open, offer in states if area or not offer.scheme_id]
    things = sorted(local + schemes if area else schemes + local, key=lambda one: not one.is_open)
    shown = [one for one in things if wanted.state in (ALL, OPEN if one.is_open else CLOSED)]
    return Found(Entries(shown, on), sum(not one.is_open for one in things), area)


def _narrowed_offers(wanted: Wanted, area: Organisation | None, on: date) -> QuerySet[Offer]:
    rows = Offer.objects.exclude(status=OfferStatus.DRAFT)
    if area is not None:
        rows = rows.filter(owner__in=queries.owners_in(area, on).values("pk"))
    return _narrowed(rows, wanted, "title", "summary", "what_you_get", "owner__name", "scheme__name")


def _narrowed(rows: QuerySet[Any], wanted: Wanted, *columns: str) -> QuerySet[Any]:
    for word in wanted.text.split():
        found = Q()
        for column in columns:
            found |= Q(**{f"{column}__icontains": word})
        rows = rows.filter(found)
    if wanted.stage:
        rows = rows.filter(Q(career_stages__contains=[wanted.stage]) | Q(career_stages=[]))
    if wanted.need:
        rows = rows.filter(needs__contains=[wanted.need])
    if wanted.profession:
        rows = rows.filter(professions__contains=[wanted.profession])
    return rows.filter(level=wanted.level) if wanted.level else rows


def areas_with_offers() -> QuerySet[Organisation]:
    """The systems and hubs that have published something, by name. One statement."""
    published = Offer.objects.filter(status=OfferStatus.PUBLISHED)
    return Organisation.objects.filter(pk__in=published.values("owner")).order_by("name")


def entry_of_record(record: SchemeRecord, offered_in: int = 0, *, full: bool = False) -> Entry:
    """A scheme on the days of the record, as an entry; with `full` also the rows of a comparison."""
    state = SchemeState(record.status)
    return Entry(
        key=record.scheme.slug,
        title=record.name,
        href=reverse("catalogue:scheme", args=[record.scheme.slug]),
        summary=record.summary if state.takes_people else f"{record.status_note} {record.replaced_by_text}",
        state=wording.state_of_record(record),
        where=record.run_by,
        stages=wording.stages_text(record.career_stages),
        time_needed=record.time_needed,
        rows=_rows_of(record) if full else (),
        offered_in=offered_in,
    )


def _rows_of(record: SchemeRecord) -> tuple[tuple[str, str], ...]:
    return (
        ("Who it is for", record.who_for),
        ("What you get", record.what_you_get),
        ("Money", record.money_text),
        ("How long", record.duration),
        ("Your time to apply (our estimate)", record.time_needed),
        ("Who decides", record.approver),
        ("What you repay if you leave early", record.repay_text),
        ("Open to", wording.professions_text(record.professions)),
        ("Next step", record.next_step),
    )


def entry_of_offer(offer: Offer, on: date, *, full: bool = False) -> Entry:
    """An area's offer, as an entry; with `full` also the rows of a comparison."""
    return Entry(
        key=f"{LOCAL}{offer.slug}",
        title=offer.title,
        href=reverse("catalogue:offer", args=[offer.slug]),
        summary=offer.summary,
        state=wording.state_of_offer(offer, on),
        where=offer.owner.name,
        stages=wording.stages_text(offer.career_stages),
        time_needed=offer.time_needed,
        rows=_rows_of_offer(offer) if full else (),
    )


def _rows_of_offer(offer: Offer) -> tuple[tuple[str, str], ...]:
    return (
        ("Who it is for", " ".join(rule_words(rule) for rule in offer.rules)),
        ("What you get", offer.what_you_get or offer.summary),
        ("Money", offer.money_text),
        ("How long", "; ".join(offer.programme_dates)),
        ("Your time to apply (our estimate)", offer.time_needed),
        ("Who decides", offer.decided_by_text),
        ("What you repay if you leave early", offer.repay_text),
        ("Open to", wording.professions_text(offer.professions)),
        ("Next step", f"Register interest, or ask {contact_words(offer)}."),
    )


def contact_words(offer: Offer) -> str:
    """ "the careers coordinator, 01632 960001"."""
    who = " · ".join(part for part in (offer.contact_name, offer.contact_role) if part)
    return ", ".join(part for part in (who, offer.contact_phone or offer.contact_email) if part)


def compared(keys: Iterable[str], on: date) -> list[Entry]:
    """The entries named by `keys`, in that order, the first three that exist. Two statements."""
    wanted = list(dict.fromkeys(keys))[:20]
    slugs = [key.removeprefix(LOCAL) for key in wanted if key.startswith(LOCAL)]
    offers = Offer.objects.exclude(status=OfferStatus.DRAFT).filter(slug__in=slugs)
    entries = [
        entry_of_record(row, full=True) for row in queries.records_on(on).filter(scheme__slug__in=wanted)
    ]
    entries += [entry_of_offer(row, on, full=True) for row in offers.select_related("owner").defer(*HEAVY)]
    by_key = {entry.key: entry for entry in entries}
    return [by_key[key] for key in wanted if key in by_key][:MOST_COMPARED]
