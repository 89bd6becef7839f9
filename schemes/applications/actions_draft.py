"""The applicant's own acts: begin, answer, send once, withdraw, write."""

from typing import Any

from django.db import IntegrityError, transaction

from retention_portal.accounts import actions as accounts
from retention_portal.accounts.models import Person
from retention_portal.core import audit
from retention_portal.core.dates import now, today
from retention_portal.core.refusals import BadInput, Refused
from schemes.applications import emails, letters, permissions, queries, queries_known, rules_form
from schemes.applications.actions_move import began, locked, moved
from schemes.applications.actions_review import reset_if_changed
from schemes.applications.models import Application
from schemes.applications.models_talk import Message
from schemes.applications.statuses import Status
from schemes.catalogue.form_layout import Question, visible_questions
from schemes.catalogue.models import Offer

SYSTEM_NAME = "applications"
SENT_TO = {
    Status.DRAFT: Status.SUBMITTED,
    Status.MORE_ASKED: Status.SUBMITTED,
    Status.MORE_ASKED_AFTER: Status.DISCUSSION,
}


@transaction.atomic
def start_draft(*, offer: Offer, by: Person, carry: Application | None = None) -> Application:
    """Begin the form of an offer, with what is known already filled in.

    `carry` is an application of the same person whose answers to the same questions come along: by their wish.

    The one that is live is given back: one draft for a person and offer, however often it is pressed (CASE-A-10).
    """
    if existing := queries.live_application(offer, by):
        return existing
    permissions.check_can_start(by, offer)
    application = Application(
        offer=offer,
        version=offer.live,
        owner=offer.owner,
        applicant=by,
        name=by.full_name,
        email=by.email,
        status=Status.DRAFT,
        status_by=by,
        with_us=False,
        waiting_since=today(),
    )
    if carry is not None:
        permissions.check_is_applicant(by, carry)
        application.answers = rules_form.carried(application.form, carry.form, carry.sent_answers)
    application.answers |= queries_known.known_answers_for(application.form, by, today())
    try:
        with transaction.atomic():
            began(application, by=by)
    except IntegrityError:
        found = queries.live_application(offer, by)
        if found is None:
            raise
        return found
    audit.record(by=by, verb="applications.begun", obj=application, organisation=offer.owner)
    return application


@transaction.atomic
def save_answer(
    *, application: Application, key: str, answer: Any, by: Person, seen: str | None = None
) -> Application:
    """Keep one answer. Raises Refused when it is not to be changed, BadInput for an answer that cannot be.

    Only the one answer changes, under a lock: two tabs on two questions keep both. `seen` is the mark of the answer
    that the writer began from (`rules_form.mark`): Refused, code "changed", when another is kept meanwhile.
    """
    application = locked(application)
    permissions.check_can_answer(by, application)
    form = application.form
    if key not in {question.key for question in visible_questions(form, application.answers)}:
        raise BadInput("This question is not asked of you.", code="not_asked")
    kept = application.answers.get(key)
    if seen is not None and kept != answer and rules_form.mark(kept) != seen:
        raise Refused("This answer was changed in another tab since you opened this page.", code="changed")
    answers = dict(application.answers)
    if answer in (None, "", []):
        answers.pop(key, None)
    else:
        answers[key] = answer
    rules_form.facts_of(form, answers)
    _keep(application, {"answers": answers})
    audit.record(
        by=by, verb="applications.answer_saved", obj=application, fields=[key], organisation=application.owner
    )
    return application


def _keep(application: Application, changes: dict[str, Any]) -> None:
    changes |= {"saved_at": now(), "edit_version": application.edit_version + 1}
    Application.objects.filter(pk=application.pk).update(**changes)
    for name, value in changes.items():
        setattr(application, name, value)


def touched(application: Application) -> None:
    """Note that something of the form changed: a check of the answers that was open meanwhile is not sent."""
    _keep(application, {})


