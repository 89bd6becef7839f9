"""Approvals, decisions that wait to be sent, their conditions, and the applicant's answer to an offer."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from retention_portal.accounts.models import Person
from retention_portal.core import audit
from retention_portal.core.dates import add_working_days, now, today
from retention_portal.core.refusals import BadInput, Refused
from schemes.applications import letters, permissions, queries, rules, rules_letters
from schemes.applications.actions_move import locked, moved
from schemes.applications.models import Application
from schemes.applications.models_decision import Approval, Condition, Decision
from schemes.applications.models_talk import Part
from schemes.applications.periods import length
from schemes.applications.rules_letters import BY_CODE
from schemes.applications.statuses import APPROVALS, ConditionState, Outcome, PartKind, Status
from schemes.catalogue.models import Offer


@dataclass(frozen=True, slots=True)
class Verdict:
    """What somebody decides. `conditions` and `answer_by` belong to an offer, `reason` to a "not this time"."""

    outcome: Outcome
    reason: str = ""
    advice: str = ""
    conditions: tuple[str, ...] = ()
    answer_by: date | None = None
    letter: str = ""
    suggests: Offer | None = None


@transaction.atomic
def approve(*, application: Application, approved: bool, comment: str, by: Person) -> Approval:
    """Take the step of approval that it waits for (NGPRS-P04 to P06): three steps, three people.

    A no says why, and goes back to the coordinators, who decide and write. Of two at once one counts.
    """
    application = locked(application)
    permissions.check_can_approve(by, application)
    if not approved and not comment.strip():
        raise BadInput("Say why it is not approved: the coordinators write the letter from it.", code="why")
    step, onward = APPROVALS[Status(application.status)]
    try:
        with transaction.atomic():
            kept = Approval.objects.create(
                application=application, step=step, approved=approved, comment=comment.strip(), by=by
            )
    except IntegrityError:
        raise Refused("This step was taken a moment ago. Look at it again.", code="moved") from None
    audit.record(
        by=by, verb="applications.step_approved" if approved else "applications.step_not_approved", obj=kept,
        fields=["approved"], organisation=application.owner, note=step,
    )  # fmt: skip
    moved(application, onward if approved else Status.READY, by=by)
    return kept


@transaction.atomic
def set_decision(*, application: Application, verdict: Verdict, by: Person) -> Decision:
    """Write or change a decision that is not sent yet; the applicant sees nothing of it (CASE-A-12).

    Refused before a part of somebody else is confirmed, before the GMC number is checked and, where it is needed,
    before formal approval (NGPRS-P06); and without a reason for a "not this time".
    """
    application = locked(application)
    permissions.check_can_decide(by, application)
    _check_verdict(application, verdict)
    _check_author(application, by)
    answer_by = _answer_by(verdict, application.owner.code)
    subject, text = letter_for(application, verdict, answer_by)
    Decision.objects.filter(application=application, released_at=None).delete()
    decision = Decision.objects.create(
        application=application,
        outcome=verdict.outcome,
        reason=verdict.reason if verdict.outcome is Outcome.NOT_THIS_TIME else "",
        advice=verdict.advice.strip(),
        suggests=verdict.suggests if verdict.outcome is Outcome.NOT_THIS_TIME else None,
        answer_by=answer_by,
        subject=subject,
        letter=verdict.letter.strip() or text,
        set_by=by,
    )
    if verdict.outcome is Outcome.OFFER:
        Condition.objects.bulk_create(Condition(decision=decision, text=one) for one in verdict.conditions)
    audit.record(
        by=by,
        verb="applications.decision_set",
        obj=decision,
        fields=["outcome"],
        organisation=application.owner,
    )
    return decision


def _check_author(application: Application, by: Person) -> None:
    """What is looked at again is decided by another person than the first time."""
    if application.continues_id is not None:
        before = Decision.objects.filter(application=application.continues_id, released_at__isnull=False)
        for author in before.values_list("set_by", flat=True):
            rules.check_another(author, by.pk, "wrote the first decision on")


def _check_verdict(application: Application, verdict: Verdict) -> None:
    rules.check_outcome(
        verdict.outcome,
        status=Status(application.status),
        gmc_checked=application.applicant is not None and application.applicant.gmc_is_checked,
        needs_approval=permissions.needs_approval(application),
    )
    if verdict.outcome is Outcome.OFFER:
        _check_parts(application)
    if verdict.outcome is Outcome.NOT_THIS_TIME and verdict.reason not in BY_CODE:
        raise BadInput("Choose the reason: the advice in the letter follows it.", allowed=tuple(BY_CODE))
    if application.status == Status.APPROVED and verdict.outcome is not Outcome.OFFER:
        raise Refused("It was approved, so what is left is the offer.", code="wrong_status")
    if application.status == Status.RESERVE and verdict.outcome is Outcome.RESERVE:
        raise Refused("It is on the reserve list already.", code="wrong_status")
    if application.status == Status.DEFERRED and verdict.outcome is not Outcome.NOT_THIS_TIME:
        raise Refused("Take it up again first: pass it on to “Ready to decide”.", code="wrong_status")


def _check_parts(application: Application) -> None:
    form = application.form
    wanted = [(PartKind.HOST, form.host.needed), (PartKind.SUPERVISOR, form.supervisor.needed)]
    rows = Part.objects.filter(application=application, taken_back_at=None, confirmed=True)
    confirmed = set(rows.values_list("kind", flat=True))
    if missing := [kind.label.lower() for kind, needed in wanted if needed and kind.value not in confirmed]:
        raise Refused(f"The {' and the '.join(missing)} has not confirmed yet.", code="parts")


def _answer_by(verdict: Verdict, owner: str) -> date | None:
    if verdict.outcome is not Outcome.OFFER:
        return None
    wanted = verdict.answer_by or add_working_days(today(), length("answer_offer", owner, today()))
    if wanted <= today():
        raise BadInput("The day to answer by must be still to come.", code="answer_by")
    return wanted


def letter_for(application: Application, verdict: Verdict, answer_by: date | None) -> tuple[str, str]:
    """(subject, text) of the letter as the offer's words have it for this verdict. No statement."""
    reason = BY_CODE.get(verdict.reason)
    filling = letters.filling_of(
        application,
        reply_by=answer_by,
        conditions=verdict.conditions,
        reason=reason.words if reason else "",
        advice=verdict.advice.strip() or (reason.advice if reason else ""),
    )
    return rules_letters.letter(application.form, verdict.outcome, filling)


