"""States of pools, which may follow which, and whose turn it is (handbook 3.7)."""

from django.db import models


class PoolStatus(models.TextChoices):
    """Where a pool stands. An area with no pool at all has no row."""

    PLANNED = "planned", "Planned"
    LIVE = "live", "Open"
    CLOSED = "closed", "Closed"


class Mode(models.TextChoices):
    """Who runs the bookings."""

    HERE = "here", "We run it here"
    SUPPLIER = "supplier", "We use a supplier"


class Relation(models.TextChoices):
    """What a member is to the pool (POOL-R01). Benefits such as death in service follow a contract."""

    EMPLOYED = "employed", "Employed by the pool"
    ENGAGED = "engaged", "Engaged for extra sessions"
    LOCUM = "locum", "Locum matched to practices"


class FundingKind(models.TextChoices):
    """Which money pays for a pool (POOL-M1, POOL-M2)."""

    A = "A", "A: to set up and run the pool"
    B = "B", "B: for the sessions"


class CoverType(models.TextChoices):
    """What kind of work a session is: the seven of GP Career Plus, and others."""

    VACANCY = "GPCP-C1", "Vacancy"
    ANNUAL_LEAVE = "GPCP-C2", "Annual leave"
    PARENTAL_LEAVE = "GPCP-C3", "Parental leave"
    SICK = "GPCP-C4", "Sick cover"
    LONG_TERM = "GPCP-W1", "Long-term conditions"
    ACCESS_HUB = "GPCP-W2", "Access hub session"
    HOME_VISITS = "GPCP-W3", "Home visits"
    SURGERY = "surgery", "Surgery"
    ENHANCED_ACCESS = "enhanced_access", "Extended access"
    OTHER = "other", "Other work"


class Why(models.TextChoices):
    """Why a practice needs the session. Nothing confidential: time for a course or a mentor is the last."""

    VACANCY = "vacancy", "Vacancy"
    ANNUAL = "annual", "Annual leave"
    PARENTAL = "parental", "Parental leave"
    SICK = "sick", "Sick leave"
    DEVELOPMENT = "development", "Professional development"
    DEMAND = "demand", "More patients than usual"


class InterestStatus(models.TextChoices):
    """Somebody who would like to join, also where there is no pool yet."""

    WAITING = "waiting", "Waiting for a word from us"
    ANSWERED = "answered", "Answered"
    WITHDRAWN = "withdrawn", "Withdrawn"


class MemberStatus(models.TextChoices):
    """One member of one pool."""

    ASKED = "asked", "Asked to join"
    ACTIVE = "active", "Member"
    SUSPENDED = "suspended", "Paused by the pool"
    LEFT = "left", "Has left"


class SessionStatus(models.TextChoices):
    """One session that a practice needs. What its people did is in their bookings."""

    DRAFT = "draft", "Not posted yet"
    TO_APPROVE = "to_approve", "The rate waits for approval"
    POSTED = "posted", "Open"
    FILLED = "filled", "Full"
    OVER = "over", "Over"
    UNFILLED = "unfilled", "Nobody took it"
    WITHDRAWN = "withdrawn", "Withdrawn before anybody took it"
    CANCELLED = "cancelled", "Cancelled by the practice"


class BookingStatus(models.TextChoices):
    """One person's place in a session."""

    APPLIED = "applied", "Asked for, the practice answers"
    ACCEPTED = "accepted", "Booked"
    WORKED = "worked", "Worked, timesheet to confirm"
    CONFIRMED = "confirmed", "Confirmed by both"
    PAID = "paid", "Sent for payment"
    DECLINED = "declined", "The practice said no"
    CANCELLED_BY_PRACTICE = "cancelled_by_practice", "Cancelled by the practice"
    CANCELLED_BY_GP = "cancelled_by_gp", "Given back"
    NO_SHOW = "no_show", "Did not come"
    SENT_HOME = "sent_home", "Came and was sent home"


class ReserveStatus(models.TextChoices):
    """One place on the reserve list of a full session."""

    WAITING = "waiting", "On the reserve list"
    OFFERED = "offered", "Offered the place"
    TAKEN = "taken", "Took it"
    DECLINED = "declined", "Said no"
    EXPIRED = "expired", "The offer ran out"
    LEFT = "left", "Left the list"


class MarkKind(models.TextChoices):
    """What counts as a warning (S-08, S-19)."""

    NO_SHOW = "no_show", "Did not come"
    LATE_CANCEL = "late_cancel", "Cancelled late"
    SENT_HOME = "sent_home", "Sent a clinician home"


class Side(models.TextChoices):
    """The two sides of a session."""

    PRACTICE = "practice", "The practice"
    GP = "gp", "The GP"


class SupplierOutcome(models.TextChoices):
    """What a supplier's file says of a session."""

    WORKED = "worked", "Worked"
    BOOKED = "booked", "Booked"
    UNFILLED = "unfilled", "Unfilled"
    CANCELLED = "cancelled", "Cancelled"


