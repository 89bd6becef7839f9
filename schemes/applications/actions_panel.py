"""What those who run a panel do: end the scoring, write down what was agreed, order the applications otherwise."""

from collections.abc import Mapping

from django.db import transaction

from retention_portal.accounts.models import Person
from retention_portal.core import audit
from retention_portal.core.dates import now
from retention_portal.core.refusals import BadInput
from schemes.applications import permissions_review
from schemes.applications.actions_draft import keep_message
from schemes.applications.actions_move import locked, moved
from schemes.applications.actions_review import check_scores
from schemes.applications.models import Application
from schemes.applications.models_review import Consolidation, Placing
from schemes.applications.statuses import Outcome, Status


@transaction.atomic
def close_reading(*, application: Application, reason: str, by: Person) -> Application:
    """End the scoring before everybody has sent theirs, with the reason; it goes to be talked about."""
    application = locked(application)
    permissions_review.check_can_close_reading(by, application)
    if not reason.strip():
        raise BadInput("Say why it does not wait for the other reviewers.", code="why")
    keep_message(application, f"Scoring was ended early. {reason.strip()}", by, internal=True)
    audit.record(by=by, verb="applications.reading_closed", obj=application, organisation=application.owner)
    return moved(application, Status.DISCUSSION, by=by)


@transaction.atomic
def consolidate(
    *, application: Application, recommends: str, scores: Mapping[str, int], note: str, by: Person
) -> Consolidation:
    """Write down what the talk came to: agreed scores, and what is recommended. It is then ready to decide.

    The scores are those that count in the ranking: a disagreement is never averaged (CASE-R-09).
    """
    application = locked(application)
    permissions_review.check_can_consolidate(by, application)
    form = application.form
    check_scores(scores, {one.key for one in form.criteria})
    counted = [one for one in form.criteria if not one.independent]
    missing = [one.label for one in counted if one.key not in scores]
    if form.review.scores_required and missing:
        raise BadInput(f"Give “{missing[0]}” the score that was agreed.", code="scores")
    if recommends not in Outcome.values:
        raise BadInput("Choose what is recommended.", allowed=tuple(Outcome.values))
    if not note.strip():
        raise BadInput("Say in a few words what was agreed and why.", code="why")
    kept = Consolidation.objects.create(
        application=application, recommends=recommends, scores=dict(scores), note=note.strip(), agreed_by=by
    )
    audit.record(
        by=by,
        verb="applications.reviews_agreed",
        obj=kept,
        fields=["recommends", "scores", "note"],
        organisation=application.owner,
    )
    moved(application, Status.READY, by=by)
    return kept


@transaction.atomic
def place(*, application: Application, place: int | None, reason: str, by: Person) -> Placing | None:
    """Put an application at another place than its total gives, with the reason; None puts it back."""
    application = locked(application)
    permissions_review.check_can_place(by, application)
    if place is None:
        Placing.objects.filter(application=application).delete()
        audit.record(
            by=by, verb="applications.place_taken_back", obj=application, organisation=application.owner
        )
        return None
    if place < 1:
        raise BadInput("Places begin at 1.")
    if not reason.strip():
        raise BadInput("Say why it stands elsewhere than its total puts it.", code="why")
    kept, _ = Placing.objects.update_or_create(
        application=application,
        defaults={"place": place, "reason": reason.strip()[:300], "placed_by": by, "placed_at": now()},
    )
    audit.record(
        by=by,
        verb="applications.place_set",
        obj=kept,
        fields=["place", "reason"],
        organisation=application.owner,
    )
    return kept
