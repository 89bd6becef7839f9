"""The states of a report (handbook 4.5), the steps of signing, whose turn it is, and what is written in it."""

from django.db import models

from retention_portal.accounts.roles import Role


class ReportStatus(models.TextChoices):
    """Where a report stands. Which of the four signing steps a system requires is a dated setting."""

    DRAFT = "draft", "Draft"
    CLINICAL_REVIEW = "clinical_review", "With the clinical lead"
    FINANCE_CHECK = "finance_check", "With the finance lead"
    SRO_APPROVAL = "sro_approval", "With the senior responsible owner"
    COMMITTEE_NOTED = "committee_noted", "To be noted by the committee"
    SUBMITTED = "submitted", "Submitted to the region"
    ACCEPTED = "accepted", "Accepted by the region"
    QUERIES = "queries", "The region has queries"
    NOT_ACCEPTED = "not_accepted", "Not accepted by the region"
    CLOSED = "closed", "Closed"


STEPS = (
    ReportStatus.CLINICAL_REVIEW,
    ReportStatus.FINANCE_CHECK,
    ReportStatus.SRO_APPROVAL,
    ReportStatus.COMMITTEE_NOTED,
)
"""The signing steps in their order. Signing one moves the report to the next that the system requires."""

WHO_SIGNS: dict[ReportStatus, str] = {
    ReportStatus.CLINICAL_REVIEW: "The clinical lead reviews it",
    ReportStatus.FINANCE_CHECK: "The finance lead checks the money",
    ReportStatus.SRO_APPROVAL: "The senior responsible owner approves it",
    ReportStatus.COMMITTEE_NOTED: "The committee notes it, which the system lead records",
}

_ON = (*STEPS, ReportStatus.SUBMITTED)
TRANSITIONS: dict[ReportStatus, tuple[ReportStatus, ...]] = {
    ReportStatus.DRAFT: _ON,
    **{step: (*_ON[n + 1 :], ReportStatus.DRAFT) for n, step in enumerate(STEPS)},
    ReportStatus.SUBMITTED: (
        ReportStatus.ACCEPTED,
        ReportStatus.QUERIES,
        ReportStatus.NOT_ACCEPTED,
        ReportStatus.DRAFT,
    ),
    ReportStatus.QUERIES: (ReportStatus.DRAFT, ReportStatus.ACCEPTED, ReportStatus.NOT_ACCEPTED),
    ReportStatus.NOT_ACCEPTED: (ReportStatus.DRAFT,),
    ReportStatus.ACCEPTED: (ReportStatus.CLOSED, ReportStatus.DRAFT),
    ReportStatus.CLOSED: (),
}
"""Going back to draft is a correction: it says why, voids what was signed, and freezing makes a new version."""

OWNERS: dict[ReportStatus, tuple[Role, ...]] = {
    ReportStatus.DRAFT: (Role.SYSTEM_LEAD,),
    ReportStatus.CLINICAL_REVIEW: (Role.CLINICAL_LEAD,),
    ReportStatus.FINANCE_CHECK: (Role.FINANCE_LEAD,),
    ReportStatus.SRO_APPROVAL: (Role.SRO,),
    ReportStatus.COMMITTEE_NOTED: (Role.SYSTEM_LEAD,),
    ReportStatus.SUBMITTED: (Role.COMMISSIONER,),
    ReportStatus.QUERIES: (Role.SYSTEM_LEAD,),
    ReportStatus.NOT_ACCEPTED: (Role.SYSTEM_LEAD,),
    ReportStatus.ACCEPTED: (Role.COMMISSIONER,),
    ReportStatus.CLOSED: (),
}

RESPONSES = (ReportStatus.ACCEPTED, ReportStatus.QUERIES, ReportStatus.NOT_ACCEPTED)


class NarrativeBox(models.TextChoices):
    """What is written by people: six boxes at most, each prefilled from last quarter's."""

    WENT_WELL = "went_well", "What went well"
    GOT_WORSE = "got_worse", "What got worse, and what we are doing about it"
    GP_VOICE = "gp_voice", "What GPs told us, and what we did"
    EQUALITY = "equality", "Equality and health inequalities"
    LEARNING = "learning", "What we learned: stop, continue, scale"
    NEXT_QUARTER = "next_quarter", "What comes next quarter"

    @property
    def hint(self) -> str:
        """What to write here."""
        return _HINTS[self.value]


_HINTS = {
    "went_well": "Two or three things, with their figure",
    "got_worse": "Late milestones, low uptake, money that may not be spent",
    "gp_voice": "Events, surveys, groups: what was said, and what changed because of it",
    "equality": "Who is reached and who is not; screening of new initiatives. Nothing about a single person",
    "learning": "What others could use, and what you would not do again",
    "next_quarter": "What begins, what ends, what the board should expect",
}


class DueDecision(models.TextChoices):
    """What a region decides about one system's report of one quarter."""

    LATER = "later", "Due on another day"
    SKIPPED = "skipped", "No report is due this quarter"
    AS_RULED = "as_ruled", "Due as the rule says"


class Verification(models.TextChoices):
    """What can be said of a code, or of the bytes of a PDF."""

    AUTHENTIC = "authentic", "Authentic"
    SUPERSEDED = "superseded", "Superseded by a later version"
    UNKNOWN = "unknown", "Not a report of this portal"
    ALTERED = "altered", "Altered after it was made"