POOL_TRANSITIONS: dict[PoolStatus, tuple[PoolStatus, ...]] = {
    PoolStatus.PLANNED: (PoolStatus.LIVE, PoolStatus.CLOSED),
    PoolStatus.LIVE: (PoolStatus.CLOSED,),
    PoolStatus.CLOSED: (),
}
INTEREST_TRANSITIONS: dict[InterestStatus, tuple[InterestStatus, ...]] = {
    InterestStatus.WAITING: (InterestStatus.ANSWERED, InterestStatus.WITHDRAWN),
    InterestStatus.ANSWERED: (),
    InterestStatus.WITHDRAWN: (),
}
MEMBER_TRANSITIONS: dict[MemberStatus, tuple[MemberStatus, ...]] = {
    MemberStatus.ASKED: (MemberStatus.ACTIVE, MemberStatus.LEFT),
    MemberStatus.ACTIVE: (MemberStatus.SUSPENDED, MemberStatus.LEFT),
    MemberStatus.SUSPENDED: (MemberStatus.ACTIVE, MemberStatus.LEFT),
    MemberStatus.LEFT: (),
}
SESSION_TRANSITIONS: dict[SessionStatus, tuple[SessionStatus, ...]] = {
    SessionStatus.DRAFT: (SessionStatus.POSTED, SessionStatus.TO_APPROVE, SessionStatus.WITHDRAWN),
    SessionStatus.TO_APPROVE: (SessionStatus.POSTED, SessionStatus.DRAFT, SessionStatus.WITHDRAWN),
    SessionStatus.POSTED: (
        SessionStatus.FILLED,
        SessionStatus.OVER,
        SessionStatus.UNFILLED,
        SessionStatus.WITHDRAWN,
        SessionStatus.CANCELLED,
    ),
    SessionStatus.FILLED: (SessionStatus.POSTED, SessionStatus.OVER, SessionStatus.CANCELLED),
    SessionStatus.OVER: (),
    SessionStatus.UNFILLED: (),
    SessionStatus.WITHDRAWN: (),
    SessionStatus.CANCELLED: (),  # S-10: never opened again
}
BOOKING_TRANSITIONS: dict[BookingStatus, tuple[BookingStatus, ...]] = {
    BookingStatus.APPLIED: (
        BookingStatus.ACCEPTED,
        BookingStatus.DECLINED,
        BookingStatus.CANCELLED_BY_GP,
        BookingStatus.CANCELLED_BY_PRACTICE,
    ),
    BookingStatus.ACCEPTED: (
        BookingStatus.WORKED,
        BookingStatus.NO_SHOW,
        BookingStatus.SENT_HOME,
        BookingStatus.CANCELLED_BY_GP,
        BookingStatus.CANCELLED_BY_PRACTICE,
    ),
    BookingStatus.WORKED: (BookingStatus.CONFIRMED, BookingStatus.NO_SHOW, BookingStatus.SENT_HOME),
    BookingStatus.CONFIRMED: (BookingStatus.PAID, BookingStatus.WORKED),  # S-13: a correction asks both again
    BookingStatus.PAID: (),
    BookingStatus.DECLINED: (),
    BookingStatus.CANCELLED_BY_PRACTICE: (),
    BookingStatus.CANCELLED_BY_GP: (),
    BookingStatus.NO_SHOW: (BookingStatus.WORKED,),  # S-13: a right to correct
    BookingStatus.SENT_HOME: (BookingStatus.WORKED,),
}
RESERVE_TRANSITIONS: dict[ReserveStatus, tuple[ReserveStatus, ...]] = {
    ReserveStatus.WAITING: (ReserveStatus.OFFERED, ReserveStatus.LEFT),
    ReserveStatus.OFFERED: (
        ReserveStatus.TAKEN,
        ReserveStatus.DECLINED,
        ReserveStatus.EXPIRED,
        ReserveStatus.LEFT,
    ),
    ReserveStatus.TAKEN: (),
    ReserveStatus.DECLINED: (),
    ReserveStatus.EXPIRED: (),
    ReserveStatus.LEFT: (),
}
OWNERS = {
    InterestStatus.WAITING: "the coordinator",
    MemberStatus.ASKED: "the coordinator",
    SessionStatus.DRAFT: "the practice",
    SessionStatus.TO_APPROVE: "the named approver",
    SessionStatus.POSTED: "members of the pool",
    BookingStatus.APPLIED: "the practice",
    BookingStatus.WORKED: "both",
    BookingStatus.CONFIRMED: "the pool",
    ReserveStatus.OFFERED: "the GP",
}
HOLDS_A_SEAT = (
    BookingStatus.APPLIED,
    BookingStatus.ACCEPTED,
    BookingStatus.WORKED,
    BookingStatus.CONFIRMED,
    BookingStatus.PAID,
)
"""Bookings that keep a place of the session and a time of the person."""

WORKED = (BookingStatus.WORKED, BookingStatus.CONFIRMED, BookingStatus.PAID)
OPEN_RESERVE = (ReserveStatus.WAITING, ReserveStatus.OFFERED)
SEEN_BY_MEMBERS = (SessionStatus.POSTED, SessionStatus.FILLED)