@transaction.atomic
def submit(*, application: Application, edit_version: int, by: Person) -> Application:
    """Send the form: once, whatever is pressed how often (CASE-C-06), and only what is shown (CASE-A-09).

    `edit_version` is that of the answers the person checked; an answer that changed since is checked again.
    The rule book's findings are kept with their codes; facts go to the store, so that no form asks them again.
    """
    application = locked(application)
    permissions.check_can_submit(by, application)
    if application.edit_version != edit_version:
        raise Refused("An answer changed since you checked them. Check your answers again.", code="changed")
    form = application.form
    papers = queries_known.answered_papers(application, today())
    if missing := rules_form.gaps(form, application.answers, papers):
        raise Refused("; ".join(gap.sentence for gap in missing[:3]) + ".", code="CASE-A-09")
    answers = rules_form.only_shown(form, application.answers)
    outcome, findings = rules_form.findings_of(form, rules_form.facts_of(form, answers), today())
    also = {
        "answers": answers,
        "sent_answers": answers,
        "outcome": outcome,
        "findings": findings,
        "submitted_at": now(),
        "submitted_by": by,
        "arrived_on": application.arrived_on or today(),
    }
    to = SENT_TO[Status(application.status)]
    if to is Status.DISCUSSION and reset_if_changed(application=application, answers=answers, by=by):
        to = Status.IN_REVIEW  # what reviewers read has changed, so they read it again (CASE-R-08)
    moved(application, to, by=by, also=also)
    for name, value in rules_form.stated_facts(form, answers).items():
        accounts.state_fact(person=by, name=name, value=value, by=by)
    _fill_others(application, by)
    actor = accounts.system_account(name=SYSTEM_NAME)
    keep_message(application, letters.received(application, today())[1], actor)
    emails.tell_received(application)
    return application


def _fill_others(sent: Application, by: Person) -> None:
    """Answer in the person's other drafts what they have just told us here, where nothing is answered yet."""
    # A draft that is being saved at this moment is passed over: waiting for it could wait for us.
    drafts = Application.objects.select_for_update(of=("self",), skip_locked=True).select_related("version")
    for draft in drafts.filter(applicant=by, status=Status.DRAFT).exclude(pk=sent.pk).order_by("pk"):
        known = queries_known.known_answers_for(draft.form, by, today())
        answers = rules_form.possible(draft.form, draft.answers | known | draft.answers)
        if answers != draft.answers and draft.answers.items() <= answers.items():
            _keep(draft, {"answers": answers})


@transaction.atomic
def withdraw(*, application: Application, because: str, by: Person) -> Application:
    """Withdraw, at any time until it is over. The reason is the applicant's to give or not."""
    application = locked(application)
    permissions.check_can_withdraw(by, application)
    moved(application, Status.WITHDRAWN, by=by, also={"left_because": because.strip()[:300]})
    application.parts.filter(answered_at=None, taken_back_at=None).update(taken_back_at=now())
    emails.tell_withdrawn(application)
    return application


@transaction.atomic
def write(*, application: Application, text: str, by: Person) -> Message:
    """The applicant writes in the thread."""
    permissions.check_is_applicant(by, application)
    return keep_message(application, text, by)


def keep_message(
    application: Application, text: str, by: Person, *, internal: bool = False, asks: bool = False
) -> Message:
    """Keep one message of the thread, in the caller's transaction, with its audit event."""
    if not text.strip():
        raise BadInput("Write something first.", code="empty")
    message = Message.objects.create(
        application=application, text=text.strip(), internal=internal, asks=asks, written_by=by
    )
    audit.record(by=by, verb="applications.message_written", obj=message, organisation=application.owner)
    return message


def question_or_refuse(application: Application, key: str) -> Question:
    """The question with this key, while it is shown. Raises BadInput for any other key."""
    for question in visible_questions(application.form, application.answers):
        if question.key == key:
            return question
    raise BadInput("This question is not asked of you.", code="not_asked")
