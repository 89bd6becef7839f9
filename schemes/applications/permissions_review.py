"""Who may do what in the reading by a panel. Each check raises Refused with a sentence, or returns nothing."""

from typing import Any

from retention_portal.accounts.access import reaches
from retention_portal.accounts.roles import Role
from retention_portal.core.refusals import Refused
from schemes.applications import permissions, queries, queries_review
from schemes.applications.models import Application, Evidence
from schemes.applications.models_review import Assignment
from schemes.applications.rules import check_not_own
from schemes.applications.rules_blind import is_blind
from schemes.applications.statuses import OPEN_TO_DECIDE, Status
from schemes.applications.statuses_review import Phase, phase_of
from schemes.catalogue.models import Offer


def check_can_run_panel(user: Any, offer: Offer) -> None:
    """Refuse a panel to anyone but a coordinator there, and to one who applied for the same offer (CASE-R-02)."""
    if not reaches(user, [Role.COORDINATOR], offer.owner):
        raise Refused(f"Only a coordinator of {offer.owner.name} runs this panel.")
    if offer.applications.filter(applicant=user.pk).exists():
        raise Refused("You applied for this offer yourself. Somebody else runs its panel.", code="CASE-R-02")


def check_is_read_by_panel(user: Any, application: Application) -> None:
    """Refuse to others than those who run the panel, and for an application without one."""
    permissions.check_can_look_after(user, application)
    check_can_run_panel(user, application.offer)
    if not application.form.by_panel:
        raise Refused("One person decides on this. There is no panel.", code="no_panel")


def check_can_review(user: Any, assignment: Assignment) -> None:
    """Refuse a review by others, of one's own (CASE-R-02), once it is sent, and when reviewers do not score now."""
    application = assignment.application
    check_not_own(application.applicant_id, user.pk)
    if assignment.reviewer_id != user.pk or assignment.ended_at is not None:
        raise Refused("This is not yours to read.")
    if not reaches(user, [Role.REVIEWER], application.owner):
        raise Refused(f"You do not review for {application.owner.name} any more.")
    review = queries_review.own_review(assignment)
    if review is not None and review.submitted_at is not None:
        raise Refused("You have sent this review. It counts as it is.", code="sent")
    if phase_of(Status(application.status)) is not Phase.SCORING:
        raise Refused("Reviewers have finished with this one.", code="wrong_status")
    if queries.has_open_flag(application, stops=True):
        raise Refused("A flag stops this. The coordinator will clear it up first.", code="CASE-A-16")


def check_can_close_reading(user: Any, application: Application) -> None:
    """Refuse to end the scoring early unless it is being scored."""
    check_is_read_by_panel(user, application)
    if phase_of(Status(application.status)) is not Phase.SCORING:
        raise Refused("It is not with the reviewers now.", code="wrong_status")


def check_can_consolidate(user: Any, application: Application) -> None:
    """Refuse to write down what was agreed outside the talk, and to anyone who reviewed it: two people."""
    check_is_read_by_panel(user, application)
    if application.status != Status.DISCUSSION:
        raise Refused("There is nothing to agree on now.", code="wrong_status")
    if any(row.assignment.reviewer_id == user.pk for row in queries_review.sent_reviews(application)):
        raise Refused(
            "You reviewed this yourself. Somebody else writes down what was agreed.", code="two_people"
        )
    if queries.has_open_flag(application, stops=True):
        raise Refused("A flag stops this. Resolve it first.", code="CASE-A-16")


def check_can_give_to_another(user: Any, assignment: Assignment) -> None:
    """Refuse to take an application from a reviewer who has sent their review, and when nobody scores now."""
    check_can_close_reading(user, assignment.application)
    review = queries_review.own_review(assignment)
    if assignment.ended_at is not None or (review is not None and review.submitted_at is not None):
        raise Refused("This review is in, or somebody else reads it already.", code="sent")


def check_can_place(user: Any, application: Application) -> None:
    """Refuse to move an application in the order unless it waits for a decision."""
    check_is_read_by_panel(user, application)
    if application.status not in OPEN_TO_DECIDE:
        raise Refused("It does not wait for a decision.", code="wrong_status")


def check_can_read_paper(user: Any, paper: Evidence) -> None:
    """Refuse a reviewer every paper while names are hidden (CASE-R-12), and those about health."""
    application = paper.application
    if is_blind(application.form, Status(application.status)):
        raise Refused("Papers are hidden while names are hidden: a paper nearly always holds a name.")
    permissions.check_can_read_paper(user, paper)
