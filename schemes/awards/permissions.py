"""Who may open, change, review, claim, approve and pay. Nobody decides anything of their own (design 5)."""

from typing import Any

from retention_portal.accounts.access import organisations_where, reaches
from retention_portal.accounts.roles import Role
from retention_portal.core.refusals import Refused
from retention_portal.organisations.models import Organisation
from schemes.awards.models import Award, Claim
from schemes.awards.queries import LOOKS_AFTER, PAYS
from schemes.awards.rules.history import RETENTION
from schemes.awards.statuses import AwardStatus, ClaimKind, ClaimStatus


def check_can_open(user: Any, system: Organisation, person: Any = None) -> None:
    """Refuse to anyone but a coordinator who reaches the system, and to the person the award is for."""
    if not reaches(user, LOOKS_AFTER, system):
        raise Refused(f"Only a coordinator of {system.name} can open support there.")
    if person is not None and person.pk == user.pk:
        raise Refused("Somebody else opens your own support.")


def check_can_change(user: Any, award: Award) -> None:
    """Refuse to anyone but a coordinator of its system, and on one's own award."""
    _check_not_own(user, award)
    if not reaches(user, LOOKS_AFTER, award.system):
        raise Refused(f"Only a coordinator of {award.system.name} can change this.")


def check_can_review(user: Any, award: Award) -> None:
    """The scheme lead holds reviews of the retention scheme (NGPRS-P08), a coordinator those of others."""
    _check_not_own(user, award)
    roles = (Role.SCHEME_LEAD,) if award.scheme_code == RETENTION else LOOKS_AFTER
    if not reaches(user, roles, award.system):
        who = "the scheme lead" if award.scheme_code == RETENTION else "a coordinator"
        raise Refused(f"Only {who} of {award.system.name} can record this review.")


def check_can_post(user: Any, system: Organisation) -> None:
    """Refuse to anyone but coordinators and finance leads who reach the system."""
    if not reaches(user, (*LOOKS_AFTER, *PAYS), system):
        raise Refused(f"Only a coordinator or finance lead of {system.name} can post its months.")


def check_can_claim(user: Any, award: Award, kind: str = "") -> None:
    """The person, the lead of the host practice (for the months paid to it), or a coordinator of the system."""
    if award.status in (AwardStatus.PLANNED, AwardStatus.CANCELLED):
        raise Refused("Nothing can be claimed before it has started.")
    if award.person_id == user.pk or reaches(user, LOOKS_AFTER, award.system):
        return
    if organisations_where(user, [Role.PRACTICE_LEAD]).filter(pk=award.host_id).exists():
        if kind in ("", ClaimKind.MONTH):
            return
        raise Refused("A practice claims the months that are paid to it; the person claims their own costs.")
    raise Refused("Only the person, their practice or a coordinator can claim for this.")


def check_can_claim_payee(user: Any, award: Award, payee: str) -> None:
    """The person claims what is paid to them (a partner also for the partnership), a practice the rest (N2PP-M07)."""
    check_can_claim(user, award, ClaimKind.MONTH)
    if award.person_id == user.pk:
        if payee not in ("doctor", "contract holder"):
            raise Refused(f"The {payee} claims its own months.")
    elif payee == "doctor" and not reaches(user, LOOKS_AFTER, award.system):
        raise Refused("The person claims the months that are paid to them.")


def check_can_change_claim(user: Any, claim: Claim) -> None:
    """Refuse to anyone but whoever sent it, or a coordinator of the system."""
    if claim.submitted_by_id != user.pk and not reaches(user, LOOKS_AFTER, claim.award.system):
        raise Refused("Only whoever sent this claim, or a coordinator, can change it.")


def check_can_see_evidence(user: Any, claim: Claim) -> None:
    """Refuse private evidence to everybody but its sender and coordinators; other evidence to those outside."""
    if user.pk in (claim.submitted_by_id, claim.award.person_id):
        return
    roles = LOOKS_AFTER if claim.private else (*LOOKS_AFTER, *PAYS)
    if not reaches(user, roles, claim.award.system):
        raise Refused("This paper is for the coordinator only.")


def check_can_confirm(user: Any, claim: Claim) -> None:
    """Refuse to confirm evidence to anyone but a coordinator, and on a claim that one sent."""
    check_can_change(user, claim.award)
    if claim.submitted_by_id == user.pk:
        raise Refused("Another coordinator confirms the evidence of a claim that you sent.")


def check_can_decide(user: Any, claim: Claim) -> None:
    """Refuse to anyone but a finance lead of the system who neither sent the claim nor opened or holds the award."""
    _check_not_own(user, claim.award)
    if not reaches(user, PAYS, claim.award.system):
        raise Refused(f"Only a finance lead of {claim.award.system.name} can decide on claims.")
    if claim.submitted_by_id == user.pk:
        raise Refused("You sent this claim, so somebody else approves it.")
    if claim.award.opened_by_id == user.pk:
        raise Refused("You opened this support, so somebody else approves its claims.")


def check_can_approve(user: Any, claim: Claim) -> None:
    """As `check_can_decide`, and private evidence must have been seen by a coordinator."""
    check_can_decide(user, claim)
    if claim.status != ClaimStatus.SUBMITTED:
        raise Refused("Only a claim that was sent and waits can be approved.", code="wrong_status")
    if claim.private and claim.seen_by_id is None:
        raise Refused("A coordinator has to confirm first that the evidence is in order.")


def _check_not_own(user: Any, award: Award) -> None:
    if award.person_id == user.pk:
        raise Refused("This is your own support: somebody else decides about it.")
