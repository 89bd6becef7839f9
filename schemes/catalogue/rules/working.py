"""Sessions worked, as several schemes ask them."""

from decimal import Decimal

from retention_portal.core.rounding import exact, rounded
from schemes.catalogue.rules.findings import at_least
from schemes.catalogue.rules.stated import View


def clinical_at_least(view: View, least: int) -> bool | None:
    """Whether clinical sessions a week reach `least`; all sessions below it settle the question as no."""
    clinical = at_least(view("clinical_sessions_per_week"), least)
    if clinical is None and at_least(view("sessions_per_week"), least) is False:
        return False
    return clinical


def weekly_sessions(view: View) -> Decimal | None:
    """Sessions a week: as stated, else the year's sessions spread over 52 weeks, to four places."""
    if view("sessions_per_week") is not None:
        return Decimal(view("sessions_per_week"))
    year = view("sessions_per_year")
    return None if year is None else rounded(exact(year) / 52, 4)
