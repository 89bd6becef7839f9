"""Schemes and offers in words: states, dates, rates, labels. One wording for pages, comparison and the API."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from retention_portal.core import money
from retention_portal.core.dates import date_text
from retention_portal.core.vocabulary import Profession
from schemes.catalogue.models import SchemeRecord
from schemes.catalogue.rules.money import number_text
from schemes.catalogue.rules.rates import Rate, rates_of
from schemes.catalogue.statuses import OfferStatus, SchemeState


@dataclass(frozen=True, slots=True)
class Stated:
    """A state in words, with the kind of tag it wears (`components/status.jinja`)."""

    text: str
    kind: str
    is_open: bool


_SCHEME_TAGS = {
    SchemeState.OPEN: ("Open", "done"),
    SchemeState.OPEN_LOCALLY: ("Open in some areas", "done"),
    SchemeState.UNCONFIRMED: ("Ask first", "waiting"),
    SchemeState.ANNOUNCED: ("Announced, not open yet", "new"),
    SchemeState.CLOSED: ("Closed to new people", "neutral"),
    SchemeState.ENDED: ("Ended", "neutral"),
}


def state_of_record(record: SchemeRecord) -> Stated:
    """Whether a scheme takes people, on the days of the record."""
    state = SchemeState(record.status)
    return Stated(*_SCHEME_TAGS[state], state.takes_people)


class Window(Protocol):
    """What says whether an offer takes people: an Offer, or these columns of one."""

    @property
    def status(self) -> str:
        """An OfferStatus."""

    @property
    def opens_on(self) -> date:
        """The first day."""

    @property
    def closes_on(self) -> date | None:
        """The last day, if there is one."""


def state_of_offer(offer: Window, on: date) -> Stated:
    """Whether an offer takes applications on a day, with the day that matters next."""
    if offer.status == OfferStatus.DRAFT:
        return Stated("Draft", "waiting", is_open=False)
    over = offer.closes_on is not None and offer.closes_on < on
    if offer.status == OfferStatus.CLOSED or over:
        return Stated(_closed(offer.closes_on), "neutral", is_open=False)
    if offer.opens_on > on:
        return Stated(f"Opens {date_text(offer.opens_on)}", "new", is_open=False)
    if offer.closes_on:
        return Stated(f"Open until {date_text(offer.closes_on)}", "done", is_open=True)
    return Stated("Open", "done", is_open=True)


def _closed(on: date | None) -> str:
    return f"Closed {date_text(on)}" if on else "Closed"


_STAGES = {
    "CS-TRN": "In training",
    "CS-NQ": "Newly qualified",
    "CS-EMC": "Mid-career",
    "CS-W5": "Last years in practice",
    "CS-RET": "Coming back",
}


def professions_text(codes: Iterable[str]) -> str:
    """ "GP, Pharmacist": whom something is open to."""
    return ", ".join(Profession(code).label for code in codes)


def stages_text(codes: Iterable[str]) -> str:
    """ "Newly qualified · Coming back", short and in words that GPs use; empty for none, or when it is for all."""
    held = set(codes)
    return (
        "" if held == set(_STAGES) else " · ".join(words for code, words in _STAGES.items() if code in held)
    )


def rate_words(rate: Rate) -> str:
    """ "£76.92 a session", "20%"."""
    if rate.unit.startswith("£"):
        return f"{money.display(rate.value)}{rate.unit.removeprefix('£')}"
    return f"{number_text(rate.value)}%"


@dataclass(frozen=True, slots=True)
class Paid:
    """One line of money on a day. `amount` is None when no rate is known for that day; `others` are the other dates."""

    code: str
    text: str
    amount: str | None
    dates: str
    mark: str
    others: tuple[tuple[str, str], ...]


def money_lines(record: SchemeRecord, on: date) -> list[Paid]:
    """The dated rates of a scheme as they held on a day, each with its other dates, newest first."""
    return [_paid(line, on) for line in record.money]


def _paid(line: dict[str, Any], on: date) -> Paid:
    rates = rates_of(line["rate"])
    held = next((rate for rate in rates if rate.holds(on)), None)
    others = tuple((rate.known, f"{rate_words(rate)}{rate.mark}") for rate in reversed(rates) if rate != held)
    if held is None:
        return Paid(line["code"], line["text"], None, "", "", others)
    return Paid(line["code"], line["text"], rate_words(held), held.known, held.mark.strip(), others)


def dates_words(record: SchemeRecord) -> str:
    """The days of a record: "1 April 2017 to 31 March 2023", "since 1 April 2025"."""
    first, last = record.valid_from, record.valid_to
    if first and last:
        return f"{date_text(first)} to {date_text(last)}"
    return (
        f"since {date_text(first)}" if first else f"until {date_text(last)}" if last else "dates not recorded"
    )
