"""Time at work: minutes, sessions and FTE (handbook section 5).

What is stored is whole contracted minutes a week. A session is 4 hours 10 minutes; nine of them, 37.5 hours,
are 1.0 FTE. Sums are done on exact fractions and rounded once, when shown.
"""

from decimal import Decimal
from fractions import Fraction

from retention_portal.core.rounding import Number, exact, rounded

MINUTES_PER_SESSION = 250
SESSIONS_PER_FTE = 9
MINUTES_PER_FTE = MINUTES_PER_SESSION * SESSIONS_PER_FTE  # 2,250: 37.5 hours
TRAINEE_MINUTES = 40 * 60  # registrars are contracted on 40 hours and counted over 37.5


def minutes_of_sessions(sessions: Number) -> int:
    """Whole minutes in so many sessions, rounded half up: 4 sessions are 1,000 minutes."""
    return int(rounded(exact(sessions) * MINUTES_PER_SESSION, 0))


def minutes_of_hours(hours: Number) -> int:
    """Whole minutes in so many hours, rounded half up: 37.5 hours are 2,250 minutes."""
    return int(rounded(exact(hours) * 60, 0))


def minutes_of_fte(fte: Number) -> int:
    """Whole minutes a week of an FTE, rounded half up: 0.444 is 999 minutes, so store minutes, never FTE."""
    return int(rounded(exact(fte) * MINUTES_PER_FTE, 0))


def sessions_exact(minutes: int) -> Fraction:
    """Sessions in `minutes`, exact: for further sums."""
    return Fraction(minutes, MINUTES_PER_SESSION)


def fte_exact(minutes: int) -> Fraction:
    """FTE of `minutes` a week, exact: for further sums. A trainee on 40 hours is 16/15."""
    return Fraction(minutes, MINUTES_PER_FTE)


def sessions(minutes: int, places: int = 2) -> Decimal:
    """Sessions in `minutes`, rounded half up to `places`, for showing: 1,000 minutes are 4.00."""
    return rounded(sessions_exact(minutes), places)


def fte(minutes: int, places: int = 3) -> Decimal:
    """FTE of `minutes` a week, rounded half up to `places`, for showing: 1,000 minutes are 0.444."""
    return rounded(fte_exact(minutes), places)


def hours_text(minutes: int) -> str:
    """Hours and minutes as read: "16 h 40 min", "25 h", "50 min", "0 h"."""
    sign = "-" if minutes < 0 else ""
    hours, left = divmod(abs(minutes), 60)
    parts = ([f"{hours} h"] if hours or not left else []) + ([f"{left} min"] if left else [])
    return sign + " ".join(parts)


def sessions_text(minutes: int) -> str:
    """Sessions as read, without trailing noughts: "1 session", "4.5 sessions", "0.33 sessions"."""
    number = f"{sessions(minutes):f}".rstrip("0").rstrip(".")
    return f"{number} session" if number == "1" else f"{number} sessions"
