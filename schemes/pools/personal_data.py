"""What pools hold on a person: to show, to hand over, to erase."""

from typing import Any

from retention_portal.core.holdings import Holding
from schemes.pools.models import Interest, KeepInTouchDay, Member
from schemes.pools.models_outside import CalendarFeed
from schemes.pools.models_sessions import Booking, Mark, Rating, Reserve, Session, Timesheet

WITH_ACCOUNT = "As long as the account; what you wrote is erased with it."
COUNTS = "As long as the pool, without your name once your account is erased."
PAY = "Six years after it was paid, as records of pay are kept; then it is a count about nobody."

HOLDINGS = (
    Holding("pools.Pool", ("opened_by",), "Pools that you opened.", COUNTS),
    Holding("pools.PoolFunding", ("plan_noted_by", "added_by"), "Money of a pool that you entered.", COUNTS),
    Holding("pools.Policy", ("made_by",), "Policies of a pool that you set.", COUNTS),
    Holding("pools.Rate", ("made_by",), "Rates of a pool that you set.", COUNTS),
    Holding(
        "pools.RateApprover",
        ("person", "named_by"),
        "That you may agree to rates above a pool’s ceiling.",
        COUNTS,
        about=("person",),
    ),
    Holding(
        "pools.Interest",
        ("person", "answered_by"),
        "That you would like to work flexibly in an area, and how to reach you.",
        WITH_ACCOUNT,
        about=("person",),
    ),
    Holding(
        "pools.Member",
        ("person", "confirmed_by"),
        "Which pool you belong to, as what, and what you would like to do there.",
        WITH_ACCOUNT,
        about=("person",),
    ),
    Holding("pools.KeepInTouchDay", ("noted_by",), "Keep-in-touch days that you noted for others.", COUNTS),
    Holding("pools.Series", ("made_by",), "Series of sessions that you posted for a practice.", COUNTS),
    Holding(
        "pools.Session",
        ("cover_for", "made_by", "posted_by", "approved_by", "ended_by"),
        "Sessions of a practice that you made, and cover that you asked for so that you could go.",
        COUNTS,
        about=("cover_for",),
    ),
    Holding(
        "pools.Booking",
        ("person", "booked_by", "ended_by"),
        "Sessions that you took, at what rate, and what came of them.",
        PAY,
        about=("person",),
    ),
    Holding("pools.Reserve", ("person",), "Reserve lists that you were on.", WITH_ACCOUNT, about=("person",)),
    Holding(
        "pools.Mark",
        ("person", "given_by", "cleared_by"),
        "Warnings of a pool, what you said to them, and whether they were cleared.",
        WITH_ACCOUNT,
        about=("person",),
    ),
    Holding(
        "pools.Timesheet",
        ("gp_by", "practice_by", "sent_by"),
        "The hours of a session as both sides confirmed them.",
        PAY,
        about=("gp_by",),
    ),
    Holding("pools.Rating", ("given_by",), "Your private word on a session.", WITH_ACCOUNT),
    Holding("pools.SupplierImport", ("imported_by",), "Files of a supplier that you imported.", COUNTS),
    Holding(
        "pools.CalendarFeed",
        ("person",),
        "That you have a private calendar address; not the address itself.",
        WITH_ACCOUNT,
        about=("person",),
    ),
)


def export(person: Any) -> dict[str, Any]:
    """Interest, memberships, bookings with hours, reserve lists, warnings and calendars, as plain values."""
    return {
        "interest": list(
            Interest.objects.filter(person=person).values(
                "area__name", "name", "email", "phone", "best_time", "line", "status", "asked_at"
            )
        ),
        "memberships": list(
            Member.objects.filter(person=person).values(
                "pool__name", "relation", "status", "cover_types", "postcode", "sessions_wanted",
                "coming_back", "keep_in_touch_days", "asked_at", "confirmed_at", "left_on",
            )
        ),
        "keep_in_touch_days": list(
            KeepInTouchDay.objects.filter(member__person=person).values("member__pool__name", "on", "minutes")
        ),
        "sessions": list(
            Booking.objects.filter(person=person).values(
                "session__practice__name", "session__site", "starts_at", "ends_at", "status", "relation",
                "rate", "booked_at", "ended_at", "ended_because",
            )
        ),
        "cover_asked_for": list(
            Session.objects.filter(cover_for=person).values("practice__name", "starts_at", "ends_at", "status")
        ),
        "timesheets": list(
            Timesheet.objects.filter(booking__person=person).values(
                "worked_from", "worked_to", "break_minutes", "gp_at", "practice_at", "sent_at"
            )
        ),
        "reserve_lists": list(
            Reserve.objects.filter(person=person).values("session__starts_at", "status", "entered_at")
        ),
        "warnings": list(
            Mark.objects.filter(person=person).values("kind", "on", "contested", "cleared_at", "cleared_because")
        ),
        "ratings_given": list(Rating.objects.filter(given_by=person).values("side", "score", "given_at")),
        "calendars": list(CalendarFeed.objects.filter(person=person).values("made_at", "revoked_at")),
    }  # fmt: skip


def erase(person: Any) -> int:
    """Empty what the person told us; bookings and hours stay as counts and records of pay about nobody."""
    gone = Interest.objects.filter(person=person).update(
        name="", email=f"erased-{person.pk}@example.invalid", phone="", best_time="", line=""
    )
    gone += Member.objects.filter(person=person).update(postcode="", cover_types=[], sessions_wanted=None)
    gone += Booking.objects.filter(person=person).exclude(ended_because="").update(ended_because="")
    gone += Mark.objects.filter(person=person).update(contested="", cleared_because="")
    return gone + CalendarFeed.objects.filter(person=person).delete()[0]
