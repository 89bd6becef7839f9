"""From what successive files show to dated spans: the one place that decides "from" against "seen by"."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import NamedTuple

from retention_portal.organisations.building.rows import Seen

DAY = timedelta(days=1)


class Span(NamedTuple):
    """One value with the days it held; `seen_on` is set only when a file shows it without dating it."""

    value: str
    valid_from: date | None
    valid_to: date | None
    seen_on: date | None
    basis: str
    source: str


def spans(sightings: Iterable[Seen], began: Callable[[str], date | None] | None = None) -> list[Span]:
    """Dated spans of one changing value, oldest first; sightings come in the order of their files.

    A sighting that dates itself is `stated`. One that does not starts when its value came into being, if
    `began` knows that and it is after the old value was last seen (`follows`); else on the day it was seen
    (`seen_by`); the very first undated one has no start at all. A later file may state the start of a span
    that was undated so far, or an earlier start of another value: then it has restated the history, and
    what it overtakes is dropped.
    """
    found: list[Span] = []
    last_seen = date.min
    for seen in sightings:
        if not found or found[-1].value != seen.value:
            _begin(found, seen, began(seen.value) if began else None, last_seen)
        elif _dates(seen, found):
            found[-1] = _stated(seen)
        last_seen = seen.seen_on
    return _closed_off(found)


def _begin(found: list[Span], seen: Seen, born: date | None, last_seen: date) -> None:
    span = _stated(seen) if seen.stated_from else _undated(found, seen, born, last_seen)
    while found and span.valid_from and (found[-1].valid_from or date.min) >= span.valid_from:
        found.pop()
    if not found or found[-1].value != span.value:
        found.append(span)


def _stated(seen: Seen) -> Span:
    return Span(seen.value, seen.stated_from, None, None, seen.basis, seen.source)


def _undated(found: list[Span], seen: Seen, born: date | None, last_seen: date) -> Span:
    if not found:
        return Span(seen.value, None, None, seen.seen_on, "seen_by", seen.source)
    if born and last_seen < born <= seen.seen_on:
        return Span(seen.value, born, None, None, "follows", seen.source)
    return Span(seen.value, seen.seen_on, None, seen.seen_on, "seen_by", seen.source)


def _dates(seen: Seen, found: list[Span]) -> bool:
    """Whether this sighting states the start of the span that so far was only seen."""
    span, before = found[-1], found[-2].valid_from if len(found) > 1 else None
    if span.basis == "stated" or not seen.stated_from:
        return False
    return seen.stated_from <= (span.seen_on or date.max) and (before or date.min) < seen.stated_from


def _closed_off(found: list[Span]) -> list[Span]:
    """Each span ends the day before the next begins."""
    if not found:
        return []
    ends = [later.valid_from - DAY if later.valid_from else None for later in found[1:]]
    return [span._replace(valid_to=end) for span, end in zip(found, [*ends, None], strict=True)]
