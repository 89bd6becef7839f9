"""How dates, places and kinds are said on pages and on the command line."""

from collections.abc import Iterable
from datetime import date

from retention_portal.core.nhsuk.figures import date_words
from retention_portal.organisations.models import Organisation, OrganisationName, Parent, Succession
from retention_portal.organisations.queries import PlacedIn
from retention_portal.organisations.rules import is_open
from retention_portal.organisations.statuses import Basis, Extent, OrganisationKind

ATTRIBUTION = (
    "Contains information from NHS England, "
    "licensed under the current version of the Open Government Licence."
)
SUB_ICB_SINCE = date(2022, 7, 1)


def kind_words(organisation: Organisation) -> str:
    """`GP practice`; a sub-ICB location that closed before July 2022 was a clinical commissioning group."""
    closed = organisation.closed_on
    if organisation.kind == OrganisationKind.SUB_ICB_LOCATION and closed and closed < SUB_ICB_SINCE:
        return "Clinical commissioning group"
    return str(OrganisationKind(organisation.kind).label)


def state_words(organisation: Organisation, on: date) -> str:
    """`Open`, `Opens 1 April 2027`, `Closed 31 March 2026` or `Not active, seen by 30 November 2025`."""
    if is_open(organisation.opened_on, organisation.closed_on, organisation.dormant_seen_on, on):
        return "Open"
    if organisation.closed_on and organisation.closed_on < on:
        return f"Closed {date_words(organisation.closed_on)}"
    if organisation.opened_on and organisation.opened_on > on:
        return f"Opens {date_words(organisation.opened_on)}"
    return f"Not active, seen by {date_words(organisation.dormant_seen_on)}"


def place_words(place: PlacedIn) -> str:
    """The parent's name, or `One of A, B or C` when only the candidates are known."""
    names = [body.name for body in place.organisations]
    if len(names) == 1:
        return names[0]
    return f"One of {', '.join(names[:-1])} or {names[-1]}"


def place_basis_words(place: PlacedIn) -> str:
    """How a place is known: empty when a source states it."""
    if place.basis == Basis.SEEN_BY:
        return f"seen by {date_words(place.seen_on)}"
    if place.basis == Basis.FOLLOWS:
        return "follows from the replacement of the body before"
    if place.basis == Basis.ONE_OF:
        return "no source says which of them"
    return ""


def start_words(row: Parent | OrganisationName) -> str:
    """When a link or a name began: `From 1 July 2022`, `Seen by 30 November 2025`."""
    if row.seen_on:
        return f"Seen by {date_words(row.seen_on)}"
    if row.valid_from:
        return f"From {date_words(row.valid_from)}"
    return "Start not in the sources"


def end_words(
    row: Parent | OrganisationName, alike: Iterable[Parent | OrganisationName] = (), *, closed: bool = False
) -> str:
    """When it ended: `to 30 June 2022`, `until another was seen`, `to today`, `to its end`.

    `alike` are the other links or names of the body among which the next one may be.
    """
    if row.valid_to is None:
        return "to its end" if closed else "to today"
    if any(other.seen_on and other.valid_from and other.valid_from > row.valid_to for other in alike):
        return "until another was seen"
    return f"to {date_words(row.valid_to)}"


def succession_words(row: Succession) -> str:
    """`wholly, on 1 April 2026` or `in part, on 1 April 2026`."""
    how = "wholly" if row.extent == Extent.WHOLE else "in part"
    return f"{how}, on {date_words(row.on)}"
