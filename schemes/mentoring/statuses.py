"""States of mentoring, which may follow which, and whose turn it is."""

from django.db import models


class Kind(models.TextChoices):
    """What a service offers."""

    MENTORING = "mentoring", "Mentoring"
    COACHING = "coaching", "Coaching"


class Way(models.TextChoices):
    """How two people meet."""

    IN_PERSON = "in_person", "in person"
    VIDEO = "video", "by video"
    PHONE = "phone", "by phone"


class MentorStatus(models.TextChoices):
    """One who offers to mentor."""

    OFFERED = "offered", "Waiting for the coordinator"
    CONFIRMED = "confirmed", "Takes people"
    PAUSED = "paused", "Paused"
    LEFT = "left", "Has left"


class RequestStatus(models.TextChoices):
    """One who looks for a mentor."""

    WAITING = "waiting", "Looking for a mentor"
    PAIRED = "paired", "Matched"
    DONE = "done", "Finished"
    WITHDRAWN = "withdrawn", "Withdrawn"


class RoundStatus(models.TextChoices):
    """A round of matching: looked at by a coordinator before anybody hears of it."""

    PROPOSED = "proposed", "To be looked at"
    RELEASED = "released", "Released"
    DISCARDED = "discarded", "Set aside"


class PairingStatus(models.TextChoices):
    """Two people. What an ended one is called follows from the sessions that took place (M-10)."""

    PENDING = "pending", "The mentor was asked"
    ACCEPTED = "accepted", "Under way"
    DECLINED = "declined", "Not taken up"
    CANCELLED = "cancelled", "Ended before it began"
    ENDED_EARLY = "ended_early", "Ended early"
    COMPLETED = "completed", "Completed"


class Attendance(models.TextChoices):
    """What became of an agreed session. Late counts as attended (M-12)."""

    ATTENDED = "attended", "It took place"
    LATE = "late", "It took place, and began late"
    MISSED = "missed", "It did not take place"


MENTOR_TRANSITIONS: dict[MentorStatus, tuple[MentorStatus, ...]] = {
    MentorStatus.OFFERED: (MentorStatus.CONFIRMED, MentorStatus.LEFT),
    MentorStatus.CONFIRMED: (MentorStatus.PAUSED, MentorStatus.LEFT),
    MentorStatus.PAUSED: (MentorStatus.CONFIRMED, MentorStatus.LEFT),
    MentorStatus.LEFT: (),
}
REQUEST_TRANSITIONS: dict[RequestStatus, tuple[RequestStatus, ...]] = {
    RequestStatus.WAITING: (RequestStatus.PAIRED, RequestStatus.WITHDRAWN),
    RequestStatus.PAIRED: (RequestStatus.WAITING, RequestStatus.DONE),
    RequestStatus.DONE: (),
    RequestStatus.WITHDRAWN: (),
}
ROUND_TRANSITIONS: dict[RoundStatus, tuple[RoundStatus, ...]] = {
    RoundStatus.PROPOSED: (RoundStatus.RELEASED, RoundStatus.DISCARDED),
    RoundStatus.RELEASED: (),
    RoundStatus.DISCARDED: (),
}
PAIRING_TRANSITIONS: dict[PairingStatus, tuple[PairingStatus, ...]] = {  # M-01
    PairingStatus.PENDING: (PairingStatus.ACCEPTED, PairingStatus.DECLINED, PairingStatus.CANCELLED),
    PairingStatus.ACCEPTED: (PairingStatus.CANCELLED, PairingStatus.ENDED_EARLY, PairingStatus.COMPLETED),
    PairingStatus.DECLINED: (),
    PairingStatus.CANCELLED: (),
    PairingStatus.ENDED_EARLY: (),
    PairingStatus.COMPLETED: (),
}
OWNERS = {
    MentorStatus.OFFERED: "the coordinator",
    RequestStatus.WAITING: "the coordinator",
    RoundStatus.PROPOSED: "the coordinator",
    PairingStatus.PENDING: "the mentor",
    PairingStatus.ACCEPTED: "the two people",
}
TAKES_A_PLACE = (PairingStatus.PENDING, PairingStatus.ACCEPTED)
OVER = (PairingStatus.DECLINED, PairingStatus.CANCELLED, PairingStatus.ENDED_EARLY, PairingStatus.COMPLETED)
TOOK_PLACE = (Attendance.ATTENDED, Attendance.LATE)
