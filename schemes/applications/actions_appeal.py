"""A "not this time" looked at again: asked for once, answered by another person than the decision's author."""

import secrets

from django.db import IntegrityError, transaction

from retention_portal.accounts.models import Person
from retention_portal.core import audit
from retention_portal.core.dates import now, today
from retention_portal.core.refusals import BadInput, Refused
from schemes.applications import emails, permissions, queries
from schemes.applications.actions_draft import keep_message
from schemes.applications.actions_move import began, locked
from schemes.applications.models import Application
from schemes.applications.models_decision import Appeal
from schemes.applications.statuses import Status


@transaction.atomic
def ask_again(*, application: Application, text: str, by: Person) -> Appeal:
    """The applicant asks that the decision be looked at again, with their reason; once for each decision."""
    decision = queries.decision_to_appeal(application, by)
    if not text.strip():
        raise BadInput("Say what should be looked at again.", code="empty")
    try:
        with transaction.atomic():
            appeal = Appeal.objects.create(decision=decision, text=text.strip(), asked_by=by)
    except IntegrityError:
        raise Refused("You have asked for this already.", code="asked") from None
    audit.record(by=by, verb="applications.appeal_asked", obj=appeal, organisation=application.owner)
    return appeal


@transaction.atomic
def answer_appeal(*, appeal: Appeal, upheld: bool, answer: str, by: Person) -> Application | None:
    """Answer an appeal, with the reason. A yes begins a new application, ready to decide, with all that was sent.

    Refused to the decision's author, and when it is answered already.
    """
    decision = appeal.decision
    application = locked(decision.application)
    permissions.check_can_answer_appeal(by, appeal)
    if not answer.strip():
        raise BadInput("Write the answer: the applicant reads it.", code="empty")
    taken = Appeal.objects.filter(pk=appeal.pk, upheld=None).update(
        upheld=upheld, answer=answer.strip(), answered_at=now(), answered_by=by
    )
    if not taken:
        raise Refused("This was answered a moment ago.", code="moved")
    audit.record(
        by=by,
        verb="applications.appeal_answered",
        obj=appeal,
        fields=["upheld"],
        organisation=application.owner,
    )
    again = _again(application, by) if upheld else None
    message = keep_message(again or application, answer, by)
    emails.tell_of_message(message)
    return again


def _again(application: Application, by: Person) -> Application:
    """A new application that continues the old one, with its form, answers, papers and parts."""
    applicant = application.applicant
    if applicant is None or queries.live_application(application.offer, applicant):
        raise Refused("The applicant has begun again already, so there is nothing to take up.", code="moved")
    again = Application(
        **{name: getattr(application, name) for name in _CARRIED},
        continues=application,
        status=Status.READY,
        status_by=by,
        arrived_on=today(),
        with_us=True,
        waiting_since=today(),
    )
    began(again, by=by)
    for paper in queries.papers_of(application):
        paper.pk, paper.application = None, again
        paper.save(force_insert=True)
    for part in queries.parts_of(application):
        papers = list(part.papers.filter(removed_at=None))
        part.pk, part.application = None, again
        part.token_hash = queries.token_hash(secrets.token_urlsafe(32))
        part.save(force_insert=True)
        for paper in papers:
            paper.pk, paper.application, paper.part = None, again, part
            paper.save(force_insert=True)
    for approval in application.approvals.all():
        approval.pk, approval.application = None, again
        approval.save(force_insert=True)
    return again


_CARRIED = (
    *("offer", "version", "owner", "applicant", "name", "email", "phone", "best_time", "line"),
    *("answers", "sent_answers", "submitted_at", "submitted_by", "outcome", "findings"),
    "equality_asked",
)
