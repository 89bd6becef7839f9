"""States of work and learning, which may follow which, and whose turn it is."""

from django.db import models


class Kind(models.TextChoices):
    """What is on offer (handbook 2.2)."""

    ROLE = "role", "Role"
    TRAINING = "training", "Training"
    EVENT = "event", "Event"


class Where(models.TextChoices):
    """Where it takes place."""

    ON_SITE = "on_site", "On site"
    REMOTE = "remote", "From anywhere"
    BOTH = "both", "On site or from anywhere"


class PayUnit(models.TextChoices):
    """What a sum is for."""

    SESSION = "session", "a session"
    HOUR = "hour", "an hour"
    YEAR = "year", "a year"
    SESSION_YEAR = "session_year", "a year for each weekly session"
    WHOLE = "whole", "in all"


class Status(models.TextChoices):
    """One posting. Whether it was filled is its outcome, asked when it closes."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Waiting for the coordinator"
    PUBLISHED = "published", "Published"
    HIDDEN = "hidden", "Hidden: not confirmed for 60 days"
    CLOSED = "closed", "Closed"
    MERGED = "merged", "Merged into another"


class Outcome(models.TextChoices):
    """The answer to “did you fill it?”."""

    HERE = "here", "Yes, with somebody who found it here"
    ELSEWHERE = "elsewhere", "Yes, with somebody who found it elsewhere"
    NOT_FILLED = "not_filled", "No"
    NOT_NEEDED = "not_needed", "It is not needed any more"


class BookingStatus(models.TextChoices):
    """A person's booking."""

    BOOKED = "booked", "Booked"
    CANCELLED = "cancelled", "Cancelled"


class EntryStatus(models.TextChoices):
    """One entry of a waiting list. An offer is for one use (W-03, W-04)."""

    WAITING = "waiting", "On the waiting list"
    OFFERED = "offered", "Offered a place"
    TAKEN = "taken", "Took the place"
    DECLINED = "declined", "Said no to the place"
    EXPIRED = "expired", "Did not answer in time"
    LEFT = "left", "Left the list"


class Attended(models.TextChoices):
    """What became of one date for one person. Late counts as attended."""

    ATTENDED = "attended", "Was there"
    LATE = "late", "Came late"
    MISSED = "missed", "Was not there"


class Every(models.TextChoices):
    """How often a saved search looks for something new."""

    DAY = "day", "Every day"
    WEEK = "week", "Once a week"


class PostStatus(models.TextChoices):
    """One post in a peer network."""

    SHOWN = "shown", "Shown"
    REMOVED = "removed", "Removed by the host"


class ConversationStatus(models.TextChoices):
    """One person asks for a conversation with the team of experienced GPs."""

    ASKED = "asked", "Asked"
    OFFERED = "offered", "Times were offered"
    AGREED = "agreed", "A time is agreed"
    HELD = "held", "It took place"
    MISSED = "missed", "It did not take place"
    WITHDRAWN = "withdrawn", "Withdrawn"


TRANSITIONS: dict[Status, tuple[Status, ...]] = {
    Status.DRAFT: (Status.SUBMITTED, Status.CLOSED),
    Status.SUBMITTED: (Status.PUBLISHED, Status.DRAFT, Status.CLOSED, Status.MERGED),
    Status.PUBLISHED: (Status.HIDDEN, Status.CLOSED, Status.SUBMITTED, Status.DRAFT, Status.MERGED),
    Status.HIDDEN: (Status.PUBLISHED, Status.CLOSED, Status.SUBMITTED, Status.MERGED),
    Status.CLOSED: (Status.SUBMITTED, Status.MERGED),
    Status.MERGED: (),
}
ENTRY_TRANSITIONS: dict[EntryStatus, tuple[EntryStatus, ...]] = {
    EntryStatus.WAITING: (EntryStatus.OFFERED, EntryStatus.LEFT),
    EntryStatus.OFFERED: (EntryStatus.TAKEN, EntryStatus.DECLINED, EntryStatus.EXPIRED, EntryStatus.LEFT),
    EntryStatus.TAKEN: (),
    EntryStatus.DECLINED: (),
    EntryStatus.EXPIRED: (),
    EntryStatus.LEFT: (),
}
BOOKING_TRANSITIONS: dict[BookingStatus, tuple[BookingStatus, ...]] = {
    BookingStatus.BOOKED: (BookingStatus.CANCELLED,),
    BookingStatus.CANCELLED: (),
}
POST_TRANSITIONS: dict[PostStatus, tuple[PostStatus, ...]] = {
    PostStatus.SHOWN: (PostStatus.REMOVED,),
    PostStatus.REMOVED: (),
}
CONVERSATION_TRANSITIONS: dict[ConversationStatus, tuple[ConversationStatus, ...]] = {
    ConversationStatus.ASKED: (ConversationStatus.OFFERED, ConversationStatus.WITHDRAWN),
    ConversationStatus.OFFERED: (
        ConversationStatus.AGREED,
        ConversationStatus.ASKED,
        ConversationStatus.WITHDRAWN,
    ),
    ConversationStatus.AGREED: (
        ConversationStatus.HELD,
        ConversationStatus.MISSED,
        ConversationStatus.ASKED,
        ConversationStatus.WITHDRAWN,
    ),
    ConversationStatus.HELD: (),
    ConversationStatus.MISSED: (),
    ConversationStatus.WITHDRAWN: (),
}
OWNERS = {
    Status.DRAFT: "those who post it",
    Status.SUBMITTED: "the coordinator",
    Status.HIDDEN: "those who post it",
    EntryStatus.OFFERED: "the person on the list",
    ConversationStatus.ASKED: "the team",
    ConversationStatus.OFFERED: "the one who asked",
    ConversationStatus.AGREED: "the two people",
}
OPEN_ENTRY = (EntryStatus.WAITING, EntryStatus.OFFERED)
WAS_THERE = (Attended.ATTENDED, Attended.LATE)
OPEN_CONVERSATION = (ConversationStatus.ASKED, ConversationStatus.OFFERED, ConversationStatus.AGREED)
