"""The states of an award and of a claim, the moves there are, and whose turn it is."""

from django.db import models

from retention_portal.accounts.roles import Role
from schemes.awards.rules.history import CostKind
from schemes.awards.rules.reviews import Outcome
from schemes.awards.rules.still_in_post import Answer


class AwardStatus(models.TextChoices):
    """Where an award stands. Ended ran its term; left is an earlier end; cancelled never began."""

    PLANNED = "planned", "Approved, not started"
    ACTIVE = "active", "Running"
    PAUSED = "paused", "Paused"
    ENDED = "ended", "Ended"
    LEFT = "left", "Ended early"
    CANCELLED = "cancelled", "Cancelled"


TRANSITIONS: dict[AwardStatus, tuple[AwardStatus, ...]] = {
    AwardStatus.PLANNED: (AwardStatus.ACTIVE, AwardStatus.CANCELLED),
    AwardStatus.ACTIVE: (AwardStatus.PAUSED, AwardStatus.ENDED, AwardStatus.LEFT),
    AwardStatus.PAUSED: (AwardStatus.ACTIVE, AwardStatus.ENDED, AwardStatus.LEFT),
    AwardStatus.ENDED: (),
    AwardStatus.LEFT: (),
    AwardStatus.CANCELLED: (),
}
OWNERS: dict[AwardStatus, tuple[Role, ...]] = {
    AwardStatus.PLANNED: (Role.COORDINATOR,),
    AwardStatus.ACTIVE: (Role.COORDINATOR, Role.SCHEME_LEAD),
    AwardStatus.PAUSED: (Role.COORDINATOR,),
    AwardStatus.ENDED: (),
    AwardStatus.LEFT: (),
    AwardStatus.CANCELLED: (),
}
RUNNING = (AwardStatus.ACTIVE, AwardStatus.PAUSED)
OVER = (AwardStatus.ENDED, AwardStatus.LEFT, AwardStatus.CANCELLED)


class ClaimStatus(models.TextChoices):
    """Where a claim stands."""

    SUBMITTED = "submitted", "Sent, waits for finance"
    RETURNED = "returned", "Returned with a question"
    APPROVED = "approved", "Approved, to be paid"
    PAID = "paid", "Paid"
    WITHDRAWN = "withdrawn", "Withdrawn"


CLAIM_TRANSITIONS: dict[ClaimStatus, tuple[ClaimStatus, ...]] = {
    ClaimStatus.SUBMITTED: (ClaimStatus.APPROVED, ClaimStatus.RETURNED, ClaimStatus.WITHDRAWN),
    ClaimStatus.RETURNED: (ClaimStatus.SUBMITTED, ClaimStatus.WITHDRAWN),
    ClaimStatus.APPROVED: (ClaimStatus.PAID, ClaimStatus.RETURNED),
    ClaimStatus.PAID: (),
    ClaimStatus.WITHDRAWN: (),
}
CLAIM_OWNERS: dict[ClaimStatus, tuple[Role, ...]] = {
    ClaimStatus.SUBMITTED: (Role.FINANCE_LEAD,),
    ClaimStatus.RETURNED: (Role.GP, Role.PRACTICE_LEAD, Role.COORDINATOR),
    ClaimStatus.APPROVED: (Role.FINANCE_LEAD,),
    ClaimStatus.PAID: (),
    ClaimStatus.WITHDRAWN: (),
}
GRANTED = (ClaimStatus.APPROVED, ClaimStatus.PAID)


class EntryKind(models.TextChoices):
    """What an entry of the ledger says: what the rules give, or what was paid."""

    DUE = "due", "Due by the rules"
    PAID = "paid", "Paid"


class ClaimKind(models.TextChoices):
    """What is claimed: a month of what falls due by itself, or one cost."""

    MONTH = "month", "A month of payments"
    CHILDCARE = CostKind.CHILDCARE.value, "Childcare or care of another dependant"
    GMC_AND_DBS = CostKind.GMC_AND_DBS.value, "GMC and DBS fees"
    OCCUPATIONAL_HEALTH = CostKind.OCCUPATIONAL_HEALTH.value, "Occupational health clearance"
    NEGLIGENCE_TOP_UP = CostKind.NEGLIGENCE_TOP_UP.value, "Negligence top-up"
    PARTNER_TRAINING = CostKind.PARTNER_TRAINING.value, "Training in the first year"
    MENTORING = CostKind.MENTORING.value, "Mentoring sessions given"
    MENTOR_TRAINING = CostKind.MENTOR_TRAINING.value, "Time for the mentor's training"
    MENTOR_TIME = CostKind.MENTOR_TIME.value, "A mentor’s time"
    GRANT = CostKind.GRANT.value, "A cost under the grant"
    BALANCE = "balance", "A difference still to be paid"
    REPAYMENT = "repayment", "Money to be repaid"


SETTLING = (ClaimKind.BALANCE, ClaimKind.REPAYMENT)


class ReviewOutcome(models.TextChoices):
    """What a yearly review found."""

    CONTINUE = Outcome.CONTINUE.value, "It continues"
    END = Outcome.END.value, "It ends"


class StillAnswer(models.TextChoices):
    """The five answers, as their buttons read."""

    SAME = Answer.SAME.value, "Yes, about the same sessions"
    FEWER = Answer.FEWER.value, "Yes, fewer sessions"
    MORE = Answer.MORE.value, "Yes, more sessions"
    MOVED = Answer.MOVED.value, "I moved to another area"
    LEFT = Answer.LEFT.value, "I left general practice"
