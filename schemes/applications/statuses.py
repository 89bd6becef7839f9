"""The states of an application, whose turn each is, and what the applicant reads (CASE-A-01 to A-07).

Staff and applicant read different words: several states of ours are one to the applicant (CASE-A-03).
Approval before a start (NGPRS-P04 to P06) is three states, each with its own approver.
"""

from django.db import models

from retention_portal.accounts.roles import Role


class Status(models.TextChoices):
    """Where an application stands, in the words of staff."""

    INTEREST = "interest", "Registered interest"
    DRAFT = "draft", "Being written"
    SUBMITTED = "submitted", "Received, to be looked at"
    MORE_ASKED = "more_asked", "More asked for, at the first look"
    IN_REVIEW = "in_review", "With the reviewers"
    DISCUSSION = "discussion", "To be discussed after review"
    MORE_ASKED_AFTER = "more_asked_after", "More asked for, after review"
    READY = "ready", "Ready to decide"
    EDUCATION = "education", "For educational approval"
    SYSTEM_REVIEW = "system_review", "For the system’s review"
    FORMAL = "formal", "For formal approval by NHS England"
    APPROVED = "approved", "Approved, letter to be sent"
    OFFERED = "offered", "Offered, with conditions or a date to answer by"
    ACCEPTED = "accepted", "Accepted"
    RESERVE = "reserve", "On the reserve list"
    DEFERRED = "deferred", "Deferred to the next round"
    NOT_THIS_TIME = "not_this_time", "Not this time"
    DECLINED = "declined", "The applicant said no"
    LAPSED = "lapsed", "Offer not answered by its date"
    WITHDRAWN = "withdrawn", "Withdrawn"
    NOT_SUBMITTED = "not_submitted", "Not submitted before it closed"


FINAL = (
    Status.NOT_THIS_TIME,
    Status.DECLINED,
    Status.LAPSED,
    Status.WITHDRAWN,
    Status.NOT_SUBMITTED,
)
"""No edit and no move (CASE-A-06)."""

TRANSITIONS: dict[Status, tuple[Status, ...]] = {
    Status.INTEREST: (Status.DRAFT, Status.WITHDRAWN),
    Status.DRAFT: (Status.SUBMITTED, Status.NOT_SUBMITTED, Status.WITHDRAWN),
    Status.SUBMITTED: (
        Status.MORE_ASKED,
        Status.IN_REVIEW,
        Status.READY,
        Status.EDUCATION,
        Status.WITHDRAWN,
    ),
    Status.MORE_ASKED: (Status.SUBMITTED, Status.WITHDRAWN),
    Status.IN_REVIEW: (Status.DISCUSSION, Status.MORE_ASKED_AFTER, Status.READY, Status.WITHDRAWN),
    Status.DISCUSSION: (Status.MORE_ASKED_AFTER, Status.READY, Status.WITHDRAWN),
    Status.MORE_ASKED_AFTER: (Status.DISCUSSION, Status.IN_REVIEW, Status.WITHDRAWN),
    Status.READY: (
        Status.MORE_ASKED_AFTER,
        Status.OFFERED,
        Status.RESERVE,
        Status.DEFERRED,
        Status.NOT_THIS_TIME,
        Status.WITHDRAWN,
    ),
    Status.EDUCATION: (Status.SYSTEM_REVIEW, Status.READY, Status.WITHDRAWN),
    Status.SYSTEM_REVIEW: (Status.FORMAL, Status.READY, Status.WITHDRAWN),
    Status.FORMAL: (Status.APPROVED, Status.READY, Status.WITHDRAWN),
    Status.APPROVED: (Status.OFFERED, Status.WITHDRAWN),
    Status.OFFERED: (Status.ACCEPTED, Status.DECLINED, Status.LAPSED, Status.WITHDRAWN),
    Status.ACCEPTED: (),
    Status.RESERVE: (Status.OFFERED, Status.NOT_THIS_TIME, Status.DEFERRED, Status.WITHDRAWN),
    Status.DEFERRED: (Status.READY, Status.NOT_THIS_TIME, Status.WITHDRAWN),
    **dict.fromkeys(FINAL, ()),
}

