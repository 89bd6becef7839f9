"""Who may do what with bookings: one's own, those of one's practice, those of one's pool."""

from typing import Any

from retention_portal.core.refusals import Refused, is_allowed
from schemes.pools.models_sessions import Booking, Mark, Reserve
from schemes.pools.permissions import check_can_post, check_can_run_pool
from schemes.pools.statuses import BookingStatus, Side


def check_own(user: Any, row: Booking | Reserve | Mark) -> None:
    """Refuse anybody but the person whose it is."""
    if row.person_id != user.pk:
        raise Refused("Only the person who took the session can do this.")


def check_can_speak_for_practice(user: Any, booking: Booking) -> None:
    """Refuse anybody but the practice's own leads and coordinators, and everybody about their own booking."""
    if booking.person_id == user.pk:
        raise Refused("This is your own session. Somebody else speaks for the practice.")
    check_can_post(user, booking.session.practice)


def check_can_answer(user: Any, booking: Booking) -> None:
    """The practice answers who asked for a session, once."""
    check_can_speak_for_practice(user, booking)
    if booking.status != BookingStatus.APPLIED:
        raise Refused("This was answered already.")


def check_can_run(user: Any, booking: Booking) -> None:
    """Refuse anybody but the pool's coordinators, and everybody about their own booking."""
    if booking.person_id == user.pk:
        raise Refused("This is your own session. Another coordinator looks at it.")
    check_can_run_pool(user, booking.session.pool)


def side_of(user: Any, booking: Booking) -> Side:
    """On whose side somebody speaks. Raises Refused for anybody who is on neither."""
    if booking.person_id == user.pk:
        return Side.GP
    if is_allowed(check_can_speak_for_practice, user, booking):
        return Side.PRACTICE
    raise Refused("Only the two sides of the session can do this.")


def runs(user: Any, booking: Booking) -> bool:
    """Whether somebody coordinates the booking's pool, and it is not their own booking."""
    return is_allowed(check_can_run, user, booking)
