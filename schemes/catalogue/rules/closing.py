"""Schemes that closed while people remain on them: which first day still carries money."""

from datetime import date

from retention_portal.core.dates import date_text
from retention_portal.core.refusals import BadInput
from schemes.catalogue.rules.book import RuleBook


def first_day(book: RuleBook, started: date | None, on: date) -> date:
    """The day whose rates hold: the stated start, else `on` (people already on a closed scheme are still paid).

    Raises BadInput (code "closed") for a stated start after the scheme closed to new people.
    """
    last = book.last_day(started) if started else None
    if started and last:
        raise BadInput(
            f"{book.name} took nobody new after {date_text(last)}{book.close_mark}, so nothing is paid for a start on "
            f"{date_text(started)}.",
            code="closed",
        )
    return started or on