_GP, _US = (Role.GP,), (Role.COORDINATOR,)
OWNERS: dict[Status, tuple[Role, ...]] = {
    Status.INTEREST: _US,
    Status.DRAFT: _GP,
    Status.SUBMITTED: _US,
    Status.MORE_ASKED: _GP,
    Status.IN_REVIEW: _US,
    Status.DISCUSSION: _US,
    Status.MORE_ASKED_AFTER: _GP,
    Status.READY: _US,
    Status.EDUCATION: (Role.SCHEME_LEAD,),
    Status.SYSTEM_REVIEW: _US,
    Status.FORMAL: (Role.COMMISSIONER,),
    Status.APPROVED: _US,
    Status.OFFERED: _GP,
    Status.ACCEPTED: (),
    Status.RESERVE: _US,
    Status.DEFERRED: _US,
    **dict.fromkeys(FINAL, ()),
}
"""Whose turn it is (CASE-A-07). The applicant may withdraw whoever's turn it is, until a final state."""

PUBLIC_LABELS: dict[Status, str] = {
    Status.INTEREST: "We have your name and will ring you",
    Status.DRAFT: "You are writing it",
    Status.SUBMITTED: "We are reading it",
    Status.MORE_ASKED: "We asked you for something more",
    Status.IN_REVIEW: "We are reading it",
    Status.DISCUSSION: "We are reading it",
    Status.MORE_ASKED_AFTER: "We asked you for something more",
    Status.READY: "We are deciding",
    Status.EDUCATION: "We are deciding",
    Status.SYSTEM_REVIEW: "We are deciding",
    Status.FORMAL: "We are deciding",
    Status.APPROVED: "We are deciding",
    Status.OFFERED: "You have an offer to answer",
    Status.ACCEPTED: "You have a place",
    Status.RESERVE: "You are on the reserve list",
    Status.DEFERRED: "We will look again in the next round",
    Status.NOT_THIS_TIME: "Not this time",
    Status.DECLINED: "You said no to the offer",
    Status.LAPSED: "The offer was not answered in time",
    Status.WITHDRAWN: "You withdrew",
    Status.NOT_SUBMITTED: "It closed before you sent it",
}
"""What the applicant reads. Nothing here says who sits on it, or what is thought."""

EDITABLE = (Status.DRAFT, Status.MORE_ASKED, Status.MORE_ASKED_AFTER)
"""States in which the applicant changes answers (CASE-A-02)."""

TAKES_PAPERS = (*EDITABLE, Status.OFFERED)
"""States in which the applicant sends papers: conditions of an offer are met by papers too (CASE-A-02)."""

WITH_US = tuple(status for status in Status if OWNERS[status] and OWNERS[status] != _GP)
LIVE = tuple(status for status in Status if TRANSITIONS[status])
OPEN_TO_DECIDE = (Status.READY, Status.RESERVE, Status.DEFERRED, Status.APPROVED)

APPROVALS: dict[Status, tuple[str, Status]] = {
    Status.EDUCATION: ("NGPRS-P04", Status.SYSTEM_REVIEW),
    Status.SYSTEM_REVIEW: ("NGPRS-P05", Status.FORMAL),
    Status.FORMAL: ("NGPRS-P06", Status.APPROVED),
}
"""The approvals of a scheme that has them: the handbook's step, and where a yes leads. A no leads to READY."""


class PartKind(models.TextChoices):
    """Whose part of an application is asked for by a secure link."""

    HOST = "host", "Host practice"
    SUPERVISOR = "supervisor", "Supervisor"


class Outcome(models.TextChoices):
    """What is decided."""

    OFFER = "offer", "Offer a place"
    RESERVE = "reserve", "Reserve list"
    DEFER = "defer", "Defer to the next round"
    NOT_THIS_TIME = "not_this_time", "Not this time"


OUTCOME_STATUS: dict[Outcome, Status] = {
    Outcome.OFFER: Status.OFFERED,
    Outcome.RESERVE: Status.RESERVE,
    Outcome.DEFER: Status.DEFERRED,
    Outcome.NOT_THIS_TIME: Status.NOT_THIS_TIME,
}


class ConditionState(models.TextChoices):
    """Each condition of an offer stands by itself."""

    PENDING = "pending", "Still to be met"
    MET = "met", "Met"
    NOT_MET = "not_met", "Not met"


class BestTime(models.TextChoices):
    """When to ring somebody."""

    MORNING = "morning", "Morning, before surgery"
    MIDDAY = "midday", "Around midday"
    AFTERNOON = "afternoon", "Afternoon"
    EVENING = "evening", "Evening, after six"
    ANY = "any", "Any time"


class ScanMark(models.TextChoices):
    """What is known of a file's harmlessness; not scanned is never shown as clean."""

    CLEAN = "clean", "Scanned"
    NOT_SCANNED = "not_scanned", "Not scanned for viruses"