@transaction.atomic
def judge_condition(*, condition: Condition, state: ConditionState, by: Person) -> Condition:
    """Say that one condition of an offer is met or not; nobody judges their own."""
    application = condition.decision.application
    permissions.check_can_look_after(by, application)
    if condition.decision.released_at is None:
        raise Refused("The offer is not sent yet.", code="wrong_status")
    if state is ConditionState.PENDING:
        raise BadInput("Say whether it is met or not.")
    Condition.objects.filter(pk=condition.pk).update(state=state, judged_at=now(), judged_by=by)
    audit.record(
        by=by,
        verb="applications.condition_judged",
        obj=condition,
        fields=["state"],
        organisation=application.owner,
    )
    condition.refresh_from_db()
    return condition


@transaction.atomic
def answer_offer(*, application: Application, accept: bool, by: Person) -> Application:
    """The applicant says yes or no to the offer that waits. A no is as good as a yes: no reason is asked.

    Refused after its day; a place of a scheme that needs formal approval is never taken up without it (NGPRS-P06).
    """
    application = locked(application)
    permissions.check_can_answer_offer(by, application)
    offer = queries.offer_in_force(application)
    if offer is None or (offer.answer_by and offer.answer_by < today()):
        raise Refused("The day to answer by has passed. Write to us or ring.", code="CASE-A-15")
    if accept:
        check_may_start(application)
    Decision.objects.filter(pk=offer.pk).update(answered_at=now())
    return moved(application, Status.ACCEPTED if accept else Status.DECLINED, by=by)


def check_may_start(application: Any) -> None:
    """Refuse a start without the approvals that the scheme needs: no start before NGPRS-P06. One statement."""
    if not permissions.needs_approval(application):
        return
    missing = {step for step, _ in APPROVALS.values()} - queries.approved_steps(application)
    if missing:
        raise Refused(
            f"Nobody may start before formal approval: {', '.join(sorted(missing))} is missing.",
            code="NGPRS-P06",
        )
