"""Things for the permission matrix: what GPs and both sides of a session see, each of a system."""

from collections.abc import Callable

from retention_portal.accounts.models import Membership
from retention_portal.core.dates import now
from retention_portal.organisations.models import Organisation
from schemes.pools import actions_hours, actions_reserve
from schemes.pools.models import Pool
from schemes.pools.models_sessions import Booking, Session
from tests.pools.samples import scene

Parts = dict[str, object]


def session(system: Organisation) -> Parts:
    """A posted session of a pool in which the viewer has no part."""
    return {"session_id": scene(system.code).session().pk}


def _booking(system: Organisation, *, past: bool = False) -> Booking:
    here = scene(system.code)
    booking = here.booked(here.session())
    if past:
        here.happened(booking.session)
        booking.refresh_from_db()
    return booking


def booking(system: Organisation) -> Parts:
    """Somebody's booking at the practice."""
    return {"booking_id": _booking(system).pk}


def mark(system: Organisation) -> Parts:
    """Somebody's warning."""
    booking = _booking(system, past=True)
    lead = booking.session.made_by
    return {"mark_id": actions_hours.note_no_show(booking=booking, by=lead).pk}


def waiting(system: Organisation) -> Parts:
    """Somebody's place on a reserve list."""
    here = scene(system.code)
    session = here.session()
    here.booked(session)
    return {
        "reserve_id": actions_reserve.join_reserve(session=session, by=here.member().person).pk,
        "answer": "leave",
    }


def practice(system: Organisation) -> Parts:
    """The practice, by its code."""
    return {"code": scene(system.code).practice.code}


def pool(system: Organisation) -> Parts:
    """The pool."""
    return {"pool_id": scene(system.code).pool.pk}


SAMPLES: dict[str, Callable[[Organisation], Parts]] = {
    **{f"pools:{name}": session for name in ("session", "take", "reserve", "book_member")},
    **{
        f"pools:{name}": booking
        for name in (
            "give_back", "reconfirm", "timesheet", "timesheet_confirm", "attendance", "application_answer",
            "attendance_correct", "rate",
        )
    },
    "pools:reserve_answer": waiting,
    "pools:contest": mark,
    "pools:day_sheet": practice,
    "pools:pool_hours": pool,
    "pools:join_pool": pool,
    "pools:calendar": lambda system: {"token": "a-guess"},
    "pools:calendar_change": lambda system: {"change": "off"},
}  # fmt: skip


# --- of the demonstration -------------------------------------------------------------------------------------


def _of_the_gp() -> list[Parts]:
    """A booking of the demo GP that lies ahead and one that is over."""
    rows = Booking.objects.filter(person__email="gp@example.org").order_by("starts_at")
    return [{"booking_id": row.pk} for row in (rows.last(), rows.first()) if row]


def _seen_by_the_gp() -> list[Parts]:
    """Sessions that the demo GP has, may take, and that somebody else has."""
    rows = Session.objects.filter(
        made_up=True, pool__members__person__email="gp@example.org", starts_at__gt=now()
    )
    found = (rows.filter(status="posted").first(), rows.filter(status="filled").first())
    return [{"session_id": row.pk} for row in found if row]


def _demo_pool() -> list[Parts]:
    return [{"pool_id": row.pk} for row in Pool.objects.filter(made_up=True, mode="here")[:1]]


def _demo_practice() -> list[Parts]:
    held = Membership.objects.filter(person__email="practice@example.org", role="practice_lead")
    return [{"code": row.organisation.code} for row in held if row.organisation]


EXAMPLES: dict[str, Callable[[], list[Parts]]] = {
    **{f"pools:{name}": _seen_by_the_gp for name in ("session", "take", "reserve", "book_member")},
    **{
        f"pools:{name}": _of_the_gp
        for name in (
            "give_back", "reconfirm", "timesheet", "timesheet_confirm", "attendance", "application_answer",
            "attendance_correct", "rate",
        )
    },
    "pools:day_sheet": _demo_practice,
    "pools:pool_hours": _demo_pool,
    "pools:join_pool": _demo_pool,
    "pools:calendar_change": lambda: [{"change": "off"}],
    "api-pool-session": _seen_by_the_gp,
}  # fmt: skip
