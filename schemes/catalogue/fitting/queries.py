"""What is on offer to one person, loaded at once, sorted, and put in words for the page and the mail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from retention_portal.organisations.models import Organisation
from schemes.catalogue.browsing import HEAVY
from schemes.catalogue.fitting import places, questions, wording
from schemes.catalogue.fitting.configuration import weights
from schemes.catalogue.fitting.questions import Told
from schemes.catalogue.fitting.rules import Assessed, Taking, Thing, assess, sort
from schemes.catalogue.fitting.wording import Amount
from schemes.catalogue.models import Offer, SchemeRecord
from schemes.catalogue.queries import open_offers, owners_in, records_on
from schemes.catalogue.statuses import SchemeState
from schemes.catalogue.wording import money_lines

UNREAD = ("documents", "steps", "sources", "unconfirmed", "roles", "search_words", "rules_text", "who_for")
"""Columns of a record that no card shows; they are most of its size."""

_TAKING = {
    SchemeState.OPEN: Taking.OPEN,
    SchemeState.OPEN_LOCALLY: Taking.ELSEWHERE,
    SchemeState.UNCONFIRMED: Taking.ASK_FIRST,
    SchemeState.ANNOUNCED: Taking.CLOSED,
    SchemeState.CLOSED: Taking.CLOSED,
    SchemeState.ENDED: Taking.CLOSED,
}


@dataclass(frozen=True, slots=True)
class Card:
    """One thing worth a look. `offer` is the area's, with its contact; None for a national scheme."""

    title: str
    slug: str
    outcome: tuple[str, str]
    why: list[str]
    time_needed: str
    money: Amount
    repay: str
    next_step: str
    offer: Offer | None
    where: str


@dataclass(frozen=True, slots=True)
class Checked:
    """One line of "Also checked" or "How we checked": what, where it is, what it came to, and each finding."""

    title: str
    slug: str
    is_offer: bool
    outcome: tuple[str, str]
    text: str
    findings: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Results:
    """The whole first screen, in words. `checked` are the cards and `also`, with every finding.

    `contact`: the offer whose named person rings; None when nobody is named.
    """

    heading: str
    caption: str
    cards: list[Card]
    also: list[Checked]
    closed: list[Checked]
    checked: list[Checked]
    areas: list[Organisation]
    contact: Offer | None
    said: Told
    on: date


Sources = Mapping[str, Offer | SchemeRecord]


def results(answers: Mapping[str, Any], on: date) -> Results:
    """What fits these answers on a day. Three statements: the systems, the schemes, the open offers."""
    said = questions.told(answers)
    areas = places.systems_by_code(said.areas)
    sources = _sources(areas, on)
    sorted_out = sort(assess(_things(sources), questions.facts_by_area(said), on), said, weights())
    cards = [_card(one, sources[one.thing.key], said, on) for one in sorted_out.worth]
    return Results(
        heading=wording.COUNTS[len(cards)],
        caption=wording.caption(said, [places.short_name(area.name) for area in areas]),
        cards=cards,
        also=[_checked(one, sources[one.thing.key], said) for one in sorted_out.also],
        closed=[_checked(one, sources[one.thing.key], said) for one in sorted_out.closed],
        checked=[_checked(one, sources[one.thing.key], said) for one in sorted_out.worth + sorted_out.also],
        areas=areas,
        contact=_contact(cards, sources),
        said=said,
        on=on,
    )


def _sources(areas: list[Organisation], on: date) -> dict[str, Offer | SchemeRecord]:
    """Offers of the areas, then every national scheme that no offer of theirs stands for, by key."""
    offers: dict[str, Offer | SchemeRecord] = {f"offer:{row.slug}": row for row in _offers(areas, on)}
    here = {row.scheme_id for row in offers.values() if isinstance(row, Offer)}
    records = [row for row in records_on(on, "scheme").defer(*UNREAD) if row.scheme_id not in here]
    return offers | {f"scheme:{row.scheme.slug}": row for row in records}


