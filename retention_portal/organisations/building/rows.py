"""The five kinds of row that the reference consists of."""

from datetime import date
from typing import NamedTuple


class OrganisationRow(NamedTuple):
    """One body. Dates are first and last day; an empty date is not in the sources."""

    code: str
    kind: str
    name: str
    opened_on: date | None = None
    closed_on: date | None = None
    dormant_seen_on: date | None = None
    address: str = ""
    postcode: str = ""
    latitude: str = ""
    longitude: str = ""
    source: str = ""


class NameRow(NamedTuple):
    """One name of a body that has had several. With `seen_on` the start is no later than that day."""

    code: str
    name: str
    valid_from: date | None
    valid_to: date | None
    seen_on: date | None
    source: str


class ParentRow(NamedTuple):
    """One dated link; `basis` is stated, follows, seen_by or one_of."""

    child: str
    parent: str
    valid_from: date | None
    valid_to: date | None
    seen_on: date | None
    basis: str
    source: str


class SuccessionRow(NamedTuple):
    """One body replaced by another on a day, wholly or in part."""

    predecessor: str
    successor: str
    on: date
    extent: str
    source: str


class Seen(NamedTuple):
    """What one source says of one thing: a value, perhaps dated, in a file of a known day."""

    value: str
    stated_from: date | None
    seen_on: date
    source: str
    basis: str = "stated"
