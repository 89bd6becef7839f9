"""Things for the permission matrix: courses that are booked, of a system."""

from collections.abc import Callable
from datetime import timedelta

from retention_portal.core.dates import now
from retention_portal.organisations.models import Organisation
from schemes.opportunities import actions_places
from schemes.opportunities.models import Opportunity
from schemes.opportunities.rules_places import Window
from schemes.opportunities.views_attendance import DOOR
from tests.opportunities.samples import Board, board

Parts = dict[str, object]


def _course(system: Organisation) -> tuple[Board, Opportunity]:
    area = board(system.code)
    row = area.course()
    window = Window(now() - timedelta(days=1), now() + timedelta(days=10), places=1)
    actions_places.set_window(opportunity=row, window=window, by=area.poster)
    return area, row


def course(system: Organisation) -> Parts:
    """A published course of one place."""
    return {"opportunity_id": _course(system)[1].pk}


def booking(system: Organisation) -> Parts:
    """Somebody's place in it."""
    area, row = _course(system)
    return {"booking_id": actions_places.book(opportunity=row, by=area.gp()).pk}


def cover(system: Organisation) -> Parts:
    """One date of somebody's place."""
    area, row = _course(system)
    day = row.dates.first()
    assert day is not None
    return {"booking_id": actions_places.book(opportunity=row, by=area.gp()).pk, "date_id": day.pk}


def entry(system: Organisation) -> Parts:
    """Somebody on its waiting list."""
    area, row = _course(system)
    actions_places.book(opportunity=row, by=area.gp())
    return {"entry_id": actions_places.join_list(opportunity=row, by=area.gp()).pk}


def date(system: Organisation) -> Parts:
    """One of its dates."""
    day = _course(system)[1].dates.first()
    assert day is not None
    return {"date_id": day.pk}


def door(system: Organisation) -> Parts:
    """Check-in of one of its dates."""
    return {"token": DOOR.sign(str(date(system)["date_id"]))}


SAMPLES: dict[str, Callable[[Organisation], Parts]] = {
    **{
        f"opportunities:{name}": course
        for name in ("book", "dates_file", "booking_set", "people", "people_csv")
    },
    **{
        f"opportunities:{name}": booking
        for name in ("booking", "booking_cancel", "certificate", "person_out")
    },
    "opportunities:booking_cover": cover,
    "opportunities:leave_list": entry,
    "opportunities:entry_priority": entry,
    "opportunities:attendance": date,
    "opportunities:door": date,
    "opportunities:check_in": door,
    "opportunities:calendar_file": lambda system: {"token": "a-guess"},
}