def _offers(areas: list[Organisation], on: date) -> list[Offer]:
    if not areas:
        return []
    within = Q()
    for area in areas:
        within |= Q(owner__in=owners_in(area, on).values("pk"))
    rows = open_offers(on).filter(within).select_related(None).select_related("scheme", "owner")
    return list(rows.defer(*HEAVY))


def _things(sources: Sources) -> list[Thing]:
    return [
        _offer_thing(key, row) if isinstance(row, Offer) else _scheme_thing(key, row)
        for key, row in sources.items()
    ]


def _offer_thing(key: str, row: Offer) -> Thing:
    return Thing(
        key=key,
        title=row.title,
        taking=Taking.HERE,
        code=row.scheme.code if row.scheme else "",
        kind=row.kind,
        needs=tuple(row.needs),
        stages=tuple(row.career_stages),
        professions=tuple(row.professions),
        level=row.level,
        is_offer=True,
        local_rules=tuple(row.rules),
        named=bool(row.contact_name or row.contact_phone),
        position=row.scheme.position if row.scheme else 0,
    )


def _scheme_thing(key: str, row: SchemeRecord) -> Thing:
    return Thing(
        key=key,
        title=row.name,
        taking=_TAKING[SchemeState(row.status)],
        code=row.scheme.code,
        needs=tuple(row.needs),
        stages=tuple(row.career_stages),
        professions=tuple(row.professions),
        level=row.level,
        signpost=row.signpost_only,
        position=row.scheme.position,
    )


def _card(one: Assessed, row: Offer | SchemeRecord, said: Told, on: date) -> Card:
    offer = row if isinstance(row, Offer) else None
    return Card(
        title=one.thing.title,
        slug=row.slug if isinstance(row, Offer) else row.scheme.slug,
        outcome=wording.OUTCOMES[one.outcome],
        why=wording.why(one, said),
        time_needed=row.time_needed,
        money=_amount(row, said, on),
        repay=row.repay_text,
        next_step=_next_step(row),
        offer=offer,
        where=places.short_name(offer.owner.name) if offer else row.run_by,  # type: ignore[union-attr]
    )


def _next_step(row: Offer | SchemeRecord) -> str:
    if isinstance(row, SchemeRecord):
        return row.next_step
    return "Leave your name: it takes a minute, needs no account, and somebody rings you."


def _amount(row: Offer | SchemeRecord, said: Told, on: date) -> Amount:
    """Worked out where it can be; else the area's own words; else the dated rate as a limit; else what is known."""
    scheme = row.scheme
    facts = questions.facts_by_area(said)[0]
    if scheme and (exact := wording.worked_out(scheme.code, said, facts, on)):
        return exact
    if isinstance(row, Offer):
        return Amount(row.money_text or "Ask: no amount is stated.")
    paid = next((line for line in money_lines(row, on) if line.amount), None)
    if paid is None:
        return Amount(row.money_text or "None is known.")
    return Amount(f"Up to {paid.amount}. {paid.text}.", f"Rate {paid.dates}.")


def _checked(one: Assessed, row: Offer | SchemeRecord, said: Told) -> Checked:
    is_offer = isinstance(row, Offer)
    closed = one.thing.taking == Taking.CLOSED
    return Checked(
        title=one.thing.title,
        slug=row.slug if isinstance(row, Offer) else row.scheme.slug,
        is_offer=is_offer,
        outcome=wording.outcome_words(one, said),
        text=_closed_text(row) if closed else wording.less(one, said),
        findings=[] if closed else wording.finding_words(one.findings),
    )


def _closed_text(row: Offer | SchemeRecord) -> str:
    assert isinstance(row, SchemeRecord)  # open_offers holds no closed offer
    return " ".join(part for part in (row.status_note, row.replaced_by_text) if part)


def _contact(cards: list[Card], sources: Sources) -> Offer | None:
    """The person of the best card that names one; else of any open offer of the areas."""
    offers = [card.offer for card in cards if card.offer]
    offers += [row for row in sources.values() if isinstance(row, Offer)]
    return next((row for row in offers if row.contact_name or row.contact_phone or row.contact_email), None)
