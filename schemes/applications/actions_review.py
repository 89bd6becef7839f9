"""What reviewers say, and what becomes of it: kept, sent once, weighed; agreed on where they disagree; set aside."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q

from retention_portal.accounts.models import Person
from retention_portal.core import audit
from retention_portal.core.dates import now
from retention_portal.core.refusals import BadInput, Refused
from schemes.applications import permissions_review, queries_review, rules_review
from schemes.applications.actions_assign import assigned_again
from schemes.applications.actions_move import locked, moved
from schemes.applications.models import Application
from schemes.applications.models_review import Assignment, Consolidation, Placing, Review
from schemes.applications.rules_review import BEST
from schemes.applications.statuses_review import Opinion


@dataclass(frozen=True, slots=True)
class Said:
    """What a reviewer wrote: scores by criterion, what they would do, words for the panel and for the applicant."""

    scores: Mapping[str, int] = field(default_factory=dict)
    opinion: str = ""
    comment: str = ""
    feedback: str = ""


@transaction.atomic
def save_review(*, assignment: Assignment, said: Said, edit_version: int, by: Person) -> Review:
    """Keep a draft that its writer alone sees (CASE-R-03). `edit_version` is the one the writer began from.

    It is 0 before the first. Refused when it was changed in another window meanwhile: nothing is overwritten unseen.
    """
    _, assignment = _held(assignment)
    permissions_review.check_can_review(by, assignment)
    return _kept(assignment, said, edit_version, by)


def _held(assignment: Assignment) -> tuple[Application, Assignment]:
    """The application, held until the transaction ends, and the assignment as it is now."""
    application = locked(assignment.application)
    fresh = Assignment.objects.get(pk=assignment.pk)
    fresh.application = application
    return application, fresh


def _kept(assignment: Assignment, said: Said, edit_version: int, by: Person) -> Review:
    form = assignment.application.form
    check_scores(said.scores, {one.key for one in form.criteria})
    if said.opinion and said.opinion not in Opinion.values:
        raise BadInput("Choose what you would do.", allowed=tuple(Opinion.values))
    review = queries_review.own_review(assignment)
    if (review.edit_version if review else 0) != edit_version:
        raise Refused(
            "You changed this in another window. Open it again: what you saved there is kept.", code="changed"
        )
    review = review or Review(assignment=assignment, edit_version=0)
    review.scores, review.opinion = dict(said.scores), said.opinion
    review.comment, review.feedback = said.comment.strip(), said.feedback.strip()
    review.edit_version, review.saved_at = review.edit_version + 1, now()
    review.save()
    audit.record(
        by=by,
        verb="applications.review_saved",
        obj=review,
        fields=["scores", "opinion", "comment", "feedback"],
        organisation=assignment.application.owner,
    )
    return review


def check_scores(scores: Mapping[str, int], known: set[str]) -> None:
    """Raise BadInput for a criterion that the form does not have, and for anything but 0 to 5."""
    if unknown := set(scores) - known:
        raise BadInput(f"“{min(unknown)}” is not scored here.", allowed=sorted(known))
    if any(type(score) is not int or not 0 <= score <= BEST for score in scores.values()):
        raise BadInput(f"A score is a whole number from 0 to {BEST}.", allowed=map(str, range(BEST + 1)))


@transaction.atomic
def submit_review(*, assignment: Assignment, said: Said, edit_version: int, by: Person) -> Review:
    """Send a review, once. The last of the wanted number moves the application on by itself (CASE-R-11).

    Refused without what the offer requires, and when asking for more without saying what (CASE-R-07).
    """
    application, assignment = _held(assignment)
    permissions_review.check_can_review(by, assignment)
    _check_complete(application, said)
    review = _kept(assignment, said, edit_version, by)
    return _sent(application, review, by)


def _check_complete(application: Application, said: Said) -> None:
    plan, criteria = application.form.review, application.form.criteria
    missing = [one.label for one in criteria if one.key not in said.scores]
    if plan.scores_required and missing:
        raise BadInput(f"Score “{missing[0]}” first.", code="scores")
    if not said.opinion:
        raise BadInput("Choose what you would do.", allowed=tuple(Opinion.values), code="opinion")
    if said.opinion == Opinion.MORE and not said.comment.strip():
        raise BadInput("Say what you would ask for.", code="CASE-R-07")
    if plan.text_required and not said.comment.strip():
        raise BadInput("Write why: this panel asks for a reason.", code="comment")


@transaction.atomic
def abstain(*, assignment: Assignment, by: Person) -> Review:
    """Look at it and say nothing, where the offer requires neither scores nor a reason: it counts (CASE-R-15)."""
    application, assignment = _held(assignment)
    permissions_review.check_can_review(by, assignment)
    if not application.form.review.may_abstain:
        raise Refused(
            "This panel asks everybody for a view. Declare a conflict if you should not read it.",
            code="CASE-R-15",
        )
    review = queries_review.own_review(assignment) or Review(assignment=assignment)
    review.scores, review.opinion, review.comment, review.feedback = {}, "", "", ""
    review.abstained, review.submitted_at, review.saved_at = True, now(), now()
    review.save()
    return _sent(application, review, by)


def _sent(application: Application, review: Review, by: Person) -> Review:
    if review.submitted_at is None:
        review.submitted_at = now()
        review.save(update_fields=["submitted_at"])
    audit.record(
        by=by,
        verb="applications.review_sent",
        obj=review,
        fields=["submitted_at"],
        organisation=application.owner,
    )
    votes = [queries_review.vote_of(row) for row in queries_review.sent_reviews(application)]
    if to := rules_review.next_status(application.form, votes):
        moved(application, to, by=by)
    return review


def reset_if_changed(*, application: Application, answers: Mapping[str, Any], by: Person) -> bool:
    """In the caller's transaction: set the reviews aside when what was reviewed is sent changed (CASE-R-08).

    Answers or papers that differ from those that were read. True when reviewers have to read it again.
    """
    if not application.form.by_panel or not _differs(application, answers):
        return False
    live = Assignment.objects.filter(application=application, ended_at=None)
    if not live.exists():
        return False
    at = now()
    Review.objects.filter(assignment__application=application, set_aside_at=None).update(set_aside_at=at)
    Consolidation.objects.filter(application=application, set_aside_at=None).update(set_aside_at=at)
    Placing.objects.filter(application=application).delete()
    assigned_again(application)
    audit.record(
        by=by, verb="applications.reviews_set_aside", obj=application, organisation=application.owner
    )
    return True


def _differs(application: Application, answers: Mapping[str, Any]) -> bool:
    if dict(answers) != application.sent_answers:
        return True
    since = application.submitted_at
    return (
        application.papers.filter(part=None)
        .filter(Q(uploaded_at__gt=since) | Q(removed_at__gt=since))
        .exists()
    )
