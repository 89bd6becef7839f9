"""Who may do what with places. Each check raises Refused with a sentence, or returns nothing."""

from typing import Any

from retention_portal.core.refusals import Refused
from schemes.opportunities.models_places import Booking, WaitingEntry
from schemes.opportunities.permissions import check_can_change, check_can_manage

__all__ = ("check_can_change", "check_can_manage", "check_can_note", "check_own_booking", "check_own_entry")


def check_own_booking(user: Any, booking: Booking) -> None:
    """Refuse anybody but the one who booked."""
    if booking.person_id != user.pk:
        raise Refused("Only the person who booked can do this.")


def check_own_entry(user: Any, entry: WaitingEntry) -> None:
    """Refuse anybody but the one on the list."""
    if entry.person_id != user.pk:
        raise Refused("Only the person on the waiting list can do this.")


def check_can_note(user: Any, booking: Booking) -> None:
    """Who runs it notes who came; never for themselves."""
    check_can_manage(user, booking.opportunity)
    if booking.person_id == user.pk:
        raise Refused("This is your own booking. Somebody else who runs it notes whether you came.")
